"""How is an interface read, printed and updated? Which one of a base is which of a conf's is told in ``pairing``."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from translator.characters import lower, trim_xml
from translator.domain.graft import copied, insert, remove
from translator.domain.match import by_key, plain, reconcile, write_attributes
from translator.domain.number import whole
from translator.domain.place.pairing import route_key, update_pairs, update_routed
from translator.domain.place.record import Part, Records, writer
from translator.domain.reader import Reader, local
from translator.domain.text import escape_attribute
from translator.domain.view import Nic, Route, is_venet
from translator.values.address import Address, read_ip
from translator.values.codec import Refused
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

_MAC = re.compile(r"[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5}")
#: The children that every type has, in our order; ``actual`` is libvirt's own, of an interface that runs.
_PARTS = {
    "mac": Part(("address",)),
    "source": Part(("bridge", "network", "dev")),
    "bandwidth": Part(),
    "ip": Part(("address", "family", "prefix"), ("peer",)),
    "route": Part(("family", "address", "prefix", "gateway"), ("netmask",)),
    "target": Part(("dev",)),
    "guest": Part(("dev",), ("actual",)),
    "filterref": Part(("filter",)),
    "link": Part(("state",)),
}
_KNOWN = {tag: part.known for tag, part in _PARTS.items()}
#: Each type that OpenVZ has an interface for, with what it has; ``portid``, ``bridge`` are libvirt's, of a running one.
_TYPES = {
    "bridge": {**_KNOWN, "source": frozenset(("bridge",))},
    "network": {**_KNOWN, "source": frozenset(("network", "portid", "bridge"))},
    "ethernet": {**_KNOWN, "source": frozenset[str]()},
}
_AVERAGE = frozenset(("average",))
_SEVERAL = frozenset(("ip", "route"))
#: The children in which something may stand.
_DEEP = frozenset(("source", "bandwidth", "filterref"))
_TYPE = frozenset(("type",))
#: An attribute that the driver of these domain types means as mac_filter.
_TRUST, _TRUSTING = "trustGuestRxFilters", ("vz", "parallels")


class Interfaces(Records):
    """The interfaces of a document: pairs, and those that carry venet's addresses."""

    #: The children, in libvirt's order.
    children = tuple(_PARTS)
    #: What writes the attributes of a child that differ between two models.
    write_part = staticmethod(writer(_PARTS))

    def read(self, reader: Reader, element: Element) -> None:
        """Read one interface."""
        path = self.path
        kind = element.get("type", "user")
        fields: dict[str, Any] = {}
        ips: list[Address] = []
        peers: list[str | None] = []
        routes: list[Route] = []
        actual: str | None = None
        if kind not in _TYPES:
            reader.drop(element, path, f"an interface of type {kind} is none that OpenVZ has")
            return
        for tag, child in reader.parts(element, path, _TYPES[kind], "NETIF has no key for it", _SEVERAL, _DEEP):
            if tag == "mac":
                mac = child.get("address", "")
                if not _MAC.fullmatch(mac):
                    reader.drop(child, f"{path}/mac", f"{shown(mac)} is no MAC address")
                elif int(mac.partition(":")[0], 16) & 1:
                    reader.drop(child, f"{path}/mac", f"{mac} is a group's address: no interface can have it")
                elif mac.strip("0:"):  # libvirt's driver prints zeros for a MAC that is not given
                    fields["mac"] = ":".join(pair.zfill(2) for pair in lower(mac).split(":"))
            elif tag == "source":
                fields["source"] = child.get(kind) or None
                actual = child.get("bridge") if kind == "network" else None
                if len(child):
                    fields["host_ips"] = _host_ips(reader, child, path)
            elif tag == "target":
                fields["target"] = child.get("dev") or None
            elif tag == "guest":
                fields["guest"] = child.get("dev") or None
            elif tag == "bandwidth":
                fields["outbound"] = _outbound(reader, child, f"{path}/bandwidth")
            elif tag == "ip":
                if address := _address(reader, child, path):
                    ips.append(address)
                    peers.append(child.get("peer"))
            elif tag == "route":
                routes.append(Route(child.get("address", ""), whole(child.get("prefix")), child.get("gateway", "")))
            elif tag == "link":
                fields["link"] = child.get("state")
            elif child.get("filter") and child.find("parameter") is None:
                fields["filter"] = child.get("filter")
                reader.leaf(child, f"{path}/filterref", _KNOWN["filterref"])
            else:
                reader.drop(child, f"{path}/filterref", "NETIF has no key for it")
        if kind == "ethernet" and not ips and element.find("ip") is not None:
            reader.drop(element, path, "none of its addresses can be read")
            return
        if element.get(_TRUST) and trim_xml(element.getroottree().getroot().get("type", "")) in _TRUSTING:
            fields["trust"] = element.get(_TRUST)
            reader.know(element, path, _TYPE | {_TRUST})
        else:
            reader.know(element, path, _TYPE)
        nic = Nic(kind, ips=tuple(ips), peers=tuple(peers) if any(peers) else (), routes=tuple(routes), **fields)
        if actual:  # no edit of anybody's, so it is beside the interface
            reader.view.setdefault("bridges", {})[len(reader.lists.get(self.name, ()))] = actual
        reader.record(element, path, self.name, nic)

    def write_record(self, record: Nic) -> str:
        """Return the element's lines."""
        kind, mac, source, target, guest, ips, peers, host_ips, routes, link, filter_name, outbound, trust = record
        text = f"    <interface type='{kind}' {_TRUST}='{trust}'>\n" if trust else f"    <interface type='{kind}'>\n"
        if mac:
            text += f"      <mac address='{mac}'/>\n"
        if source is not None:
            text += f"      <source {kind}='{escape_attribute(source)}'/>\n"
        elif host_ips:
            lines = "".join([f"        {_ip(address, peer)}\n" for address, peer in host_ips])
            text += f"      <source>\n{lines}      </source>\n"
        if outbound:
            text += f"      <bandwidth>\n        <outbound average='{outbound}'/>\n      </bandwidth>\n"
        for at, address in enumerate(ips):
            text += f"      {_ip(address, peers[at] if peers else None)}\n"
        for network, length, gateway in routes:
            prefix = "" if length is None else f" prefix='{length}'"
            family = "ipv6" if ":" in network else "ipv4"
            text += f"      <route family='{family}' address='{network}'{prefix} gateway='{gateway}'/>\n"
        if target:
            text += f"      <target dev='{escape_attribute(target)}'/>\n"
        if guest:
            text += f"      <guest dev='{escape_attribute(guest)}'/>\n"
        if filter_name:
            text += f"      <filterref filter='{escape_attribute(filter_name)}'/>\n"
        if link:
            text += f"      <link state='{link}'/>\n"
        return text + "    </interface>\n"

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Bring the addresses of routed interfaces, and the other interfaces, to what they are: each has an order."""
        named = trim_xml(base.root.get("type", "")) == "lxc"
        present, new = self.records(base.root), self.records(after.root)
        old = None if before is None else self.records(before.root)
        for routed, update in ((True, update_routed), (False, update_pairs)):
            group = [pair for pair in present if is_venet(pair[1], named=named) == routed]
            wanted = [pair for pair in new if is_venet(pair[1], named=named) == routed]
            former = None if old is None else [pair for pair in old if is_venet(pair[1], named=named) == routed]
            if former is None or [nic for _, nic in former] != [nic for _, nic in wanted]:
                update(self, base, group, former, wanted)

    def merge(self, element: Element, before: Element | None, after: Element) -> None:
        """Write into an interface what differs between two models of it; what else it says stays."""
        if before is None or _origin(before) != _origin(after):
            self._write_source(element, after)
        if (trust := after.get(_TRUST)) != (None if before is None else before.get(_TRUST)):
            if trust is None:
                element.attrib.pop(_TRUST, None)
            else:
                element.set(_TRUST, trust)
        for tag in ("mac", "target", "guest", "filterref", "link"):
            old, new = None if before is None else before.find(tag), after.find(tag)
            present = element.findall(tag)
            if before is not None and plain(old) == plain(new):
                continue
            if new is None:
                for each in present:
                    remove(each)
            elif present:
                self.write_part(present[0], old, new)
            else:
                insert(element, copied(new), self.children)
        self.merge_bandwidth(element, before, after)
        for tag, key in (("ip", _ip_key), ("route", route_key)):
            models = None if before is None else by_key(before.findall(tag), key)
            had, wanted = by_key(element.findall(tag), key), by_key(after.findall(tag), key)
            reconcile(element, had.items(), models, wanted, self.write_part, self.children)

    def merge_bandwidth(self, element: Element, before: Element | None, after: Element) -> None:
        """Write what an interface may send where that differs between two models of it."""
        old, new = (None if each is None else each.find("bandwidth/outbound") for each in (before, after))
        if before is not None and plain(old) == plain(new):
            return
        there, present = element.find("bandwidth"), element.find("bandwidth/outbound")
        if new is None:
            if there is not None and present is not None:
                remove(present if len(there) > 1 else there)
        elif there is None:
            insert(element, copied(new.getparent()), self.children)  # type: ignore[arg-type]
        elif present is None:
            insert(there, copied(new), ("inbound", "outbound"))
        else:
            write_attributes(present, old, new, ("average",))

    def _write_source(self, element: Element, after: Element) -> None:
        """Write type and source together: an attribute of the source goes with the one type."""
        moved = trim_xml(element.get("type") or "") != after.get("type")
        old, new = element.find("source"), after.find("source")
        if moved:
            element.set("type", after.get("type", ""))
            port, target = element.find("virtualport"), element.find("target")
            if after.get("type") == "ethernet":
                if port is not None:
                    remove(port)
            elif target is not None:
                target.attrib.pop("managed", None)  # what only an interface of type ethernet has
        if new is None:
            if old is not None:
                remove(old)
        elif old is None:
            insert(element, copied(new), self.children)
        else:
            if moved:
                old.attrib.clear()
                old[:] = []
                old.text = None
            # beside a bridge, the network is another program's, and what goes with it; beside a network, the bridge is
            # that of the one before
            kind = after.get("type", "")
            write_attributes(old, None, new, ("bridge",) if kind == "bridge" else _PARTS["source"].ours)


def _host_ips(reader: Reader, source: Element, path: str) -> tuple[tuple[Address, str | None], ...]:
    """Return the addresses of the host's end, each with its peer."""
    found = []
    for child in source:
        if child.tag == "ip":
            if address := _address(reader, child, f"{path}/source"):
                found.append((address, child.get("peer")))
                reader.leaf(child, f"{path}/source/ip", _KNOWN["ip"])
        elif type(child.tag) is str:
            reader.drop(child, f"{path}/source/{local(child.tag)}", "the host's end is for the host to set up")
    return tuple(found)


