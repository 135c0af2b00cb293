"""Which libvirt networks do converted containers need on their host?

Those that their documents refer to: OpenVZ 7 plugs interfaces into virtual networks, by name. A bridge that NETIF names
is no network: the document uses it by itself, and the host has to have it. A container's own routed interface (see
``lenses/routed.py``) needs neither. Who would rather have interfaces ``type='network'`` for venet's addresses, and
virtual machines beside them, asks for one routed network for all, which turns forwarding on, with a host's address in
each prefix: the routes of containers' own interfaces, one an address, go before its own.
"""

from __future__ import annotations

import ipaddress
import re
import shlex
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from translator.characters import trim_xml
from translator.conf.dialect import DialectName, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.conf.tree import Assignment, Tree, value_span
from translator.container.network import networks, of_network, pairs, routed_addresses
from translator.domain.document import parse_document
from translator.domain.place.metadata import RESIDUE_TAG
from translator.domain.text import escape, is_line
from translator.domain.view import Nic
from translator.finding import Finding
from translator.lenses.drivers import driver_named
from translator.levels import make_finding
from translator.printable import printable
from translator.values.address import Address
from translator.values.netif import is_device_name

ROUTED = "venet"
#: A bridge of libvirt's own; the kernel has room for 15 bytes.
ROUTED_BRIDGE = "virbr-venet"
#: The network that an address without prefix is taken to belong to.
DEFAULT_PREFIX = {4: 24, 6: 64}
#: The network that libvirt brings along.
OF_LIBVIRT = "default"
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]{2,45}")

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


class HostNeeds(NamedTuple):
    """What documents need of their host: networks, in the order of their names, and bridges; and what stood in the way
    of them.
    """

    networks: list[NetworkDocument]
    bridges: list[str]
    findings: list[Finding]


def networks_of(
    confs: Iterable[tuple[str, str]],
    *,
    dialect: DialectName = "vzctl",
    there: Mapping[str, Collection[str]] | None = None,
    routed: bool = False,
) -> tuple[list[NetworkDocument], list[Finding]]:
    """Return the networks that the documents of some confs refer to, by name, and what stood in the way.

    ``confs`` are paths and texts; ``dialect`` says whose reading rules apply (ValueError for an unknown one).
    ``there`` are networks, by path, that another program's document refers to: its host has them. So it has libvirt's
    own, ``default``. With ``routed``, a network for the addresses of venet comes after them, which no document refers
    to; the host gets no address in it that a conf names, be it its name server's.
    """
    needs = host_needs(confs, dialect=dialect, there=there, routed=routed)
    return needs.networks, needs.findings


def host_needs(
    confs: Iterable[tuple[str, str]],
    *,
    dialect: DialectName = "vzctl",
    there: Mapping[str, Collection[str]] | None = None,
    routed: bool = False,
) -> HostNeeds:
    """Return what the documents of some confs need of their host; the arguments are those of :func:`networks_of`."""
    reader, driver = dialect_named(dialect), driver_named("lxc")
    used: set[str] = set()
    bridges: set[str] = set()
    addresses: dict[str, Address] = {}
    named: set[Ip] = set()
    findings: list[Finding] = []
    for path, text in confs:
        tree = parse(text, reader)
        settings = settle(tree, reader)
        known = {OF_LIBVIRT, *(there or {}).get(path, ())}
        nics: Sequence[Nic] = driver.get(settings, "101").view.get("interfaces", ())  # the id is in no network's name
        for nic in nics:
            if nic.source and nic.source not in known:
                if nic.type == "bridge" and is_device_name(nic.source):
                    bridges.add(nic.source)
                elif nic.type == "network" and is_network_name(nic.source):
                    used.add(nic.source)
        findings += _told(tree, settings, known, path)
        if routed:
            named.update(each for leaf in tree if isinstance(leaf, Assignment) for each in _addresses_in(leaf.text))
            for address in routed_addresses(settings):
                addresses.setdefault(f"{address.ip}/{address.prefix}", address)
    documents = [NetworkDocument((name, isolated_network(name))) for name in sorted(used)]
    if addresses:
        name, bridge = _unused(ROUTED, used), _unused(ROUTED_BRIDGE, bridges)
        documents.append(NetworkDocument((name, routed_network(list(addresses.values()), name, bridge, named))))
    return HostNeeds(documents, sorted(bridges), findings)


def _told(tree: Tree, settings: Settings, known: Collection[str], path: str) -> Iterator[Finding]:
    """Yield what is to be said of the bridges and networks that NETIF names."""
    after = 0
    for pair in pairs(settings):
        bridge = pair.bridge
        if bridge and bridge not in known and not is_device_name(bridge):
            message = f"no host can have a bridge '{printable(bridge)}': its kernel takes no such name for one"
            at = settings.by_name["NETIF"].kept[0]
            after = max(tree[at].raw.find(bridge, after), 0)
            column, width = (after + 1, len(bridge)) if after else value_span(tree[at])
            yield make_finding(at + 1, column, "VZ515", message, "NETIF", path, width)
            after += len(bridge)
    for network, ifname in networks(settings):
        at = settings.by_name["NETIF"].kept[0]
        column, width = value_span(tree[at])
        message = of_network(printable(network), printable(ifname))
        yield make_finding(at + 1, column, "VZ527", message, "NETIF", path, width)


