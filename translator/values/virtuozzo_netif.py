"""What does one veth description of NETIF say to libvzctl 8.0?

It knows more keys than vzctl and ignores ``bridge=``: the bridge br0 is ``type=bridge,network=br0`` there, while
``network=`` alone names a virtual network. So an Interface has its ``bridge`` in both dialects, its ``network`` is a
virtual network, and the other keys that only libvzctl knows stand in ``others``, as canonical texts in the order in
which it writes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from translator.characters import lower
from translator.values.address import Address
from translator.values.codec import UNSET, Refused, byte_length
from translator.values.netif import Interface, Interfaces, demand_room, fields_of, pieces_of, read_mac
from translator.values.virtuozzo_address import read_masked, write_masked, write_number

#: Bytes of a name that libvzctl has room for.
_ROOM = 16
#: What libvzctl calls the interface of IP_ADDRESS.
VENET = "venet0"
_NETWORK = r"[^\x00-\x1f!\"$-',/:-@[-^`{-~*+]+"
#: What stands in ``others``, in the order of writing; mac_filter is written between gw6 and ip_filter.
_ORDER = ("type", "network", "vport", "gw", "gw6", "mac_filter", "ip_filter", "ifaceid", "configure")
_ADDRESSES = ("dhcp", "ip", "dhcp6", "ip6")
KEYS = frozenset((*_ORDER, *_ADDRESSES))
_WORDS = {
    "type": ("bridge", "routed"),
    "vport": ("ovs",),
    "dhcp": ("yes", "no"),
    "dhcp6": ("yes", "no"),
    "mac_filter": ("on", "off"),
    "ip_filter": ("on", "off"),
}
#: What is so when nothing is said, and never written.
_DEFAULT = {"dhcp": "no", "dhcp6": "no", "mac_filter": "on", "ip_filter": "on"}


class NetworkInterfaces(Interfaces):
    """Interfaces separated by ``;``, fields ``key=value`` by ``,``; ``ip`` holds addresses apart by ``:``, ``ip6``
    apart by ``,`` up to the end, so that it comes last. A bad interface is dropped and the others stay.
    """

    expects = (
        "ifname=eth0,mac=...,host_mac=...,host_ifname=...,type=bridge|routed,network=...,gw=...,mac_filter=off,"
        "dhcp=yes or ip=a:b,dhcp6=yes or ip6=a,b; interfaces apart by ';'"
    )

    def decode(self, text: str) -> object:
        """Read the interfaces; a bad address in one is passed over."""
        found: dict[str, Interface] = {}
        bad = odd = ""
        for _, piece in pieces_of(text):
            if not piece:
                continue
            try:
                interface, skipped = read_interface(piece)
            except Refused:
                bad = bad or piece
                continue
            odd = odd or skipped
            found.setdefault(interface.ifname, interface)
        value = tuple(found.values()) or UNSET
        if bad:
            raise Refused(bad, kept=value)
        if odd:
            raise Refused(odd, kept=value, verdict="word")
        return value

    @staticmethod
    def _text(interface: Interface) -> str:
        return ",".join(f"{key}={text}" for key, text in _saved(interface))

    def write(self, value: Sequence[Interface]) -> str:
        """Write what is given, also what another field overrules and what libvzctl passes over."""
        return ";".join(",".join(_all_fields(interface)) for interface in value)

    def faithful(self, value: Sequence[Interface]) -> bool:
        """Keys that libvzctl passes over, and those that another overrules, are lost by its writer."""
        try:
            return bool(self.decode(self.encode(value)) == value)
        except Refused:
            return False

    def host_name(self, interface: Interface, ctid: str | None) -> str | None:
        """Return the name of the host's end: where it is not given, ``veth`` and the last four bytes of the MAC."""
        del ctid
        mac = interface.mac
        return interface.host_ifname or (f"veth{lower(mac[6:].replace(':', ''))}" if mac else None)

    def addresses(self, interface: Interface) -> Sequence[Address]:
        """Return the addresses that an interface has of its own; those of venet0 are IP_ADDRESS."""
        return () if interface.ifname == VENET else addresses_of(interface)

    def saved(self, value: Sequence[Interface], ctid: str) -> str:
        """Return the text that libvzctl saves; names and MACs that are not given are random there, and left out."""
        del ctid
        return self.encode(value)


def _said(interface: Interface) -> dict[str, str]:
    """Return the fields of an interface in libvzctl's own keys."""
    said = dict(interface.others)
    if interface.network:
        said["network"] = interface.network
    if interface.bridge:
        said |= {"type": "bridge", "network": interface.bridge}
    given = ("ifname", "mac", "host_mac", "host_ifname", "mac_filter")
    said |= {key: text for key in given if (text := getattr(interface, key))}
    return said


