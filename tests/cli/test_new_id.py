"""Does a container get a new id in one command: from a conf, from a document, from a backup?"""

from __future__ import annotations

import io
import re
import tarfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.digest import undigested

CONF = (
    '# web\nNAME="web"\nPHYSPAGES="0:65536"\nSWAPPAGES="0:0"\nVE_LAYOUT="simfs"\nVE_ROOT="/vz/root/$VEID"\n'
    'VE_PRIVATE="/vz/private/101"\nNETIF="ifname=eth0,bridge=br0,host_ifname=veth101.0,host_mac=FE:FF:FF:FF:FF:FF"\n'
)
NEW = CONF.replace("private/101", "private/201").replace("veth101", "veth201")


def test_a_conf_becomes_that_of_another_container(run: Run, tmp_path: Path) -> None:
    (tmp_path / "101.conf").write_text(CONF)
    result = run("convert", tmp_path / "101.conf", "--ctid", "201", "--to", "conf", "-o", tmp_path / "201.conf")
    assert (result.exit_code, (tmp_path / "201.conf").read_text()) == (0, NEW)
    assert [line.split()[1] for line in result.stderr.splitlines() if ".conf:" in line] == ["VZ573", "VZ571", "VZ571"]
    again = run("convert", tmp_path / "101.conf", "--ctid", "101", "--to", "conf")
    assert (again.exit_code, "nothing to convert" in again.stderr) == (3, True)


@pytest.mark.parametrize("driver", ["openvz", "lxc"])
def test_so_does_a_document_either_way(run: Run, tmp_path: Path, driver: str) -> None:
    (tmp_path / "101.conf").write_text(CONF)
    document = run("convert", tmp_path / "101.conf", "--driver", driver).stdout
    (tmp_path / "101.xml").write_text(document)
    result = run("convert", tmp_path / "101.xml", "--ctid", "201")
    assert result.exit_code == 0
    assert 'VE_PRIVATE="/vz/private/201"' in result.stdout
    assert "host_ifname=veth201.0" in result.stdout
    new = run("convert", tmp_path / "101.conf", "--driver", driver, "--ctid", "201")
    assert new.exit_code == 0
    assert undigested(new.stdout) == undigested(document).replace("101", "201")


def test_a_backup_is_restored_under_another_id_in_one_command(run: Run, tmp_path: Path) -> None:
    backup = tmp_path / "vzdump-openvz-101-2013_05_01-02_00_01.tgz"
    with tarfile.open(backup, "w:gz") as archive:
        member = tarfile.TarInfo("./etc/vzdump/vps.conf")
        member.size = len(CONF)
        archive.addfile(member, io.BytesIO(CONF.encode()))
    result = run("convert", backup, "--to", "conf", "--ctid", "201", "-o", tmp_path / "201.conf")
    assert (result.exit_code, (tmp_path / "201.conf").read_text()) == (0, NEW)
    same = run("convert", backup, "--to", "conf", "-o", f"{tmp_path}/")
    assert (same.exit_code, (tmp_path / "101.conf").read_text()) == (0, CONF)


def test_what_the_reader_refuses_is_told_on_this_way_too(run: Run, tmp_path: Path) -> None:
    odd = tmp_path / "109.conf"
    odd.write_text('PHYSPAGES="0:abc"\nFOO=1\nCPUS=1\nCPUS=2\njunk\n')

    def told(*words: str) -> tuple[int, list[str]]:
        result = run("convert", odd, *words)
        return result.exit_code, re.findall(r"^\S+: (VZ[0-9]+ .*)$", result.stderr, re.MULTILINE)

    code, lines = told("--to", "domain")
    assert (code, [line[:5] for line in lines]) == (1, ["VZ201", "VZ104", "VZ105", "VZ101"])
    assert told("--to", "conf", "--ctid", "209") == (code, lines)


def test_a_plan_is_of_the_new_container(run: Run, tmp_path: Path) -> None:
    (tmp_path / "101.conf").write_text(CONF)
    plan = run("convert", tmp_path / "101.conf", "--driver", "lxc", "--plan", "--ctid", "201").stdout
    assert "201" in plan
    assert "veth101" not in plan
