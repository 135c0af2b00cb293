"""What is left of a file that is written over? Its links, its mode and its owner, and never half of anything."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from translator.cli.files import write_text

UNTIDY = 'IPTENTRIES="128"\nDISKSPACE="2G:2.2G"\n'


def in_place(run: Run, link: Path) -> list[Callable[[], object]]:
    document = link.with_name("101.xml")
    document.write_text("<domain type='openvz'><name>101</name><memory>65536</memory></domain>\n")
    return [
        lambda: run("check", link, "--fix"),
        lambda: run("normalize", "--write", link),
        lambda: run("convert", document, "-o", link, "--force"),
        lambda: run("convert", document, "-o", link.parent, "--force"),
        lambda: run("convert", document, "--files-from", os.devnull, "-o", link.parent, "--force"),
    ]


@pytest.mark.parametrize("way", range(5), ids=["fix", "normalize", "file", "folder", "fleet"])
def test_a_link_stays_a_link_and_its_file_keeps_mode_and_owner(run: Run, tmp_path: Path, way: int) -> None:
    real, link = tmp_path / "real" / "101.conf", tmp_path / "101.conf"
    real.parent.mkdir()
    real.write_text(UNTIDY)
    link.symlink_to("real/101.conf")
    real.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(real, 1234, 2345)
    marked = True
    try:
        os.setxattr(real, "user.owner", b"them")
    except OSError:  # a file system without attributes
        marked = False
    before = real.stat()
    in_place(run, link)[way]()
    assert link.is_symlink()
    assert real.read_text() != UNTIDY
    after = real.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert not marked or os.getxattr(real, "user.owner") == b"them"
    assert sorted(path.name for path in real.parent.iterdir()) == ["101.conf"]


def test_a_link_to_nowhere_is_replaced_when_forced_alone(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("gone")
    with pytest.raises(FileExistsError, match="--force"):
        write_text(str(link), "x", force=False)
    write_text(str(link), "x", force=True)
    assert [(path.name, path.read_text(), path.is_symlink()) for path in tmp_path.iterdir()] == [("link", "x", False)]


def test_a_new_file_has_the_mode_that_others_get(tmp_path: Path) -> None:
    write_text(str(tmp_path / "new"), "x", force=False)
    (tmp_path / "other").touch()
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        write_text(str(pipe), "text", force=False)
        assert reader.communicate(timeout=10)[0] == b"text"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_standard_output_by_its_name_in_dev_is_written_on(conf: Path) -> None:
    out = conf.with_name("out")
    shell = f"{{ echo first; {sys.executable} -m translator convert {conf} -o /dev/stdout; }} > {out}"
    subprocess.run(["bash", "-c", shell], check=True)
    assert out.read_text().startswith("first\n<domain ")
