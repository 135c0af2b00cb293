"""Which CPUs or NUMA nodes does "0-2,7", "all" or "auto" name?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from translator.values.codec import Codec, Refused, scanned_int

HIGHEST = 4095
_LIST = re.compile(r"[0-9]+(?:-[0-9]+)?(?:,[0-9]+(?:-[0-9]+)?)*,?")

#: Ranges ``(first, last)``, inclusive, sorted, merged.
Ranges = tuple[tuple[int, int], ...]


def merge_ranges(numbers: Iterable[int]) -> Ranges:
    """Return the sorted, merged ranges of numbers."""
    return merge_spans((number, number) for number in numbers)


def merge_spans(spans: Iterable[tuple[int, int]]) -> Ranges:
    """Return sorted, merged ranges of such that may overlap."""
    ranges: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if ranges and low <= ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], max(high, ranges[-1][1]))
        else:
            ranges.append((low, high))
    return tuple(ranges)


def bits_of(first: int, last: int) -> int:
    """Return the number in whose binary digits those from ``first`` to ``last`` are ones; 0 where there are none."""
    return (2 << last) - (1 << first) if first <= last else 0


def write_ranges(ranges: Ranges) -> str:
    """Write ``0-2,7``."""
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


class Mask(Codec):
    """A list of numbers and ranges, or a word. The value is a tuple of ranges, ``"all"`` or ``"auto"``."""

    def __init__(self, *words: str, empty: bool = False) -> None:
        self.words = words
        self.empty = empty
        self.expects = f"a list such as 0-2,7 (numbers up to {HIGHEST}), or " + " or ".join(f"'{w}'" for w in words)

    def decode(self, text: str) -> Ranges | str:
        """Read the list; a trailing comma is tolerated, as vzctl does."""
        if text in self.words:
            return text
        if not text and self.empty:
            return "all"
        if _LIST.fullmatch(text) is None:
            raise Refused(text)
        spans: set[tuple[int, int]] = set()
        for item in text.rstrip(",").split(","):
            first, _, last = item.partition("-")
            low, high = self.number(first), self.number(last or first)
            if not 0 <= low <= high <= HIGHEST:
                raise Refused(text)
            spans.add((low, high))
        ranges = merge_spans(spans)
        return "all" if ranges == ((0, HIGHEST),) else ranges

    @staticmethod
    def number(digits: str) -> int:
        """Read one number: vzctl keeps 32 bits, and for one that is below zero then it writes outside its mask."""
        return int(digits) if len(digits) < 10 else scanned_int("", digits)

    def encode(self, value: Ranges | str) -> str:
        """Write the sorted, merged list or the word."""
        return value if isinstance(value, str) else write_ranges(value)
