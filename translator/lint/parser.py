"""How does libvirt's parser read a number, a list and an address of a document? Stricter and looser than its schema.

It reads numbers with C's strtoul: blanks before one are skipped, those behind it are refused; with base 0 a leading
0 makes a number octal, 0x hexadecimal. Source: virstring.c, virbitmap.c and domain_conf.c of libvirt 9.0 to 12.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from translator.values.mask import bits_of
from translator.wording import shown

#: Domain types whose drivers set none of the parser's switches for machines (OpenVZ's alone takes a '/' in a name).
CONTAINERS = ("openvz", "lxc", "vz", "parallels")
#: Bits of a list of CPUs or nodes (VIR_DOMAIN_CPUMASK_LEN).
MOST_CPUS = 16384
_DECIMAL = re.compile(r"[ \t\n\v\f\r]*\+?([0-9]+)")
_SIGNED = re.compile(r"[ \t\n\v\f\r]*([+-]?)([0-9]+)")
_ANY_BASE = re.compile(r"[ \t\n\v\f\r]*\+?(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))")


def decimal(text: str | None, most: int = 2**32 - 1) -> int | None:
    """Return the number that a text says in base 10, None for what libvirt refuses and for one above ``most``."""
    match = _DECIMAL.fullmatch(text or "")
    number = int(match[1].lstrip("0")[:40] or 0) if match else None
    return number if number is not None and number <= most else None


def signed(text: str) -> int | None:
    """Return the number that a text says in base 10 with its sign, None for what libvirt holds in no int."""
    match = _SIGNED.fullmatch(text)
    number = int(match[1] + (match[2].lstrip("0")[:40] or "0")) if match else None
    return number if number is not None and -(2**31) <= number < 2**31 else None


def any_base(text: str | None, most: int = 2**32 - 1) -> int | None:
    """Return the number that a text says in base 16 (0x), 8 (0) or 10; None for what libvirt refuses."""
    match = _ANY_BASE.fullmatch(text or "")
    if match is None:
        return None
    digits, base = (match[1], 16) if match[1] else (match[2], 8) if match[2] else (match[3], 10)
    number = int(digits[:60], base)
    return number if number <= most else None


def wrong_list(text: str) -> str:
    """Return why libvirt refuses a list of CPUs or nodes, '' for one that it takes."""
    bits = 0
    items = text.split(",")
    for place, raw in enumerate(items):
        item = raw.strip(" \t\n\v\f\r")
        if not item and place and place == len(items) - 1:
            continue  # a last comma is tolerated
        match = re.fullmatch(r"(\^?)([0-9]+)(?:[ \t\n\v\f\r]*-[ \t\n\v\f\r]*([0-9]+))?", item)
        if match is None or (match[1] and match[3]):
            return f"{shown(item)} is no number or range" if item else "a number is missing"
        first, last = (int(each.lstrip("0")[:20] or 0) for each in (match[2], match[3] or match[2]))
        if last < first:
            return f"the range {shown(item)} runs backwards"
        if last >= MOST_CPUS:
            return f"{shown(item)} is above {MOST_CPUS - 1}"
        bits = bits & ~bits_of(first, last) if match[1] else bits | bits_of(first, last)
    return "" if bits else "nothing is left of it"


def address(text: str | None) -> IPv4Address | IPv6Address | None:
    """Return an address, None for a text that is none."""
    try:
        return ip_address(text or "")
    except ValueError:
        return None
