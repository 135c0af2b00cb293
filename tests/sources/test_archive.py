"""Is what an archive loses told, wherever it was cut or damaged, and does it take nothing of its surroundings along?"""

from __future__ import annotations

import random
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import Run, run
from tests.sources.shapes import PACKERS, tar, zipped
from translator.sources.find import Found, LeftOut, Lost, Source, find_sources
from translator.sources.read import SourceText, UnreadableError, read_texts
from translator.sources.words import ENDINGS, dump_ctid, is_archive

__all__ = ["run"]

CONFS = {f"node/{ctid}.conf": random.Random(ctid).randbytes(300).hex().encode() for ctid in (101, 102, 103)}  # noqa: S311
PACKED: dict[str, Callable[[], bytes]] = {
    **{ending: (lambda pack=pack: pack(tar(CONFS))) for ending, pack in PACKERS.items()},  # type: ignore[misc]
    ".zip": lambda: zipped(CONFS),
}


def found(path: Path) -> list[Found]:
    return list(find_sources([str(path)]))


@pytest.mark.parametrize("ending", PACKED)
def test_an_archive_that_is_cut_is_never_taken_for_a_whole_one(tmp_path: Path, ending: str) -> None:
    whole = PACKED[ending]()
    path = tmp_path / f"b{ending}"
    path.write_bytes(whole)
    everything = found(path)
    assert [source.data for source in everything if isinstance(source, Source)] == list(CONFS.values())
    blocks = range(0, len(whole), 512 if ending == ".tar" else max(1, len(whole) // 40))
    for size in sorted({*blocks, *(at + 1 for at in blocks), len(whole) - 1} - {len(whole)}):
        path.write_bytes(whole[:size])
        assert found(path) == everything or any(isinstance(each, Lost) for each in found(path)), size


@pytest.mark.parametrize("ending", [ending for ending in PACKED if ending != ".tar"])  # it has no sums of its contents
def test_a_damaged_byte_is_never_taken_for_what_was_there(tmp_path: Path, ending: str) -> None:
    whole = PACKED[ending]()
    path = tmp_path / f"b{ending}"
    path.write_bytes(whole)
    everything = found(path)
    end = whole.index(b"PK\x01\x02") if ending == ".zip" else len(whole)  # a zip archive's directory has no sum either
    for at in range(0, end, max(1, end // 60)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        seen = found(path)
        assert seen == everything or any(isinstance(each, Lost | LeftOut) for each in seen), at


def test_what_is_named_otherwise_is_read_by_what_it_is(tmp_path: Path) -> None:
    for name in PACKED:
        for ending, make in PACKED.items():
            path = tmp_path / f"b{name}"
            path.write_bytes(make())
            assert [type(each) for each in found(path)] == [Source] * 3, (name, ending)


def test_links_are_no_confs(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("101.conf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/shadow")
        archive.writestr("102.conf", "A=1\n")
    assert [each.path for each in found(path)] == [f"{path}/102.conf"]


def test_an_encrypted_archive_is_told(tmp_path: Path, run: Run) -> None:
    data = bytearray(zipped({"101.conf": b"A=1\n"}))
    at = data.index(b"PK\x01\x02")
    data[6] |= 1  # the flag that a member is encrypted, in its own header and in the directory
    data[at + 8] |= 1
    (tmp_path / "b.zip").write_bytes(data)
    for words in (("check",), ("show",), ("convert", "-o", tmp_path / "out", "-j", 1)):
        result = run(*words, tmp_path / "b.zip")
        assert result.exit_code == 3
        assert "encrypted" in result.stderr


def test_the_only_list_of_endings() -> None:
    assert all(is_archive(f"a{ending}") and is_archive(f"A{ending.upper()}") for ending in ENDINGS)
    assert not is_archive("101.conf.gz")
    assert dump_ctid("/dump/vzdump-openvz-0101-2013_05_01-02_00_01.tzst") == "101"
    for other in (
        "vzdump-openvz-101.tar",
        "vzdump-qemu-101-x.tar",
        "vzdump-openvz-101-x.log",
        "http://x/vzdump-openvz-1-x.tar",
    ):
        assert dump_ctid(other) is None


@given(
    st.sampled_from((".tar", ".zip", ".tar.gz")),
    st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=12)), min_size=1, max_size=4),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_is_more_than_a_result(tmp_path: Path, ending: str, patches: list[tuple[int, bytes]]) -> None:
    data = bytearray(PACKED[ending]())
    for at, piece in patches:
        data[at % len(data) : at % len(data) + len(piece)] = piece
    path = tmp_path / f"b{ending}"
    path.write_bytes(data)
    assert all(isinstance(each, Source | LeftOut | Lost) for each in found(path))
    for text in read_texts(str(path)):
        assert isinstance(text, SourceText | UnreadableError)
