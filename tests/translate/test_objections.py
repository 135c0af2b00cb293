"""Is a conversion told of each line that is not in force as it stands? In the words of ``check``, of no other line."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis.strategies import sampled_from

from tests.strategies import clean_confs, confs
from translator import check_conf, conf_to_domain
from translator.conf.dialect import DIALECTS, DialectName, dialect_named
from translator.conf.objections import objections
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import Opaque
from translator.finding import Finding
from translator.lenses.carry import _FATE as WITHOUT_FORCE
from translator.lenses.lens import DriverName
from translator.levels import LEVEL_OF
from translator.lint.engine import iter_rules
from translator.plan import make_plan
from translator.vzctl import vzctl_commands

#: The codes of objections: those about lines and values, and one about the container's own file.
CODES = {code for code in LEVEL_OF if code.startswith(("VZ1", "VZ2", "VZ6"))}
#: Of lines 3, 5, 6 and 7 nobody was once told by convert, --plan and --to vzctl.
FOUND = """VE_PRIVATE="/vz/private/$VEID"
VE_ROOT="/vz/root/$VEID"
PHYSPAGES="0:512MB"
SWAPPAGES="0:1G"
CPULIMIT="100.0"
VE0CPUUNITS="1000"
not a line
"""
#: A conf, the dialect, and what is told of it: line and code.
CASES: dict[str, tuple[DialectName, str, list[tuple[int, str]]]] = {
    "refused": ("vzctl", 'PHYSPAGES="0:512MB"\n', [(1, "VZ201")]),
    "refused in part": ("vzctl", 'IP_ADDRESS="10.0.0.1 x"\n', [(1, "VZ201")]),
    "capped": ("vzctl", 'IOLIMIT="4G"\n', [(1, "VZ202")]),
    "a word": ("vzctl", 'IPTABLES="ipt_LOG ip6_tables"\n', [(1, "VZ203")]),
    "no equals": ("vzctl", "not a line\n", [(1, "VZ101")]),
    "open quote": ("vzctl", 'HOSTNAME="a\n', [(1, "VZ102")]),
    "long name": ("vzctl", "X" * 512 + '="1"\n', [(1, "VZ103")]),
    "unknown": ("vzctl", 'MINE="1"\n', [(1, "VZ104")]),
    "duplicate": ("vzctl", 'ONBOOT="yes"\nONBOOT="no"\n', [(2, "VZ105")]),
    "overridden": ("vzctl", 'KMEMSIZE="1:1"\nKMEMSIZE="2:2"\n', [(1, "VZ106")]),
    "the last wins": ("libvzctl", 'ONBOOT="yes"\nONBOOT="no"\n', [(1, "VZ106")]),
    "the last wins, to libvirt": ("libvirt", 'ONBOOT="yes"\nONBOOT="no"\n', [(1, "VZ106")]),
    "no line feed": ("vzctl", 'ONBOOT="yes"', [(1, "VZ102"), (1, "VZ101"), (1, "VZ107")]),
    "exported": ("vzctl", 'export ONBOOT="yes"\n', [(1, "VZ108")]),
    "blank in name": ("vzctl", 'ONBOOT ="yes"\n', [(1, "VZ109")]),
    "lower case": ("vzctl", 'onboot="yes"\n', [(1, "VZ110")]),
    "byte order mark": ("vzctl", '\ufeffONBOOT="yes"\n', [(1, "VZ111")]),
    "host": ("vzctl", 'VE0CPUUNITS="1000"\nLOCKDIR="/vz/lock"\n', [(1, "VZ602"), (2, "VZ602")]),
    "joined": ("vzctl", 'NAMESERVER="192.0.2.1"\nNAMESERVER="192.0.2.2"\n', []),
    "empty": ("vzctl", 'NAMESERVER=""\nHOSTNAME=""\n', []),
    "comments": ("vzctl", '# MINE="1"\n\n  # x\nONBOOT="yes"\n', []),
}


def told(conf: str, dialect: DialectName = "vzctl", driver: DriverName = "openvz") -> list[Finding]:
    findings = conf_to_domain(conf, ctid=101, dialect=dialect, driver=driver).report.findings
    return [finding for finding in findings if finding.code in CODES]


@pytest.mark.parametrize("driver", ["openvz", "lxc"])
@pytest.mark.parametrize("name", CASES)
def test_what_is_told_of_a_line(name: str, driver: DriverName) -> None:
    dialect, conf, expected = CASES[name]
    found = told(conf, dialect, driver)
    assert sorted((finding.line, finding.code) for finding in found) == sorted(expected)
    checked = [finding._replace(fix=None) for finding in check_conf(conf, ctid=101, dialect=dialect)]
    assert [finding for finding in found if finding not in checked] == []


def test_each_objection_is_a_case_and_has_a_rule() -> None:
    assert {code for _, _, expected in CASES.values() for _, code in expected} == CODES
    assert set(iter_rules()) >= CODES  # which no rule enters with another level


def test_a_line_that_is_not_the_last_one_counts() -> None:
    none = "an empty value is none to libvirt, which takes that of CPUS on line 1"
    cases: list[tuple[DialectName, str, tuple[int, str]]] = [
        ("libvirt", 'CPUS="2"\nCPUS=""\n', (2, none)),
        ("libvirt", 'CPUS="x"\nCPUS=""\n', (2, none)),
        (
            "libvzctl",
            'IPTENTRIES="2"\nNUMIPTENT="3"\nIPTENTRIES="4"\n',
            (3, "NUMIPTENT stands on line 2, too, as NUMIPTENT, which libvzctl takes"),
        ),
    ]
    for dialect, conf, expected in cases:
        found = [(each.line, each.message) for each in told(conf, dialect) if each.code == "VZ106"]
        assert found[-1] == expected
        assert all("stands again on line" in message for _, message in found[:-1])


def test_a_line_that_sets_nothing_overrides_none() -> None:
    conf = 'MEMINFO="pages:2"\nMEMINFO=""\nNETDEV="eth0"\nNETDEV=""\n'
    made = conf_to_domain(conf, ctid=101)
    assert [each.reason for each in made.report.entries if each.line in (2, 4)] == ["the reader sets nothing by it"] * 2
    assert told(conf) == []
    [found] = told('MEMINFO="pages:2"\nMEMINFO=""\nMEMINFO="none"\n')
    assert (found.line, found.message) == (1, "MEMINFO stands again on line 3, which overrides this line in silence")


@example('NAME="0"\nNAME=""', "libvirt")
@example('NETDEV=":"\nNETDEV=""', "vzctl")
@example('KMEMSIZE=""\nKMEMSIZE=""', "vzctl")
@example('IOPRIO=""\nIOPRIO="7"\n', "vzctl")
@given(confs(), sampled_from(DIALECTS))
def test_each_line_without_force_is_told_as_check_tells_it(conf: str, dialect: DialectName) -> None:
    report = conf_to_domain(conf, ctid=101, dialect=dialect).report
    found = [finding for finding in report.findings if finding.code in CODES]
    checked = {finding._replace(fix=None) for finding in check_conf(conf, ctid=101, dialect=dialect)}
    assert checked.issuperset(found)
    single = "\n" not in conf  # of which the last character stands on a line of its own
    lines = {finding.line for finding in found}
    tree = parse(conf, dialect_named(dialect))
    reasons = {*WITHOUT_FORCE.values(), "another line is in force"}
    for entry in report.entries:
        addresses = not entry.name and dialect == "vzctl"  # vzctl takes no name for addresses to remove
        if (entry.reason in reasons and not addresses) or isinstance(tree[entry.line - 1], Opaque):
            assert (1 if single else entry.line) in lines, entry


@given(clean_confs())
def test_nothing_is_told_of_lines_in_force(conf: str) -> None:
    assert [finding for finding in told(conf) if finding.level != "info"] == []


@given(confs(), sampled_from(DIALECTS))
def test_what_is_told_does_not_depend_on_the_quick_look(conf: str, dialect: DialectName) -> None:
    reader = dialect_named(dialect)
    tree = parse(conf, reader)
    all_of_them = objections(tree, settle(tree, reader))
    # that the last character of a clean line is lost is seen only where it is missed
    assert told(conf, dialect) == all_of_them or {finding.code for finding in all_of_them} == {"VZ107"}


def test_a_plan_has_a_row_for_each() -> None:
    items = make_plan(FOUND, conf_to_domain(FOUND, ctid=301, driver="lxc"))
    rows = {item.parameter: (item.verdict, item.value, item.note) for item in items if item.parameter}
    assert rows["PHYSPAGES"] == ("by hand", "0:512MB", "nothing, as in OpenVZ: vzctl refuses the line")
    assert rows["CPULIMIT"] == ("by hand", "100.0", "nothing, as in OpenVZ: vzctl refuses the line")
    assert rows["VE0CPUUNITS"] == ("the same", "1000", "a setting of the host, without effect on one container")
    assert rows["line 7"][:2] == ("by hand", "not a line")
    assert "no '='" in rows["line 7"][2]


@pytest.mark.parametrize(
    ("conf", "row"),
    [
        ('KMEMSIZE="2"\nKMEMSIZE="x"\n', ("by hand", "KMEMSIZE", "x", "2: refused, line 1 is in force")),
        ('CPUS="x"\nCPUS="2"\n', ("by hand", "CPUS", "x", "2: refused, line 2 is in force")),
        (
            'IP_ADDRESS="10.0.0.1 x"\n',
            ("by hand", "IP_ADDRESS", "10.0.0.1 x", "10.0.0.1: the rest of the line is refused"),
        ),
        (
            'MINE="1"\n',
            (
                "the same",
                "MINE",
                "1",
                "nothing, as in OpenVZ: unknown to vzctl; a script that reads the conf may know it",
            ),
        ),
    ],
)
def test_a_row_says_what_is_in_force(conf: str, row: tuple[str, str, str, str]) -> None:
    items = make_plan(conf, conf_to_domain(conf, ctid=301, driver="lxc"))
    assert row in [(item.verdict, item.parameter, item.value, item.note) for item in items]


def test_a_plan_says_once_what_is_the_hosts() -> None:
    conf = 'LOCKDIR="/vz/lock"\n'
    items = make_plan(conf, conf_to_domain(conf, ctid=301, driver="lxc"))
    assert [item.parameter for item in items if item.value] == ["LOCKDIR"]


def test_commands_are_told_of_each() -> None:
    found = vzctl_commands(FOUND, ctid=301).findings
    assert [(finding.line, finding.code) for finding in found] == [
        (1, "VZ557"),
        (3, "VZ201"),
        (5, "VZ201"),
        (6, "VZ602"),
        (7, "VZ101"),
    ]


@given(confs())
def test_commands_leave_out_no_line_in_silence(conf: str) -> None:
    lines = {finding.line for finding in vzctl_commands(conf, ctid=101).findings}
    assert lines >= {finding.line for finding in told(conf) if finding.code != "VZ602"}


def test_dialects_are_those_that_are_tried() -> None:
    assert {dialect for dialect, _, _ in CASES.values()} == set(DIALECTS)


@pytest.mark.parametrize("name", ["VZHOSTBR", "BRIDGEDEV_eth0", "VETH_IP_ADDRESS_eth0", "VE_DEFAULT_GATEWAY"])
def test_a_name_for_a_script_is_not_said_to_have_no_effect(name: str) -> None:
    (message,) = [each.message for each in check_conf(f'{name}="x"\n') if each.code == "VZ104"]
    assert message == f"'{name}' is no parameter that vzctl knows: it is for a script that reads the conf"
