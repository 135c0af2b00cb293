"""What does a document show of what its container has from the host's vz.conf, and what becomes of edits of that?"""

from __future__ import annotations

import re

import pytest

from translator.errors import LossError
from translator.lenses.beneath import NEUTRAL
from translator.lenses.document import conf_to_domain, domain_to_conf
from translator.lenses.drivers import DRIVERS, driver_named
from translator.lint.engine import check_conf

HOST = (
    'VE_ROOT=/srv/root/$VEID\nVE_PRIVATE="/srv/a&b/$VEID"\nVE_LAYOUT=ploop\nCPUUNITS=1000\nCAPABILITY="NET_ADMIN:on"\n'
)
CONF = '# web\nPHYSPAGES="0:65536"\nSWAPPAGES="0"\nCAPABILITY="SYS_TIME:off"\n'
BACK = 'PHYSPAGES="0:65536"\nSWAPPAGES="0"\nCAPABILITY="SYS_TIME:off"\n'
DOCUMENT = conf_to_domain(CONF, ctid=101, driver="lxc", host_conf=HOST)
FOREIGN = """<domain type='lxc'><name>101</name><memory unit='KiB'>262144</memory>
<os><type>exe</type><init>/sbin/init</init></os>
<devices><filesystem type='mount'><source dir='/srv/a&amp;b/101'/><target dir='/'/></filesystem></devices></domain>"""


def test_a_document_for_lxc_shows_what_no_openvz_will_add() -> None:
    for words in ("<source dir='/srv/a&amp;b/101'/>", "<shares>100</shares>", "net_admin state='on'", "sys_time"):
        assert words in DOCUMENT.text
    assert "/vz/root/" not in DOCUMENT.text  # vzctl takes no layout from vz.conf
    assert [finding.code for finding in DOCUMENT.report.findings] == ["VZ523"]  # the private area decides
    assert "vz:parameter name='VE_PRIVATE'" not in DOCUMENT.text


def test_a_document_for_openvz_leaves_vz_conf_to_vzctl() -> None:
    assert conf_to_domain(CONF, ctid=101, host_conf=HOST) == conf_to_domain(CONF, ctid=101)


def test_the_way_back_gives_the_container_s_own_conf() -> None:
    assert domain_to_conf(DOCUMENT.text).text == BACK
    assert domain_to_conf(DOCUMENT.text, base=CONF).text == CONF


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("/srv/a&amp;b/101'/>", "/data/web'/>", 'VE_PRIVATE="/data/web"\n'),
        ("<shares>100<", "<shares>50<", 'CPUUNITS="500"\n'),
    ],
)
def test_what_is_edited_becomes_the_container_s_own(old: str, new: str, line: str) -> None:
    edited = DOCUMENT.text.replace(old, new)
    assert set(domain_to_conf(edited).text.splitlines()) == {*BACK.splitlines(), line.rstrip("\n")}
    assert domain_to_conf(edited, base=CONF).text == CONF + line


def test_what_a_conf_cannot_take_back_is_told() -> None:
    done = domain_to_conf(DOCUMENT.text.replace("    <shares>100</shares>\n", ""))
    assert done.text == BACK
    (finding,) = done.report.findings
    assert (finding.code, finding.level) == ("VZ502", "warning")
    assert 'the host\'s vz.conf says CPUUNITS="1000", and that counts now: a conf can say another' in finding.message


def test_a_base_keeps_the_vz_conf_that_it_was_made_over_until_another_is_given() -> None:
    again = conf_to_domain(CONF, ctid=101, driver="lxc", base=DOCUMENT.text).text
    assert again == DOCUMENT.text
    moved = conf_to_domain(CONF, ctid=101, driver="lxc", base=DOCUMENT.text, host_conf="VE_PRIVATE=/new/$VEID\n").text
    assert moved == conf_to_domain(CONF, ctid=101, driver="lxc", host_conf="VE_PRIVATE=/new/$VEID\n").text


def test_a_document_of_another_program_says_no_more_than_the_host_does() -> None:
    assert 'VE_PRIVATE="/srv/a&b/101"\n' in domain_to_conf(FOREIGN).text
    assert "VE_PRIVATE" not in domain_to_conf(FOREIGN, host_conf=HOST).text


