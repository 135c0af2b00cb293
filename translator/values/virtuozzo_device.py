"""Which devices does libvzctl 8.0 read: by number, by name, on the PCI bus?

Sources: parse_devices_str, parse_devnodes_str, set_dev_perm and parse_pcidev_str of libvzctl 8.0.90, and what they
answered. Their numbers are those of C's scanf.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from translator.values.address import PciDevices
from translator.values.codec import ULONG_RANGE, UNSET, Refused, byte_length, whole
from translator.values.device import Device, DeviceNode, DeviceNodes, Devices
from translator.values.virtuozzo_list import SEPARATORS, read_items, split_list

_SPACE = r"[ \t\n\v\f\r]*"
_NUMBER = _SPACE + r"([+-]?)([0-9]+)"
#: As scanf takes it: ``0x`` may stand before the digits, and is 0 without any.
_HEX = _SPACE + r"([+-]?)(?:0[xX](?=[0-9a-fA-F])([0-9a-fA-F]+)|(0)[xX](?![0-9a-fA-F])|(?!0[xX])([0-9a-fA-F]+))"


def _int(sign: str, digits: str) -> int:
    """Return what a C int holds of a number that C has read as an unsigned long."""
    number = min(whole(digits), ULONG_RANGE - 1)
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
        if minor != "all" and (number is None or whole(number[2]) >= ULONG_RANGE):
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


class LooseDevices(PciDevices):
    """PCI devices; what follows the function's digits is ignored. libvzctl wants them in the host's /sys as well."""

    _FORMS = (rf"{_HEX}:{_HEX}:{_HEX}\.{_NUMBER}", rf"{_HEX}:{_HEX}\.{_NUMBER}")

    def __init__(self) -> None:
        super().__init__(SEPARATORS)

    def decode(self, text: str) -> object:
        """Read the list, each device once."""
        try:
            return tuple(dict.fromkeys(read_items(split_list(text), self._device) or ())) or UNSET
        except Refused as refused:
            raise Refused(refused.item, kept=tuple(dict.fromkeys(refused.kept or ())) or UNSET) from None

    def _device(self, item: str) -> str:
        match = next((found for form in self._FORMS if (found := re.match(form, item))), None)
        if match is None:
            raise Refused(item)
        *groups, sign, digits = match.groups()
        parts = ["0000"] * (len(groups) < 12)
        for at in range(0, len(groups), 4):
            _, *spellings = groups[at : at + 4]
            text = next(spelling for spelling in spellings if spelling)
            number = min(int(text, 16), ULONG_RANGE - 1) * (-1 if groups[at] == "-" else 1) % 2**32
            parts.append(f"{number:0{2 if parts else 4}x}")
        return f"{':'.join(parts)}.{_int(sign, digits)}"