def _saved(interface: Interface) -> list[tuple[str, str]]:
    """Return what libvzctl writes of an interface, without the empty ``ip=`` or ``ip6=`` that it adds to the other."""
    said = _said(interface)
    if said.get("type") == "routed":
        said.pop("network", None)
    if said.get("mac_filter") == "on":
        del said["mac_filter"]
    for switch, addresses in (("dhcp", "ip"), ("dhcp6", "ip6")):
        if said.get(switch) == "yes" or interface.ifname == VENET:
            said.pop(addresses, None)
    if interface.ifname == VENET:
        said.pop("dhcp", None)
        said.pop("dhcp6", None)
    if "." in said.get("ip6", ""):
        said["ip6"] = ",".join(write_number(read_masked(item)) for item in said["ip6"].split(","))
    return [(key, said[key]) for key in (*_NAMES, *_ORDER, *_ADDRESSES) if said.get(key)]


def _all_fields(interface: Interface) -> list[str]:
    said = _said(interface)
    foreign = [f"{key}={text}" if text else key for key, text in interface.others if key not in KEYS]
    head = [f"{key}={said[key]}" for key in (*_NAMES, *_ORDER) if said.get(key)]
    return [*head, *foreign, *(f"{key}={said[key]}" for key in _ADDRESSES if said.get(key))]


def read_interface(piece: str) -> tuple[Interface, str]:
    """Return one interface, and the first address in it that was passed over ('' for none)."""
    said: dict[str, str] = {}
    foreign: list[tuple[str, str]] = []
    addresses: list[Address] = []
    skipped = ""
    rest: set[str] = set()
    for at, field, key, equals, value in fields_of(piece):
        if key in ("ip", "ip6") and equals:
            listed = value.split(":") if key == "ip" else [value, *piece[at + len(field) + 1 :].split(",")]
            for item in filter(None, listed):
                try:
                    addresses.append(read_masked(item))
                except Refused:
                    skipped = skipped or item
            # the pieces after ip6 are read a second time, as fields: those that are addresses say nothing there
            rest.update(listed if key == "ip6" else ())
        elif not equals or not (key in KEYS or key in _NAMES):
            if (key or value) and field not in rest:
                foreign.append((key, value))
        elif value or key in ("type", "vport"):
            _take(piece, key, value, said)
    ifname = said.pop("ifname", "")
    if not ifname:
        raise Refused(piece)
    for key, default in _DEFAULT.items():
        if said.get(key) == default:
            del said[key]
    for family, key in (("ipv4", "ip"), ("ipv6", "ip6")):
        of_family = [write_masked(address) for address in addresses if address.family == family]
        if of_family:
            said[key] = (":" if key == "ip" else ",").join(of_family)
    network, bridge = said.pop("network", None), None
    if network and said.get("type") == "bridge":
        del said["type"]
        network, bridge = None, network
    mine = {key: said.pop(key, None) for key in ("mac", "host_ifname", "host_mac", "mac_filter")}
    others = tuple((key, said[key]) for key in (*_ORDER, *_ADDRESSES) if key in said)
    return Interface(ifname, **mine, bridge=bridge, others=(*others, *foreign), network=network), skipped


#: In the order of writing.
_NAMES = ("ifname", "mac", "host_mac", "host_ifname")
_FIRST = ("ifname", "host_ifname", "network", "gw", "gw6")


def read_any_mac(text: str) -> str:
    """Read a MAC as libvzctl does: as vzctl, but twelve bytes are six pairs without separators."""
    if byte_length(text) == 12 and text.isascii():
        text = ":".join(text[at : at + 2] for at in range(0, 12, 2))
    return read_mac(text)


def _take(piece: str, key: str, value: str, said: dict[str, str]) -> None:
    """Note one field; some keys keep their first value, the others their last."""
    if key in ("ifname", "host_ifname"):
        demand_room(value, _ROOM)
    elif key in ("mac", "host_mac"):
        value = read_any_mac(value)
    elif key == "network":
        if key not in said and (re.fullmatch(_NETWORK, value) is None or byte_length(value) > 64):
            raise Refused(piece)
    elif key in ("gw", "gw6"):
        if key not in said:
            read_masked(value)
    elif key == "configure":
        if value not in ("none", "all"):
            return
    elif key in _WORDS and value not in _WORDS[key]:
        raise Refused(piece)
    if key not in _FIRST or key not in said:
        said[key] = value


def with_others(pair: Interface, **fields: str) -> Interface:
    """Return a pair with other values of the keys that only libvzctl knows, '' to take one out."""
    said = {**{key: text for key, text in pair.others if key in KEYS}, **fields}
    others = tuple((key, said[key]) for key in (*_ORDER, *_ADDRESSES) if said.get(key))
    return pair._replace(others=(*others, *(field for field in pair.others if field[0] not in KEYS)))


def addresses_of(pair: Interface) -> tuple[Address, ...]:
    """Return the addresses that libvzctl gives an interface: those of ``ip`` and ``ip6`` where DHCP does not."""
    four = () if pair.other("dhcp") == "yes" else (pair.other("ip") or "").split(":")
    six = () if pair.other("dhcp6") == "yes" else (pair.other("ip6") or "").split(",")
    return tuple(read_masked(item)._replace(mask="") for item in (*four, *six) if item)


def gateways_of(pair: Interface) -> tuple[Address, ...]:
    """Return the gateways, without the masks that libvzctl tolerates there."""
    return tuple(Address(read_masked(item).ip) for key in ("gw", "gw6") if (item := pair.other(key)))
