"""What does a conf say that matters across a fleet? Its size, its addresses, and what no other container may have."""

from __future__ import annotations

import re
from typing import Any

from translator.conf.dialect import Dialect
from translator.conf.directive import uuid_of
from translator.conf.settle import settle
from translator.conf.tree import Assignment, Comment, Tree
from translator.fleet.outcome import Facts
from translator.values.codec import UNLIMITED, UNSET
from translator.values.netif import COMMON_HOST_MAC
from translator.values.size import PAGE

_MEMORY = re.compile(r"<memory unit='KiB'>([0-9]+)</memory>")
#: libvirt's "no limit", in KiB.
_NO_LIMIT = 9007199254740991
_WANTED = frozenset(
    "NAME HOSTNAME OSTEMPLATE VE_LAYOUT PHYSPAGES SWAPPAGES DISKSPACE CPUS ONBOOT IP_ADDRESS NETIF VE_PRIVATE VE_ROOT"
    " UUID".split()
)


def read_facts(tree: Tree, dialect: Dialect, ctid: str, document: str) -> tuple[Facts, tuple[tuple[str, str], ...]]:
    """Return the facts of a conf and what it uses; ``document`` is its domain document, for the RAM it comes to."""
    wanted = [leaf for leaf in tree if type(leaf) is Assignment and leaf.name in _WANTED]
    settings = settle(wanted, dialect)
    get = settings.value
    physical, swap, disk = get("PHYSPAGES"), get("SWAPPAGES"), get("DISKSPACE")
    vswap = physical is not UNSET and physical.limit < UNLIMITED
    layout = _text(get("VE_LAYOUT"))
    memory = _MEMORY.search(document)
    facts = Facts(
        name=_text(get("NAME")),
        hostname=_text(get("HOSTNAME")),
        template=_text(get("OSTEMPLATE")),
        layout=layout.partition(":")[0] if layout else None,
        memory_model="vswap" if vswap else "ubc",
        ram=_finite(int(memory[1]), 1024, _NO_LIMIT) if memory else None,
        swap=None if swap is UNSET else _finite(swap.limit, PAGE, UNLIMITED),
        disk=None if disk is UNSET else _finite(disk.hard, 1024, UNLIMITED // 1024),
        cpus=_finite(get("CPUS"), 1, UNLIMITED) or None if get("CPUS") is not UNSET else None,
        onboot=_text(get("ONBOOT")),
    )
    return facts, tuple(dict.fromkeys(_uses(get, tree, ctid)))


def _text(value: Any) -> str | None:
    return str(value) if value is not UNSET and value else None


def _finite(number: int, unit: int, ceiling: int) -> int | None:
    """Return bytes, None for what means "no limit" or is larger than any machine (2 EiB)."""
    return number * unit if number < ceiling and number * unit < 1 << 61 else None


def _uses(get: Any, tree: Tree, ctid: str) -> list[tuple[str, str]]:
    found = [("ip", address.ip) for address in get("IP_ADDRESS") or ()]
    for interface in get("NETIF") or ():
        for kind, value in (
            ("mac", interface.mac),
            ("mac", interface.host_mac if interface.host_mac not in (interface.mac, COMMON_HOST_MAC) else None),
            ("host_ifname", interface.host_ifname),
            ("bridge", interface.bridge or interface.network),
        ):
            if value:
                found.append((kind, value))
        found.extend(("ip", ip.partition("/")[0]) for ip in (interface.other("ip") or "").split(" ") if ip)
    for kind in ("NAME", "VE_PRIVATE", "VE_ROOT"):
        value = get(kind)
        if value is not UNSET and value:
            path = str(value).replace("${VEID}", ctid).replace("$VEID", ctid)
            found.append((kind.removeprefix("VE_").lower(), path))
    uuid = uuid_of(tuple(leaf for leaf in tree if type(leaf) is Comment and leaf.raw.startswith("#UUID")))
    if uuid:
        found.append(("uuid", uuid))
    return found
