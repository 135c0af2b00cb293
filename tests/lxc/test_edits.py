"""What does an edit of an LXC document change in the conf that it came from? Its own parameter, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from translator import Conf, conf_to_domain, domain_to_conf

CONF = """# web1
PHYSPAGES="0:64M"   # RAM
SWAPPAGES="0:64M"
PRIVVMPAGES="65536:69632"
CPULIMIT=50
IP_ADDRESS="192.0.2.10 10.0.0.5/24"
NETIF="ifname=eth0;ifname=eth1,bridge=br0,mac=00:18:51:01:02:03,host_mac=00:18:51:01:02:04"
DEVICES="c:10:229:rw b:8:all:r "
DEVNODES="net/tun:rw "
CAPABILITY="NET_ADMIN:on VE_ADMIN:on"
FEATURES="bridge:on nfs:on"
VE_PRIVATE="/vz/private/$VEID"
NETDEV="eth5"
"""
BEANCOUNTERS = 'PRIVVMPAGES="65536:69632"\nPHYSPAGES="0:unlimited"\nVE_PRIVATE=/vz/private/101\n'


def edited(conf: str, *changes: tuple[str, str]) -> str:
    document = conf_to_domain(conf, ctid=101, driver="lxc").text
    for old, new in changes:
        assert old in document, old
        document = document.replace(old, new)
    with_base = domain_to_conf(document, base=conf).text
    return "\n".join(line for line in with_base.splitlines() if line not in conf.splitlines())


def hostdev(kind: str, element: str, source: str) -> str:
    return (
        f"    <hostdev mode='capabilities' type='{kind}'>\n      <source>\n        <{element}>{source}</{element}>\n"
        "      </source>\n    </hostdev>\n"
    )


TUN = hostdev("misc", "char", "/dev/net/tun")


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ([("<quota>50000<", "<quota>75000<")], "CPULIMIT=75"),
        (
            [(">65536</memory>", ">32768</memory>"), (">65536</hard_limit>", ">32768</hard_limit>")],
            'PHYSPAGES="0:8192"   # RAM',
        ),
        ([("'KiB'>65536</swap_hard_limit>", "'KiB'>131072</swap_hard_limit>")], 'SWAPPAGES="0:32768"'),
        ([("/vz/private/101", "/srv/101")], 'VE_PRIVATE="/srv/101"'),
        (
            [
                (
                    "<ip address='192.0.2.10' family='ipv4' prefix='32'",
                    "<ip address='192.0.2.9' family='ipv4' prefix='32'",
                )
            ],
            'IP_ADDRESS="192.0.2.9 10.0.0.5/24"',
        ),
        (
            [("<source bridge='br0'/>", "<source bridge='br9'/>")],
            'NETIF="ifname=eth0;ifname=eth1,bridge=br9,mac=00:18:51:01:02:03,host_mac=00:18:51:01:02:04"',
        ),
        ([(hostdev("misc", "char", "/dev/fuse"), "")], 'DEVICES="b:8:all:r "'),
        ([(TUN, "")], ""),
        (
            [(TUN, TUN + hostdev("storage", "block", "/dev/sdb"))],
            'DEVNODES="net/tun:rw sdb:rw "',
        ),
        ([("<interface>eth5<", "<interface>eth6<")], 'NETDEV="eth6"'),
        (
            [("<net_admin state='on'/>", "<net_admin state='on'/>\n      <sys_time state='on'/>")],
            'CAPABILITY="NET_ADMIN:on SYS_TIME:on VE_ADMIN:on"',
        ),
    ],
)
def test_one_edit(changes: list[tuple[str, str]], lines: str) -> None:
    assert edited(CONF, *changes) == lines


def test_beancounters_stay_beancounters() -> None:
    change = [(">278528</hard_limit>", ">409600</hard_limit>"), (">278528</memory>", ">409600</memory>")]
    assert edited(BEANCOUNTERS, *change) == 'PRIVVMPAGES="65536:102400"'


def test_macs_that_libvirt_made_up_do_not_come_back() -> None:
    made_up = ("<guest dev='eth0'/>", "<guest dev='eth0'/>\n      <mac address='52:54:00:aa:bb:cc'/>")
    assert edited(CONF, made_up) == ""
    given = ("<guest dev='eth0'/>", "<guest dev='eth0'/>\n      <mac address='00:18:51:aa:bb:cc'/>")
    assert edited(CONF, given).startswith('NETIF="ifname=eth0,mac=00:18:51:AA:BB:CC;')


def test_an_option_is_no_edit() -> None:
    document = conf_to_domain(CONF, ctid=101, driver="lxc", idmap="100000:65536").text
    done = domain_to_conf(document, base=CONF)
    assert (done.text, done.report.findings) == (CONF, ())
    foreign = domain_to_conf(document.replace("target='100000'", "target='200000'"), base=CONF)
    assert [finding.code for finding in foreign.report.findings] == ["VZ502"]


@pytest.mark.parametrize(
    ("nodes", "opened", "expected"),
    [
        ("sda:r", "sda", "sda:rw"),
        ("fuse:none kvm:rw", "fuse", "fuse:rw kvm:rw"),
        ("kvm:r fuse:w", "fuse", "kvm:r fuse:rw"),
        ("sda:rq sdb:w", "sda", "sda:rwq sdb:w"),
        ("null:none", "null", "null:rw"),
        # one that a document shows stays as it is, whatever else the line says of it
        ("sda:rw sda:r", "sdb", "sda:rw sda:r sdb:rw"),
    ],
)
def test_a_device_that_was_restricted_is_opened(nodes: str, opened: str, expected: str) -> None:
    conf = f'DEVNODES="{nodes}"\n'
    document = conf_to_domain(conf, ctid=101, driver="lxc").text
    kind = ("storage", "block") if opened.startswith("sd") else ("misc", "char")
    more = document.replace("  </devices>", hostdev(*kind, f"/dev/{opened}") + "  </devices>")
    assert more != document
    for base in (conf, None):
        done = domain_to_conf(more, base=base)
        said = Conf.parse(done.text, ctid=101)["DEVNODES"]
        assert " ".join(map(str, said)) == expected
        assert done.report.findings == ()


_MAPPED = 'VE_PRIVATE="/vz/private/101"\nLOCAL_UID="100000"\nLOCAL_GID="100000"\n'
_CHANGED_MAP: dict[str, Callable[[str], str]] = {
    "none": lambda text: text,
    "gone": lambda text: re.sub(r"  <idmap>.*</idmap>\n", "", text, flags=re.DOTALL),
    "another": lambda text: text.replace("target='100000'", "target='300000'"),
    "odd": lambda text: text.replace("target='100000'", "target='300000'", 1),
}


def _without_residue(document: str) -> str:
    return re.sub(r"  <metadata>.*</metadata>\n", "", document, flags=re.DOTALL)


@pytest.mark.parametrize("residue", [True, False])
@pytest.mark.parametrize("change", _CHANGED_MAP)
def test_a_map_of_ids_that_the_conf_says_is_changed_there(change: str, residue: bool) -> None:
    document = conf_to_domain(_MAPPED, ctid=101, driver="lxc").text
    document = document if residue else _without_residue(document)
    edited_map = _CHANGED_MAP[change](document)
    assert (edited_map == document) == (change == "none")
    done = domain_to_conf(edited_map, base=_MAPPED)
    said = [finding.message for finding in done.report.findings if "idmap" in finding.message]
    if change == "none" or (change == "gone" and not residue):  # another program's document says nothing by that
        assert said == []
    else:
        assert len(said) == 1
        assert "LOCAL_UID and LOCAL_GID" in said[0]
    assert "LOCAL_UID" in done.text
