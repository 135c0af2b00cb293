"""Which single numbers, texts and identities does libvzctl 8.0 read otherwise than vzctl?

Observed in libvzctl's own reader: its plain numbers are C's strtoul, so a sign wraps, but neither an empty text nor the
word ``unlimited`` is a number.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from translator.characters import trim
from translator.values.codec import ULONG_RANGE, UNSET, Codec, Refused, number_of
from translator.values.mask import Mask, Ranges
from translator.values.number import INT_MAX, Unsigned, read_unsigned
from translator.values.size import Beancounter, Pair
from translator.values.word import Text, Word

_UINT_MAX = 2**32 - 1
_MULTIPLIER = {"T": 1 << 40, "G": 1 << 30, "M": 1 << 20, "K": 1 << 10, "B": 1}
_SPACE = r"[ \t\n\v\f\r]*"
_LEADING = _SPACE + r"([+-]?)([0-9]+)"
_BYTES = rf"(?s)(?:{_SPACE}([+-]?)([0-9]+))?(?:([TGMKBtgmkb]).*)?"


def plain_number(low: int = 0, high: int = ULONG_RANGE - 1) -> Unsigned:
    """Return the codec of libvzctl's plain numbers: ``-1`` is 2^64-1, empty and ``unlimited`` are refused."""
    return Unsigned(low, high, word=False, empty=False)


class SmallNumber(Codec):
    """A C int within bounds. libvzctl keeps the low 32 bits of a number far below zero."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high
        self.expects = f"a whole number from {low} to {high}"

    def decode(self, text: str) -> int:
        """Read the number."""
        match = re.fullmatch(_LEADING, text)
        if match is None:
            raise Refused(text)
        number = number_of(match[2])
        number = -number if match[1] == "-" else number
        if not -(2**63) <= number <= INT_MAX:
            raise Refused(text)
        number = (number + 2**31) % 2**32 - 2**31
        if not self.low <= number <= self.high:
            raise Refused(text)
        return number

    def encode(self, value: int) -> str:
        """Write digits."""
        return str(value)


class Counters(Beancounter):
    """``barrier:limit`` without the suffix P. Too large is LONG_MAX, without a word; saved as two numbers in digits.

    ``single`` is NUMMEMORYSUBGROUPS, of which only the limit is saved.
    """

    def __init__(self, unit: int, *, single: bool = False) -> None:
        super().__init__(unit, pages=False)
        self.single = single

    def decode(self, text: str) -> Pair:
        """Read a pair; too large is not worth a warning to libvzctl."""
        try:
            return super().decode(text)
        except Refused as refused:
            if refused.verdict == "truncated":
                pair: Pair = refused.kept
                return pair
            raise

    def encode(self, value: Pair) -> str:
        """Write ``barrier:limit`` in digits, or the limit alone."""
        return str(value.limit) if self.single else f"{value.barrier}:{value.limit}"

    def faithful(self, value: Pair) -> bool:
        """A barrier of its own is lost where only the limit is saved."""
        return not self.single or value.barrier == value.limit

    def write(self, value: Pair) -> str:
        """Write both numbers, always."""
        return f"{value.barrier}:{value.limit}"


class Bandwidth(Codec):
    """Bytes a second: a whole number, then a suffix letter after which anything may stand (``10MB`` is ``10M``)."""

    expects = f"bytes a second below {_UINT_MAX}, a whole number with an optional suffix T/G/M/K/B, or 'unlimited'"

    def decode(self, text: str) -> object:
        """Read bytes a second; 0 and ``unlimited`` are no limit, 2^32-1 is nothing set. Products wrap at 64 bits."""
        if text == "unlimited":
            return 0
        match = re.fullmatch(_BYTES, text)
        if match is None:
            raise Refused(text)
        sign, digits, suffix = match.groups()
        number = _unsigned(text, sign, digits or "0") * _MULTIPLIER[(suffix or "B").upper()] % ULONG_RANGE
        if number > _UINT_MAX:
            raise Refused(text)
        return UNSET if number == _UINT_MAX else number

    def encode(self, value: int) -> str:
        """Write bytes a second."""
        return str(value)


def _unsigned(text: str, sign: str | None, digits: str) -> int:
    number = number_of(digits)
    if number >= ULONG_RANGE:
        raise Refused(text)
    return -number % ULONG_RANGE if sign == "-" else number


class Operations(Codec):
    """Disk operations a second; 0 and ``unlimited`` are no limit, 2^32-1 is libvzctl's own word for nothing set.

    Of a text that it refuses, libvzctl keeps the number at its start.
    """

    expects = f"a whole number from 0 to {_UINT_MAX - 1}, or 'unlimited'"

    def decode(self, text: str) -> object:
        """Read the number."""
        if text == "unlimited":
            return 0
        if not text:
            raise Refused(text)  # what libvzctl keeps then is whatever its memory holds
        match = re.match(_LEADING, text)
        number = 0 if match is None else _unsigned(text, match[1], match[2])
        if number > _UINT_MAX:
            raise Refused(text)
        value = UNSET if number == _UINT_MAX else number
        if match is None or match.end() < len(text):
            raise Refused(text, kept=value)
        return value

    def encode(self, value: int) -> str:
        """Write digits."""
        return str(value)


class Megahertz(NamedTuple):
    """A CPU ceiling in MHz of the whole host, which only the host's clock turns into percent."""

    mhz: int


