"""Which single numbers does a parameter take, and what do vzctl's readers make of odd ones?"""

from __future__ import annotations

import math
import re
import struct
from typing import NamedTuple

from translator.values.codec import ULONG_RANGE, UNLIMITED, UNSET, Codec, Refused, number_of
from translator.values.size import read_size

_INTEGER = re.compile(r"[ \t\n\v\f\r]*([+-]?)([0-9]+)")
_SPACE = " \t\n\v\f\r"
INT_MAX = 2**31 - 1


def read_unsigned(text: str) -> int:
    """Read as C's strtoul does: leading blanks, a sign that wraps, nothing after the digits; empty is 0."""
    match = _INTEGER.fullmatch(text)
    if match is None:
        if text.strip(_SPACE) == "":
            return _empty(text)
        raise Refused(text)
    sign, digits = match.groups()
    number = number_of(digits)
    if number >= ULONG_RANGE:
        raise Refused(text)
    return -number % ULONG_RANGE if sign == "-" else number


def _empty(text: str) -> int:
    # strtol leaves its end pointer at the start when it finds no digits: blanks are then trailing text
    if text:
        raise Refused(text)
    return 0


def read_int(text: str) -> int:
    """Read as C's strtol does, within 32 bits; empty is 0."""
    match = _INTEGER.fullmatch(text)
    if match is None:
        if text.strip(_SPACE) == "":
            return _empty(text)
        raise Refused(text)
    digits = match[2]
    number = number_of(digits)
    if match[1] == "-":
        number = -number
    if not -INT_MAX - 1 <= number <= INT_MAX:
        raise Refused(text)
    return number


class Unsigned(Codec):
    """An unsigned long; ``unlimited`` is LONG_MAX where vzctl reads it so. Bounds are inclusive."""

    def __init__(self, low: int = 0, high: int = UNLIMITED, *, word: bool = True, empty: bool = True) -> None:
        self.low, self.high, self.word, self.empty = low, high, word, empty
        self.expects = f"a whole number from {low} to {'2^63-1' if high == UNLIMITED else high}"

    def decode(self, text: str) -> int:
        """Read the number, in the parameter's unit."""
        if not text and not self.empty:
            raise Refused(text)
        number = UNLIMITED if self.word and text == "unlimited" else read_unsigned(text)
        if not self.low <= number <= self.high:
            raise Refused(text)
        return number

    def encode(self, value: int) -> str:
        """Write digits: the word ``unlimited`` is never written back here."""
        return str(value)


class Integer(Codec):
    """A C int within bounds (inclusive). ``erases`` names the texts after which vzctl forgets an earlier line too;
    with ``unset_below`` a number below the bounds is none, and no mistake.
    """

    def __init__(self, low: int, high: int, *, erases: str = "", unset_below: bool = False, empty: bool = True) -> None:
        self.low, self.high, self.erases, self.forgets, self.empty = low, high, erases, unset_below, empty
        self.expects = f"a whole number from {low} to {high}"

    def decode(self, text: str) -> object:
        """Read the number, in the parameter's unit."""
        if not text and not self.empty:
            raise Refused(text)
        try:
            number = read_int(text)
        except Refused:
            raise Refused(text, erases=self.erases == "any") from None
        if number < self.low and self.forgets:
            return UNSET
        if not self.low <= number <= self.high:
            raise Refused(text, erases=bool(self.erases))
        return number

    def encode(self, value: int) -> str:
        """Write digits."""
        return str(value)


class IoLimit(Codec):
    """Bytes a second, whole numbers with an optional suffix; 0 and ``unlimited`` mean no limit."""

    _SUFFIXES = "TGMKPB"
    expects = (
        f"bytes a second up to {INT_MAX}, a whole number with an optional suffix {'/'.join(_SUFFIXES)}, or 'unlimited'"
    )

    def decode(self, text: str) -> int:
        """Read bytes a second; vzctl caps at 2147483647 with a warning."""
        if text == "unlimited":
            return 0
        if "." in text:
            raise Refused(text, erases=True)
        try:
            number = read_size(text, 1, self._SUFFIXES)
        except Refused:
            raise Refused(text, erases=True) from None
        if number > INT_MAX:
            raise Refused(text, kept=INT_MAX, verdict="truncated")
        return number

    def encode(self, value: int) -> str:
        """Write bytes a second."""
        return str(value)


