"""Which addresses can no host have, and which MACs no interface?"""

from __future__ import annotations

from functools import lru_cache

from translator.characters import is_digits
from translator.values.address import Address, read_ip
from translator.values.codec import Refused, number_of
from translator.values.virtuozzo_address import read_masked

#: What is expected where one is odd.
MASKS = "expected a prefix from 1 to 32, or the mask of one"
_ZERO_MAC = "00:00:00:00:00:00"
#: Shorter networks than these have no address of their own and no broadcast address.
_SHORTEST_NETWORK = 30


def odd_mask(item: str) -> str:
    """Return what libvzctl makes of a mask that no network has, '' for one that some has, and for what it refuses."""
    ip, slash, mask = item.partition("/")
    if ":" in ip or not slash:
        return ""
    try:
        address = read_masked(item)
    except Refused:
        return ""
    if address.mask:
        return "has a mask with holes"
    return f"is read with the prefix {address.prefix}" if is_digits(mask) and number_of(mask) != address.prefix else ""


def unusable(address: Address) -> str:
    """Return why no host can have the address, '' for one that can be used."""
    ip, prefix, _ = address
    if ":" in ip:
        return _unusable6(ip)
    octets = ip.split(".")
    first = int(octets[0])
    if first in (0, 127) or first >= 224:
        if first == 0:
            return "no host's, but 'this network'"
        return "loopback" if first == 127 else "multicast" if first < 240 else "reserved or broadcast"
    if prefix is None or prefix > _SHORTEST_NETWORK:
        return ""
    number = (first << 24) + (int(octets[1]) << 16) + (int(octets[2]) << 8) + int(octets[3])
    host = (1 << (32 - prefix)) - 1
    if not number & host:
        return "the network itself"
    return "the network's broadcast address" if number & host == host else ""


def _unusable6(ip: str) -> str:
    if ip == "::":
        return "no host's, but 'unspecified'"
    if ip == "::1":
        return "loopback"
    return "multicast" if ip.startswith("ff") and ip.find(":") == 4 else ""


@lru_cache(maxsize=4096)  # a fleet has few name servers
def unusable_nameserver(word: str) -> str:
    """Return why a word cannot be a name server, '' for one that can. A loopback address is a local resolver."""
    try:
        ip = read_ip(word.partition("%")[0] if ":" in word else word)
    except Refused:
        return "no address"
    reason = unusable(Address(ip))
    return "" if reason == "loopback" else reason


def wrong_mac(mac: str) -> str:
    """Return why no interface can have a MAC of six pairs, '' for one that can be used."""
    if mac == _ZERO_MAC:
        return "all zeros"
    return "a group (multicast) address" if int(mac[:2], 16) & 1 else ""
