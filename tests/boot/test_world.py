"""Does a routed container reach the world behind its host, and the world the container, as its plan says?

The files that vzctl's distribution scripts leave inside set venet0 up when the container starts. What they do is done
here by the container's own init, in the order in which ifupdown and initscripts would.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest

from tests.boot.harness import PATIENCE, Host, soon
from translator import conf_to_domain
from translator.isolation import address_commands
from translator.plan.network import host_commands, neighbour_commands
from translator.values.address import Address

pytestmark = pytest.mark.boot
#: The world's end of the host's network, and what is behind the host.
WORLD = {"ipv4": "203.0.113.2", "ipv6": "2001:db8:1::2"}
BEHIND = {"ipv4": ["192.0.2.10", "192.0.2.11"], "ipv6": ["2001:db8:9::10", "2001:db8:9::11"]}
#: Addresses of the host's own network.
LAN = {"ipv4": ["203.0.113.77"], "ipv6": ["2001:db8:1::77"]}
_SWITCHES = (
    "net.ipv4.ip_forward net.ipv4.conf.all.proxy_arp net.ipv6.conf.all.forwarding net.ipv6.conf.all.proxy_ndp "
    "net.ipv4.conf.all.rp_filter net.ipv4.conf.default.rp_filter"
).split()


@contextlib.contextmanager
def world(host: Host) -> Iterator[None]:
    """Have a machine in the network of the host, which sends to the containers' own prefixes by way of it."""
    host.run(["ip", "netns", "add", "world"])
    try:
        host.run(["ip", "link", "add", "lan", "type", "veth", "peer", "name", "world"])
        host.run(["ip", "link", "set", "world", "netns", "world"])
        beyond = ["ip", "netns", "exec", "world"]
        for command in (
            "ip address add 203.0.113.1/24 dev lan",
            "ip address add 2001:db8:1::1/64 dev lan nodad",
            "ip link set lan up",
        ):
            host.run(command.split())
        for command in (
            "ip address add 203.0.113.2/24 dev world",
            "ip address add 2001:db8:1::2/64 dev world nodad",
            "ip link set world up",
            "ip route add 192.0.2.0/24 via 203.0.113.1",
            "ip route add 2001:db8:9::/64 via 2001:db8:1::1",
        ):
            host.run([*beyond, *command.split()])
        yield
    finally:
        host.attempt(["ip", "link", "delete", "lan"])
        host.run(["ip", "netns", "delete", "world"])
        host.run(["sysctl", "-qw", *(f"{switch}=0" for switch in _SWITCHES)])
        host.attempt(["ip6tables", "-t", "raw", "-F", "PREROUTING"])


@contextlib.contextmanager
def routed(host: Host, addresses: Sequence[str]) -> Iterator[str]:
    conf = f'VE_PRIVATE="{host.root("101")}"\nIP_ADDRESS="{" ".join(addresses)}"\n'
    with host.running(conf_to_domain(conf, ctid=101, driver="lxc").text) as name:
        yield name


def prepare(host: Host, addresses: Sequence[str], *, adapter: str = "") -> None:
    """Do what the plan says that a host needs; ``adapter`` is that of the network that the addresses are of."""
    given = [Address(address) for address in addresses]
    shut = address_commands({address.family for address in given})
    for command in [*host_commands(given), *shut, *(neighbour_commands(given, adapter) if adapter else [])]:
        host.run(["sh", "-c", command])


def run_files(host: Host, name: str, commands: Sequence[str]) -> None:
    """Have the container's start-up files run. What stands already they are refused, and ifupdown goes on."""
    for command in commands:
        done = host.attempt_inside(name, ["sh", "-c", command])
        assert not done.status or "exists" in done.err, (command, done.err)


def debian(addresses: Sequence[str]) -> list[str]:
    """What /etc/network/interfaces does: venet0 and an alias for each address, and a route to the device itself."""
    four, six = _by_family(addresses)
    commands = ["ifconfig venet0 up", "ifconfig venet0 127.0.0.2", "route add default dev venet0"] if four else []
    commands += [f"ifconfig venet0:{at} {ip} netmask 255.255.255.255" for at, ip in enumerate(four)]
    commands += [f"ifconfig venet0 add {ip}/128" for ip in six]
    return commands + (["route -A inet6 add default dev venet0"] if six else [])


