"""Which commands stand for a conf, and what would vzctl save of them?"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings

from tests.conftest import LAWS
from tests.interop.corpus import Case
from tests.lxc.cases import confs
from tests.strategies import clean_confs
from tests.strategies import confs as confs_of_people
from tests.vzctl.meaning import differences, said_by
from tests.vzctl.model import NO_SPACE, STOCK, Node, run
from translator.values.number import HostPercent
from translator.vzctl import Command, vzctl_commands

CASES = list(confs())
#: How many random confs are tried, as the laws are (VZVIRT_LAWS, VZVIRT_CAMPAIGN).
MANY = {"short": 200, "campaign": 20_000}.get(LAWS, 2000)
#: What ``create`` writes.
CREATED = (
    "OSTEMPLATE",
    "VE_LAYOUT",
    "VE_PRIVATE",
    "VE_ROOT",
    "DISKSPACE",
    "DISKINODES",
    "NAME",
    "HOSTNAME",
    "DESCRIPTION",
)


def commands(conf: str) -> tuple[Command, ...]:
    return vzctl_commands(conf, ctid=101).commands


def test_a_container_is_made_and_set() -> None:
    conf = 'OSTEMPLATE="debian-7"\nPHYSPAGES="0:256M"\nIP_ADDRESS="10.0.0.1 10.0.0.2"\nIOLIMIT="10M"\nONBOOT="yes"\n'
    empty, create, change = commands(conf + 'SWAPPAGES="0"\n')
    assert empty == ("touch", "/etc/vz/conf/101.conf")
    assert create == ("vzctl", "create", "101", "--layout", "simfs", "--ostemplate", "debian-7")
    assert shlex.join(change) == (
        "vzctl set 101 --physpages 0:65536 --ipdel all --ipadd 10.0.0.1 --ipadd 10.0.0.2 --iolimit 10485760B "
        "--onboot yes --swappages 0 --save"
    )


def test_nothing_to_set() -> None:
    done = vzctl_commands("", ctid=101)
    assert done.commands == (("touch", "/etc/vz/conf/101.conf"), ("vzctl", "create", "101", "--layout", "simfs"))
    assert [finding.code for finding in done.findings] == ["VZ557"]


def test_a_filter_has_a_command_of_its_own() -> None:
    *_, change, last = commands('NETIF="ifname=eth0,mac=00:18:51:01:02:03,bridge=br0,mac_filter=off"\n')
    assert change[3:5] == ("--netif_add", "eth0,00:18:51:01:02:03,,,br0")
    assert shlex.join(last) == "vzctl set 101 --ifname eth0 --mac_filter off --save"


def test_a_shell_reads_the_words_again() -> None:
    conf = 'DESCRIPTION="it\'s $HOME & `more`; *"\nVE_PRIVATE="/vz/private/$VEID"\nNAME="a b"\n'
    done = vzctl_commands(conf, ctid=101)
    script = "touch() { printf '%s\\0' touch \"$@\"; }\nvzctl() { printf '%s\\0' vzctl \"$@\"; }\n" + done.text
    said = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.split("\0")[:-1] == [word for command in done.commands for word in command]
    assert "'/vz/private/$VEID'" in done.text


def test_what_has_no_option_is_told() -> None:
    done = vzctl_commands('MINE="1"\nTEMPLATE="/vz/template"\n', ctid=101)
    assert [(each.line, each.parameter, each.code) for each in done.findings if each.code != "VZ557"] == [
        (1, "MINE", "VZ516"),
        (2, "TEMPLATE", "VZ516"),
    ]


def test_what_is_both_on_and_off_is_off_as_at_run_time() -> None:
    [*_, change] = commands('CAPABILITY="NET_ADMIN:on NET_ADMIN:off SYS_TIME:on"\n')
    assert change[3:-1] == ("--capability", "SYS_TIME:on", "--capability", "NET_ADMIN:off")
    [*_, change] = commands('FEATURES="nfs:on nfs:off"\n')
    assert change[3:-1] == ("--features", "nfs:on")


def test_a_template_is_named_without_the_ending_that_create_adds() -> None:
    names = ("debian-7.0-standard_7.0-2_i386.tar.gz", "a.tar", "a.tar.xz", ".tar.gz", "a.tar.gz.d", "centos-6-x86_64")
    words = [commands(f'OSTEMPLATE="{name}"\n')[1][-1] for name in names]
    assert words == ["debian-7.0-standard_7.0-2_i386", "a", "a", ".tar.gz", "a.tar.gz.d", "centos-6-x86_64"]


def test_a_backslash_that_the_next_reading_takes_away_is_told() -> None:
    [finding] = vzctl_commands('OSTEMPLATE="a"\nDESCRIPTION="C:\\\\dir"\n', ctid=101).findings
    assert (finding.line, finding.code, finding.parameter) == (2, "VZ516", "DESCRIPTION")
    assert "backslash" in finding.message


def test_a_factor_of_more_digits_than_vzctl_saves_is_told() -> None:
    done = vzctl_commands('OSTEMPLATE="a"\nVM_OVERCOMMIT="1.2345678"\n', ctid=101)
    [finding] = done.findings
    assert (finding.line, finding.code, finding.parameter) == (2, "VZ516", "VM_OVERCOMMIT")
    assert finding.message == "vzctl saves six digits of VM_OVERCOMMIT: write the line into 101.conf afterwards"
    assert "--vm_overcommit" not in done.text


def test_an_id_that_vzctl_does_not_know() -> None:
    with pytest.raises(ValueError, match="by number"):
        vzctl_commands("", ctid="b0e1a6a8-3a34-4b0c-9c1d-5b0c0d1f2a3b")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_vzctl_saves_says_the_same(case: Case) -> None:
    says_the_same(case.conf)


@given(clean_confs())
@settings(max_examples=MANY)
def test_what_vzctl_saves_of_any_conf_says_the_same(conf: str) -> None:
    says_the_same(conf)


@example('VM_OVERCOMMIT="2147483647"\n')
@given(confs_of_people())
@settings(max_examples=MANY)
def test_what_vzctl_saves_of_any_odd_conf_says_the_same(conf: str) -> None:
    says_the_same(conf)


def says_the_same(conf: str) -> None:
    """Every meaning of a conf is in the file that the commands make, and nothing besides; what is not is told."""
    try:
        done = vzctl_commands(conf, ctid=101)
    except ValueError as error:
        assert "is the host's own" in str(error)  # noqa: PT017 - the only reason to refuse a conf
        return
    told = {finding.parameter for finding in done.findings if finding.code in ("VZ516", "VZ557")}
    wanted = {name: value for name, value in said_by(conf).items() if name not in told}
    codes, saved = run(done.commands, with_devices(wanted))
    got = {name: value for name, value in said_by(saved or "").items() if name not in told}
    if codes[0] == NO_SPACE:  # an image without size, which is told; all else is saved
        assert "DISKSPACE" in told
        wanted = {name: value for name, value in wanted.items() if name not in CREATED}
        got = {name: value for name, value in got.items() if name not in CREATED}
        codes = codes[1:]
    assert set(codes) <= {0}
    # what 'create' writes in any case: the node's own
    for name in ("VE_ROOT", "VE_PRIVATE", "VE_LAYOUT"):
        if not wanted.get(name):
            wanted.pop(name, None)
            got.pop(name, None)
    if "OSTEMPLATE" in wanted:
        wanted["OSTEMPLATE"] = template(wanted["OSTEMPLATE"])
    if isinstance(limit := wanted.get("CPULIMIT"), HostPercent):
        wanted["CPULIMIT"] = limit.percent * STOCK.cpus
    wanted = {name: value for name, value in wanted.items() if value or name not in ("NAME", "ORIGIN_SAMPLE")}
    assert differences(wanted, got) == {}


def test_a_stock_node_adds_nothing_of_its_sample() -> None:
    conf = 'ONBOOT="yes"\nOSTEMPLATE="a"\nKMEMSIZE="14372700:14790164"\nPHYSPAGES="0:unlimited"\n'
    done = commands(conf)
    _, saved = run(done)
    assert differences(said_by(conf), said_by(saved or "")).keys() == {"VE_LAYOUT", "VE_PRIVATE", "VE_ROOT"}
    _, sampled = run(done[1:])  # without a file for 'create' to find
    assert differences(said_by(conf), said_by(sampled or "")).keys() >= {"DISKSPACE", "NETFILTER", "SWAPPAGES"}


def with_devices(wanted: Mapping[str, Any]) -> Node:
    """Return the node that has every device that a conf names, each under a number of its own."""
    named = {device.name: f"c:250:{at}" for at, device in enumerate(wanted.get("DEVNODES", ()))}
    return STOCK._replace(devices=named | dict(STOCK.devices))


def template(name: str) -> str:
    """Return a template's name as ``create`` looks for it."""
    name = name.rpartition("/")[2]
    head, _, ending = name.rpartition(".tar")
    return head if head and (not ending or re.fullmatch(r"\.[a-z0-9]+", ending)) else name


