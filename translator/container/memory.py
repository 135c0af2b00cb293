"""Has a container RAM and swap of its own, or beancounters alone?"""

from __future__ import annotations

from typing import Any, Literal

from translator.conf.settle import Settings
from translator.values.codec import UNLIMITED, UNSET
from translator.values.number import INT_MAX

#: ``vswap``: RAM and swap (PHYSPAGES, SWAPPAGES) rule, the other beancounters are optional; ``ubc``: they rule.
MemoryModel = Literal["vswap", "ubc"]
#: What ``vzctl set --ram unlimited --swap unlimited`` saves, in pages: no limit, and yet a VSwap container. The word
#: ``unlimited`` is no swap of one: the kernel refuses its sum with the RAM, and the container does not start.
VSWAP_UNLIMITED = 2**63 >> 12


def is_unlimited(pages: int) -> bool:
    """Whether a limit is none: LONG_MAX, or INT_MAX of a 32-bit kernel. vzctl's own test."""
    return pages in (UNLIMITED, INT_MAX)


def is_vswap(physpages: Any) -> bool:
    """Whether the value of PHYSPAGES, or UNSET, makes a VSwap container: vzctl's own test."""
    return physpages is not UNSET and not is_unlimited(physpages.limit)


def memory_model(settings: Settings) -> MemoryModel:
    """Return by what a container's memory is limited."""
    return "vswap" if is_vswap(settings.value("PHYSPAGES")) else "ubc"
