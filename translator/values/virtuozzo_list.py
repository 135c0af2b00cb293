"""Which rates, bind mounts, technologies, devices and addresses does libvzctl 8.0 read from a list?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from translator.values.address import NONE, Address, Addresses, PciDevices, read_ip
from translator.values.codec import ULONG_RANGE, UNSET, Codec, Refused, byte_length, whole
from translator.values.device import Device, DeviceNode, DeviceNodes, Devices, read_permission
from translator.values.switch import Features, Switches

#: What separates items in most lists of libvzctl.
SEPARATORS = "\t ,"
# compiled when they are first used: most runs never meet this dialect
_NUMBER = r"[ \t\n\v\f\r]*([+-]?)([0-9]+)"


T = TypeVar("T")


def _split(text: str) -> list[str]:
    return re.split(f"[{SEPARATORS}]+", text)


def _read_items(pieces: Sequence[str], read: Callable[[str], T]) -> list[T]:
    """Read each piece that is not empty; the first bad one ends the list, those before it stay."""
    found: list[T] = []
    for piece in pieces:
        if piece:
            try:
                found.append(read(piece))
            except Refused:
                raise Refused(piece, kept=tuple(found) or UNSET) from None
    return found


class Rate(NamedTuple):
    """Bandwidth of one network class on one device, in kbit/s."""

    device: str
    cls: int
    rate: int

    def __str__(self) -> str:
        return f"{self.device}:{self.cls}:{self.rate}"


def _c_int(text: str) -> int:
    """Read as strtoul does and keep 32 bits, as libvzctl's record does; no digits are 0."""
    if not text:
        return 0
    match = re.fullmatch(_NUMBER, text)
    number = ULONG_RANGE if match is None else whole(match[2])
    if match is None or number >= ULONG_RANGE:
        raise Refused(text)
    number = -number if match[1] == "-" else number
    return (number + 2**31) % 2**32 - 2**31


class Rates(Codec):
    """Items ``device:class:rate``, separated by blanks, tabs or commas."""

    shape = "items"
    expects = "items such as eth0:1:100 (device, class, kbit/s), separated by blanks"

    def decode(self, text: str) -> object:
        """Read the list."""
        return tuple(_read_items(_split(text), self._rate)) or UNSET

    @staticmethod
    def _rate(item: str) -> Rate:
        parts = item.split(":")
        if len(parts) != 3 or not parts[0]:
            raise Refused(item)
        return Rate(parts[0], _c_int(parts[1]), _c_int(parts[2]))

    def encode(self, value: Sequence[Rate]) -> str:
        """Join with single blanks."""
        return " ".join(map(str, value))


_MOUNT_OPTIONS = ("nosuid", "noexec", "nodev", "ro")


class BindMount(NamedTuple):
    """A folder mounted inside at ``target``: the host's ``source``, or an empty file system where that is None."""

    target: str
    source: str | None = None
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        source = "" if self.source is None else f"{self.source}:"
        return ",".join((source + self.target, *self.options))


class BindMounts(Codec):
    """Items ``[source:]target[,option...]`` separated by blanks or tabs; the same target again is dropped."""

    shape = "items"
    expects = "items such as /srv/data:/data,ro (absolute paths; nosuid, noexec, nodev, ro), separated by blanks"
    ROOM = 511

    def decode(self, text: str) -> object:
        """Read the list; the first bad item ends it, those before it stay."""
        found: dict[str, BindMount] = {}
        for item in re.split("[\t ]+", text):
            if not item:
                continue
            try:
                mount = self._mount(item)
            except Refused:
                raise Refused(item, kept=tuple(found.values()) or UNSET) from None
            found.setdefault(mount.target, mount)
        return tuple(found.values()) or UNSET

    def _mount(self, item: str) -> BindMount:
        source: str | None
        source, colon, rest = item.partition(":")
        if not colon:
            source, rest = None, item
        target, comma, options = rest.partition(",")
        given = options.split(",") if comma else []
        paths = (target,) if source is None else (source, target)
        if not all(path.startswith("/") for path in paths) or target == "/" or set(given) - set(_MOUNT_OPTIONS):
            raise Refused(item)
        if any(byte_length(path) > self.ROOM for path in paths):
            raise Refused(item)
        return BindMount(target, source, tuple(option for option in _MOUNT_OPTIONS if option in given))

    def encode(self, value: Sequence[BindMount]) -> str:
        """Write each item with a blank behind it, the last one too."""
        return "".join(f"{mount} " for mount in value)

    def items(self, value: Sequence[BindMount]) -> Sequence[str]:
        """Return each mount as it is written."""
        return [str(mount) for mount in value]


