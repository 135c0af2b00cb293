"""How much can a container put on its disk, by DISKSPACE and DISKINODES?"""

from __future__ import annotations

from translator.values.number import INT_MAX
from translator.values.size import Quota

#: More than any machine has (2 EiB) is no limit.
BEYOND = 1 << 61


def is_open(number: int) -> bool:
    """Whether a number of DISKSPACE or DISKINODES limits nothing: 0, the largest one, or that of a 32-bit kernel."""
    return number in (0, INT_MAX) or number >= BEYOND // 1024


def limit_of(space: Quota) -> int | None:
    """Return the hard limit of DISKSPACE in bytes, None for none."""
    return None if is_open(space.hard) else space.hard * 1024
