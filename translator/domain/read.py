"""What does a domain document say, and which of its nodes says something that a container has no place for?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from translator.domain.number import whole
from translator.domain.view import Filesystem, Hostdev, Nic, Route, View
from translator.report import Entry
from translator.values.address import Address, read_ip
from translator.values.codec import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

RESIDUE_TAG = "{urn:vzvirt:openvz:1}container"
#: The place of nodes that say what every container does: libvirt's own defaults, nothing of this container.
IMPLIED = "implied"

_new = tuple.__new__
_UNIT = re.compile(r"(?:b|bytes?|([kmgtpe])(ib|b)?)?", re.IGNORECASE)
_CPUSET = re.compile(r"\^?[0-9]{1,9}(?:-[0-9]{1,9})?(?:,\s*\^?[0-9]{1,9}(?:-[0-9]{1,9})?)*")
_MAC = re.compile(r"[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5}")


class Document(NamedTuple):
    """A domain document read: its view, an entry for each node in order (translated to the place that it gave a value
    to, or dropped with the reason), and the residue's element if it has one.
    """

    view: View
    nodes: list[Entry]
    residue: Element | None


def scaled(element: Element, default: int) -> int | None:
    """Return a number with its unit in bytes (``default`` bytes a unit where none is given), None for no number."""
    number, unit = whole(element.text), element.get("unit")
    if number is None or unit == "KiB":
        return number and number * 1024
    if unit is None:
        return number * default
    match = _UNIT.fullmatch(unit)
    if match is None or not unit:
        return None
    letter, binary = match.groups()
    if not letter:
        return number
    power: int = "kmgtpe".index(letter.lower()) + 1
    step: int = (1000 if binary and binary.lower() == "b" else 1024) ** power
    return number * step


#: Element to the method that reads it, None where it says what every container does.
Readers = dict[str, Callable[..., None] | None]


class _Reader:
    """Walks one document. Each method takes the element of its name."""

    def __init__(self) -> None:
        self.view: View = {}
        #: Places that hold several records, while they are collected.
        self.lists: dict[str, list[Any]] = {}
        self.nodes: list[Entry] = []
        self.residue: Element | None = None

    def take(self, element: Element, path: str, place: str) -> None:
        self.nodes.append(_new(Entry, (element.sourceline or 0, path, "translated", place, "")))

    def drop(self, element: Element, path: str, reason: str) -> None:
        self.nodes.append(Entry(element.sourceline or 0, path, "dropped", "", reason))

    def attributes(self, element: Element, path: str, *known: str) -> None:
        """Drop the attributes that are not known here."""
        for name in element.attrib:
            if name not in known:
                self.drop(element, f"{path}/@{name}", "a container has no place for this attribute")

    def walk(self, element: Element, path: str, readers: Readers) -> None:
        """Read the children, each by its own reader; one without a reader is implied."""
        take = self.nodes.append
        for child in element:
            tag = child.tag
            if tag in readers:
                reader = readers[tag]
                if reader is None:
                    take(_new(Entry, (child.sourceline or 0, path + tag, "translated", IMPLIED, "")))
                else:
                    reader(self, child, path + tag)
            elif type(tag) is str:
                self.drop(child, path + _local(tag), REASONS.get(tag, "a container has no place for it"))

    def text(self, element: Element, path: str) -> None:
        self.view[path] = element.text or ""
        self.take(element, path, path)

    def number(self, element: Element, path: str) -> None:
        text = element.text or ""
        if re.fullmatch(r"-?[0-9]{1,19}", text) is None:
            self.drop(element, path, f"{text!r} is no whole number")
            return
        self.view[path] = int(text)
        self.take(element, path, path)

    def kib(self, element: Element, path: str) -> None:
        number = scaled(element, 1024)
        if number is None:
            self.drop(element, path, f"{element.text!r} with unit {element.get('unit')!r} is no amount of memory")
            return
        self.view[path] = -(-number // 1024)
        self.take(element, path, path)

    def memory(self, element: Element, path: str) -> None:
        # libvirt's OpenVZ driver prints 0 for every container: it does not know the RAM
        if scaled(element, 1024) == 0:
            self.take(element, path, IMPLIED)
        else:
            self.kib(element, path)

    def vcpu(self, element: Element, path: str) -> None:
        number = whole(element.text)
        if not number or number >= 2**31:
            self.drop(element, path, f"{element.text or ''!r} is no number of CPUs")
            return
        self.view["vcpu"] = number
        cpuset = element.get("cpuset")
        if cpuset is not None:
            if _CPUSET.fullmatch(cpuset):
                self.view["vcpu/@cpuset"] = cpuset
            else:
                self.drop(element, f"{path}/@cpuset", f"{cpuset!r} is no list of CPUs")
        self.attributes(element, path, "cpuset", "placement", "current")
        self.take(element, path, "vcpu")

    def metadata(self, element: Element, path: str) -> None:
        self.take(element, path, IMPLIED)
        for child in element:
            tag = child.tag
            if tag == RESIDUE_TAG and self.residue is None:
                self.residue = child
                self.take(child, "metadata/container", "residue")
            elif type(tag) is str:
                self.drop(child, f"metadata/{_local(tag)}", "metadata of another program")

    def init(self, element: Element, path: str) -> None:
        if element.text == "/sbin/init":
            self.take(element, path, IMPLIED)
        else:
            self.drop(element, path, f"vzctl starts /sbin/init, not {element.text}")

    def os_type(self, element: Element, path: str) -> None:
        if (element.text or "").strip() == "exe":
            self.take(element, path, IMPLIED)
        else:
            self.drop(element, path, f"a container's type is exe, not {element.text!r}")

    def clock(self, element: Element, path: str) -> None:
        if element.get("offset") == "utc":
            self.take(element, path, IMPLIED)
        else:
            self.drop(element, path, "a container's clock is the host's")
        for child in element:
            if type(child.tag) is str:
                self.drop(child, f"{path}/{child.tag}", "a container has no timers")

    def nodeset(self, element: Element, path: str) -> None:
        nodeset = element.get("nodeset")
        if nodeset and _CPUSET.fullmatch(nodeset):
            self.view["numatune/memory/@nodeset"] = nodeset
            self.view["numatune/memory/@mode"] = element.get("mode", "strict")
            self.take(element, path, "numatune/memory/@nodeset")
        else:
            self.drop(element, path, "no list of nodes")

    def blkio_device(self, element: Element, path: str) -> None:
        name, limits = "", []
        for child in element:
            if child.tag == "path":
                name = child.text or ""
            elif type(child.tag) is str and (number := whole(child.text)) is not None:
                limits.append((child.tag, number))
        self.lists.setdefault("blkiotune/device", []).append((name, tuple(limits)))
        self.take(element, path, "blkiotune/device")

    def idmap(self, element: Element, path: str) -> None:
        maps = []
        for child in element:
            numbers = [whole(child.get(name)) for name in ("start", "target", "count")]
            if child.tag in ("uid", "gid") and None not in numbers:
                maps.append((child.tag, *numbers))
        self.view["idmap"] = tuple(maps)
        self.take(element, path, "idmap")

    def privnet(self, element: Element, path: str) -> None:
        self.view["features/privnet"] = True
        self.take(element, path, "features/privnet")

    def capabilities(self, element: Element, path: str) -> None:
        states = tuple(sorted((c.tag, c.get("state", "on")) for c in element if type(c.tag) is str))
        self.view["features/capabilities"] = (element.get("policy", "default"), states)
        self.take(element, path, "features/capabilities")

    def filesystem(self, element: Element, path: str) -> None:
        kind = element.get("type", "mount")
        fields: dict[str, Any] = {}
        source = None
        for child in element:
            tag = child.tag
            if tag == "source":
                source = next((child.get(a) for a in ("name", "dir", "file", "dev") if child.get(a)), None)
            elif tag == "target":
                fields["target"] = child.get("dir", "")
            elif tag in ("space_hard_limit", "space_soft_limit"):
                number = scaled(child, 1)
                if number is None:
                    self.drop(child, f"{path}/{tag}", f"{child.text!r} is no amount of space")
                    continue
                fields["hard" if tag == "space_hard_limit" else "soft"] = number
            elif tag == "driver":
                fields["driver"], fields["format"] = child.get("type"), child.get("format")
            elif tag == "readonly":
                fields["readonly"] = True
            elif type(tag) is str and tag not in ("alias", "address"):
                self.drop(child, f"{path}/{tag}", "a container has no place for it")
        if source is None or kind not in ("template", "mount", "file", "block", "bind"):
            self.drop(element, path, f"a file system of type {kind} is none that OpenVZ has")
            return
        if fields.get("target") != "/":
            where = f"{source} on {fields.get('target', '')}"
            self.drop(element, path, f"OpenVZ has one file system, the root: mount {where} from a script CTID.mount")
            return
        if "filesystems" in self.lists:
            self.drop(element, path, f"a container has one root file system: {source} is the second")
            return
        self.lists.setdefault("filesystems", []).append(Filesystem(kind, source, **fields))
        self.take(element, path, "filesystems")

    def interface(self, element: Element, path: str) -> None:
        kind = element.get("type", "user")
        fields: dict[str, Any] = {}
        ips: list[Address] = []
        peers: list[str | None] = []
        routes: list[Route] = []
        for child in element:
            tag = child.tag
            if tag == "mac":
                mac = child.get("address", "")
                if not _MAC.fullmatch(mac):
                    self.drop(child, f"{path}/mac", f"{mac!r} is no MAC address")
                elif mac.strip("0:"):  # libvirt's driver prints zeros for a MAC that is not given
                    fields["mac"] = ":".join(pair.zfill(2) for pair in mac.lower().split(":"))
            elif tag == "source":
                fields["source"] = child.get(kind if kind != "direct" else "dev") or None
                if len(child):
                    fields["host_ips"] = tuple(
                        (address, ip.get("peer")) for ip in child.iterfind("ip") if (address := self.address(ip, path))
                    )
            elif tag == "target":
                fields["target"] = child.get("dev") or None
            elif tag == "guest":
                fields["guest"] = child.get("dev") or None
            elif tag == "ip":
                if address := self.address(child, path):
                    ips.append(address)
                    peers.append(child.get("peer"))
            elif tag == "route":
                routes.append(Route(child.get("address", ""), whole(child.get("prefix")), child.get("gateway", "")))
            elif tag == "link":
                fields["link"] = child.get("state")
            elif type(tag) is str and tag not in ("alias", "address"):
                self.drop(child, f"{path}/{tag}", "NETIF has no key for it")
        if kind not in ("bridge", "ethernet", "network"):
            self.drop(element, path, f"an interface of type {kind} is none that OpenVZ has")
            return
        if kind == "ethernet" and not ips and element.find("ip") is not None:
            self.drop(element, path, "none of its addresses can be read")
            return
        nic = Nic(kind, ips=tuple(ips), peers=tuple(peers) if any(peers) else (), routes=tuple(routes), **fields)
        self.lists.setdefault("interfaces", []).append(nic)
        self.take(element, path, "interfaces")

    def address(self, element: Element, path: str) -> Address | None:
        text, prefix = element.get("address", ""), element.get("prefix")
        try:
            ip = read_ip(text)
        except Refused:
            self.drop(element, f"{path}/ip", f"{text!r} is no address")
            return None
        if prefix is None:
            return Address(ip)
        length = whole(prefix)
        if length is None or length > (128 if ":" in ip else 32):
            self.drop(element, f"{path}/ip/@prefix", f"{prefix!r} is no prefix of {ip}")
            return Address(ip)
        return Address(ip, length or None)

    def hostdev(self, element: Element, path: str) -> None:
        kind = element.get("type", "")
        source = element.find("source")
        child = None if source is None else next((c for c in source if c.tag in ("interface", "char", "block")), None)
        if element.get("mode") != "capabilities" or child is None or not child.text:
            self.drop(element, path, "a container takes host devices by name, with mode='capabilities'")
            return
        self.lists.setdefault("hostdevs", []).append(Hostdev(kind, child.text))
        self.take(element, path, "hostdevs")

    def console(self, element: Element, path: str) -> None:
        if element.get("type", "pty") == "pty":
            self.take(element, path, IMPLIED)
        else:
            self.drop(element, path, "a container's console is a pty")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _group(readers: Readers) -> Callable[..., None]:
    """Make a reader of an element that only holds others."""

    def read(reader: _Reader, element: Element, path: str) -> None:
        reader.take(element, path, IMPLIED)
        reader.walk(element, f"{path}/", readers)

    return read


#: Why a node of a virtual machine means nothing to a container.
REASONS = {
    "graphics": "a container has no display",
    "video": "a container has no display",
    "sound": "a container has no sound card",
    "disk": "a container has file systems, not disks",
    "controller": "a container has no buses",
    "input": "a container has no keyboard or mouse",
    "memballoon": "a container has no balloon",
    "cpu": "a container runs on the host's CPU",
    "genid": "a container has no generation id",
    "maxMemory": "a container has no memory slots",
    "memoryBacking": "a container's memory is the host's",
    "sysinfo": "a container has no firmware",
    "initarg": "vzctl starts /sbin/init without arguments",
    "initenv": "vzctl starts /sbin/init with an environment of its own",
    "initdir": "vzctl starts /sbin/init in /",
    "inituser": "vzctl starts /sbin/init as root",
    "initgroup": "vzctl starts /sbin/init as root",
    "{http://libvirt.org/schemas/domain/lxc/1.0}namespace": "a container has namespaces of its own",
}
_R = _Reader
_ROOT: Readers = {
    "name": _R.text,
    "uuid": _R.text,
    "title": _R.text,
    "description": _R.text,
    "metadata": _R.metadata,
    "memory": _R.memory,
    "currentMemory": None,
    "blkiotune": _group({"weight": _R.number, "device": _R.blkio_device}),
    "memtune": _group(dict.fromkeys(("hard_limit", "soft_limit", "min_guarantee", "swap_hard_limit"), _R.kib)),
    "vcpu": _R.vcpu,
    "cputune": _group(dict.fromkeys(("shares", "period", "quota"), _R.number)),
    "numatune": _group({"memory": _R.nodeset}),
    "resource": None,
    "os": _group({"type": _R.os_type, "init": _R.init}),
    "idmap": _R.idmap,
    "features": _group({"privnet": _R.privnet, "capabilities": _R.capabilities}),
    "clock": _R.clock,
    "on_poweroff": None,
    "on_reboot": None,
    "on_crash": None,
    "seclabel": None,
    "devices": _group(
        {
            "emulator": None,
            "filesystem": _R.filesystem,
            "interface": _R.interface,
            "console": _R.console,
            "hostdev": _R.hostdev,
        }
    ),
}


def read_domain(root: Element) -> Document:
    """Read the document below ``<domain>``; every element ends in ``nodes`` with the place it went to, or a reason."""
    reader = _Reader()
    reader.view["type"] = root.get("type", "").strip()
    reader.attributes(root, "domain", "type", "id")
    reader.walk(root, "", _ROOT)
    reader.view.update((place, tuple(items)) for place, items in reader.lists.items())
    return Document(reader.view, reader.nodes, reader.residue)