class CpuCeiling(Codec):
    """Percent of one CPU, ``N`` or ``N%``, or ``Nm`` / ``Nmhz`` in MHz; 0 is no limit. No digits are 0."""

    expects = "percent of one CPU such as 50 or 50%, or MHz such as 1000m"
    _FORM = rf"(?:{_SPACE}([+-]?)([0-9]+))?(%|[mM]|[mM][hH][zZ])?"

    def decode(self, text: str) -> int | Megahertz:
        """Read percent of one CPU as a number, MHz as Megahertz."""
        match = re.fullmatch(self._FORM, text)
        if match is None:
            raise Refused(text)
        sign, digits, unit = match.groups()
        number = _unsigned(text, sign, digits or "0")
        return Megahertz(number) if unit and unit != "%" else number

    def encode(self, value: int | Megahertz) -> str:
        """Write percent without sign. libvzctl saves MHz as CPULIMIT_MHZ; here they keep their letter."""
        return f"{value.mhz}m" if isinstance(value, Megahertz) else str(value)

    def rival(self, value: int | Megahertz) -> tuple[str, str] | None:
        """MHz have a parameter of their own."""
        return ("CPULIMIT_MHZ", str(value.mhz)) if isinstance(value, Megahertz) else None


class CpuMegahertz(Codec):
    """MHz; what follows the digits is ignored, and without digits it is 0."""

    expects = "a whole number of MHz"

    def decode(self, text: str) -> int:
        """Read the leading number."""
        match = re.match(_LEADING, text)
        return 0 if match is None else _unsigned(text, match[1], match[2])

    def encode(self, value: int) -> str:
        """Write digits."""
        return str(value)


class Guarantee(Codec):
    """``auto`` or a number. libvzctl saves eleven digits at most."""

    expects = "'auto' or a whole number"

    def decode(self, text: str) -> int | Literal["auto"]:
        """Read the word or the number."""
        if text == "auto":
            return "auto"
        if not text:
            raise Refused(text)
        return read_unsigned(text)

    def encode(self, value: int | str) -> str:
        """Write what libvzctl's buffer has room for."""
        return str(value)[:11]

    def faithful(self, value: int | str) -> bool:
        """Longer numbers are cut."""
        return len(str(value)) <= 11

    def write(self, value: int | str) -> str:
        """Write all digits."""
        return str(value)


class GuaranteedBytes(Guarantee):
    """A number of bytes, or ``auto``, which libvzctl saves as MEMGUARANTEE."""

    def rival(self, value: int | str) -> tuple[str, str] | None:
        """The word goes to the other parameter."""
        return ("MEMGUARANTEE", "auto") if value == "auto" else None


class FullMask(Mask):
    """A list of numbers in which libvzctl saves "all" as an empty text."""

    @staticmethod
    def number(digits: str) -> int:
        """Read one number, whole."""
        return number_of(digits)

    def encode(self, value: Ranges | str) -> str:
        """Write the sorted, merged list, a word, or nothing for all."""
        return "" if value == "all" else super().encode(value)

    def write(self, value: Ranges | str) -> str:
        """Write "all" in full, which every reader takes."""
        return super().encode(value)


_ESCAPES = r"(?:=(?:[0-9A-Fa-f]{2}|[ \t\n\v\f\r+-][0-9A-Fa-f]|[0-9A-Fa-f]?\Z))+"
_ONE = r"=([^=]{0,2})"
_ESCAPED = r"[\x00-,/:-@[-^`{-~]"


class Description(Text):
    """Free text; in a new one, a byte that is no letter, digit, ``-``, ``_``, ``.`` or above 126 becomes ``=HH``."""

    expects = "any text, odd characters as =HH"
    verbatim = True

    def decode(self, text: str) -> str:
        """Return the plain text; an ``=`` that starts no number is itself."""
        if "=" in text:
            text = re.sub(_ESCAPES, _unescape, text)
        return text.partition("\0")[0]

    def encode(self, value: str) -> str:
        """Write ``=HH`` where the format asks for it."""
        return re.sub(_ESCAPED, lambda match: f"={ord(match[0]):02X}", value)


def _unescape(match: re.Match[str]) -> str:
    # one run of escapes is one piece of UTF-8: =C3=A9 is one letter
    numbers = [int(trim(pair) or "0", 16) & 0xFF for pair in re.findall(_ONE, match[0])]
    return bytes(numbers).decode("utf-8", "surrogateescape")


class SoughtWord(Word):
    """A word that libvzctl looks for when it needs it, not when it reads the file: another text is as good as none."""

    def decode(self, text: str) -> str:
        """Take the word; another one is passed over."""
        if text not in self.words:
            raise Refused(text, verdict="word")
        return text


_UUID = r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?|([0-9a-fA-F]{32})"


def read_uuid(text: str) -> str:
    """Return a UUID with dashes and without braces, letter case kept; Refused for anything else."""
    match = re.fullmatch(_UUID, text)
    if match is None:
        raise Refused(text)
    digits = match[2]
    return match[1] or "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Uuid(Text):
    """A UUID with or without braces and dashes; kept with dashes, without braces."""

    expects = "a UUID such as fbcdf284-5345-416b-a589-7b5fcaa87673"

    def decode(self, text: str) -> str:
        """Return the dashed form."""
        return read_uuid(text)