def test_without_a_vz_conf_the_root_is_called_a_guess() -> None:
    (finding,) = conf_to_domain(CONF, ctid=101, driver="lxc").report.findings
    assert finding.code == "VZ511"
    assert "no more than a guess" in finding.message
    assert "vzctl's default" not in finding.message


def test_a_path_is_held_against_the_host_s() -> None:
    conf = 'VE_ROOT="/srv/a&b/101"\n'
    assert "VZ344" not in {each.code for each in check_conf(conf, ctid=101)}
    found = check_conf(conf.replace("101", "$VEID"), ctid=101, host_conf=HOST)
    assert [each.line for each in found if each.code == "VZ344"] == [1]


PATHS = "VE_ROOT=/vz/root/$VEID\nVE_PRIVATE=/vz/private/$VEID\n"
VSWAP = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\n'
#: What is taken out of a document, what the conf said of it and what vz.conf does, and the line that says none.
TAKEN = [
    ("<(quota|period)>.*", 'CPULIMIT="80"', 'CPULIMIT="40"', 'CPULIMIT="0"'),
    ("<vcpu.*", 'CPUS="4"', 'CPUS="2"', 'CPUS="0"'),
    (" cpuset='[^']*'", 'CPUS="4"\nCPUMASK="0-3"', 'CPUMASK="0-1"', 'CPUMASK="all"'),
    ("<numatune>[^~]*</numatune>", 'NODEMASK="0"', 'NODEMASK="1"', 'NODEMASK="all"'),
    ("<space_.*", 'DISKSPACE="5G:5G"', 'DISKSPACE="1G:2G"', 'DISKSPACE="0:0"'),
    ("<device>[^~]*</device>", 'IOLIMIT="1M"', 'IOLIMIT="5M"', 'IOLIMIT="0"'),
    ("<device>[^~]*</device>", 'IOPSLIMIT="10"', 'IOPSLIMIT="50"', 'IOPSLIMIT="0"'),
    ("<min_guarantee.*", 'VMGUARPAGES="1000:unlimited"', 'VMGUARPAGES="9:9"', 'VMGUARPAGES="0:unlimited"'),
    ("<description>.*", 'DESCRIPTION="a"', 'DESCRIPTION="b"', 'DESCRIPTION=""'),
    (
        "<hostdev [^~]*</hostdev>",
        'DEVNODES="net/tun:rw"',
        'DEVNODES="fuse:rw ppp:rw"',
        'DEVNODES="fuse:none ppp:none "',
    ),
    ("<hostdev [^~]*</hostdev>", 'DEVNODES="net/tun:rw"', 'DEVICES="c:10:229:rw"', 'DEVICES="c:10:229:none "'),
    ("<shares>.*", 'CPUUNITS="1000"', 'CPUUNITS="2000"', ""),
    ("<weight>.*", 'IOPRIO="2"', 'IOPRIO="6"', ""),
    ("<capabilities [^~]*</capabilities>", 'CAPABILITY="NET_ADMIN:on"', 'CAPABILITY="SYS_TIME:on"', ""),
    ("<interface [^~]*</interface>", 'IP_ADDRESS="10.0.0.1"', 'IP_ADDRESS="10.0.0.2"', ""),
    ("<hostdev [^~]*</hostdev>", 'NETDEV="eth1"', 'NETDEV="eth2"', ""),
]
#: Parameters of which no line says that there is none; what stands in their places, too.
NO_WORD = {
    *("CPUUNITS", "IOPRIO", "PHYSPAGES", "VE_PRIVATE", "VE_ROOT", "VE_LAYOUT"),
    *("CAPABILITY", "FEATURES", "MEMGUARANTEE_BYTES"),
}


