"""Which interfaces does LXC start, beside which others, and with what in them? Tried with libvirt 9.0."""

from __future__ import annotations

import pytest

from translator import check_domain


def document(inside: str) -> str:
    return (
        "<domain type='lxc'><name>101</name><memory>65536</memory><vcpu>1</vcpu>"
        "<os><type>exe</type><init>/sbin/init</init></os><features><privnet/></features><devices>"
        "<filesystem type='mount'><source dir='/srv/root'/><target dir='/'/></filesystem>"
        f"{inside}<console type='pty'/></devices></domain>"
    )


def nic(guest: str = "", addresses: str = "") -> str:
    named = f"<guest dev='{guest}'/>" if guest else ""
    return f"<interface type='bridge'><source bridge='br0'/>{addresses}{named}</interface>"


def codes(inside: str) -> list[str]:
    return [each.code for each in check_domain(document(inside)) if each.level != "info"]


@pytest.mark.parametrize(
    ("names", "starts"),
    [
        ("eth0 -", False),
        ("- eth0", False),
        ("eth1 - -", False),
        ("- eth1 -", False),
        ("lan0 - eth0", False),
        ("eth1 - eth0", False),
        ("eth1 -", True),
        ("eth2 - -", True),
        ("- eth1", True),
        ("lan -", True),
        ("lan0 - eth1", True),
        ("eth1 eth0", True),
        ("- -", True),
    ],
)
def test_interfaces_without_a_name_are_counted_by_themselves(names: str, starts: bool) -> None:
    assert codes("".join(nic(name.strip("-")) for name in names.split())) == ([] if starts else ["XD210"])


@pytest.mark.parametrize(
    ("first", "second", "starts"),
    [
        ("192.0.2.1' prefix='24", "192.0.2.1' prefix='24", False),
        ("192.0.2.1", "192.0.2.1", False),
        ("192.0.2.1' prefix='24", "192.0.2.1' prefix='25", True),
        ("192.0.2.1' prefix='24", "192.0.2.2' prefix='24", True),
        ("2001:db8::1' prefix='64", "2001:DB8:0::1' prefix='128", False),
    ],
)
def test_an_address_stands_once_in_an_interface(first: str, second: str, starts: bool) -> None:
    addresses = f"<ip address='{first}'/><ip address='{second}'/>"
    assert codes(nic("eth0", addresses)) == ([] if starts else ["XD303"])
    assert codes(nic("eth0", f"<ip address='{first}'/>") + nic("eth1", f"<ip address='{first}'/>")) == []


@pytest.mark.parametrize(
    ("kind", "inside", "starts"),
    [
        ("bridge", "<script path='/etc/up'/>", False),
        ("ethernet", "<vlan><tag id='5'/></vlan>", False),
        ("direct", "<vlan><tag id='5'/></vlan>", False),
        ("direct", "<virtualport type='openvswitch'/>", False),
        ("direct", "<bandwidth><inbound average='1000'/></bandwidth>", False),
        ("bridge", "<bandwidth><inbound average='1000'/></bandwidth>", True),
        ("bridge", "<virtualport type='openvswitch'/><vlan><tag id='5'/></vlan>", True),
    ],
)
def test_what_stands_in_an_interface_may_keep_it_from_starting(kind: str, inside: str, starts: bool) -> None:
    source = {"bridge": "<source bridge='br0'/>", "direct": "<source dev='eth0' mode='bridge'/>"}.get(kind, "")
    found = codes(f"<interface type='{kind}'>{source}{inside}</interface>")
    assert found == ([] if starts else ["XD303"])
