"""How does an LXC document change with its conf, and where does it not?"""

from __future__ import annotations

from difflib import ndiff

import pytest

from tests.digest import undigested
from tests.lxc.cases import values
from translator import conf_to_domain, domain_to_conf

CONF = """PHYSPAGES="0:64M"
SWAPPAGES="0:64M"
CPULIMIT="50"
IP_ADDRESS="192.0.2.10 10.0.0.5/24 2001:db8::10"
NETIF="ifname=eth0,bridge=br0,mac=00:18:51:01:02:03"
DEVNODES="net/tun:rw "
CAPABILITY="NET_ADMIN:on"
NODEMASK="0"
VE_PRIVATE="/vz/private/101"
"""
OURS = "  <!-- ours -->\n  <devices>\n    <emulator>/usr/bin/lxc</emulator>\n"


@pytest.mark.parametrize(
    ("old", "new", "more", "less"),
    [
        ('CPULIMIT="50"', 'CPULIMIT="75"', ["<quota>75000</quota>"], ["<quota>50000</quota>"]),
        (
            'NODEMASK="0"',
            'NODEMASK="1"',
            ["<memorymode=restrictivenodeset=1/>"],
            ["<memorymode=restrictivenodeset=0/>"],
        ),
        (
            "192.0.2.10 ",
            "192.0.2.11 ",
            [
                "<ipaddress=169.254.1.1family=ipv4prefix=32peer=192.0.2.11/>",
                "<ipaddress=192.0.2.11family=ipv4prefix=32peer=169.254.1.1/>",
            ],
            [
                "<ipaddress=169.254.1.1family=ipv4prefix=32peer=192.0.2.10/>",
                "<ipaddress=192.0.2.10family=ipv4prefix=32peer=169.254.1.1/>",
            ],
        ),
        ("bridge=br0", "bridge=br1", ["<sourcebridge=br1/>"], ["<sourcebridge=br0/>"]),
        (
            'DEVNODES="net/tun:rw "\n',
            "",
            [],
            ["<hostdevmode=capabilitiestype=misc>", "<source>", "<char>/dev/net/tun</char>", "</source>", "</hostdev>"],
        ),
        ("NET_ADMIN:on", "NET_ADMIN:off", ["<net_adminstate=off/>"], ["<net_adminstate=on/>"]),
    ],
)
def test_a_change_in_the_conf_is_one_in_the_document(old: str, new: str, more: list[str], less: list[str]) -> None:
    base = conf_to_domain(CONF, ctid=101, driver="lxc", idmap="100000:65536").text.replace("  <devices>\n", OURS)
    conf = CONF.replace(old, new)
    done = conf_to_domain(conf, ctid=101, driver="lxc", base=base).text
    changes = [line for line in ndiff(_lines(undigested(base)), _lines(undigested(done))) if line[0] in "+-"]
    assert sorted(line[2:] for line in changes if line[0] == "+") == sorted(more)
    assert sorted(line[2:] for line in changes if line[0] == "-") == sorted(less)
    assert {k: v for k, v in values(domain_to_conf(done).text).items() if v} == {
        k: v for k, v in values(conf).items() if v
    }


ADDRESSES = [
    *("", "192.0.2.10", "192.0.2.11", "2001:db8::11", "2001:db8::11 192.0.2.11 192.0.2.10"),
    "192.0.2.10 192.0.2.11 10.0.0.5/24 2001:db8::10 2001:db8::11",
]


@pytest.mark.parametrize("addresses", ADDRESSES)
def test_addresses_come_and_go(addresses: str) -> None:
    base = conf_to_domain(CONF, ctid=101, driver="lxc").text
    conf = CONF.replace("192.0.2.10 10.0.0.5/24 2001:db8::10", addresses)
    done = conf_to_domain(conf, ctid=101, driver="lxc", base=base).text
    made = conf_to_domain(conf, ctid=101, driver="lxc").text
    assert _lines(done) == _lines(made)


@pytest.mark.parametrize("addresses", ADDRESSES)
def test_new_addresses_go_by_the_gateway_that_somebody_chose(addresses: str) -> None:
    base = _with_own_gateways(conf_to_domain(CONF, ctid=101, driver="lxc").text)
    conf = CONF.replace("192.0.2.10 10.0.0.5/24 2001:db8::10", addresses)
    done = conf_to_domain(conf, ctid=101, driver="lxc", base=base).text
    assert _lines(done) == _lines(_with_own_gateways(conf_to_domain(conf, ctid=101, driver="lxc").text))


def _with_own_gateways(document: str) -> str:
    return document.replace("'169.254.1.1'", "'192.0.2.1'").replace("'fe80::1'", "'fe80::a'")


def test_a_gateway_that_is_not_the_hosts_end_is_nobodys_matter() -> None:
    base = conf_to_domain(CONF, ctid=101, driver="lxc").text.replace("gateway='169.254.1.1'", "gateway='192.0.2.1'")
    done = conf_to_domain(CONF.replace("192.0.2.10", "192.0.2.11"), ctid=101, driver="lxc", base=base).text
    assert done.count("'169.254.1.1'") == base.count("'169.254.1.1'")


def _lines(document: str) -> list[str]:
    """Return the lines without what a printer is free to choose: quotes, blanks, the order of a list's neighbours."""
    return sorted("".join(char for char in line if char not in " '\"") for line in document.splitlines())


def test_a_map_of_ids_follows_the_conf_and_stays_where_it_was_chosen() -> None:
    conf = 'LOCAL_UID="200000"\nLOCAL_GID="200000"\n'
    moved = conf.replace("2", "3")
    own, chosen = (conf_to_domain(conf, ctid=101, driver="lxc", idmap=idmap).text for idmap in (None, "100000:65536"))
    assert "target='200000'" in own
    for base, start in ((own, 300000), (chosen, 100000)):
        assert conf_to_domain(conf, ctid=101, driver="lxc", base=base).text == base
        assert f"target='{start}'" in conf_to_domain(moved, ctid=101, driver="lxc", base=base).text
    again = conf_to_domain(conf, ctid=101, driver="lxc", base=own, idmap="100000:65536").text
    assert "target='100000'" in again
