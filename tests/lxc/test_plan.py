"""Does a plan say what will be, for every parameter once, and what is to be done?"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.interop.corpus import Case
from tests.lxc.cases import confs, values
from translator import conf_to_domain
from translator.cli import vzvirt
from translator.conf.dialect import VZCTL, DialectName
from translator.conf.objections import objections
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.plan import VERDICTS, Plan, make_plan, plain_plan, plan_data

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
NETIF="ifname=eth0,bridge=br0,mac_filter=off"
VE_PRIVATE="/vz/private/$VEID"
VE_LAYOUT="ploop"
MINE="1"
"""


def plan(conf: str) -> Plan:
    return make_plan(conf, conf_to_domain(conf, ctid=101, driver="lxc"))


def verdicts(conf: str) -> dict[str, str]:
    return {item.parameter: item.verdict for item in plan(conf).items if item.parameter}


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
        "IP_ADDRESS": "by hand",
        "NETIF": "the same",
        "VE_PRIVATE": "by hand",
        "VE_LAYOUT": "by hand",
        "MINE": "the same",
    }


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


@pytest.mark.parametrize("dialect", ["vzctl", "libvzctl", "libvirt"])
def test_every_row_says_what_applies_or_why(dialect: DialectName) -> None:
    for case in CASES[::3]:
        made = conf_to_domain(case.conf, ctid=101, driver="lxc", dialect=dialect, idmap="100000:65536")
        found = make_plan(case.conf, made, dialect=dialect)
        assert not [item for item in found.items if not item.note], case.name
        assert not [item for item in found.items if "as below" in item.note], "a row also stands where no step does"
        assert all(step.title and (step.commands or step.why) for step in found.steps), case.name
        assert sum(found.totals().values()) == len(found.items)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_parameter_in_force_stands_once(case: Case) -> None:
    items = plan(case.conf).items
    listed = Counter(item.parameter for item in items if item.parameter)
    in_force = values(case.conf)
    tree = parse(case.conf, VZCTL)
    told = objections(tree, settle(tree, VZCTL))
    rows = Counter(in_force.keys())
    if "NETIF" in in_force:
        rows["NETIF"] = len(in_force["NETIF"])  # type: ignore[arg-type]
    rows.update(
        finding.parameter or f"line {finding.line}"
        for finding in told
        if finding.code != "VZ602" or finding.parameter not in in_force
    )
    assert not (listed - rows).keys() - {"VE_PRIVATE", "ONBOOT"}  # what nobody says is told, too
    assert rows - listed == Counter()


def test_plain_lines_are_sorted_by_verdict_and_end_with_the_steps() -> None:
    text = plain_plan(plan(CONF))
    rows, _, steps = text.partition("\n1. ")
    lines = [line for line in rows.splitlines()[2:] if line[:8].strip() in VERDICTS]
    assert [line[:8] for line in lines] == sorted(
        (line[:8] for line in lines), key=["the same", "differs ", "by hand "].index
    )
    assert "virsh -c lxc:///system define --validate 101.xml" in steps
    assert "8 the same" not in steps


def test_counters_that_cgroups_lack_are_one_line() -> None:
    conf = 'KMEMSIZE="1:2"\nNUMPROC="3:4"\nNUMFILE="5:6"\nNUMTCPSOCK="7:8"\n'
    assert Counter(verdicts(conf).values())["differs"] == 4, "each is a row of its own for programs"
    [line] = [line for line in plain_plan(plan(conf)).splitlines() if "no such counter" in line]
    assert line.startswith("differs  4 counters")
    assert line.endswith(": KMEMSIZE 1:2, NUMPROC 3:4, NUMFILE 5:6, NUMTCPSOCK 7:8")


def test_the_command_prints_it(tmp_path: Path) -> None:
    conf = tmp_path / "101.conf"
    conf.write_text(CONF)
    run = CliRunner().invoke(vzvirt, ["convert", str(conf), "--driver", "lxc", "--plan"])
    assert run.exit_code == 0, run.output
    assert run.stdout == plain_plan(plan(CONF))
    as_json = CliRunner().invoke(vzvirt, ["convert", str(conf), "--driver", "lxc", "--plan", "--json"])
    assert json.loads(as_json.stdout) == plan_data(plan(CONF))
    assert json.loads(as_json.stdout)["rows"][0] == {
        "verdict": "the same",
        "parameter": "NAME",
        "value": "web",
        "applies": "the domain's title",
        "why": "",
    }


def test_the_command_prints_one_a_container_and_the_totals(tmp_path: Path) -> None:
    (tmp_path / "101.conf").write_text(CONF)
    (tmp_path / "102.conf").write_text('NAME="x"\nVE_PRIVATE="/srv/x"\n')
    (tmp_path / "102.xml").write_text(conf_to_domain('NAME="x"\n', ctid=102).text)
    (tmp_path / "0.conf").write_text('NAME="host"\n')
    run = CliRunner().invoke(vzvirt, ["convert", str(tmp_path), "--driver", "lxc", "--plan"])
    assert run.exit_code == 0, run.output
    assert [line for line in run.stdout.splitlines() if line.endswith(" under LXC")] == [
        "Container 101 under LXC",
        "Container 102 under LXC",
    ]
    data = json.loads(
        CliRunner().invoke(vzvirt, ["convert", str(tmp_path), "--driver", "lxc", "--plan", "--json"]).stdout
    )
    assert [each["ctid"] for each in data] == ["101", "102"]
    sums = [sum(each["totals"][verdict] for each in data) for verdict in VERDICTS]
    assert run.stdout.endswith(f"\nAll 2 containers: {sums[0]} the same, {sums[1]} differ, {sums[2]} by hand\n")


def test_what_cannot_be_read_is_told_and_the_others_have_their_plan(tmp_path: Path) -> None:
    (tmp_path / "101.conf").write_bytes(b"\x7fELF\0\0\0\0")
    (tmp_path / "102.conf").write_text(CONF)
    run = CliRunner().invoke(
        vzvirt, ["convert", str(tmp_path / "101.conf"), str(tmp_path / "102.conf"), "--driver", "lxc", "--plan"]
    )
    assert run.exit_code == 3
    assert "101.conf" in run.stderr
    assert "Container 102 under LXC" in run.stdout
    document = tmp_path / "103.xml"
    document.write_text(conf_to_domain(CONF, ctid=103).text)
    run = CliRunner().invoke(
        vzvirt, ["convert", str(document), str(tmp_path / "102.conf"), "--driver", "lxc", "--plan"]
    )
    assert run.exit_code == 2
    assert "a plan is made of a conf" in run.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["--plan"],
        ["--json"],
        ["--driver", "lxc", "--plan", "-o", "plan.txt"],
        ["--idmap", "0:1"],
        ["--driver", "lxc", "--idmap", "x"],
        ["--driver", "lxc", "--block-device", "sda"],
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: list[str]) -> None:
    conf = tmp_path / "101.conf"
    conf.write_text(CONF)
    assert CliRunner().invoke(vzvirt, ["convert", str(conf), *words]).exit_code == 2


@pytest.mark.parametrize("words", [["--ctid", "5"], ["--base", "x.xml"], ["--resume"], ["-o", "out"], ["-j", "2"]])
def test_options_of_one_source_or_of_a_run_are_refused_for_many(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "101.conf").write_text(CONF)
    run = CliRunner().invoke(vzvirt, ["convert", str(tmp_path), "--driver", "lxc", "--plan", *words])
    assert run.exit_code == 2, run.output
    assert "Traceback" not in run.output
