"""Which device nodes may a container use, by number (DEVICES) or by name (DEVNODES)?"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from translator.values.codec import UNSET, Codec, Refused

_PERMISSION = re.compile(r"[rwq]+")
_INT = re.compile(r"[ \t\n\v\f\r]*[+-]?[0-9]{1,18}")


def read_permission(text: str) -> str:
    """Return the permission in the order r, w, q ('' for ``none``); vzctl reads five characters at most."""
    if text == "none":
        return ""
    text = text[:5]
    if not _PERMISSION.fullmatch(text):
        raise Refused(text)
    return "".join(letter for letter in "rwq" if letter in text)


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
        """Read the list; the first bad item ends it, those before it stay. A tab cuts its item."""
        found: list[Device] = []
        for item in text.split(" "):
            item = item.partition("\t")[0]
            if not item:
                continue
            try:
                found.append(self._device(item))
            except Refused:
                raise Refused(item, kept=tuple(found) or UNSET) from None
        return tuple(found) or UNSET

    def _device(self, item: str) -> Device:
        parts = item.split(":", 3)
        if len(parts) != 4 or parts[0] not in ("b", "c") or _INT.fullmatch(parts[1]) is None:
            raise Refused(item)
        major = int(parts[1])
        if major == 7 or not (parts[2] == "all" or _INT.fullmatch(parts[2])):
            raise Refused(item)
        return Device(parts[0], major, None if parts[2] == "all" else int(parts[2]), read_permission(parts[3]))

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


class DeviceNode(NamedTuple):
    """A device by its name below /dev."""

    name: str
    permission: str

    def __str__(self) -> str:
        return f"{self.name}:{self.permission or 'none'}"


class DeviceNodes(Codec):
    """Items ``name:permission`` separated by blanks. vzctl looks each name up in the host's /dev while it reads, so
    the same line means different things on different hosts: ``missing`` of check_devices tells what one would say.
    """

    shape = "items"
    expects = "items such as net/tun:rw (a name below /dev and some of r, w, q, or none), separated by blanks"

    def decode(self, text: str) -> object:
        """Read the list; the first bad item ends it, those before it stay."""
        found: list[DeviceNode] = []
        for item in text.split(" "):
            if not item:
                continue
            name, colon, permission = item.rpartition(":")
            try:
                if not colon or not name:
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
