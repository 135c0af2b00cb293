"""What becomes of a residue that somebody edited? What it says, or a word on why not; never a line that it forges."""

from __future__ import annotations

import pytest

from translator import conf_to_domain, domain_to_conf
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName

CONF = """\
CPUUNITS="1000"
KMEMSIZE="100:200"
HOSTNAME="h"
NETIF="ifname=eth0,bridge=b,host_mac=00:18:51:00:00:01"
X="1"
"""
TEXT = conf_to_domain(CONF, ctid=101).text


def edited(old: str, new: str) -> tuple[str, list[str]]:
    assert TEXT.count(old) == 1
    result = domain_to_conf(TEXT.replace(old, new))
    return result.text, [f"{finding.code} {finding.message}" for finding in result.report.findings]


HOSTNAME = "<vz:parameter name='HOSTNAME' value='h'/>"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name='HOSTNAME'", "name='X=1&#10;ONBOOT'", "no line of a conf can have the name 'X=1\\nONBOOT'"),
        ("name='HOSTNAME'", "name=''", "no line of a conf can have the name ''"),
        ("name='HOSTNAME'", "name='#ONBOOT'", "no line of a conf can have the name '#ONBOOT'"),
        ("name='HOSTNAME'", "name='A=B'", "no line of a conf can have the name 'A=B'"),
        ("value='h'", "value='a&#10;b'", "no line of the vzctl dialect can hold HOSTNAME='a\\nb'"),
        (
            "barrier='100' limit='200' unit='byte'",
            "barrier='100'",
            "limit is missing beside barrier",
        ),
        ("unit='byte'", "unit='KiB'", "unit 'KiB' stands where 'byte' is expected"),
        ("X=&quot;1&quot;<", "X=1&#10;Y=2<", "'X=1\\nY=2' is more than one line"),
        (
            "status='unknown'",
            "status='unknown' encoding='base64'",
            "encoding 'base64' stands where 'percent' is expected",
        ),
        (HOSTNAME, "<vz:host name='h'/>", "the residue's grammar has no such element"),
    ],
)
def test_what_no_line_can_say_is_dropped(old: str, new: str, message: str) -> None:
    text, findings = edited(old, new)
    assert text.count("\n") == CONF.count("\n") - 1
    assert len(findings) == 1
    assert findings[0].startswith("VZ502 ")
    assert findings[0].endswith(f"is dropped: {message}")


def test_a_refused_value_is_told_of() -> None:
    _, (finding, without) = edited("host_mac='00:18:51:00:00:01'", "host_mac='zz'")
    assert without.startswith("VZ419 <interface>: NETIF: the host's end of eth0 gets a copy of the MAC address")
    assert finding.startswith("VZ201 NETIF: the vzctl dialect refuses 'ifname=eth0,bridge=b,host_mac=zz'; expected ")


def test_a_value_beside_its_native_place_does_not_count_in_silence() -> None:
    text, findings = edited(HOSTNAME, f"{HOSTNAME}\n      <vz:parameter name='CPUUNITS' value='500'/>")
    assert 'CPUUNITS="1000"\n' in text
    assert findings == [
        "VZ502 <CPUUNITS> is dropped: <cputune/shares> says it, too, and otherwise: that counts",
    ]


def test_the_finding_stands_at_the_element() -> None:
    (finding,) = domain_to_conf(TEXT.replace("value='h'", "value='&#10;'")).report.findings
    line = TEXT.split("\n")[finding.line - 1]
    assert line[finding.column - 1 :].startswith("<vz:parameter name='HOSTNAME'")


@pytest.mark.parametrize(
    ("conf", "message"),
    [
        ('ONBOOT="yes"\nONBOOT="no"\n', "libvzctl, its dialect, reads no, vzctl reads yes"),
        ('IOLIMIT="4000000000"\n', "libvzctl, its dialect, reads 4000000000, vzctl reads 2147483647"),
        ('ONBOOT="auto"\n', "libvzctl, its dialect, reads auto, vzctl reads nothing"),
        ('ONBOOT="yes"\nDISK_QUOTA="no"\n', ""),
    ],
)
def test_a_residue_of_another_dialect(conf: str, message: str) -> None:
    text = conf_to_domain(conf, ctid=101, dialect="libvzctl").text
    assert domain_to_conf(text, dialect="libvzctl").report.findings == ()
    told = [finding.message.partition("is dropped: ")[2] for finding in domain_to_conf(text).report.findings]
    assert told == ([message] if message else [])


@pytest.mark.parametrize("driver", DRIVERS)
def test_lines_of_device_nodes_stay_apart(driver: DriverName) -> None:
    conf = 'DEVNODES="x:rw"\nDEVNODES="null:rw kvm:rw"\n'  # a host without x gives what is on the second line
    document = conf_to_domain(conf, ctid=101, driver=driver)
    assert {entry.status for entry in document.report.entries} == {"carried"}
    assert domain_to_conf(document.text).text == conf


@pytest.mark.parametrize(
    ("conf", "old", "new", "expected"),
    [
        ('CPULIMIT="30"\nCPULIMIT="40"\n', ">30000<", ">50000<", 'CPULIMIT="50"\n'),
        (
            'PHYSPAGES="0:512M"\nPHYSPAGES="0:1G"\nSWAPPAGES="0:0"\n',
            ">1048576<",
            ">524288<",
            'PHYSPAGES="0:131072"\n',
        ),
        (
            'NETIF="ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_mac=00:18:51:00:00:02;zz"\n',
            "'br0'",
            "'br2'",
            "bridge=br2",
        ),
    ],
)
@pytest.mark.parametrize("driver", ["openvz", "lxc"])
def test_an_edit_of_what_the_residue_repeats_is_no_contradiction(
    driver: DriverName, conf: str, old: str, new: str, expected: str
) -> None:
    conf = f'VE_PRIVATE="/vz/private/101"\nVE_ROOT="/vz/root/101"\nVE_LAYOUT="simfs"\n{conf}'
    document = conf_to_domain(conf, ctid=101, driver=driver).text
    assert old in document, document
    for base in (None, conf):
        result = domain_to_conf(document.replace(old, new), base=base, strict=True)
        assert (expected in result.text, result.report.findings) == (True, ())
