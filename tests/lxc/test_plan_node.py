"""Does the plan of a node say which containers can go, and what the host needs first?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from translator.cli import vzvirt

READY = (
    'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\nVE_PRIVATE="/vz/private/$VEID"\nHOSTNAME="web"\nIP_ADDRESS="192.0.2.{}"\n'
)
LOOSE = READY.format(12) + 'NETIF="ifname=eth0"\nVZHOSTBR="vmbr2"\n'


@pytest.fixture
def node(tmp_path: Path) -> Path:
    (tmp_path / "101.conf").write_text(LOOSE)
    (tmp_path / "102.conf").write_text(READY.format(10))
    (tmp_path / "103.conf").write_text(READY.format(11))
    (tmp_path / "104.conf").write_text('VE_PRIVATE="/"\n')
    (tmp_path / "102.start").write_text("#!/bin/sh\n")
    (tmp_path / "103.xml").write_text("<domain/>")
    return tmp_path


def ran(*words: object) -> Result:
    return CliRunner().invoke(vzvirt, ["plan", *(str(word) for word in words)])


def test_each_container_is_in_one_state(node: Path) -> None:
    result = ran(node, "--json")
    data = json.loads(result.stdout)
    assert {each["ctid"]: each["state"] for each in data["containers"]} == {
        "103": "ready",
        "101": "needs work",
        "102": "needs work",
        "104": "cannot go",
    }
    assert [each["ctid"] for each in data["containers"]] == ["103", "101", "102", "104"], "the order to go in"
    assert data["totals"] == {"ready": 1, "needs work": 2, "cannot go": 1}
    assert result.exit_code == 1
    by_ctid = {each["ctid"]: each for each in data["containers"]}
    assert {task["kind"] for task in by_ctid["101"]["tasks"]} >= {"network", "host", "files inside"}
    assert [task["parameter"] for task in by_ctid["102"]["tasks"] if task["kind"] == "scripts"] == ["102.start"]
    assert "the host" in by_ctid["104"]["why"]


def test_a_plan_says_what_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "101.conf").write_bytes(b"\x7fELF\0\0")
    (tmp_path / "102.xml").write_text("<domain type='lxc'><name>102</name></domain>")
    words = (tmp_path / "101.conf", tmp_path / "102.xml", tmp_path / "gone.conf")
    result = ran(*words)
    told = "No container to plan\nNot in this plan: 3 sources without a conf that can be read\n\n"
    assert (result.exit_code, result.stdout) == (3, told)
    assert all(str(each) in result.stderr for each in words)
    (tmp_path / "103.conf").write_text(READY.format(9))
    data = json.loads(ran(*words, tmp_path / "103.conf", "--json").stdout)
    assert (data["unread"], data["totals"]["ready"]) == (3, 1)
    assert "1 container: 1 ready, 0 need work, 0 cannot go\n" in ran(tmp_path / "103.conf").stdout


def test_what_the_host_needs_stands_once(node: Path) -> None:
    data = json.loads(ran(node, "--json").stdout)
    assert len(set(data["host"])) == len(data["host"])
    assert sum("ip_forward=1" in each for each in data["host"]) == 1
    assert any(each.startswith("ip link show dev vmbr2") for each in data["host"])


def test_people_read_the_totals_and_the_host_first(node: Path) -> None:
    lines = ran(node).stdout.splitlines()
    assert lines[0] == "4 containers: 1 ready, 2 need work, 1 cannot go"
    assert lines[1] == "Data to copy: unknown: no disk limit says it"
    assert lines[3] == "The host, first and once:"
    assert "scripts: 1 (102)" in lines
    said = ", of unknown size (no DISKSPACE is said)"
    assert f"103: ready{said}" in lines
    assert lines.index(f"103: ready{said}") < lines.index(f"101: needs work{said}")
    assert lines.index(f"101: needs work{said}") < lines.index(f"102: needs work{said}")


def test_the_exit_code_is_the_worst(node: Path) -> None:
    assert ran(node / "103.conf").exit_code == 0
    assert ran(node / "103.conf", node / "none.conf").exit_code == 3
    assert ran(node / "103.conf", "--host-conf", node / "none").exit_code == 3
    assert ran(node / "103.conf", "--cgroup", "v3").exit_code == 2


def written(folder: Path, confs: dict[str, str]) -> Path:
    for ctid, text in confs.items():
        (folder / f"{ctid}.conf").write_text(f'PHYSPAGES="0:65536"\nVE_PRIVATE="/vz/private/$VEID"\n{text}')
    return folder


@pytest.mark.parametrize(
    ("text", "limit", "why"),
    [
        ('DISKSPACE="2G:3G"\n', 3 << 30, "DISKSPACE"),
        ('DISKSPACE="1048576"\n', 1 << 30, "DISKSPACE"),
        ("", None, "no DISKSPACE is said"),
        ('DISKSPACE="0:0"\n', None, "DISKSPACE has no limit"),
        ('DISKSPACE="2147483647:2147483647"\n', None, "DISKSPACE has no limit"),
        ('DISKSPACE="2G:3G"\nDISK_QUOTA="no"\n', None, "DISK_QUOTA=no: nothing limits it"),
        ('DISKSPACE="2G:3G"\nDISK_QUOTA="no"\nVE_LAYOUT="ploop"\n', 3 << 30, "DISKSPACE"),
    ],
)
def test_the_disk_limits_say_how_much_there_is_to_copy(tmp_path: Path, text: str, limit: int | None, why: str) -> None:
    data = json.loads(ran(written(tmp_path, {"101": text}), "--json").stdout)
    assert data["containers"][0]["data"] == {"limit": limit, "why": why}
    assert data["data"] == {"limit": limit or 0, "unknown": [] if limit else ["101"]}


ROOT = "uuid={00000000-0000-0000-0000-000000000000},size=10485760,mnt=/,image=root.hdd"
OTHER = "uuid={11111111-0000-0000-0000-000000000000},%smnt=/srv,image=srv.hdd"
DEVICE = "uuid={22222222-0000-0000-0000-000000000000},size=9,mnt=/dev1,device=/dev/sdb1"


@pytest.mark.parametrize(
    ("text", "limit", "why"),
    [
        (f'DISKSPACE="1G:1G"\nDISK="{ROOT};{DEVICE}"\n', 10 << 30, "DISK"),
        (f'DISKSPACE="1G:1G"\nDISK="{OTHER % "size=1048576,"}"\n', 2 << 30, "DISKSPACE and DISK"),
        (f'DISK="{ROOT};{OTHER % "size=1048576,"}"\n', 11 << 30, "DISK"),
        (f'DISK="{ROOT};{OTHER % ""}"\n', None, "DISK does not say how large srv.hdd is"),
        ('DISKSPACE="unlimited"\n', None, "DISKSPACE has no limit"),
    ],
)
def test_the_images_of_openvz_7_count(tmp_path: Path, text: str, limit: int | None, why: str) -> None:
    result = ran(written(tmp_path, {"101": text}), "--json", "--dialect", "libvzctl")
    assert json.loads(result.stdout)["containers"][0]["data"] == {"limit": limit, "why": why}


def test_the_sum_says_of_whom_nothing_is_known_and_leaves_out_who_stays(tmp_path: Path) -> None:
    sizes = {"101": 'DISKSPACE="1G:2G"\n', "102": 'DISKSPACE="1G:3G"\n', "103": ""}
    written(tmp_path, sizes)
    (tmp_path / "104.conf").write_text('VE_PRIVATE="/"\nDISKSPACE="1G:7G"\n')
    assert "Data to copy: up to 5 GiB, by the disk limits of 2; unknown of 1 (103)" in ran(tmp_path).stdout.splitlines()
    (tmp_path / "103.conf").unlink()
    assert "Data to copy: up to 5 GiB, by the disk limits of 2" in ran(tmp_path).stdout.splitlines()


def test_small_ones_go_first_and_those_that_others_ask_last(tmp_path: Path) -> None:
    confs = {
        "101": 'IP_ADDRESS="192.0.2.1"\nDISKSPACE="1G:1G"\n',  # a name server
        "102": 'IP_ADDRESS="2001:db8::2"\nDISKSPACE="1G:1G"\n',  # a gateway
        "103": 'DISKSPACE="9G:9G"\nNAMESERVER="192.0.2.1"\n',
        "104": 'NAMESERVER="192.0.2.1 192.0.2.99"\n',
        "105": 'DISKSPACE="2G:2G"\nVE_DEFAULT_GATEWAY_eth0="2001:DB8:0::2"\n',
        "106": 'DISKSPACE="3G:3G"\nIP_ADDRESS="192.0.2.6"\nNAMESERVER="192.0.2.6"\n',  # asks itself alone
        "108": 'NAMESERVER="inherit 192.0.2.1"\n',  # asks those that the host asks
        "107": 'DISKSPACE="1G:1G"\nVE_LAYOUT="ploop"\n',  # needs work
    }
    data = json.loads(ran(written(tmp_path, confs), "--json").stdout)
    assert [each["ctid"] for each in data["containers"]] == ["106", "103", "104", "108", "101", "102", "107", "105"]
    assert {each["ctid"]: each["needed_by"] for each in data["containers"] if each["needed_by"]} == {
        "101": ["103", "104"],
        "102": ["105"],
    }
    assert {each["ctid"] for each in data["containers"] if each["state"] == "needs work"} == {"105", "107"}
    text = ran(tmp_path).stdout
    assert "In this order: those that are ready, then those that need work" in text
    assert "101: ready, up to 1 GiB\n    others need it: 103 104\n" in text


def test_what_belongs_together_stays_together(tmp_path: Path) -> None:
    confs = {
        "101": 'IP_ADDRESS="192.0.2.1"\n',
        "102": 'NETIF="ifname=eth0,bridge=br1,mac=00:18:51:00:00:01,host_ifname=a,host_mac=00:18:51:00:00:02"\n',
        "103": 'NETIF="ifname=eth0,bridge=br2,mac=00:18:51:00:00:03,host_ifname=b,host_mac=00:18:51:00:00:04"\n',
        "104": 'IP_ADDRESS="2001:db8::4"\n',
        "105": 'IP_ADDRESS="2001:db8::5"\n',
    }
    host = json.loads(ran(written(tmp_path, confs), "--json").stdout)["host"]
    about = next(at for at, line in enumerate(host) if line.startswith("# on a host with systemd"))
    assert host[about + 1].startswith("printf")
    lan = next(at for at, line in enumerate(host) if line.startswith("lan="))
    assert {line.split()[5] for line in host[lan + 2 : lan + 4]} == {"2001:db8::4", "2001:db8::5"}
    looks = [line for line in host if line.startswith("ip link show")]
    assert host.index(looks[1]) == host.index(looks[0]) + 1
