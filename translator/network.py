"""Which libvirt networks do converted containers need on their host?

A bridge that NETIF names is a network of mode ``bridge``: the bridge itself is the host's own, libvirt only learns its
name. The venet addresses of all containers are one routed network, which turns forwarding on, with a host's address in
each prefix: a container's own routed interface (see ``lenses/routed.py``) needs no bridge, and its routes, one an
address, go before those of this network; so this one serves containers that get an interface ``type='network'``
instead, and virtual machines beside them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from translator.conf.dialect import dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import Assignment, value_span
from translator.container.network import networks, of_network, pairs, routed_addresses
from translator.domain.document import parse_document
from translator.domain.place.metadata import RESIDUE_TAG
from translator.domain.text import escape, escape_attribute
from translator.finding import Finding
from translator.levels import make_finding
from translator.printable import printable
from translator.values.address import Address

ROUTED = "venet"
#: A bridge of libvirt's own; the kernel has room for 15 bytes.
ROUTED_BRIDGE = "virbr-venet"
#: The network that an address without prefix is taken to belong to.
DEFAULT_PREFIX = {4: 24, 6: 64}
#: The network that libvirt brings along.
OF_LIBVIRT = "default"
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]{2,45}")
_BRIDGE = re.compile(r"[a-zA-Z0-9_.\-\\:]{1,15}")

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
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
    confs: Iterable[tuple[str, str]], *, dialect: str = "vzctl", there: Mapping[str, Collection[str]] | None = None
) -> tuple[list[NetworkDocument], list[Finding]]:
    """Return the networks that some confs need, bridges by name and then the routed one, and what stood in the way.

    ``confs`` are paths and texts; ``dialect`` says whose reading rules apply (ValueError for an unknown one).
    ``there`` are networks, by path, that another program's document refers to: its host has them. So it has libvirt's
    own, ``default``. The host gets no address that a conf names, be it its name server's.
    """
    reader = dialect_named(dialect)
    bridges: set[str] = set()
    addresses: dict[str, Address] = {}
    named: set[Ip] = set()
    findings: list[Finding] = []
    for path, text in confs:
        tree = parse(text, reader)
        settings = settle(tree, reader)
        known = {OF_LIBVIRT, *(there or {}).get(path, ())}
        named.update(each for leaf in tree if isinstance(leaf, Assignment) for each in _addresses_in(leaf.text))
        after = 0
        for pair in pairs(settings):
            bridge = pair.bridge
            if bridge in known:
                continue
            if bridge and _BRIDGE.fullmatch(bridge):
                bridges.add(bridge)
            elif bridge:
                message = f"'{printable(bridge)}' is no name that libvirt takes for a bridge: no network for it"
                at = settings.by_name["NETIF"].kept[0]
                after = max(tree[at].raw.find(bridge, after), 0)
                column, width = (after + 1, len(bridge)) if after else value_span(tree[at])
                findings.append(make_finding(at + 1, column, "VZ515", message, "NETIF", path, width))
                after += len(bridge)
        for network, ifname in networks(settings):
            at = settings.by_name["NETIF"].kept[0]
            column, width = value_span(tree[at])
            message = of_network(printable(network), printable(ifname))
            findings.append(make_finding(at + 1, column, "VZ527", message, "NETIF", path, width))
        for address in routed_addresses(settings):
            addresses.setdefault(f"{address.ip}/{address.prefix}", address)
    documents = [NetworkDocument((name, bridge_network(name))) for name in sorted(bridges)]
    if addresses:
        name, bridge = _unused(ROUTED, bridges), _unused(ROUTED_BRIDGE, bridges)
        documents.append(NetworkDocument((name, routed_network(list(addresses.values()), name, bridge, named))))
    return documents, findings


def networks_in(document: str) -> list[str]:
    """Return the networks that another program's document refers to, and their bridges; none of ours, for a conf's."""
    root = parse_document(document)
    if next(root.iter(RESIDUE_TAG), None) is not None:
        return []
    sources = root.iterfind("devices/interface[@type='network']/source")
    return [str(name) for source in sources for key in ("network", "bridge") if (name := source.get(key))]


def bridge_network(bridge: str) -> str:
    """Return the network of a bridge that the host has."""
    name = escape(bridge)
    return (
        f"<network>\n  <name>{name}</name>\n  <forward mode='bridge'/>\n"
        f"  <bridge name='{escape_attribute(bridge)}'/>\n</network>\n"
    )


def _addresses_in(text: str) -> Iterator[Ip]:
    """Yield the addresses that a text names."""
    for word in _ADDRESS.findall(text):
        try:
            yield ipaddress.ip_address(word)
        except ValueError:
            continue


def _unused(name: str, bridges: set[str]) -> str:
    """Return a name that no bridge of the host has."""
    number = 0
    while (found := f"{name}{number or ''}") in bridges:
        number += 1
    return found


def routed_network(
    addresses: Sequence[Address], name: str = ROUTED, bridge: str = ROUTED_BRIDGE, others: Collection[Ip] = ()
) -> str:
    """Return the routed network of some addresses: one ``<ip>``, the host's, in each prefix that they are in.

    ``others`` are addresses that the host does not get either.
    """
    lines = [
        "<network>",
        f"  <name>{name}</name>",
        "  <forward mode='route'/>",
        f"  <bridge name='{bridge}' stp='off' delay='0'/>",
        "  <dns enable='no'/>",
    ]
    taken = {*others, *(ipaddress.ip_address(address.ip) for address in addresses)}
    for net in group_by_prefix(addresses, others):
        family = " family='ipv6'" if net.version == 6 else ""
        lines.append(f"  <ip{family} address='{_free(net, taken)}' prefix='{net.prefixlen}'/>")
    return "\n".join([*lines, "</network>", ""])


def group_by_prefix(addresses: Iterable[Address], others: Collection[Ip] = ()) -> list[Net]:
    """Return the networks that the addresses are in, IPv4 first; a network inside another one is left out.

    An address without prefix (or with that of one address alone, venet's own habit) is taken to be in a /24, or a /64.
    A network in which containers and ``others`` have every address becomes one of twice the size: the host needs one.
    """
    nets: set[Net] = set()
    taken: set[Ip] = set(others)
    for address in addresses:
        ip = ipaddress.ip_address(address.ip)
        taken.add(ip)
        prefix = address.prefix
        if not prefix or prefix == ip.max_prefixlen:
            prefix = DEFAULT_PREFIX[ip.version]
        nets.add(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))
    outer = {_with_room(net, taken) for net in nets}
    outer = {net for net in outer if not any(_bigger(net, prefix) in outer for prefix in range(net.prefixlen))}
    return sorted(outer, key=lambda net: (net.version, net.network_address.packed))


def _with_room(net: Net, taken: set[Ip]) -> Net:
    while _free(net, taken) is None:
        net = _bigger(net, net.prefixlen - 1)
    return net


def _bigger(net: Net, prefix: int) -> Net:
    return net.supernet(new_prefix=prefix)


def _free(net: Net, taken: set[Ip]) -> Ip | None:
    """Return the first address of a network that no container has, where a router stands by custom, or None."""
    first, last = int(net.network_address), int(net.broadcast_address)
    if net.prefixlen < net.max_prefixlen - 1:  # the network itself; with IPv4, all of it
        first, last = first + 1, last - (net.version == 4)
    make = ipaddress.IPv4Address if net.version == 4 else ipaddress.IPv6Address
    return next((make(number) for number in range(first, last + 1) if make(number) not in taken), None)


__all__ = ["NetworkDocument", "bridge_network", "group_by_prefix", "networks_in", "networks_of", "routed_network"]
