"""What do the devices of a document say? File systems, interfaces, host devices and consoles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from translator.characters import lower
from translator.domain.number import whole
from translator.domain.reader import LIBVIRTS, Reader, content, local, scaled
from translator.domain.view import Filesystem, Hostdev, Nic, Route
from translator.values.address import Address, read_ip
from translator.values.codec import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MAC = re.compile(r"[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5}")
_NO_PLACE = "a container has no place for it"
_TYPE = frozenset(("type",))

_ROOTS = frozenset(("template", "mount", "file", "block", "bind"))
_SOURCES = ("name", "dir", "file", "dev")
_FILESYSTEM = {
    "source": frozenset(_SOURCES),
    "target": frozenset(("dir",)),
    "driver": frozenset(("type", "format")),
    "space_hard_limit": frozenset(("unit",)),
    "space_soft_limit": frozenset(("unit",)),
    "readonly": frozenset[str](),
}


def read_filesystem(reader: Reader, element: Element, path: str) -> None:
    """Read the root file system."""
    kind = element.get("type", "mount")
    fields: dict[str, Any] = {}
    source = None
    if kind not in _ROOTS:
        reader.drop(element, path, f"a file system of type {kind} is none that OpenVZ has")
        return
    for tag, child in reader.parts(element, path, _FILESYSTEM, _NO_PLACE):
        if tag == "source":
            source = next((child.get(a) for a in _SOURCES if child.get(a)), None)
        elif tag == "target":
            fields["target"] = child.get("dir", "")
        elif tag == "driver":
            _driver(reader, child, path, kind, fields)
        elif tag == "readonly":
            fields["readonly"] = True
        else:
            number = scaled(child, 1)
            if number is None:
                reader.drop(child, f"{path}/{tag}", f"{content(child)!r} is no amount of space")
            else:
                fields["hard" if tag == "space_hard_limit" else "soft"] = number
    if source is None:
        reader.drop(element, path, f"a file system of type {kind} needs a source")
    elif fields.get("target") != "/":
        where = f"{source} on {fields.get('target', '')}"
        reader.drop(element, path, f"OpenVZ has one file system, the root: mount {where} from a script CTID.mount")
    elif "filesystems" in reader.lists:
        reader.drop(element, path, f"a container has one root file system: {source} is the second")
    else:
        reader.lists["filesystems"] = [Filesystem(kind, source, **fields)]
        reader.take(element, path, "filesystems")
        # what libvirt prints for every file system of a domain that it has defined
        passthrough = element.get("accessmode") in (None, "passthrough")
        reader.know(element, path, frozenset(("type", "accessmode")) if passthrough else _TYPE)


def _driver(reader: Reader, element: Element, path: str, kind: str, fields: dict[str, Any]) -> None:
    driver, form = element.get("type"), element.get("format")
    if kind not in ("file", "block") and (driver not in (None, "path") or form):
        reader.drop(element, f"{path}/driver", f"a file system of type {kind} has no driver in OpenVZ")
    else:
        fields["driver"], fields["format"] = driver, form


#: The attributes of an interface's children; ``portid``, ``bridge`` and ``actual`` are libvirt's own, of a running one.
_PARTS = {
    "mac": frozenset(("address",)),
    "target": frozenset(("dev",)),
    "guest": frozenset(("dev", "actual")),
    "link": frozenset(("state",)),
    "ip": frozenset(("address", "family", "prefix", "peer")),
    "route": frozenset(("address", "family", "prefix", "netmask", "gateway")),
}
#: Each type that OpenVZ has an interface for, with the parts that it has.
_INTERFACE = {
    "bridge": {**_PARTS, "source": frozenset(("bridge",))},
    "network": {**_PARTS, "source": frozenset(("network", "portid", "bridge"))},
    "ethernet": {**_PARTS, "source": frozenset[str]()},
}
#: The vz driver's name for the routed network, that of venet.
_ROUTED = "host-routed"


def read_interface(reader: Reader, element: Element, path: str) -> None:
    """Read one interface."""
    kind = element.get("type", "user")
    fields: dict[str, Any] = {}
    ips: list[Address] = []
    peers: list[str | None] = []
    routes: list[Route] = []
    if kind not in _INTERFACE:
        reader.drop(element, path, f"an interface of type {kind} is none that OpenVZ has")
        return
    for tag, child in reader.parts(element, path, _INTERFACE[kind], "NETIF has no key for it"):
        if tag == "mac":
            mac = child.get("address", "")
            if not _MAC.fullmatch(mac):
                reader.drop(child, f"{path}/mac", f"{mac!r} is no MAC address")
            elif mac.strip("0:"):  # libvirt's driver prints zeros for a MAC that is not given
                fields["mac"] = ":".join(pair.zfill(2) for pair in lower(mac).split(":"))
        elif tag == "source":
            fields["source"] = child.get(kind) or None
            if len(child):
                fields["host_ips"] = _host_ips(reader, child, path)
        elif tag == "target":
            fields["target"] = child.get("dev") or None
        elif tag == "guest":
            fields["guest"] = child.get("dev") or None
        elif tag == "ip":
            if address := _address(reader, child, path):
                ips.append(address)
                peers.append(child.get("peer"))
        elif tag == "route":
            routes.append(Route(child.get("address", ""), whole(child.get("prefix")), child.get("gateway", "")))
        else:
            fields["link"] = child.get("state")
    if kind == "ethernet" and not ips and element.find("ip") is not None:
        reader.drop(element, path, "none of its addresses can be read")
        return
    if kind == "network" and fields.get("source") == _ROUTED:
        if not ips:
            reader.drop(element, path, "venet's adapter, without its addresses: give them to IP_ADDRESS")
            return
        kind, fields["source"] = "ethernet", None
    reader.know(element, path, _TYPE)
    nic = Nic(kind, ips=tuple(ips), peers=tuple(peers) if any(peers) else (), routes=tuple(routes), **fields)
    reader.lists.setdefault("interfaces", []).append(nic)
    reader.take(element, path, "interfaces")


def _host_ips(reader: Reader, source: Element, path: str) -> tuple[tuple[Address, str | None], ...]:
    """Return the addresses of the host's end, each with its peer."""
    found = []
    for child in source:
        if child.tag == "ip":
            if address := _address(reader, child, f"{path}/source"):
                found.append((address, child.get("peer")))
        elif type(child.tag) is str:
            reader.drop(child, f"{path}/source/{local(child.tag)}", "the host's end is for the host to set up")
    return tuple(found)