@pytest.mark.parametrize("whose", ["residue", "base", "vz.conf", "another program"])
@pytest.mark.parametrize(("node", "own", "hosts", "line"), TAKEN)
def test_a_limit_that_is_taken_out_is_not_replaced_by_the_host_s(
    whose: str, node: str, own: str, hosts: str, line: str
) -> None:
    conf, host = f"{VSWAP}{own}\n", f"{PATHS}{hosts}\n"
    if whose in ("vz.conf", "another program"):
        conf = VSWAP
        if whose == "vz.conf" and "<device>" in node:
            pytest.skip("what shows nothing of the disk is what a document shows without one")
    document = conf_to_domain(conf, ctid=101, driver="lxc", host_conf=host, block_device="/dev/sda").text
    if whose == "another program":
        document = re.sub(r"<metadata>[^~]*</metadata>", "", document)
    edited = re.sub(node, "", document)
    assert edited != document
    base = None if whose == "another program" else conf
    text = host if whose != "vz.conf" else None  # the marks of the residue are enough
    done = domain_to_conf(edited, base=base, host_conf=text)
    told = [each for each in done.report.findings if each.code == "VZ502"]
    if line:
        assert line in done.text.splitlines()
        assert not told
    else:
        assert f"\n{hosts.partition('=')[0]}=" not in done.text
        assert [f"the host's vz.conf says {hosts}, and that counts now" in each.message for each in told] == [True]
        with pytest.raises(LossError):
            domain_to_conf(edited, base=base, host_conf=text, strict=True)


def test_each_parameter_has_a_line_that_says_none_or_none_has() -> None:
    names = {name for driver in DRIVERS for lens in driver_named(driver).lenses for name in lens.parameters}
    said = {*NEUTRAL, "DEVICES", "DEVNODES"}
    assert names == (said - {"CPULIMIT_MHZ"}) | NO_WORD
    assert not said & NO_WORD


def test_what_is_laid_beside_an_edited_value_is_told() -> None:
    host = f'{PATHS}CAPABILITY="NET_ADMIN:on"\n'
    edited = re.sub("<net_admin.*", "", DOCUMENT.text)
    assert edited != DOCUMENT.text
    for host_conf in (None, host):
        (finding,) = domain_to_conf(edited, host_conf=host_conf).report.findings
        assert (finding.code, 'CAPABILITY="NET_ADMIN:on", and what of it' in finding.message) == ("VZ502", True)


def test_a_vz_conf_that_says_nothing_of_it_brings_nothing_back() -> None:
    conf = f'{VSWAP}CPULIMIT="80"\n'
    document = conf_to_domain(conf, ctid=101, driver="lxc", host_conf=f'{PATHS}CPUUNITS="2000"\n').text
    edited = re.sub("<(quota|period|shares)>.*", "", document)
    for host_conf in (None, PATHS):
        done = domain_to_conf(edited, base=conf, host_conf=host_conf)
        assert done.text == VSWAP
        assert ("VZ502" in {each.code for each in done.report.findings}) == (host_conf is None)


def test_a_value_that_the_conf_has_no_more_is_left_to_vz_conf() -> None:
    conf, host = f'{VSWAP}CPULIMIT="80"\n', f'{PATHS}CPULIMIT="40"\n'
    document = conf_to_domain(conf, ctid=101, driver="lxc", host_conf=host).text
    edited = re.sub("<(quota|period)>.*", "", document)
    assert domain_to_conf(edited, base=VSWAP, host_conf=host).text == VSWAP


def test_an_edit_beside_what_vz_conf_says_of_it_is_no_contradiction() -> None:
    edited = DOCUMENT.text.replace("<net_admin", "<mknod state='off'/><net_admin")
    done = domain_to_conf(edited, base=CONF)
    assert 'CAPABILITY="NET_ADMIN:on SYS_TIME:off MKNOD:off"\n' in done.text
    assert done.report.findings == ()


def test_what_was_not_edited_is_not_said_to_be_laid_over_vz_conf() -> None:
    host = 'CAPABILITY="NET_RAW:on"\n'
    document = conf_to_domain('CAPABILITY="SYS_TIME:off"\n', ctid=101, driver="lxc").text
    assert domain_to_conf(document, host_conf=host).report.findings == ()
    edited = document.replace("<sys_time state='off'/>", "<sys_time state='off'/><mknod state='off'/>")
    assert edited != document
    (finding,) = domain_to_conf(edited, host_conf=host).report.findings
    assert finding.code == "VZ502"
    assert finding.message == (
        '<capabilities> is dropped: the host\'s vz.conf says CAPABILITY="NET_RAW:on", and what of it the conf leaves '
        "open counts"
    )
