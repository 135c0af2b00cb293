"""Which addresses, and with which masks, does libvzctl 8.0 read and write?

Sources: parse_ip, parse_ip_str, ips2str and get_ip_str of libvzctl 8.0.90, and what they answered.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence

from translator.values.address import NONE, Address, Addresses, read_ip
from translator.values.codec import Refused, number_of
from translator.values.virtuozzo_list import read_items, split_list

_NUMBER = r"[ \t\n\v\f\r]*([+-]?)([0-9]+)"
#: The one address that libvzctl's writer leaves out, whatever its mask.
_NEVER_SAVED = "0.0.0.0"  # noqa: S104 - a value of the format, nothing is bound

#: Bytes of libvzctl's buffer for what follows an address: a slash, the longest dotted mask, a blank.
_ROOM = 1 + 15 + 1


class DottedAddresses(Addresses):
    """Addresses separated by blanks, tabs or commas, IPv4 masks dotted. libvzctl shifts by the prefix, so that 0 and
    multiples of 32 are all ones and 33 is 128.0.0.0. A dotted mask may have holes, and be one of an IPv6 address.
    """

    expects = "addresses such as 192.0.2.1/255.255.255.0, 192.0.2.1/24 or 2001:db8::1/64, separated by blanks"

    def decode(self, text: str) -> object:
        """Read the list, repetitions too; the first bad item ends it, those before it stay."""
        return read_items([item for item in split_list(text) if item not in NONE], read_masked)

    def encode(self, value: Sequence[Address]) -> str:
        """Write each address once, with its first mask and a blank behind it, the last one too; 0.0.0.0 never.

        libvzctl has room for a mask of 15 bytes behind each, and none for the last blank where all are as long.
        """
        once = {address.ip: address for address in reversed(value) if address.ip != _NEVER_SAVED}
        room = sum(len(ip) + _ROOM for ip in once) - 1
        return "".join(f"{_saved(once.pop(address.ip))} " for address in value if address.ip in once)[: max(room, 0)]

    def write(self, value: Sequence[Address]) -> str:
        """Write an address that without mask would mean none with a mask of nothing."""
        return "".join(f"{write_masked(address)}{_no_mask(address)} " for address in value)

    def faithful(self, value: Sequence[Address]) -> bool:
        """An address that means none, or stands twice, is lost; so is a dotted mask of an IPv6 address, which the
        writer turns into a number that the reader refuses.
        """
        if any(address.ip in NONE or (address.mask and ":" in address.ip) for address in value):
            return False
        return len({address.ip for address in value}) == len(value)

    def items(self, value: Sequence[Address]) -> Sequence[str]:
        """Return each address with its prefix, which every reader takes."""
        return [str(address) for address in value]


def _no_mask(address: Address) -> str:
    if address.prefix is not None or address.mask or address.ip not in NONE:
        return ""
    return "/0" if address.family == "ipv6" else "/0.0.0.0"


def read_masked(text: str) -> Address:
    """Read ``address[/prefix or dotted mask]`` as libvzctl does; a mask of 0.0.0.0 is none.

    What has three dots behind its first character is an address to it, of either family: the first four bytes of that
    are the mask. An IPv6 address has them as a number, the first byte the lowest.
    """
    ip, slash, mask = text.partition("/")
    ip = read_ip(ip)
    if not slash:
        return Address(ip)
    if mask.count(".", 1) == 3:
        return _dotted(ip, _packed(read_ip(mask))[:4])
    match = re.fullmatch(_NUMBER, mask)
    if match is None:
        raise Refused(text)
    number = -number_of(match[2]) if match[1] == "-" else number_of(match[2])
    if not 0 <= number <= 128:
        raise Refused(text)
    if ":" in ip:
        return Address(ip, number or None)
    return Address(ip, 32 - (32 - number) % 32)


def _packed(ip: str) -> bytes:
    return socket.inet_pton(socket.AF_INET6 if ":" in ip else socket.AF_INET, ip)


def _dotted(ip: str, mask: bytes) -> Address:
    if ":" in ip:
        prefix = int.from_bytes(mask, "little")
        taken = prefix <= 128
    else:
        bits = int.from_bytes(mask, "big")
        prefix = 32 - (~bits & 0xFFFFFFFF).bit_length()
        taken = bits == 0xFFFFFFFF << 32 - prefix & 0xFFFFFFFF
    return Address(ip, prefix or None) if taken else Address(ip, mask=socket.inet_ntop(socket.AF_INET, mask))


def write_masked(address: Address) -> str:
    """Write an address in a form that is read as this one: an IPv4 mask dotted."""
    if address.prefix is None or address.family == "ipv6":
        return str(address)
    bits = 0xFFFFFFFF << 32 - address.prefix & 0xFFFFFFFF
    return f"{address.ip}/{bits >> 24}.{bits >> 16 & 255}.{bits >> 8 & 255}.{bits & 255}"


def write_number(address: Address) -> str:
    """Write an IPv6 address as NETIF has it: its mask a C int, whatever that is."""
    if not address.mask:
        return str(address)
    return f"{address.ip}/{int.from_bytes(_packed(address.mask), 'little', signed=True)}"


def _saved(address: Address) -> str:
    """Write as libvzctl saves IP_ADDRESS: an IPv6 address with three dots in it counts as an IPv4 one there."""
    if ":" not in address.ip:
        return write_masked(address)
    if address.prefix is None or address.ip.count(".", 1) != 3:
        return write_number(address)
    return f"{address.ip}/{address.prefix}.0.0.0"
