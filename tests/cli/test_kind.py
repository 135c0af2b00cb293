"""Is a file that is called a document and is none refused, and nothing else?"""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from translator.sources.kind import mismatch

DOCUMENT = "<domain type='openvz'><name>101</name><memory>65536</memory></domain>\n"
WRONG = {
    "empty": (b"", "empty"),
    "blank": (b"\xef\xbb\xbf \n", "empty"),
    "utf-16": (DOCUMENT.encode("utf-16"), "looks like UTF-16: convert it to UTF-8 first"),
    "utf-16-le": (DOCUMENT.encode("utf-16-le"), "looks like UTF-16"),
    "utf-16-be": (b"\xfe\xff" + DOCUMENT.encode("utf-16-be"), "looks like UTF-16"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0", "no domain document, although its name says so"),
    "conf": (b'CPUS="2"\n', "no domain document, although its name says so"),
}


@pytest.mark.parametrize("command", [("convert",), ("check",), ("show",), ("network",), ("diff", "-")], ids=" ".join)
@pytest.mark.parametrize("case", WRONG)
def test_a_file_that_is_called_a_document_has_to_be_one(
    run: Run, tmp_path: Path, command: tuple[str, ...], case: str
) -> None:
    path = tmp_path / "101.xml"
    path.write_bytes(WRONG[case][0])
    result = run(*command, path, stdin=b"")
    assert result.exit_code == 3
    assert f"{path}: " in result.stderr.replace(":1:1: XD100", ":").replace(":1:1: XD105", ":")
    assert WRONG[case][1] in result.stderr
    assert result.stdout_bytes in (b"", b"1 file could not be checked\n")


@pytest.mark.parametrize("case", WRONG)
def test_so_it_is_in_folders_and_archives(run: Run, tmp_path: Path, case: str) -> None:
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "101.xml").write_bytes(WRONG[case][0])
    with zipfile.ZipFile(tmp_path / "conf.zip", "w") as archive:
        archive.write(folder / "101.xml", "101.xml")
    for source in (folder, tmp_path / "conf.zip"):
        for words in (("convert", source, "-o", tmp_path / f"out-{source.name}", "-j", 1), ("check", source)):
            result = run(*words)
            assert result.exit_code == 3
            assert WRONG[case][1] in result.stderr


@pytest.mark.parametrize("case", WRONG)
def test_so_is_standard_input_that_is_called_so(run: Run, tmp_path: Path, case: str) -> None:
    (tmp_path / "conf").mkdir()
    for words in (["-"], ["-", "--allow-empty", tmp_path / "conf"]):
        result = run("check", *words, "--stdin-filename", "101.xml", stdin=WRONG[case][0])
        assert (result.exit_code, "101.xml: " in result.stderr) == (3, True)
        assert "PNG" in result.stderr if case == "binary" else WRONG[case][1] in result.stderr


def test_standard_input_is_what_it_holds(run: Run) -> None:
    for data, code in ((b"", 0), (b'CPUS="2"\n', 0), (b"\0\0", 3), (DOCUMENT.encode("utf-16"), 3)):
        assert run("convert", "-", "--ctid", "7", stdin=data).exit_code == code


def test_any_text_is_a_conf() -> None:
    for data, _ in WRONG.values():
        assert mismatch(data.decode("utf-8", "surrogateescape"), "101.conf") is None
