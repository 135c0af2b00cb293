"""Which devices does libvzctl 8.0 read, by number and by name?

Sources: parse_devices_str, parse_devnodes_str and set_dev_perm of libvzctl 8.0.90, and what they
answered. Their numbers are those of C's scanf.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from translator.values.codec import ULONG_RANGE, UNSET, Refused, byte_length, number_of
from translator.values.device import Device, DeviceNode, DeviceNodes, Devices
from translator.values.virtuozzo_list import read_items, split_list

_SPACE = r"[ \t\n\v\f\r]*"
_NUMBER = _SPACE + r"([+-]?)([0-9]+)"


def _int(sign: str, digits: str) -> int:
    """Return what a C int holds of a number that C has read as an unsigned long."""
    number = min(number_of(digits), ULONG_RANGE - 1)
    number = -number if sign == "-" and number < ULONG_RANGE - 1 else number
    return (number + 2**31) % 2**32 - 2**31


def _permission(text: str) -> str:
    if text == "none":
        return ""
    if set(text) - set("rwq"):
        raise Refused(text)
    return "".join(letter for letter in "rwq" if letter in text)


class NumberedDevices(Devices):
    """Items ``type:major:minor:permission``; loop devices are welcome.

    Without permission libvzctl looks at whatever its memory holds there: it may refuse the list, or take the permission
    of the item before. So such an item counts as refused.
    """

    expects = "items such as c:10:200:rw or b:8:all:r, separated by blanks, tabs or commas"
    _FORM = rf"(?s)([bc]):{_NUMBER}:([^:]{{1,16}}):{_SPACE}([^ \t\n\v\f\r]{{1,5}}).*"

    def decode(self, text: str) -> object:
        """Read the list; the first bad item ends it, those before it stay."""
        return read_items(split_list(text), self._read)

    def _read(self, item: str) -> Device:
        match = re.fullmatch(self._FORM, item)
        if match is None:
            raise Refused(item)
        kind, sign, major, minor, permission = match.groups()
        number = None if minor == "all" else re.fullmatch(_NUMBER, minor)
        if minor != "all" and (number is None or number_of(number[2]) >= ULONG_RANGE):
            raise Refused(item)
        minor = None if number is None else _int(number[1], number[2])
        return Device(kind, _int(sign, major), minor, _permission(permission))

    def encode(self, value: Sequence[Device]) -> str:
        """Write each item with a blank behind it, ``none`` where it has no permission."""
        return "".join(f"{device} " for device in value)

    def faithful(self, value: Sequence[Device]) -> bool:  # noqa: ARG002 - the base looks at it
        """Nothing is lost here."""
        return True


class NamedDevices(DeviceNodes):
    """Items ``name:permission``, the name up to the first colon and 31 bytes at most; its last permission counts."""

    expects = "items such as net/tun:rw (a name below /dev, 31 bytes at most), separated by blanks, tabs or commas"

    def decode(self, text: str) -> object:
        """Read the list; an item without a name is passed over."""
        try:
            read, bad = read_items(split_list(text), self._node), None
        except Refused as refused:
            read, bad = refused.kept, refused
        permissions = {name: permission for name, permission in read or () if name}
        value = tuple(DeviceNode(name, permission) for name, permission in permissions.items()) or UNSET
        if bad is not None:
            raise Refused(bad.item, kept=value)
        nameless = next((item for item in split_list(text) if item.startswith(":")), None)
        if nameless is not None:
            raise Refused(nameless, kept=value, verdict="word")
        return value

    @staticmethod
    def _node(item: str) -> DeviceNode:
        name, colon, permission = item.partition(":")
        if not colon or byte_length(name) > 31:
            raise Refused(item)
        return DeviceNode(name, _permission(permission))
