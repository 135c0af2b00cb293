"""Which libvirt can a document be for?"""

from __future__ import annotations

from typing import Final

Release = tuple[int, int]
#: The releases that are meant by a number alone: those of Debian 12, Ubuntu 24.04, Debian 13 and sid.
RELEASES: Final[dict[str, Release]] = {"9": (9, 0), "10": (10, 0), "11": (11, 3), "12": (12, 8)}
NEWEST: Final = "12"