_TECHNOLOGIES = "x86 x86_64 ia64 nptl sysfs nfs hashdir cowdir mfiles ext4 simfs qcow2 xfs".split()


class Technologies(Codec):
    """Words for what the host must offer. Unknown words are passed over, but the last word must be a known one."""

    shape = "items"
    expects = "words out of " + " ".join(_TECHNOLOGIES)

    def decode(self, text: str) -> object:
        """Read the words, in the table's order."""
        words = [word for word in _split(text) if word]
        unknown = [word for word in words if word not in _TECHNOLOGIES]
        value = tuple(word for word in _TECHNOLOGIES if word in words) or UNSET
        if unknown:
            last = words[-1] not in _TECHNOLOGIES
            raise Refused(words[-1] if last else unknown[0], kept=value, verdict="invalid" if last else "word")
        return value

    def encode(self, value: Sequence[str]) -> str:
        """Write each word with a blank behind it, simfs twice, as libvzctl does."""
        return "".join(f"{word} simfs " if word == "simfs" else f"{word} " for word in value)

    def items(self, value: Sequence[str]) -> Sequence[str]:
        """Return each word once."""
        return value


class FeatureSwitches(Features):
    """Kernel features, ``time`` too. The first bad item ends the list; ``on`` wins over ``off``."""

    def __init__(self) -> None:
        super().__init__("sysfs nfs sit ipip ppp ipgre bridge nfsd time".split(), mistakes_nfsd=False)

    def decode(self, text: str) -> object:
        """Read the items up to the first bad one."""
        on: set[str] = set()
        off: set[str] = set()
        for item in _split(text):
            if not item:
                continue
            name, _, state = item.rpartition(":")
            if name not in self.names or state not in ("on", "off"):
                raise Refused(item, kept=self._ordered(on, off - on) if on or off else UNSET)
            (on if state == "on" else off).add(name)
        return self._ordered(on, off - on) if on or off else UNSET

    def encode(self, value: Switches) -> str:
        """Write each switch with a blank behind it, the last one too."""
        return "".join(f"{name}:{state} " for name in self.names if (state := value.state(name)))


class NumberedDevices(Devices):
    """Items ``type:major:minor[:permission]``; loop devices are welcome. Without permission libvzctl sets whatever
    its memory held, so such an item is taken as one without permission, and objected to.
    """

    expects = "items such as c:10:200:rw or b:8:all:r, separated by blanks, tabs or commas"
    _NUMBER = r"[+-]?[0-9]{1,16}"

    def decode(self, text: str) -> object:
        """Read the list; the first bad item ends it, those before it stay."""
        bare = ""
        found: list[Device] = []
        for item in _split(text):
            if not item:
                continue
            try:
                device, whole = self._read(item)
            except Refused:
                raise Refused(item, kept=tuple(found) or UNSET) from None
            found.append(device)
            bare = bare or ("" if whole else item)
        if bare:
            raise Refused(bare, kept=tuple(found), verdict="word")
        return tuple(found) or UNSET

    def _read(self, item: str) -> tuple[Device, bool]:
        parts = item.split(":", 3)
        if len(parts) < 3 or parts[0] not in ("b", "c") or not re.fullmatch(self._NUMBER, parts[1]):
            raise Refused(item)
        if parts[2] != "all" and not re.fullmatch(self._NUMBER, parts[2]):
            raise Refused(item)
        whole = len(parts) == 4 and bool(parts[3])
        permission = read_permission(parts[3][:5]) if whole else ""
        return Device(parts[0], int(parts[1]), None if parts[2] == "all" else int(parts[2]), permission), whole

    def encode(self, value: Sequence[Device]) -> str:
        """Write each item with a blank behind it, ``none`` where it has no permission."""
        return "".join(f"{device} " for device in value)

    def faithful(self, value: Sequence[Device]) -> bool:  # noqa: ARG002 - the base looks at it
        """Nothing is lost here."""
        return True


class NamedDevices(DeviceNodes):
    """Items ``name:permission``, the name up to the first colon and 31 bytes at most."""

    expects = "items such as net/tun:rw (a name below /dev, 31 bytes at most), separated by blanks, tabs or commas"

    def decode(self, text: str) -> object:
        """Read the list."""
        return tuple(_read_items(_split(text), self._node)) or UNSET

    @staticmethod
    def _node(item: str) -> DeviceNode:
        name, colon, permission = item.partition(":")
        if not colon or not name or byte_length(name) > 31:
            raise Refused(item)
        if permission not in ("", "none") and set(permission) - set("rwq"):
            raise Refused(item)
        return DeviceNode(name, "" if permission == "none" else "".join(p for p in "rwq" if p in permission))


