"""Is every conf taken for one by its bytes, and nothing else?"""

from __future__ import annotations

import bz2
import gzip
import itertools
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nasty import NASTY
from translator.sources.kind import content_of, is_document, refusal

FIXTURES = Path(__file__).parents[2] / "fixtures"
CONFS = sorted(FIXTURES.rglob("*.conf"))


def test_real_confs_are_confs() -> None:
    assert len(CONFS) > 50
    for path in CONFS:
        assert content_of(path.read_bytes()).kind in ("conf", "empty"), path
        assert refusal(path.read_bytes(), "101.conf") is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"\0", "conf"),  # one stray NUL is its line's affair, in a file of one line too
        (b"\0\0", "other"),
        (b'CPUS="2\0"\n', "conf"),
        (b'CPUS="2"\n\0\0\0', "other"),
        (b"A=1\n" * 9 + b"\0" * 10, "conf"),  # ten lines, the last without its end
        (b"A=1\n" * 9 + b"\0" * 11, "other"),
        (b"A\x01=\x02\n", "conf"),
        (b"A\x01=\x02\x03\n", "other"),
        (b"\x1b[1mA=1\x1b[0m \a\b\t\v\f\r" * 9, "conf"),  # pasted out of a terminal
        (b"PKG=1\n", "conf"),
        (b"BZh=1\n", "conf"),
        (b"(A=1\n", "conf"),
        (b"#" * 257 + b"ustar\n", "conf"),
        (b"\x89\xfd\xff", "conf"),  # Latin-1, or anything
        (b"\xff\xfeA\0", "other"),
        (b"\xfe\xff\0A", "other"),
        (b"A\0=\0001\0", "other"),
        (b"\0A\0=", "other"),
        (b"<domain/>", "document"),
        (
            b"\xef\xbb\xbf\n<?xml version='1.0'?><!-- <a> -->\n<!DOCTYPE a [<!ENTITY b 'c'>]>\n<domain type='lxc'>",
            "document",
        ),
        (b"<x:domain xmlns:x='y'>", "document"),
        (b"<network>", "xml"),
        (b"<domains>", "xml"),
        (b"<", "xml"),
        (b"<!-- never closed <domain>", "xml"),
        (gzip.compress(b""), "archive"),
        (bz2.compress(b""), "archive"),
        (bz2.compress(b"A=1\n"), "archive"),
        (lzma.compress(b""), "archive"),
        (b"\x7fELF\x02", "other"),
    ],
)
def test_content(data: bytes, kind: str) -> None:
    assert content_of(data).kind == kind


def test_programs_are_no_confs() -> None:
    files = itertools.islice(sorted(Path("/usr/bin").iterdir()), 100)
    programs = [data for path in files if path.is_file() and (data := path.read_bytes()).startswith(b"\x7fELF")]
    assert programs
    for data in programs:
        assert content_of(data[:100_000]).kind == "other"
        assert content_of(data[64:100_000]).kind == "other"


@given(st.lists(st.sampled_from([text for text in NASTY if text.count("\0") < 2]), min_size=1))
def test_odd_values_are_no_reason_to_refuse_a_conf(values: list[str]) -> None:
    text = "".join(f'NAME="{value}"\n' for value in values)
    data = text.encode("utf-8", "surrogatepass")
    assert content_of(data).kind == "conf"


@given(st.binary(max_size=600))
def test_it_has_an_answer_for_any_bytes(data: bytes) -> None:
    kind = content_of(data).kind
    if refusal(data, "101.conf") is None:
        assert (kind in ("document", "xml")) <= is_document(data.decode("utf-8", "surrogateescape"))
    else:
        assert kind in ("archive", "other")


@given(st.integers(0, 2**32), st.integers(200, 4000))
def test_noise_is_refused(seed: int, size: int) -> None:
    import random

    data = random.Random(seed).randbytes(size)  # noqa: S311
    assert refusal(data, "101.conf") is not None or data.lstrip(b" \t\r\n")[:1] == b"<"
