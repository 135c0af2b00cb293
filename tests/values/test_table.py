"""Is the table whole? What its rows promise to everything that derives from them."""

from __future__ import annotations

import pytest

from translator.conf.dialect import DIALECTS, dialect_named
from translator.table import BY_NAME, ORDER, ROWS, Row
from translator.values.codec import Codec

SHAPES = {"value", "limits", "quota", "items", "switches", "interfaces", "disks"}


def codecs(row: Row) -> list[Codec]:
    return [codec for codec in (row.codec, row.codec7, row.codec_libvirt) if codec is not None]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_row_is_whole(row: Row) -> None:
    assert row.known in ("4", "7", "B", "U")
    assert row.summary
    assert not row.summary.endswith(".")
    for codec in codecs(row):
        assert codec.shape in SHAPES
        assert codec.expects


def test_readings_of_other_dialects_have_their_dialect() -> None:
    for row in ROWS:
        if row.codec7 is not None:
            assert row.known in ("B", "7"), row.name
        if row.codec_libvirt is not None:
            assert row.known in ("B", "4"), row.name


def test_who_knows_what() -> None:
    vzctl, libvzctl, libvirt = (dialect_named(name).rows for name in DIALECTS)
    assert "CAPABILITY" in vzctl
    assert "CAPABILITY" not in libvzctl
    assert "DISK" in libvzctl
    assert "DISK" not in vzctl
    assert libvirt == vzctl
    assert "AUTOSTOPSTOP" in libvzctl
    assert "LOCAL_UID" not in vzctl


def test_names_and_places_are_those_of_the_rows() -> None:
    assert list(ORDER) == [row.name for row in ROWS]
    assert set(BY_NAME) >= set(ORDER)
    assert BY_NAME["DCACHE"].name == "DCACHESIZE"
