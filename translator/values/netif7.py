"""Which addresses does libvzctl read in a veth description?"""

from __future__ import annotations

import re

from translator.values.address import Address, read_address, read_ip
from translator.values.codec import Refused
from translator.values.netif import Interface

_DOTTED = re.compile(r"(.+)/([0-9]+\.[0-9.]+)")


def addresses_of(pair: Interface) -> tuple[Address, ...]:
    """Return the addresses of ``ip=`` (apart by ``:``, any kind of mask) and ``ip6=``; Refused for a bad one."""
    texts = [text for text in (pair.other("ip") or "").split(":") if text]
    found = [_dotted(text) for text in texts]
    six = pair.other("ip6")
    return (*found, *((read_address(six),) if six else ()))


def gateways_of(pair: Interface) -> tuple[Address, ...]:
    """Return the gateways of ``gw=`` and ``gw6=``; Refused for a bad one."""
    return tuple(Address(read_ip(text)) for key in ("gw", "gw6") if (text := pair.other(key)))


def _dotted(text: str) -> Address:
    match = _DOTTED.fullmatch(text)
    if match is None:
        return read_address(text)
    bits = "".join(f"{int(octet):08b}" for octet in read_ip(match[2]).split("."))
    if "01" in bits:
        raise Refused(text)
    return Address(read_ip(match[1]), bits.count("1"))
