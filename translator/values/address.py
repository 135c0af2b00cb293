"""Which addresses does a list hold, and which PCI devices?"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from translator.values.codec import ULONG_RANGE, UNSET, Codec, Refused, scanned_int
from translator.values.number import read_int

_BLANKS = re.compile(r"[ \t]+").split
#: These exact spellings mean "no address" to vzctl; another spelling of the same address is an address.
NONE = ("0.0.0.0", "::", "::0")  # noqa: S104 - a value of the format, nothing is bound
#: The one that vzctl can read as an address, in a spelling that it reads so.
_ANOTHER = {"::": "0::0"}


class Address(NamedTuple):
    """An address in the system's standard form, with its prefix length if one was given.

    ``mask`` is a dotted mask that is no prefix, which libvzctl alone takes; '' for none.
    """

    ip: str
    prefix: int | None = None
    mask: str = ""

    @property
    def family(self) -> str:
        """``ipv4`` or ``ipv6``, libvirt's words."""
        return "ipv6" if ":" in self.ip else "ipv4"

    def __str__(self) -> str:
        if self.prefix is None:
            return f"{self.ip}/{self.mask}" if self.mask else self.ip
        return f"{self.ip}/{self.prefix}"


@lru_cache(4096)
def read_ip(text: str) -> str:
    """Return the standard form of an IPv4 or IPv6 literal; raise Refused for anything else."""
    family = socket.AF_INET6 if ":" in text else socket.AF_INET
    try:
        return socket.inet_ntop(family, socket.inet_pton(family, text))
    except (OSError, ValueError, UnicodeError):
        raise Refused(text) from None


def read_address(text: str) -> Address:
    """Read ``address[/prefix]`` as vzctl does: an empty prefix is 0, dotted masks are refused."""
    ip, slash, mask = text.partition("/")
    ip = read_ip(ip)
    if not slash:
        return Address(ip)
    try:
        prefix = read_int(mask)
    except Refused:
        raise Refused(text) from None
    if not 0 <= prefix <= (128 if ":" in ip else 32):
        raise Refused(text)
    return Address(ip, prefix)


class Addresses(Codec):
    """The venet addresses, separated by blanks or tabs; the same address again, with any prefix, is dropped."""

    shape = "items"
    expects = "addresses such as 192.0.2.1, 192.0.2.1/24 or 2001:db8::1/64, separated by blanks"

    def decode(self, text: str) -> object:
        """Read the list; the first bad item ends it, those before it stay."""
        found: dict[str, Address] = {}
        for item in _BLANKS(text):
            if not item or item in NONE:
                continue
            try:
                address = read_address(item)
            except Refused:
                raise Refused(item, kept=tuple(found.values()) or UNSET) from None
            found.setdefault(address.ip, address)
        return tuple(found.values()) or UNSET

    def encode(self, value: Sequence[Address]) -> str:
        """Join with single blanks; vzctl writes ``::``, which it takes for no address when it reads again."""
        return " ".join(map(str, value))

    def write(self, value: Sequence[Address]) -> str:
        """Join with single blanks, ``::`` in a spelling that is read as an address."""
        return " ".join(self.items(value))

    def faithful(self, value: Sequence[Address]) -> bool:
        """An address that vzctl writes as none is lost."""
        for ip, prefix, _ in value:  # noqa: SIM110 - called for every container: any() costs more
            if prefix is None and ip in NONE:
                return False
        return True

    def items(self, value: Sequence[Address]) -> Sequence[str]:
        """Return each address as text that is read as this address."""
        return [_ANOTHER.get(text, text) for text in map(str, value)]

    def merge(self, old: Sequence[Address], new: Sequence[Address]) -> tuple[Address, ...]:
        """Append the addresses that are new."""
        known = {address.ip for address in old}
        return (*old, *(address for address in new if address.ip not in known))


_SPACE = r"[ \t\n\v\f\r]*"
#: ``%x`` of sscanf: a sign, then ``0x``, which is 0 without digits, or digits.
_HEX = rf"{_SPACE}([+-]?)(?:0[xX]([0-9a-fA-F]*)|([0-9a-fA-F]+))"
_PCI = re.compile(rf"(?:{_HEX}:)?{_HEX}:{_HEX}\.{_SPACE}([+-]?)([0-9]+)")


def read_pci(item: str) -> str:
    """Return ``dddd:bb:ss.f`` of what sscanf takes for ``%x:%x:%x.%d`` or ``%x:%x.%d``, whatever follows it."""
    match = _PCI.match(item)
    if match is None:
        raise Refused(item)
    *numbers, sign, function = match.groups()
    domain, bus, slot = (_scanned_hex(*numbers[at : at + 3]) for at in (0, 3, 6))
    return f"{domain:04x}:{bus:02x}:{slot:02x}.{scanned_int(sign, function)}"


def after_pci(item: str) -> str:
    """Return what follows a device in its item, which no reader looks at."""
    match = _PCI.match(item)
    return "" if match is None else item[match.end() :]


def _scanned_hex(sign: str | None, prefixed: str | None, digits: str | None) -> int:
    # at the limit of a long for all that is beyond it, then cut to 32 bits
    number = int(prefixed or digits or "0", 16)
    return (min(number, ULONG_RANGE - 1) if number >= ULONG_RANGE or sign != "-" else -number) & 0xFFFFFFFF


class PciDevices(Codec):
    """PCI devices ``[domain:]bus:slot.function``, separated by blanks; what follows a comma or tab is ignored."""

    shape = "items"
    expects = "PCI devices such as 0000:01:00.0, separated by blanks"

    def __init__(self, separators: str = " ") -> None:
        self.split = re.compile(f"[{separators}]+").split

    def decode(self, text: str) -> object:
        """Read the list; the first bad item ends it, those before it stay."""
        found: dict[str, None] = {}
        for item in self.split(text):
            if not item:
                continue
            try:
                found[read_pci(item)] = None
            except Refused:
                raise Refused(item, kept=tuple(found) or UNSET) from None
        return tuple(found) or UNSET

    def encode(self, value: Sequence[str]) -> str:
        """Join with single blanks."""
        return " ".join(value)

    def merge(self, old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
        """Append the devices that are new."""
        return tuple(dict.fromkeys((*old, *new)))
