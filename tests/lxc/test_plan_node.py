"""Does the plan of a node say which containers can go, and what the host needs first?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from translator.cli.plan_node import command

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
    return CliRunner().invoke(command, [str(word) for word in words])


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


def test_what_the_host_needs_stands_once(node: Path) -> None:
    data = json.loads(ran(node, "--json").stdout)
    assert len(set(data["host"])) == len(data["host"])
    assert sum("ip_forward=1" in each for each in data["host"]) == 1
    assert any(each.startswith("ip link show dev vmbr2") for each in data["host"])


def test_people_read_the_totals_and_the_host_first(node: Path) -> None:
    lines = ran(node).stdout.splitlines()
    assert lines[0] == "4 containers: 1 ready, 2 needs work, 1 cannot go"
    assert lines[2] == "The host, first and once:"
    assert "scripts: 1 (102)" in lines
    assert "103: ready" in lines
    assert lines.index("103: ready") < lines.index("101: needs work") < lines.index("102: needs work")


def test_the_exit_code_is_the_worst(node: Path) -> None:
    assert ran(node / "103.conf").exit_code == 0
    assert ran(node / "103.conf", node / "none.conf").exit_code == 3
    assert ran(node / "103.conf", "--host-conf", node / "none").exit_code == 3
    assert ran(node / "103.conf", "--cgroup", "v3").exit_code == 2
