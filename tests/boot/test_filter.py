"""Is a container kept from sending as somebody else, where its conf says so, and by what?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.boot import look
from tests.boot.harness import PATIENCE, Host, soon
from tests.boot.test_network import bridge, reaches
from translator import conf_to_domain
from translator.isolation import address_commands

pytestmark = pytest.mark.boot
MAC, OTHER = "02:00:00:00:00:01", "02:00:00:00:00:99"
NETIF = f'NETIF="ifname=eth0,mac={MAC},host_ifname=veth101.0,bridge=br0{{}}"\n'
VENET = 'IP_ADDRESS="198.51.100.5 2001:db8::5"\n'
#: Of nobody here, by family; and the host's end, in two spellings.
FOREIGN = {"ipv4": "203.0.113.9", "ipv6": "2001:db8:bad::9"}
HOSTS = {"ipv4": "169.254.1.1", "ipv6": "fe80::1%venet0"}
OWN = {"ipv4": "198.51.100.5", "ipv6": "2001:db8::5"}
TOOL = {"ipv4": "iptables", "ipv6": "ip6tables"}


def document(host: Host, conf: str, **options: Any) -> str:
    return conf_to_domain(f'VE_PRIVATE="{host.root("101")}"\n{conf}', ctid=101, driver="lxc", **options).text


def send_as(host: Host, name: str, mac: str) -> None:
    """Have a container send with this MAC."""
    script = (
        f"ip link set eth0 down; ip link set eth0 address {mac}; ip link set eth0 up; ip addr add 192.0.2.7/24 dev eth0"
    )
    host.attempt_inside(name, ["sh", "-c", script])
    assert look.interfaces(host, name)["eth0"].mac == mac


@pytest.mark.parametrize(
    ("fields", "options", "arrives"),
    [
        ("", {"nwfilter": "no-mac-spoofing"}, False),
        (",mac_filter=off", {"nwfilter": "no-mac-spoofing"}, True),
        ("", {}, True),
    ],
    ids=["filtered", "switched off", "without the option"],
)
def test_mac_filter(host: Host, fields: str, options: dict[str, str], *, arrives: bool) -> None:
    text = document(host, NETIF.format(fields), **options)
    with bridge(host, "br0", "192.0.2.1/24"), host.running(text) as name:
        send_as(host, name, MAC)
        assert reaches(host, name, "192.0.2.1")
        send_as(host, name, OTHER)
        assert reaches(host, name, "192.0.2.1", PATIENCE if arrives else 2) == arrives
        assert ("<filterref" in host.dumpxml(name)) == (not arrives)


@contextlib.contextmanager
def counted(host: Host) -> Iterator[None]:
    """Count what comes in with the addresses of others."""
    rules = {family: [TOOL[family], "-t", "mangle", "{}", "INPUT", "-s", FOREIGN[family]] for family in FOREIGN}
    for rule in rules.values():
        host.run([word.format("-A") for word in rule])
    try:
        yield
    finally:
        for rule in rules.values():
            host.run([word.format("-D") for word in rule])


def arrivals(host: Host, name: str) -> dict[str, bool]:
    """Return by family whether packets with an address of somebody else's arrive."""
    found = {}
    for family, foreign in FOREIGN.items():
        assert reaches(host, name, HOSTS[family])
        options = ["nodad"] if family == "ipv6" else []
        host.in_network_of(name, ["ip", "address", "add", foreign, "dev", "venet0", *options])
        host.run([TOOL[family], "-t", "mangle", "-Z"])
        host.attempt_inside(name, ["ping", "-c", "1", "-W", "1", "-I", foreign, HOSTS[family]])
        [line] = [
            each for each in host.run([TOOL[family], "-t", "mangle", "-nvxL", "INPUT"]).splitlines() if foreign in each
        ]
        found[family] = int(line.split()[0]) > 0
        ping = ["ping", "-c", "1", "-W", "1", "-I", OWN[family], HOSTS[family]]
        assert soon(lambda: not host.attempt_inside(name, ping).status)  # noqa: B023
    return found


def test_a_filter_of_libvirts_does_nothing_on_a_routed_interface(host: Host) -> None:
    filters = "<filterref filter='clean-traffic'><parameter name='IP' value='198.51.100.5'/></filterref>"
    text = document(host, VENET).replace(
        "<guest dev='venet0'/>", f"<target dev='ve101'/><guest dev='venet0'/>{filters}"
    )
    with counted(host), host.running(text) as name:
        assert "clean-traffic" in host.dumpxml(name)
        assert arrivals(host, name) == {"ipv4": True, "ipv6": True}


def test_the_commands_of_the_plan_keep_addresses_to_those_of_the_conf(host: Host) -> None:
    commands = address_commands({"ipv4", "ipv6"})
    switches = ["net.ipv4.conf.all.rp_filter", "net.ipv4.conf.default.rp_filter"]
    before = [f"{each}={host.run(['sysctl', '-n', each]).strip()}" for each in switches]
    host.run(["sysctl", "-w", "net.ipv4.conf.default.rp_filter=2"])  # systemd's own default
    host.run(["sh", "-ec", "\n".join(commands)])
    try:
        with counted(host), host.running(document(host, VENET)) as name:
            assert arrivals(host, name) == {"ipv4": False, "ipv6": False}
    finally:
        host.run(["sysctl", "-w", *before])
        host.run(["ip6tables", "-t", "raw", "-F"])
