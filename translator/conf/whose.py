"""Whose conf does a text look like? That of OpenVZ 7 has names, and fields of NETIF, that vzctl never had."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from translator.conf.dialect import DialectName

#: Parameters that libvzctl alone saves, whatever else is in the file. Those of Virtuozzo's older kernels are not here.
NAMES = (
    *("UUID", "DISK", "VE_TYPE", "VE_ENVIRONMENT", "MEMGUARANTEE_BYTES", "CPULIMIT_MHZ", "AUTOCOMPACT", "AUTOSTOP"),
    *("HA_ENABLE", "HA_PRIO", "BINDMOUNT", "REPAIR_MODE", "PAGECACHE_ISOLATION", "RATEMPU"),
)
#: Fields of NETIF that only libvzctl reads.
FIELDS = ("network", "type", "configure", "ip", "gw", "gw6", "ipfilter", "vporttype")
_SIGN = re.compile(
    rf"""^[ \t]*(?:(?P<name>{"|".join(NAMES)})=|NETIF=(?=[^#\n]*?(?<![a-z_])(?P<field>{"|".join(FIELDS)})=))""",
    re.MULTILINE,
)


class Sign(NamedTuple):
    """What a text has of OpenVZ 7's: the place in it, and the parameter or field."""

    start: int
    word: str


def sign_of_seven(text: str) -> Sign | None:
    """Return the first thing that only libvzctl reads, None where there is none."""
    match = _SIGN.search(text)
    return None if match is None else Sign(match.start(), match["name"] or f"{match['field']}= in NETIF")


#: The word for the dialect that each text looks like.
Auto = Literal["auto"]
AUTO: Auto = "auto"


def dialect_for(text: str, chosen: DialectName | Auto) -> DialectName:
    """Return the dialect to read a conf by: the one that was chosen, or with ``auto`` the one that it looks like."""
    if chosen != AUTO:
        return chosen
    return "vzctl" if sign_of_seven(text) is None else "libvzctl"