def red_hat(addresses: Sequence[str]) -> list[str]:
    """What ifup does with ifcfg-venet0, its aliases, and GATEWAYDEV and IPV6_DEFAULTDEV of /etc/sysconfig/network."""
    four, six = _by_family(addresses)
    commands = ["ip address add 127.0.0.1/32 dev venet0"] if four else []
    commands += ["ip route replace default dev venet0 scope link"] if four else []
    commands += [f"ip address add {ip}/32 dev venet0 label venet0:{at}" for at, ip in enumerate(four)]
    commands += [f"ip -6 address add {ip}/128 dev venet0" for ip in six]
    return commands + (["ip -6 route add default dev venet0 metric 1"] if six else [])


FILES = {"debian": debian, "red hat": red_hat}


def _by_family(addresses: Sequence[str]) -> tuple[list[str], list[str]]:
    return [ip for ip in addresses if ":" not in ip], [ip for ip in addresses if ":" in ip]


def reached(
    host: Host, name: str, family: str, addresses: Sequence[str], *, patience: float = PATIENCE
) -> dict[str, bool]:
    """Return whether the world answers the container, and the container the world, at each of its addresses."""
    ping = ["busybox", "ping", "-c", "1", "-W", "1"]

    def asked_by_world(ip: str) -> int:
        return host.attempt(["ip", "netns", "exec", "world", *ping, ip]).status

    asked: dict[str, Callable[[], int]] = {
        "world": lambda: host.attempt_inside(name, [*ping, WORLD[family]]).status,
        **{ip: partial(asked_by_world, ip) for ip in addresses},
    }
    found = dict.fromkeys(asked, False)

    def all_reached() -> bool:
        found.update({what: not asked[what]() for what, is_so in found.items() if not is_so})
        return all(found.values())

    soon(all_reached, patience)
    return found


@pytest.mark.parametrize("files", FILES)
@pytest.mark.parametrize("family", WORLD)
def test_with_its_own_files_it_reaches_the_world_and_is_reached(host: Host, family: str, files: str) -> None:
    addresses = BEHIND[family]
    with world(host), routed(host, addresses) as name:
        prepare(host, addresses)
        run_files(host, name, FILES[files](addresses))
        assert set(reached(host, name, family, addresses).values()) == {True}


@pytest.mark.parametrize("files", FILES)
def test_forwarding_alone_is_not_enough_where_the_files_are_inside(host: Host, files: str) -> None:
    """What proxy ARP is for: the files give the container a default route without a gateway."""
    addresses = BEHIND["ipv4"]
    with world(host), routed(host, addresses) as name:
        host.run(["sysctl", "-qw", "net.ipv4.ip_forward=1"])
        assert set(reached(host, name, "ipv4", addresses).values()) == {True}
        run_files(host, name, FILES[files](addresses))
        assert set(reached(host, name, "ipv4", addresses, patience=1).values()) == {False}


@pytest.mark.parametrize("family", WORLD)
def test_an_address_of_the_hosts_own_network_is_reached(host: Host, family: str) -> None:
    addresses = LAN[family]
    with world(host), routed(host, addresses) as name:
        host.run(["sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"])
        assert set(reached(host, name, family, addresses, patience=1).values()) == {False}
        prepare(host, addresses, adapter="lan")
        run_files(host, name, debian(addresses))
        assert set(reached(host, name, family, addresses).values()) == {True}


def test_ipv6_comes_back_with_its_route(host: Host) -> None:
    """What takes venet0 down takes the route away; that of the files has no gateway, and nothing answers for all."""
    addresses = BEHIND["ipv6"][:1]
    with world(host), routed(host, addresses) as name:
        prepare(host, addresses)
        host.run(["sysctl", "-qw", "net.ipv6.conf.all.proxy_ndp=1"])
        run_files(host, name, ["ifconfig venet0 down", "ifconfig venet0 up", *debian(addresses)])
        assert reached(host, name, "ipv6", addresses, patience=2)["world"] is False
        run_files(host, name, ["ip -6 route replace default via fe80::1 dev venet0 metric 1"])
        assert set(reached(host, name, "ipv6", addresses).values()) == {True}


@pytest.mark.parametrize(
    ("family", "ours", "own"), [("ipv4", "169.254.1.1", "192.0.2.1"), ("ipv6", "fe80::1", "fe80::a")]
)
def test_a_new_address_goes_by_the_gateway_that_somebody_chose(host: Host, family: str, ours: str, own: str) -> None:
    new, old = BEHIND[family]
    conf = f'VE_PRIVATE="{host.root("101")}"\nIP_ADDRESS="{old}"\n'
    base = conf_to_domain(conf, ctid=101, driver="lxc").text.replace(f"'{ours}'", f"'{own}'")
    document = conf_to_domain(conf.replace(old, new), ctid=101, driver="lxc", base=base).text
    with world(host), host.running(document) as name:
        host.run(["sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"])
        assert set(reached(host, name, family, [new]).values()) == {True}