def test_a_node_without_a_device_refuses_no_more_than_it() -> None:
    conf = 'DEVNODES="net/tun:rw fuse:r"\nCPUMASK="0-1"\nNODEMASK="0"\nCPUS="2"\nNETDEV="eth1"\n'
    _, _, *changes = commands(conf)
    assert [shlex.join(change[3:-1]) for change in changes] == [
        "--cpus 2",
        "--cpumask 0-1 --nodemask 0",
        "--netdev_add eth1",
        "--devnodes net/tun:rw",
        "--devnodes fuse:r",
    ]


@pytest.mark.parametrize(
    ("conf", "name", "word"),
    [
        ('NODEMASK="0"\n', "NODEMASK", "--nodemask"),
        ('CPUMASK="auto"\n', "CPUMASK", "--cpumask"),
        ('PHYSPAGES="0:65536"\n', "PHYSPAGES", "--physpages"),
        ('ORIGIN_SAMPLE="a b"\n', "ORIGIN_SAMPLE", "sed"),
        ('NETIF="ifname=eth0,host_ifname=a b,mac_filter=off"\n', "NETIF", "--ifname"),
    ],
)
def test_what_vzctl_refuses_alone_is_told_and_not_tried(conf: str, name: str, word: str) -> None:
    done = vzctl_commands('OSTEMPLATE="a"\nONBOOT="yes"\n' + conf, ctid=101)
    [finding] = done.findings
    assert (finding.line, finding.code, finding.parameter) == (3, "VZ516", name)
    assert word not in done.text
    assert "--onboot yes" in done.text


def test_an_image_without_size_is_told() -> None:
    conf = 'OSTEMPLATE="a"\nVE_LAYOUT="ploop"\n'
    [finding] = vzctl_commands(conf, ctid=101).findings
    assert (finding.line, finding.code, finding.parameter) == (2, "VZ557", "DISKSPACE")
    assert vzctl_commands(conf + 'DISKSPACE="2G:2.2G"\n', ctid=101).findings == ()
