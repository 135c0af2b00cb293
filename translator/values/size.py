"""How much is "2.2G", "65536" or "unlimited", in the parameter's own unit?

The rules are vzctl's (facts: ve-conf.md 3.2): one suffix letter, arithmetic in bytes and in long double, always
rounded down to the unit; without a suffix the number already counts units and a fraction is cut. libvzctl lacks the
suffix P.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from translator.values.codec import ULONG_RANGE, UNLIMITED, Codec, Refused, number_of

PAGE = 4096
_MULTIPLIER = {"T": 1 << 40, "G": 1 << 30, "M": 1 << 20, "K": 1 << 10, "P": PAGE, "B": 1}
#: What strtoull takes, and strtold where a point follows. Without digits both stop at the start of the text, so that
#: blanks and a sign are then no suffix; a point before any digit is reached only where it is the first character.
_EXPONENT = r"(?:[eE][+-]?[0-9]+)?"
_SIZE = re.compile(rf"(?:[ \t\n\v\f\r]*([+-]?)([0-9]+)(\.[0-9]*{_EXPONENT})?|(\.[0-9]+{_EXPONENT}))?([A-Za-z]?)")
_PLAIN_PAIR = re.compile(r"([0-9]{1,18})(?::([0-9]{1,18}))?")


class Pair(NamedTuple):
    """A beancounter's barrier and limit, in the parameter's unit; UNLIMITED stands for no limit."""

    barrier: int
    limit: int


class Quota(NamedTuple):
    """A disk quota's soft and hard limit, in the parameter's unit."""

    soft: int
    hard: int


def read_size(text: str, unit: int, suffixes: str) -> int:
    """Return the size in units of ``unit`` bytes (0 or more, above UNLIMITED on overflow).

    ``suffixes`` are the upper-case letters that the reader takes; Refused with the text for anything else.
    """
    match = _SIZE.fullmatch(text)
    if match is None:
        raise Refused(text)
    sign, digits, fraction, bare, suffix = match.groups()
    if suffix:
        suffix = suffix.upper()
        if suffix not in suffixes:
            raise Refused(text)
    count = number_of(digits or "0")
    if count >= ULONG_RANGE:
        raise Refused(text)
    if fraction or bare:
        try:
            return _fractional(digits or "", fraction or bare, sign == "-", _MULTIPLIER[suffix] if suffix else 0, unit)
        except OverflowError:
            raise Refused(text) from None
    if sign == "-":
        count = -count % ULONG_RANGE
    return count * _MULTIPLIER[suffix] // unit if suffix else count


def _fractional(digits: str, fraction: str, negative: bool, multiplier: int, unit: int) -> int:
    """Read ``1.``, ``.5`` or ``1.e3`` as long double; ``multiplier`` is 0 where no suffix follows.

    OverflowError for a number that no long double holds. All factors are powers of two, so that nothing is rounded but
    the number itself. Without a suffix the reader does not look at the size: from 2^64 on its processor makes 0 of it.
    """
    from translator.values.long_double import nearest

    places, _, exponent = fraction[1:].lower().partition("e")
    power = min(number_of(exponent.lstrip("+-") or "0"), 99999)
    number, two = nearest(digits + places, (-power if exponent.startswith("-") else power) - len(places))
    number *= multiplier or 1
    below = (unit if multiplier else 1) << max(-two, 0)
    number <<= max(two, 0)
    size = number // below
    if negative:
        return UNLIMITED + 1 if size else 0
    if multiplier:
        return UNLIMITED + 1 if number > UNLIMITED * below else size
    return size if size < ULONG_RANGE else 0


def _halves(text: str) -> list[str]:
    parts = text.split(":")
    if len(parts) > 2:
        raise Refused(text)
    return parts


class Beancounter(Codec):
    """``barrier:limit``, or one number for both; ``unlimited`` is LONG_MAX. ``unit`` in bytes, 0 for items."""

    shape = "limits"

    def __init__(self, unit: int, *, pages: bool = True) -> None:
        self.unit = unit
        self.suffixes = "" if not unit else "TGMKPB" if pages else "TGMKB"
        number = "a number with an optional suffix " + "/".join(self.suffixes) if unit else "a whole number"
        self.expects = f"barrier:limit, each {number} or 'unlimited'"

    def decode(self, text: str) -> Pair:
        """Read a pair; above LONG_MAX it is truncated to ``unlimited``, as vzctl does with a warning."""
        match = _PLAIN_PAIR.fullmatch(text)
        if match:
            barrier, limit = match.groups()
            low = int(barrier)
            return Pair(low, low if limit is None else int(limit))
        numbers = []
        for part in _halves(text):
            try:
                numbers.append(UNLIMITED if part == "unlimited" else read_size(part, self.unit, self.suffixes))
            except Refused:
                raise Refused(text) from None
        pair = Pair(min(numbers[0], UNLIMITED), min(numbers[-1], UNLIMITED))
        if max(numbers) > UNLIMITED:
            raise Refused(text, kept=pair, verdict="truncated")
        return pair

    def encode(self, value: Pair) -> str:
        """Write ``b:l``, or one number where both are equal, as vzctl saves it."""
        barrier, limit = value
        low = "unlimited" if barrier == UNLIMITED else str(barrier)
        return low if barrier == limit else f"{low}:{'unlimited' if limit == UNLIMITED else limit}"


class DiskQuota(Codec):
    """``soft:hard``. vzctl takes no ``unlimited`` here, and stores an overflow although it calls it invalid."""

    shape = "quota"

    def __init__(self, unit: int, *, pages: bool = True, unlimited: bool = False) -> None:
        self.unit = unit
        self.suffixes = "TGMKPB" if pages else "TGMKB"
        self.unlimited = unlimited
        word = " or 'unlimited'" if unlimited else " ('unlimited' is not allowed here)"
        self.expects = f"soft:hard, each a number with an optional suffix {'/'.join(self.suffixes)}{word}"

    def decode(self, text: str) -> Quota:
        """Read a pair, in KiB for disk space and in inodes otherwise."""
        match = _PLAIN_PAIR.fullmatch(text)
        if match:
            soft, hard = match.groups()
            low = int(soft)
            return Quota(low, low if hard is None else int(hard))
        numbers = []
        for part in _halves(text):
            try:
                known = self.unlimited and part == "unlimited"
                numbers.append(UNLIMITED if known else read_size(part, self.unit, self.suffixes))
            except Refused:
                raise Refused(text) from None
        quota = Quota(min(numbers[0], UNLIMITED), min(numbers[-1], UNLIMITED))
        if max(numbers) > UNLIMITED and not self.unlimited:
            raise Refused(text, kept=quota)
        return quota

    def encode(self, value: Quota) -> str:
        """Write ``soft:hard`` in digits."""
        return f"{value.soft}:{value.hard}"
