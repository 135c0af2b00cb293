"""Which CPUs or NUMA nodes does a list of a document name?"""

from __future__ import annotations

import re
from functools import lru_cache

from translator.values.mask import HIGHEST, bits_of

#: What libvirt skips around the numbers: ASCII blanks, and no others.
_BLANKS = " \t\n\v\f\r"
#: A number that is taken out again, a number, or a range; and the comma behind it.
_ITEM = re.compile(r"_(?:\^([0-9]{1,10})|([0-9]{1,10})_(?:-_([0-9]{1,10}))?)_(?:,|\Z)".replace("_", f"[{_BLANKS}]*+"))
#: libvirt reads a number into one of C's int.
_INT_MAX = 2**31 - 1


@lru_cache(1024)  # the reader asks, and so does the lens; hosts have few lists
def read_cpuset(text: str) -> tuple[frozenset[int], bool] | None:
    """Return the numbers up to a mask's HIGHEST, and whether larger ones stand there; None for what libvirt refuses.

    Its parser of bitmaps refuses a range that is taken out (``^4-5``), one that runs backwards, and a list that leaves
    nothing; a last comma it tolerates.
    """
    bits = 0  # one for each number: a list of a megabyte names each of them a thousand times
    more = False
    text = text.rstrip(_BLANKS)
    at = 0
    while at < len(text):
        item = _ITEM.match(text, at)
        if item is None:
            return None
        at = item.end()
        out, first, last = item[1], int(item[2] or 0), int(item[3] or item[2] or 0)
        if last < first or max(int(out or 0), last) > _INT_MAX:
            return None
        if out is None:
            bits |= bits_of(first, min(last, HIGHEST))
            more = more or last > HIGHEST
        else:
            bits &= ~bits_of(int(out), min(int(out), HIGHEST))
    numbers = frozenset(number for number in range(bits.bit_length()) if bits >> number & 1)
    return (numbers, more) if numbers or more else None