def _outbound(reader: Reader, element: Element, path: str) -> int | None:
    """Return what an interface may send, in kilobytes/s."""
    average: int | None = None
    for tag, child in reader.parts(element, path, {"outbound": _AVERAGE}, "OpenVZ limits what is sent alone"):
        average = whole(child.get("average"))
        if not average:
            reader.drop(child, f"{path}/{tag}", "it has no average")
    return average or None


def _address(reader: Reader, element: Element, path: str) -> Address | None:
    text, prefix = element.get("address", ""), element.get("prefix")
    try:
        ip = read_ip(text)
    except Refused:
        reader.drop(element, f"{path}/ip", f"{shown(text)} is no address")
        return None
    if prefix is None:
        return Address(ip)
    length = whole(prefix)
    if length is None or length > (128 if ":" in ip else 32):
        reader.drop(element, f"{path}/ip/@prefix", f"{shown(prefix)} is no prefix of {ip}")
        return Address(ip)
    return Address(ip, length or None)


def _ip(address: Address, peer: str | None) -> str:
    length = "" if address.prefix is None else f" prefix='{address.prefix}'"
    end = "" if peer is None else f" peer='{peer}'"
    return f"<ip address='{address.ip}' family='{address.family}'{length}{end}/>"


def _origin(element: Element) -> object:
    return element.get("type"), plain(element.find("source"))


def _ip_key(element: Element) -> Hashable:
    try:
        return read_ip(element.get("address", ""))
    except Refused:
        return element