class DottedAddresses(Addresses):
    """Addresses separated by blanks, tabs or commas, IPv4 masks dotted. libvzctl shifts by the prefix, so that 0 and
    multiples of 32 are all ones and 33 is 128.0.0.0; masks with holes it keeps, and we refuse.
    """

    expects = "addresses such as 192.0.2.1/255.255.255.0, 192.0.2.1/24 or 2001:db8::1/64, separated by blanks"

    def decode(self, text: str) -> object:
        """Read the list, repetitions too; the first bad item ends it, those before it stay."""
        return tuple(_read_items([item for item in _split(text) if item not in NONE], read_masked)) or UNSET

    def encode(self, value: Sequence[Address]) -> str:
        """Write each address with a blank behind it, the last one too; one that would mean none is left out."""
        return "".join(f"{write_masked(address)} " for address in value if not self._none(address))

    def write(self, value: Sequence[Address]) -> str:
        """Write an address that without mask would mean none with a mask of nothing."""
        return "".join(f"{write_masked(a)}{self._mask(a)} " for a in value)

    def faithful(self, value: Sequence[Address]) -> bool:
        """The address of all zeros, without mask, means none when it is read again; a document has each but once."""
        return not any(map(self._none, value)) and len({address.ip for address in value}) == len(value)

    def _mask(self, address: Address) -> str:
        return "" if not self._none(address) else "/0" if address.family == "ipv6" else "/0.0.0.0"

    def _none(self, address: Address) -> bool:
        return address.prefix is None and address.ip in NONE

    def items(self, value: Sequence[Address]) -> Sequence[str]:
        """Return each address with its prefix, which every reader takes."""
        return [str(address) for address in value]


def read_masked(text: str) -> Address:
    """Read ``address[/prefix or dotted mask]`` as libvzctl does; a mask of 0.0.0.0 is none."""
    ip, slash, mask = text.partition("/")
    ip = read_ip(ip)
    if not slash:
        return Address(ip)
    if mask.count(".") == 3:
        bits = 0
        for part in read_ip(mask).split("."):
            bits = bits << 8 | int(part)
        prefix = 32 - (~bits & 0xFFFFFFFF).bit_length()
        if ":" in ip or bits != 0xFFFFFFFF << 32 - prefix & 0xFFFFFFFF:
            raise Refused(text)
        return Address(ip, prefix or None)
    match = re.fullmatch(_NUMBER, mask)
    if match is None:
        raise Refused(text)
    number = -whole(match[2]) if match[1] == "-" else whole(match[2])
    if not 0 <= number <= 128:
        raise Refused(text)
    if ":" in ip:
        return Address(ip, number or None)
    return Address(ip, 32 - (32 - number) % 32)


def write_masked(address: Address) -> str:
    """Write an address, an IPv4 mask dotted."""
    if address.prefix is None or address.family == "ipv6":
        return str(address)
    bits = 0xFFFFFFFF << 32 - address.prefix & 0xFFFFFFFF
    return f"{address.ip}/{bits >> 24}.{bits >> 16 & 255}.{bits >> 8 & 255}.{bits & 255}"


class LooseDevices(PciDevices):
    """PCI devices; what follows the function's digits is ignored. libvzctl wants them in the host's /sys as well."""

    _FORM = r"(?:([0-9a-fA-F]{1,8}):)?([0-9a-fA-F]{1,8}):([0-9a-fA-F]{1,8})\.([0-9]{1,9})"

    def __init__(self) -> None:
        super().__init__(SEPARATORS)

    def decode(self, text: str) -> object:
        """Read the list, each device once."""
        try:
            return tuple(dict.fromkeys(_read_items(_split(text), self._device))) or UNSET
        except Refused as refused:
            raise Refused(refused.item, kept=tuple(dict.fromkeys(refused.kept or ())) or UNSET) from None

    def _device(self, item: str) -> str:
        match = re.match(self._FORM, item)
        if match is None:
            raise Refused(item)
        domain, bus, slot, function = match.groups()
        return f"{int(domain or '0', 16):04x}:{int(bus, 16):02x}:{int(slot, 16):02x}.{int(function)}"
