"""Which names in a conf does no reader know, but a script may, for it is a file that shells source?

vzctl's own network script (``vznetcfg``, ``vznetaddbr``) and those that wikis and panels have people put beside a conf
read them: a bridge for an interface, its address, its gateway.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

Use = Literal["bridge", "address", "gateway", "other"]

_USES: Final[tuple[tuple[Use, re.Pattern[str]], ...]] = (
    (
        "bridge",
        re.compile(r"(?:VE_)?BRIDGEDEV(?:_(?P<device>[A-Za-z0-9_]+))?|VZHOSTBR|VMBRIDGEIF|VETHBR(?:_[A-Za-z0-9_]+)?"),
    ),
    ("address", re.compile(r"(?:VE_)?VETH_IP_?ADDRESS(?:_(?P<device>[A-Za-z0-9_]+))?")),
    ("gateway", re.compile(r"(?:VE_|VETH_)?DEFAULT_?GATEWAY(?:_(?P<device>[A-Za-z0-9_]+))?")),
    ("other", re.compile(r"(?:ELAB|FIREWALL|VETH_|VE_VETH|VLAN|EXTERNAL_SCRIPT|CUSTOM_SCRIPT)[A-Za-z0-9_]*")),
)


class ScriptKey(NamedTuple):
    """What a name says to a script; ``device`` is the interface inside that it is about, '' for any."""

    use: Use
    device: str


def script_key(name: str) -> ScriptKey | None:
    """Return what a name that no reader knows says to a script, None where no script is known to read it."""
    for use, pattern in _USES:
        if match := pattern.fullmatch(name):
            return ScriptKey(use, match.groupdict().get("device") or "")
    return None