def is_network_name(name: str) -> bool:
    """Whether libvirt defines a network of this name: it becomes that of a file."""
    return "/" not in name and is_line(name) and trim_xml(name) != ""


def networks_in(document: str) -> list[str]:
    """Return the networks that another program's document refers to, and their bridges; none of ours, for a conf's."""
    root = parse_document(document)
    if next(root.iter(RESIDUE_TAG), None) is not None:
        return []
    sources = root.iterfind("devices/interface[@type='network']/source")
    return [str(name) for source in sources for key in ("network", "bridge") if (name := source.get(key))]


def bridge_commands(bridge: str) -> str:
    """Return what has a host have a bridge, with nothing in it yet."""
    name = shlex.quote(bridge)
    return f"ip link show dev {name} || ip link add name {name} type bridge && ip link set dev {name} up"


def isolated_network(name: str) -> str:
    """Return a network of which nothing but its name is known: containers in it see each other, and nobody else."""
    return (
        "<network>\n  <!-- What it leads to stands in no conf: its node knows. As it stands, it leads nowhere. -->\n"
        f"  <name>{escape(name)}</name>\n</network>\n"
    )


def _addresses_in(text: str) -> Iterator[Ip]:
    """Yield the addresses that a text names."""
    for word in _ADDRESS.findall(text):
        try:
            yield ipaddress.ip_address(word)
        except ValueError:
            continue


def _unused(name: str, others: set[str]) -> str:
    """Return a name that none of the others is."""
    number = 0
    while (found := f"{name}{number or ''}") in others:
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
    taken = Taken({*others, *(ipaddress.ip_address(address.ip) for address in addresses)})
    for net in group_by_prefix(addresses, others):
        family = " family='ipv6'" if net.version == 6 else ""
        lines.append(f"  <ip{family} address='{taken.free_in(net)}' prefix='{net.prefixlen}'/>")
    return "\n".join([*lines, "</network>", ""])


def group_by_prefix(addresses: Iterable[Address], others: Collection[Ip] = ()) -> list[Net]:
    """Return the networks that the addresses are in, IPv4 first; a network inside another one is left out.

    An address without prefix (or with that of one address alone, venet's own habit) is taken to be in a /24, or a /64.
    A network in which containers and ``others`` have every address becomes one of twice the size: the host needs one.
    """
    nets: set[Net] = set()
    ips: set[Ip] = set(others)
    for address in addresses:
        ip = ipaddress.ip_address(address.ip)
        ips.add(ip)
        prefix = address.prefix
        if not prefix or prefix == ip.max_prefixlen:
            prefix = DEFAULT_PREFIX[ip.version]
        nets.add(ipaddress.ip_network(f"{ip}/{prefix}", strict=False))
    taken = Taken(ips)
    outer = {_with_room(net, taken) for net in nets}
    outer = {net for net in outer if not any(_bigger(net, prefix) in outer for prefix in range(net.prefixlen))}
    return sorted(outer, key=lambda net: (net.version, net.network_address.packed))


def _with_room(net: Net, taken: Taken) -> Net:
    while taken.free_in(net) is None:
        net = _bigger(net, net.prefixlen - 1)
    return net


def _bigger(net: Net, prefix: int) -> Net:
    return net.supernet(new_prefix=prefix)


class Taken:
    """The addresses that somebody has, as runs without a gap: a full network costs no more than an empty one."""

    def __init__(self, addresses: Collection[Ip]) -> None:
        self._runs: dict[int, tuple[list[int], list[int]]] = {4: ([], []), 6: ([], [])}
        for version, number in sorted((each.version, int(each)) for each in addresses):
            begins, ends = self._runs[version]
            if ends and ends[-1] == number:
                ends[-1] += 1
            else:
                begins.append(number)
                ends.append(number + 1)

    def free_in(self, net: Net) -> Ip | None:
        """Return the first address of a network that nobody has, where a router stands by custom, or None."""
        first, last = int(net.network_address), int(net.broadcast_address)
        if net.prefixlen < net.max_prefixlen - 1:  # the network itself; with IPv4, all of it
            first, last = first + 1, last - (net.version == 4)
        begins, ends = self._runs[net.version]
        run = bisect_right(begins, first) - 1
        if run >= 0 and ends[run] > first:
            first = ends[run]
        make = ipaddress.IPv4Address if net.version == 4 else ipaddress.IPv6Address
        return make(first) if first <= last else None


__all__ = [
    "HostNeeds",
    "NetworkDocument",
    "bridge_commands",
    "group_by_prefix",
    "host_needs",
    "networks_in",
    "networks_of",
    "routed_network",
]
