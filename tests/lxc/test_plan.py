"""Does a plan say what will be, for every parameter once?"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.interop.corpus import Case
from tests.lxc.cases import confs, values
from translator import conf_to_domain
from translator.cli.convert import command
from translator.conf.dialect import VZCTL
from translator.conf.objections import objections
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.plan import Item, make_plan, plain_plan

CASES = list(confs())
CONF = """NAME="web"
HOSTNAME="web.example.com"
ONBOOT="yes"
PHYSPAGES="0:65536"
SWAPPAGES="0:65536"
CPUS="2"
IOLIMIT="10M"
KMEMSIZE="1:2"
NUMPROC="unlimited"
NETFILTER="full"
IP_ADDRESS="10.0.0.1"
NETIF="ifname=eth0,bridge=br0"
VE_PRIVATE="/vz/private/$VEID"
VE_LAYOUT="ploop"
MINE="1"
"""


def plan(conf: str) -> list[Item]:
    return make_plan(conf, conf_to_domain(conf, ctid=101, driver="lxc"))


def verdicts(conf: str) -> dict[str, str]:
    return {item.parameter: item.verdict for item in plan(conf) if item.parameter}


def test_what_becomes_of_each() -> None:
    assert verdicts(CONF) == {
        "NAME": "the same",
        "HOSTNAME": "by hand",
        "ONBOOT": "by hand",
        "PHYSPAGES": "the same",
        "SWAPPAGES": "the same",
        "CPUS": "differs",
        "IOLIMIT": "by hand",
        "KMEMSIZE": "differs",
        "NUMPROC": "the same",
        "NETFILTER": "differs",
        "IP_ADDRESS": "the same",
        "NETIF": "the same",
        "VE_PRIVATE": "the same",
        "VE_LAYOUT": "by hand",
        "MINE": "differs",
    }


def test_autostart_is_a_command() -> None:
    [onboot] = [item for item in plan(CONF) if item.parameter == "ONBOOT"]
    assert onboot.note == "virsh -c lxc:///system autostart 101"


def test_the_host_is_told_of() -> None:
    notes = [item.note for item in plan(CONF) if not item.parameter][-3:]
    assert "br0" in notes[0]
    assert "ip_forward=1" in notes[1]
    assert notes[2] == "virsh -c lxc:///system define 101.xml && virsh -c lxc:///system start 101"


def test_what_is_open_is_told() -> None:
    told = {item.note.partition(":")[0]: item.verdict for item in plan(CONF) if not item.parameter}
    assert told["root inside is nearly root of the host"] == "differs"
    assert told["it may send with any IP address, OpenVZ let out its own alone"] == "by hand"
    assert "/proc/meminfo inside says SwapTotal" in told
    own = 'LOCAL_UID="200000"\nLOCAL_GID="200000"\n'
    for text, idmap, shifted in ((own, None, False), (CONF, "100000:65536", True)):
        made = make_plan(text, conf_to_domain(text, ctid=101, driver="lxc", idmap=idmap))
        [inside] = [item for item in made if item.note.startswith("root inside is user")]
        assert (inside.verdict == "by hand", "chown" in inside.note) == (shifted, shifted)
    v1 = make_plan(CONF, conf_to_domain(CONF, ctid=101, driver="lxc", cgroup="v1"))
    assert not any("SwapTotal" in item.note for item in v1)


def test_a_missing_private_area_is_to_be_given() -> None:
    assert verdicts('NAME="x"\n')["VE_PRIVATE"] == "by hand"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_parameter_in_force_stands_once(case: Case) -> None:
    listed = Counter(item.parameter for item in plan(case.conf) if item.parameter)
    in_force = values(case.conf).keys()
    tree = parse(case.conf, VZCTL)
    told = objections(tree, settle(tree, VZCTL))
    rows = Counter(in_force)
    rows.update(
        finding.parameter or f"line {finding.line}"
        for finding in told
        if finding.code != "VZ602" or finding.parameter not in in_force
    )
    assert listed - rows in (Counter(), Counter(("VE_PRIVATE",)))  # one that nobody gives is to be given
    assert rows - listed == Counter()


def test_plain_lines_are_sorted_by_verdict() -> None:
    lines = plain_plan(plan(CONF)).splitlines()
    assert [line[:8] for line in lines] == sorted(
        (line[:8] for line in lines), key=["the same", "differs ", "by hand "].index
    )
    assert plain_plan([]) == ""


def test_the_command_prints_it(tmp_path: Path) -> None:
    conf = tmp_path / "101.conf"
    conf.write_text(CONF)
    run = CliRunner().invoke(command, [str(conf), "--driver", "lxc", "--plan"])
    assert run.exit_code == 0, run.output
    assert run.stdout == plain_plan(plan(CONF))


@pytest.mark.parametrize(
    "words",
    [["--plan"], ["--idmap", "0:1"], ["--driver", "lxc", "--idmap", "x"], ["--driver", "lxc", "--block-device", "sda"]],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: list[str]) -> None:
    conf = tmp_path / "101.conf"
    conf.write_text(CONF)
    assert CliRunner().invoke(command, [str(conf), *words]).exit_code == 2


def test_a_plan_is_made_of_one_container(tmp_path: Path) -> None:
    (tmp_path / "101.conf").write_text(CONF)
    out = str(tmp_path / "out")
    assert CliRunner().invoke(command, [str(tmp_path), "-o", out, "--driver", "lxc", "--plan"]).exit_code == 2
    assert CliRunner().invoke(command, [str(tmp_path), "-o", out, "--idmap", "0:1"]).exit_code == 2
