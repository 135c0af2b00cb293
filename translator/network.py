"""Which libvirt networks do converted containers need on their host?

A bridge that NETIF names is a network of mode ``bridge``: the bridge itself is the host's own, libvirt only learns its
name. The venet addresses of all containers are one routed network, which turns forwarding on, with a host's address in
each prefix: a container's own routed interface (see ``lenses/routed.py``) needs no bridge, so this one serves
containers that get an interface ``type='network'`` instead, and virtual machines beside them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence

from translator.conf.dialect import dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.domain.text import escape, escape_attribute
from translator.finding import Finding
from translator.values.address import Address

ROUTED = "venet"
#: A bridge of libvirt's own; the kernel has room for 15 bytes.
ROUTED_BRIDGE = "virbr-venet"
#: The network that an address without prefix is taken to belong to.
DEFAULT_PREFIX = {4: 24, 6: 64}
_BRIDGE = re.compile(r"[a-zA-Z0-9_.\-\\:]{1,15}")

Net = ipaddress.IPv4Network | ipaddress.IPv6Network


class NetworkDocument(tuple[str, str]):
    """A network's name and its document."""

    __slots__ = ()

    @property
    def name(self) -> str:
        """The network's name."""
        return self[0]

    @property
    def text(self) -> str:
        """The document, ending in a line feed."""
        return self[1]


def networks_of(
    confs: Iterable[tuple[str, str]], *, dialect: str = "vzctl"
) -> tuple[list[NetworkDocument], list[Finding]]:
    """Return the networks that some confs need, bridges by name and then the routed one, and what stood in the way.

    ``confs`` are paths and texts; ``dialect`` says whose reading rules apply (ValueError for an unknown one).
    """
    reader = dialect_named(dialect)
    bridges: set[str] = set()
    addresses: dict[str, Address] = {}
    findings: list[Finding] = []
    for path, text in confs:
        settings = settle(parse(text, reader), reader)
        for pair in settings.value("NETIF") or ():
            bridge = pair.bridge
            if bridge and _BRIDGE.fullmatch(bridge):
                bridges.add(bridge)
            elif bridge:
                message = f"{bridge!r} is no name that libvirt takes for a bridge: no network for it"
                line = settings.by_name["NETIF"].kept[0] + 1
                findings.append(Finding(line, 1, "VZ515", "warning", message, "NETIF", path))
        for address in settings.value("IP_ADDRESS") or ():
            addresses.setdefault(address.ip, address)
    documents = [NetworkDocument((name, bridge_network(name))) for name in sorted(bridges)]
    if addresses:
        documents.append(NetworkDocument((ROUTED, routed_network(list(addresses.values())))))
    return documents, findings


def bridge_network(bridge: str) -> str:
    """Return the network of a bridge that the host has."""
    name = escape(bridge)
    return (
        f"<network>\n  <name>{name}</name>\n  <forward mode='bridge'/>\n"
        f"  <bridge name='{escape_attribute(bridge)}'/>\n</network>\n"
    )


def routed_network(addresses: Sequence[Address]) -> str:
    """Return the routed network of some addresses: one ``<ip>``, the host's, in each prefix that they are in."""
    lines = [
        "<network>",
        f"  <name>{ROUTED}</name>",
        "  <forward mode='route'/>",
        f"  <bridge name='{ROUTED_BRIDGE}' stp='off' delay='0'/>",
        "  <dns enable='no'/>",
    ]
    taken = {ipaddress.ip_address(address.ip) for address in addresses}
    for net in group_by_prefix(addresses):
        family = " family='ipv6'" if net.version == 6 else ""
        lines.append(f"  <ip{family} address='{_host_address(net, taken)}' prefix='{net.prefixlen}'/>")
    return "\n".join([*lines, "</network>", ""])


def group_by_prefix(addresses: Iterable[Address]) -> list[Net]:
    """Return the networks that the addresses are in, IPv4 first; a network inside another one is left out.

    An address without prefix (or with that of one address alone, venet's own habit) is taken to be in a /24, or a /64.
    """
    nets: set[Net] = set()
    for address in addresses:
        ip = ipaddress.ip_address(address.ip)
        prefix = address.prefix
        if not prefix or prefix == ip.max_prefixlen:
            prefix = DEFAULT_PREFIX[ip.version]
        nets.add(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))
    outer = [net for net in nets if not any(net != other and _inside(net, other) for other in nets)]
    return sorted(outer, key=lambda net: (net.version, net.network_address.packed, net.prefixlen))


def _inside(net: Net, other: Net) -> bool:
    return net.version == other.version and net.prefixlen > other.prefixlen and net.network_address in other


def _host_address(net: Net, taken: set[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> str:
    """Return the first address of a network that no container has: where a router stands by custom."""
    first = int(net.network_address) + (0 if net.prefixlen >= net.max_prefixlen - 1 else 1)
    make = ipaddress.IPv4Address if net.version == 4 else ipaddress.IPv6Address
    for number in range(first, first + len(taken) + 1):
        if (address := make(number)) not in taken and address in net:
            return str(address)
    return str(make(first))


__all__ = ["NetworkDocument", "bridge_network", "group_by_prefix", "networks_of", "routed_network"]