def _address(reader: Reader, element: Element, path: str) -> Address | None:
    text, prefix = element.get("address", ""), element.get("prefix")
    try:
        ip = read_ip(text)
    except Refused:
        reader.drop(element, f"{path}/ip", f"{text!r} is no address")
        return None
    if prefix is None:
        return Address(ip)
    length = whole(prefix)
    if length is None or length > (128 if ":" in ip else 32):
        reader.drop(element, f"{path}/ip/@prefix", f"{prefix!r} is no prefix of {ip}")
        return Address(ip)
    return Address(ip, length or None)


_CAPABILITIES = {"net": "interface", "misc": "char", "storage": "block"}
_HOSTDEV = frozenset(("mode", "type"))


def read_hostdev(reader: Reader, element: Element, path: str) -> None:
    """Read an adapter or a device of the host."""
    kind = element.get("type", "")
    source = element.find("source")
    child = None if source is None else source.find(_CAPABILITIES.get(kind, "interface"))
    if element.get("mode") != "capabilities" or kind not in _CAPABILITIES or child is None or not content(child):
        reader.drop(element, path, "a container takes host devices by name, with mode='capabilities'")
        return
    reader.lists.setdefault("hostdevs", []).append(Hostdev(kind, content(child)))
    reader.take(element, path, "hostdevs")
    reader.know(element, path, _HOSTDEV)
    reason = "an adapter moves without it" if kind == "net" else "a device can only be read and written"
    for other in element:
        if other is not source and type(other.tag) is str and other.tag not in LIBVIRTS:
            reader.drop(other, f"{path}/{local(other.tag)}", reason)


def read_console(reader: Reader, element: Element, path: str) -> None:
    """Take the console that every container has."""
    reader.imply(element, path, element.get("type", "pty") == "pty", "a container's console is a pty")


def read_emulator(reader: Reader, element: Element, path: str) -> None:
    """Take the program that libvirt starts for every LXC container."""
    program = content(element)
    ours = program.rpartition("/")[2] == "libvirt_lxc"
    reader.imply(element, path, ours, f"vzctl starts the container, not {program}")
