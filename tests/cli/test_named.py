"""Can a document whose name is no container's id be shown, and compared with its conf?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

#: The end of the interface on the host is called after the container, as vzctl does by itself.
NAMED = """<domain type='openvz'>
  <name>web</name>
  <memory unit='KiB'>262144</memory>
  <os><type>exe</type><init>/sbin/init</init></os>
  <devices>
    <filesystem type='mount'><source dir='/vz/private/513'/><target dir='/'/></filesystem>
    <interface type='bridge'><mac address='00:18:51:01:02:03'/><source bridge='br0'/>
      <target dev='veth513.0'/></interface>
  </devices>
</domain>
"""


@pytest.fixture
def pair(run: Run, tmp_path: Path) -> tuple[Path, Path]:
    """Return a document without an id, and the conf that is made of it for container 513."""
    document, conf = tmp_path / "web.xml", tmp_path / "513.conf"
    document.write_text(NAMED)
    assert run("convert", document, "--ctid", "513", "-o", conf).exit_code in (0, 1)
    text = conf.read_text()
    assert ",host_ifname=veth513.0" in text
    conf.write_text(text.replace(",host_ifname=veth513.0", ""))  # as vzctl does not write it either
    return document, conf


def test_one_side_lends_the_other_its_id(run: Run, pair: tuple[Path, Path]) -> None:
    for sides in (pair, pair[::-1]):
        result = run("diff", *sides)
        assert (result.exit_code, result.output) == (0, "")


def test_a_backup_lends_its_id_too(run: Run, pair: tuple[Path, Path], tmp_path: Path) -> None:
    import tarfile

    backup = tmp_path / "vzdump-openvz-513-2013_05_01-02_00_01.tar"
    with tarfile.open(backup, "w") as archive:
        archive.add(pair[1], "./etc/vzdump/vps.conf")
    for sides in ((pair[0], backup), (backup, pair[0])):
        assert (run("diff", *sides).exit_code, run("diff", *sides).output) == (0, "")


def test_each_keeps_the_id_that_it_has(run: Run, pair: tuple[Path, Path]) -> None:
    other = pair[1].with_name("514.conf")
    other.write_bytes(pair[1].read_bytes())
    result = run("diff", pair[1], other)
    assert result.exit_code == 1
    assert "host_ifname=veth514.0" in result.stdout  # which either calls its own


def test_where_nothing_gives_an_id_that_is_said(run: Run, pair: tuple[Path, Path]) -> None:
    conf = pair[1].rename(pair[1].with_name("its.conf"))
    result = run("diff", pair[0], conf)
    assert result.exit_code == 1
    assert "says which container it is" in result.stderr
    assert "--ctid N" in result.stderr
    given = run("diff", "--ctid", "513", pair[0], conf)
    assert (given.exit_code, given.output) == (0, "")


def test_two_confs_without_an_id_are_as_good_as_with_one(run: Run, pair: tuple[Path, Path]) -> None:
    conf = pair[1].rename(pair[1].with_name("its.conf"))
    result = run("diff", conf, conf)
    assert (result.exit_code, result.output) == (0, "")


def test_show_takes_an_id(run: Run, pair: tuple[Path, Path]) -> None:
    refused = run("show", pair[0])
    assert refused.exit_code == 3
    assert "--ctid N" in refused.stderr
    shown = run("show", "--ctid", "513", pair[0])
    assert shown.exit_code == 0
    assert "/vz/private/513" in shown.stdout
    assert "is for one file" in run("show", "--ctid", "513", *pair).stderr


@pytest.mark.parametrize("command", ["show", "normalize", "diff"])
def test_what_is_no_id_is_bad_usage(run: Run, pair: tuple[Path, Path], command: str) -> None:
    for wrong in ("x", "-1", "../1", ""):
        result = run(command, "--ctid", wrong, *pair[: 2 if command == "diff" else 1])
        assert result.exit_code == 2
        assert "no container id" in result.stderr
