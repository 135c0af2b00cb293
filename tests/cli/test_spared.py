"""Is what a call reads ever replaced by what the call makes of it, or one thing that it makes by another?"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CONF = '# web\nPHYSPAGES="0:65536"\nSWAPPAGES="0:0"\nVE_LAYOUT="simfs"\nVE_PRIVATE="/vz/private/$VEID"\n'
MOUNT = "#!/bin/bash\n. /etc/vz/vz.conf\n. ${VE_CONFFILE}\nmount -n --bind /srv/data $VE_ROOT/data\n"


@pytest.fixture
def node(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder, the current one, with what the calls below read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conf").mkdir()
    for path in (Path("101.conf"), Path("conf/101.conf")):
        path.write_text(CONF)
    for path in (Path("101.mount"), Path("conf/101.mount")):
        path.write_text(MOUNT)
    Path("vz.conf").write_text('DISKSPACE="1:2"\n')
    Path("d.xml").write_text(run("convert", "101.conf", "--driver", "lxc", "--mounts").stdout)
    assert run("convert", "101.conf", "--driver", "vz", "--residue", "r", "-o", "v.xml").exit_code < 2
    Path("old.conf").write_text(CONF)
    Path("linked").symlink_to("101.conf")
    Path("other-name").hardlink_to("101.conf")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


#: What each call would replace that it reads.
READ = {
    "101.conf --driver vz --residue 101.conf -o 101.xml": "101.conf is the source itself: --residue",
    "101.conf --driver vz --residue linked -o 101.xml": "linked is the source itself: --residue",
    "101.conf --driver vz --residue other-name -o 101.xml": "other-name is the source itself: --residue",
    "d.xml --mount-script d.xml -o nn.conf": "d.xml is the source itself: --mount-script",
    "d.xml --base 101.conf --mount-script 101.conf -o nn.conf": "101.conf is the base itself: --mount-script",
    "d.xml --base 101.conf --mount-script 101.conf": "101.conf is the base itself: --mount-script",
    "d.xml --base 101.conf --ancestor old.conf -o old.conf": "old.conf is the ancestor itself: the result",
    "v.xml --residue r -o r": "r is the residue itself: the result",
    "101.conf --host-conf vz.conf -o vz.conf": "vz.conf is the host's vz.conf: the result",
    "d.xml --host-conf vz.conf -o vz.conf": "vz.conf is the host's vz.conf: the result",
    "conf/101.conf --driver lxc -o vz.conf": "vz.conf is the host's vz.conf: the result",
    "101.conf -o 101.mount": "101.mount is an action script of the container: the result",
    "101.conf conf/101.conf 101.conf --ctid next --in conf -o links/": "is the source itself: the result",
}
#: And which two things would go into one file.
CLASHES = {
    "d.xml --mount-script d.conf -o d.conf": "d.conf is where the result goes: --mount-script needs a file of its own",
    "d.xml --mount-script ./d.conf -o d.conf": "d.conf is where the result goes: --mount-script",
    "101.conf --driver vz --residue new -o new": "new is where the result goes: --residue",
    "101.conf --scripts out --ctid 7 -o out/7.mount": "7.mount is where the result goes: 7.mount of --scripts",
}


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "forced"])
@pytest.mark.parametrize("words", [*READ, *CLASHES])
def test_nothing_takes_the_place_of_what_is_read_or_made(
    run: Run, node: Path, words: str, force: tuple[str, ...]
) -> None:
    Path("links").mkdir()
    for number in range(102, 105):
        Path("links", f"{number}.xml").symlink_to("../conf/101.conf")
    before = files(node)
    result = run("convert", *words.split(), *force)
    assert {**READ, **CLASHES}[words] in result.stderr
    assert result.exit_code == 2
    assert files(node) == before


def test_a_base_and_scripts_that_are_there_may_be_brought_up_to_date(run: Run, node: Path) -> None:
    assert run("convert", "d.xml", "--base", "101.conf", "-o", "101.conf", "--force").exit_code < 2
    assert run("convert", "conf/101.conf", "--scripts", "conf", "-o", "new.xml", "--force").exit_code < 2
    assert (node / "conf/101.mount").read_text() == MOUNT
    assert run("convert", "d.xml", "--mount-script", "/dev/null", "-o", "/dev/null").exit_code < 2


def test_what_is_no_file_keeps_its_mode(run: Run, node: Path) -> None:
    os.mkfifo("pipe", 0o600)
    reader = os.open("pipe", os.O_RDWR | os.O_NONBLOCK)
    try:
        assert run("convert", "d.xml", "--mount-script", "pipe", "-o", "new.conf").exit_code < 2
        assert os.read(reader, 2) == b"#!"
    finally:
        os.close(reader)
    assert stat.S_IMODE(Path("pipe").stat().st_mode) == 0o600
    assert run("convert", "d.xml", "--mount-script", "script", "-o", "newer.conf").exit_code < 2
    assert stat.S_IMODE(Path("script").stat().st_mode) == 0o755


def test_a_network_takes_the_place_of_no_document(run: Run, node: Path) -> None:
    path = node / "venet.xml"
    path.write_text(run("convert", "101.conf", "--driver", "lxc").stdout)
    Path("9.conf").write_text('IP_ADDRESS="10.1.0.5"\n')
    before = files(node)
    result = run("network", "9.conf", "venet.xml", "--routed", "-o", ".", "--force")
    assert "venet.xml is read too: the network venet would take its place" in result.stderr
    assert result.exit_code == 2
    assert files(node) == before
