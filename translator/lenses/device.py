"""Which of the host's devices may a container use, and which adapters move into it?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from translator.conf.settle import Settings
from translator.domain.text import is_line
from translator.domain.view import Hostdev
from translator.lenses.lens import Advice, Got, Lens, Put
from translator.values.codec import UNSET
from translator.values.device import Device, DeviceNode

_ADAPTER = re.compile(r"[a-zA-Z0-9_.\-\\:/]+")
#: What vzctl refuses in NETDEV, by its beginning.
_REFUSED = ("venet", "tun", "tap", "lo")
#: Names below /dev of disks and their like; anything else is taken for a character device.
_BLOCK = re.compile(
    r"(?:loop|ram|zram|md|nbd|ploop|sr|scd|fd|cciss/|mapper/|disk/|dm-|cdrom|dvd).*|(?:[hsv]d|xvd)[a-z]+[0-9]*"
    r"|(?:nvme[0-9]+n|mmcblk)[0-9]+(?:p[0-9]+)?"
)
#: Why one that may be read or written alone is left out.
_BOTH = "a domain document lets a container read and write a device, or neither"
#: What libvirt's LXC driver gives every container.
ALWAYS = frozenset("null zero full random urandom ptmx tty console".split())
#: Numbers that the kernel's list of devices gives one name.
_NAMES = {
    ("c", 1, 1): "mem",
    ("c", 1, 3): "null",
    ("c", 1, 5): "zero",
    ("c", 1, 7): "full",
    ("c", 1, 8): "random",
    ("c", 1, 9): "urandom",
    ("c", 1, 11): "kmsg",
    ("c", 5, 0): "tty",
    ("c", 5, 1): "console",
    ("c", 5, 2): "ptmx",
    ("c", 10, 130): "watchdog",
    ("c", 10, 135): "rtc",
    ("c", 10, 183): "hwrng",
    ("c", 10, 200): "net/tun",
    ("c", 10, 229): "fuse",
    ("c", 10, 232): "kvm",
    ("c", 10, 236): "mapper/control",
    ("c", 10, 237): "loop-control",
    ("c", 10, 238): "vhost-net",
    ("c", 108, 0): "ppp",
    **{
        ("b", 8, 16 * disk + part): f"sd{'abcdefghijklmnop'[disk]}{part or ''}"
        for disk in range(16)
        for part in range(16)
    },
}
#: Those of them that are character devices, whatever their names are like: loop-control, mapper/control.
_CHARACTERS = frozenset(name for (kind, _, _), name in _NAMES.items() if kind == "c")


class DeviceLens(Lens):
    """NETDEV moves adapters; DEVNODES and DEVICES open devices: ``misc`` for characters, ``storage`` for blocks.

    A domain document names a device by its path and lets it be read and written. So a number of DEVICES has a place
    only where it has one well-known name, and a permission other than ``rw`` cannot be kept to: both travel in the
    residue, and a person is told. The kind of a node of DEVNODES is told by its name.
    """

    parameters: Mapping[str, str] = {
        "NETDEV": "devices/hostdev[@type='net']",
        "DEVNODES": "devices/hostdev[@type='misc' or 'storage']",
        "DEVICES": "devices/hostdev[@type='misc' or 'storage']",
    }
    places = ("hostdevs",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write adapters, nodes by name, nodes by number, each once."""
        adapters = settings.value("NETDEV") or ()
        nodes, numbers = settings.value("DEVNODES") or (), settings.value("DEVICES") or ()
        if not (adapters or nodes or numbers):
            return
        moved = [Hostdev("net", name) for name in dict.fromkeys(adapters) if _ADAPTER.fullmatch(name)]
        if moved:
            exact = len(moved) == len(adapters)
            (got.native if exact else got.shown)["NETDEV"] = "hostdev/source/interface"
        by_number = _numbered(numbers)
        by_name = [_hostdev(node.name) for node in nodes if _opens(node)]
        if by_name:
            exact = (
                len(set(by_name)) == len(nodes)
                and all(node.permission == "rw" for node in nodes)
                and not set(by_name) & set(by_number)
            )
            (got.native if exact else got.shown)["DEVNODES"] = "hostdev/source"
        if by_number:
            got.shown["DEVICES"] = "hostdev/source"
        self._advise(got, nodes, numbers)
        hostdevs = (*moved, *dict.fromkeys([*by_name, *by_number]))
        if hostdevs:
            got.view["hostdevs"] = hostdevs

    @staticmethod
    def _advise(got: Got, nodes: Sequence[DeviceNode], numbers: Sequence[Device]) -> None:
        for node in nodes:
            if node.permission and node.name not in ALWAYS and not _opens(node):
                message = f"{node}: not given: {_BOTH}"
                got.advice.append(Advice("VZ513", "DEVNODES", message))
        for device in numbers:
            name = _name(device)
            if device.permission and name not in ALWAYS and (name is None or not {*"rw"} <= {*device.permission}):
                why = "it has no single name, by which a domain document opens devices" if name is None else _BOTH
                got.advice.append(Advice("VZ513", "DEVICES", f"{device}: not given: {why}"))

    def put(self, put: Put) -> None:
        """Write adapters and nodes; what DEVICES gives stays there, what the source alone can say stays too."""
        new, old = put.view.get("hostdevs", ()), put.old.get("hostdevs", ())
        adapters = [device.source for device in new if device.type == "net"]
        if adapters != [device.source for device in old if device.type == "net"]:
            for name in [name for name in adapters if name.startswith(_REFUSED)]:
                put.lose("hostdev", f"vzctl moves no adapter called {name}")
                adapters.remove(name)
            put.set("NETDEV", tuple(adapters) or UNSET)
        nodes = [device for device in new if device.type != "net"]
        if set(nodes) != {device for device in old if device.type != "net"}:
            self._put_nodes(put, nodes)

    @staticmethod
    def _put_nodes(put: Put, new: Sequence[Hostdev]) -> None:
        numbers = put.settings.value("DEVICES") or ()
        paths = {device.source for device in new}  # the kind of a node is told by its name, not by a document
        added = paths.difference(device.source for device in put.old.get("hostdevs", ()))
        kept = tuple(
            device
            for device in numbers
            if not (gone := _numbered([device])) or any(each.source in paths for each in gone)
        )
        if kept != numbers:
            put.set("DEVICES", kept or UNSET)
        nodes = [
            _opened(node) if f"/dev/{node.name}" in added else node
            for node in put.settings.value("DEVNODES") or ()
            if not _opens(node) or f"/dev/{node.name}" in paths
        ]
        known = {*(each.source for each in _numbered(kept)), *(f"/dev/{node.name}" for node in nodes)}
        for device in new:
            if device.source in known:
                continue
            known.add(device.source)
            name = device.source.removeprefix("/dev/")
            if name == device.source or " " in name:
                put.lose("hostdev", f"{device.source} is no name below /dev")
            else:
                nodes.append(DeviceNode(name, "rw"))
        put.set("DEVNODES", tuple(nodes) or UNSET)


def _hostdev(name: str) -> Hostdev:
    is_block = name not in _CHARACTERS and _BLOCK.fullmatch(name)
    return Hostdev("storage" if is_block else "misc", f"/dev/{name}")


def _opens(node: DeviceNode) -> bool:
    """Whether a domain document can say what a node of DEVNODES says, or nearly: a quota (q) makes no difference."""
    return {*"rw"} <= {*node.permission} and node.name not in ALWAYS and is_line(node.name)


def _opened(node: DeviceNode) -> DeviceNode:
    """Return a node that may be read and written: no document has one that may not, so somebody has opened it."""
    return node if _opens(node) else node._replace(permission="rw" + "q" * ("q" in node.permission))


def _name(device: Device) -> str | None:
    return None if device.minor is None else _NAMES.get((device.type, device.major, device.minor))


def _numbered(devices: Sequence[Device]) -> list[Hostdev]:
    """Return the devices of DEVICES that have one name, may be read and written, and are not everybody's."""
    names = [name for d in devices if {*"rw"} <= {*d.permission} and (name := _name(d)) and name not in ALWAYS]
    return [_hostdev(name) for name in dict.fromkeys(names)]
