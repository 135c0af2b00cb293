"""Which device nodes may a container use, by number (DEVICES) or by name (DEVNODES)?"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from posixpath import normpath
from typing import NamedTuple

from translator.characters import C_BLANKS
from translator.values.codec import UNSET, Codec, Refused, scanned_int
from translator.values.number import read_int

_PERMISSION = re.compile(r"[rwq]+")
_SPACE = r"[ \t\n\v\f\r]*"
#: ``%c:%d:%15[^:]:%5s`` of sscanf: a minor of up to 15 bytes, and of the permission five or those before a blank.
_SCANNED = re.compile(rf"([bc]):{_SPACE}([+-]?)([0-9]+):([^:]{{1,15}}):{_SPACE}([^ \t\n\v\f\r]{{1,5}})")
_LOOP_MAJOR = 7
_LOOP = re.compile(r"loop[0-9]+")


def read_permission(text: str) -> str:
    """Return the permission in the order r, w, q ('' for ``none``); vzctl reads five characters at most."""
    if text == "none":
        return ""
    text = text[:5]
    if not _PERMISSION.fullmatch(text):
        raise Refused(text)
    return "".join(letter for letter in "rwq" if letter in text)


def after_device(item: str) -> str:
    """Return what follows the permission of a device by number in its item, which vzctl does not look at."""
    match = _SCANNED.match(item)
    rest = "" if match is None else item[match.end() :]
    return rest if rest[:1] in C_BLANKS else ""


class Device(NamedTuple):
    """A device by number: ``type`` b or c, ``minor`` None for all, ``permission`` some of rwq in that order."""

    type: str
    major: int
    minor: int | None
    permission: str

    def __str__(self) -> str:
        minor = "all" if self.minor is None else self.minor
        return f"{self.type}:{self.major}:{minor}:{self.permission or 'none'}"


class Devices(Codec):
    """Items ``type:major:minor:permission`` separated by blanks; loop devices (major 7) are refused by vzctl."""

    shape = "items"
    expects = "items such as c:10:200:rw or b:8:all:r (not major 7), separated by blanks"

    def decode(self, text: str) -> object:
        """Read the list; the first bad item ends it, those before it stay. A tab after the permission cuts an item."""
        found: list[Device] = []
        for item in text.split(" "):
            if not item:
                continue
            try:
                found.append(self._device(item))
            except Refused:
                raise Refused(item, kept=tuple(found) or UNSET) from None
        return tuple(found) or UNSET

    def _device(self, item: str) -> Device:
        match = _SCANNED.match(item)
        if match is None:
            raise Refused(item)
        kind, sign, digits, minor, permission = match.groups()
        major = scanned_int(sign, digits)
        if major == _LOOP_MAJOR:
            raise Refused(item)
        return Device(kind, major, None if minor == "all" else read_int(minor), read_permission(permission))

    def encode(self, value: Sequence[Device]) -> str:
        """Write each item with a blank behind it; those without permission vanish, as in vzctl."""
        return "".join(f"{device} " for device in value if device.permission)

    def write(self, value: Sequence[Device]) -> str:
        """Write each item, those without permission too."""
        return "".join(f"{device} " for device in value)

    def faithful(self, value: Sequence[Device]) -> bool:
        """Devices with permission none are dropped by vzctl's own writer."""
        return all(device.permission for device in value)

    def merge(self, old: Sequence[Device], new: Sequence[Device]) -> tuple[Device, ...]:
        """Append; repetitions are kept."""
        return (*old, *new)


def _is_loop(name: str) -> bool:
    """Whether a name below /dev is that of a loop device, on a host that has it: vzctl lends none."""
    return "loop" in name and _LOOP.fullmatch(normpath(name)) is not None


class DeviceNode(NamedTuple):
    """A device by its name below /dev."""

    name: str
    permission: str

    def __str__(self) -> str:
        return f"{self.name}:{self.permission or 'none'}"


class DeviceNodes(Codec):
    """Items ``name:permission`` separated by blanks. vzctl looks each name up in the host's /dev while it reads, so
    the same line means different things on different hosts: ``missing`` of check_devices tells what one would say.
    A device that the host lacks ends its line, not the next one.
    """

    shape = "items"
    joins = False
    expects = (
        "items such as net/tun:rw (a name below /dev, but no loop device, and some of r, w, q, or none), separated by "
        "blanks"
    )

    def decode(self, text: str) -> object:
        """Read the list; the first bad item ends it, those before it stay."""
        found: list[DeviceNode] = []
        for item in text.split(" "):
            if not item:
                continue
            name, colon, permission = item.rpartition(":")
            try:
                if not colon or not name or _is_loop(name):
                    raise Refused(item)
                found.append(DeviceNode(name, read_permission(permission or "none")))
            except Refused:
                raise Refused(item, kept=tuple(found) or UNSET) from None
        return tuple(found) or UNSET

    def on_host(self, value: Sequence[DeviceNode], devices: Container[str]) -> object:
        """Return what a host with these names below /dev takes of ``value``; Refused from the first missing one on."""
        for at, node in enumerate(value):
            if node.name not in devices:
                raise Refused(str(node), kept=tuple(value[:at]) or UNSET)
        return value

    def encode(self, value: Sequence[DeviceNode]) -> str:
        """Write each item with a blank behind it; those without permission vanish, as in vzctl."""
        return "".join(f"{node} " for node in value if node.permission)

    def write(self, value: Sequence[DeviceNode]) -> str:
        """Write each item, those without permission too."""
        return "".join(f"{node} " for node in value)

    def faithful(self, value: Sequence[DeviceNode]) -> bool:
        """Nodes with permission none are dropped by vzctl's own writer."""
        return all(node.permission for node in value)

    def merge(self, old: Sequence[DeviceNode], new: Sequence[DeviceNode]) -> tuple[DeviceNode, ...]:
        """Append; repetitions are kept."""
        return (*old, *new)