class HostPercent(NamedTuple):
    """``N%``: a share of the whole host, which only the host's number of CPUs turns into percent of one CPU."""

    percent: int


class CpuLimit(Codec):
    """Percent of one CPU (100 is one CPU, 0 no limit), or ``N%`` of the host. Numbers wrap at 32 bits, as in vzctl."""

    expects = (
        "a whole number, percent of one CPU (100 is one CPU, 0 no limit), or with % a share of the host up to 100%"
    )

    def decode(self, text: str) -> int | HostPercent:
        """Read percent of one CPU."""
        share = text.endswith("%")
        try:
            number = read_unsigned(text[:-1] if share else text)
        except Refused:
            raise Refused(text) from None
        number &= 0xFFFFFFFF
        if number > INT_MAX:
            number -= 1 << 32
        if not share:
            return number % ULONG_RANGE
        if not 0 <= number <= 100:  # one below zero is a huge one to vzctl, which holds it against 100 without its sign
            raise Refused(text)
        return HostPercent(number) if number else 0

    def encode(self, value: int | HostPercent) -> str:
        """Write the number; a share of the host stays one, for only the host could resolve it."""
        return f"{value.percent}%" if isinstance(value, HostPercent) else str(value)


#: What scanf's %f takes: a prefix 0x without digits, or ``infi`` that runs on otherwise, is no number to it.
FLOAT = re.compile(
    r"[ \t\n\v\f\r]*([+-]?(?:0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]*)(?:p[+-]?[0-9]+)?"
    r"|(?!0x)(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity|(?!i))|nan))",
    re.IGNORECASE | re.ASCII,
)


class Factor(Codec):
    """A float as scanf's %f reads it, in single precision; text after the number is ignored."""

    expects = "a number"

    def decode(self, text: str) -> float:
        """Read the leading number."""
        match = FLOAT.match(text)
        if match is None:
            raise Refused(text)
        word = match[1].lower()
        try:
            number = float.fromhex(word.replace("0x.", "0x0.")) if "0x" in word else float(word)
            return float(struct.unpack("f", struct.pack("f", number))[0])
        except OverflowError:
            return float("-inf") if word.startswith("-") else float("inf")

    def encode(self, value: float) -> str:
        """Write six digits, C's %g, which writes the sign of what is no number, too."""
        return "-nan" if value != value and math.copysign(1, value) < 0 else f"{value:g}"

    def write(self, value: float) -> str:
        """Write all digits."""
        return repr(value) if value == value else self.encode(value)

    def faithful(self, value: float) -> bool:
        """Six digits do not always give the same float back."""
        return value != value or self.decode(self.encode(value)) == value


class MemInfo(Codec):
    """What /proc/meminfo shows inside: ``none``, ``pages:N`` (pages) or ``privvmpages:N`` (a factor)."""

    expects = "'none', 'pages:N' or 'privvmpages:N' with N above 0"
    _NUMBER = r"[ \t\n\v\f\r]*([+-]?)([0-9]+)"
    _FORM = re.compile(rf"(pages|privvmpages):{_NUMBER}.*", re.DOTALL)
    #: Behind this word may stand anything but a number, which vzctl then has scanned and does not want.
    _NONE = re.compile(rf"none(?::(?!{_NUMBER}).*)?", re.DOTALL)

    def decode(self, text: str) -> object:
        """Read mode and number; what follows the digits is ignored."""
        if not text:
            return UNSET
        if self._NONE.fullmatch(text):
            return ("none", 0)
        match = self._FORM.fullmatch(text)
        if match is None:
            raise Refused(text)
        number = min(number_of(match[3]), ULONG_RANGE - 1)
        if match[2] == "-" and number != ULONG_RANGE - 1:
            number = -number % ULONG_RANGE
        if not number:
            raise Refused(text)
        return (match[1], number)

    def encode(self, value: tuple[str, int]) -> str:
        """Write ``mode:N``."""
        mode, number = value
        return mode if mode == "none" else f"{mode}:{number}"
