"""Is the conf found in a backup or a private area, without the rest?"""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from translator.cli import vzvirt
from translator.errors import InputError
from translator.sources.archive import CONF, read_dump
from translator.sources.words import is_dump

TEXT = 'NAME="web"\nPHYSPAGES="0:65536"\nVE_PRIVATE="/vz/private/$VEID"\n'


def dump(folder: Path, text: str | None = TEXT, *, name: str = CONF, tail: bytes = b"x" * 10_000) -> Path:
    file = folder / "vzdump-openvz-101-2013_05_01-02_00_01.tar"
    with tarfile.open(file, "w") as archive:
        for member, data in ((f"./{name}", text), ("./etc/passwd", tail.decode())):
            if data is not None:
                info = tarfile.TarInfo(member)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data.encode()))
    return file


@pytest.mark.parametrize("program", ["", "gzip", "bzip2", "xz", "zstd", "lzop"])
def test_any_compression(tmp_path: Path, program: str) -> None:
    file = dump(tmp_path)
    if program:
        if shutil.which(program) is None:
            pytest.skip(f"not installed: {program}")
        suffix = {"gzip": ".gz", "bzip2": ".bz2", "xz": ".xz", "zstd": ".zst", "lzop": ".lzo"}[program]
        packed = file.with_name(file.name + suffix)
        packed.write_bytes(subprocess.run([program, "-c", str(file)], capture_output=True, check=True).stdout)
        file = packed
    assert is_dump(str(file))
    assert read_dump(str(file)) == ("101", TEXT.encode())


def test_the_rest_is_not_read(tmp_path: Path) -> None:
    file = dump(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[: 3 * 512])  # as if the rest could not be
    assert read_dump(str(file)).data == TEXT.encode()


def test_an_archive_without_conf(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no etc/vzdump/vps\.conf"):
        read_dump(str(dump(tmp_path, name="etc/vzdump/other.conf")))


def test_what_is_no_archive(tmp_path: Path) -> None:
    file = tmp_path / "vzdump-openvz-101-x.tar.gz"
    file.write_bytes(b"no archive")
    with pytest.raises(InputError, match="cannot be read"):
        read_dump(str(file))
    with pytest.raises(InputError, match="the name is none"):
        read_dump(str(tmp_path / "backup.tar"))


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "vzdump-openvz-101-x.tar.lzo"
    file.write_bytes(b"\x89LZO\0\r\n\x1a\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="needs the program lzop"):
        read_dump(str(file))


def test_the_command_takes_one(tmp_path: Path) -> None:
    run = CliRunner().invoke(vzvirt, ["convert", str(dump(tmp_path)), "--driver", "lxc"])
    assert run.exit_code == 0, run.output
    assert "<name>101</name>" in run.stdout


def test_a_private_area_has_the_id_of_its_folder_or_of_the_conf(tmp_path: Path) -> None:
    for folder, text, ctid in (("77", TEXT, "77"), ("other", TEXT + 'VEID="78"\n', "78")):
        conf = tmp_path / folder / "ve.conf"
        conf.parent.mkdir()
        conf.write_text(text)
        run = CliRunner().invoke(vzvirt, ["convert", str(conf)])
        assert f"<name>{ctid}</name>" in run.stdout
    conf.write_text(TEXT)
    assert CliRunner().invoke(vzvirt, ["convert", str(conf)]).exit_code == 3


def test_commands_of_a_document(tmp_path: Path) -> None:
    conf, document = tmp_path / "101.conf", tmp_path / "101.xml"
    conf.write_text(TEXT)
    CliRunner().invoke(vzvirt, ["convert", str(conf), "--driver", "lxc", "-o", str(document)])
    of_conf = CliRunner().invoke(vzvirt, ["convert", str(conf), "--to", "vzctl"])
    of_document = CliRunner().invoke(vzvirt, ["convert", str(document), "--to", "vzctl"])
    assert of_conf.stdout == of_document.stdout
    assert of_conf.stdout.startswith("touch /etc/vz/conf/101.conf\nvzctl create 101 ")
