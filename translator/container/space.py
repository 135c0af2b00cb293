"""How much disk space can a container take, by DISKSPACE?"""

from __future__ import annotations

from translator.values.codec import UNLIMITED
from translator.values.number import INT_MAX
from translator.values.size import Quota

#: More than any machine has (2 EiB) is no limit.
BEYOND = 1 << 61


def limit_of(space: Quota) -> int | None:
    """Return the hard limit of DISKSPACE in bytes, None for none: 0, the largest number, or that of a 32-bit kernel."""
    kib = space.hard
    unlimited = kib in (0, INT_MAX) or kib >= UNLIMITED // 1024 or kib * 1024 >= BEYOND
    return None if unlimited else kib * 1024
