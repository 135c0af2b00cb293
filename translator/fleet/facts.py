"""What does a conf say that matters across a fleet? Its size, its addresses, and what no other container may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from translator.conf.dialect import Dialect
from translator.conf.directive import uuid_of
from translator.conf.settle import Settings, settle
from translator.conf.tree import Tree
from translator.container.claims import claims, shared
from translator.container.memory import memory_model
from translator.container.space import BEYOND, limit_of
from translator.fleet.outcome import Facts
from translator.values.codec import UNLIMITED, UNSET
from translator.values.number import INT_MAX
from translator.values.size import PAGE

_MEMORY = re.compile(r"<memory unit='KiB'>([0-9]{1,19})</memory>")
#: libvirt's "no limit", in KiB.
_NO_LIMIT = 9007199254740991
#: What 32-bit kernels have for "no limit": INT_MAX pages, here in KiB.
_NO_LIMIT_32 = INT_MAX * (PAGE // 1024)


def read_facts(tree: Tree, dialect: Dialect, ctid: str, document: str) -> tuple[Facts, tuple[tuple[str, str], ...]]:
    """Return the facts of a conf and what it uses; ``document`` is its domain document, for the RAM it comes to."""
    settings = settle(tree, dialect)
    get = settings.value
    swap, disk = get("SWAPPAGES"), get("DISKSPACE")
    layout = _text(get("VE_LAYOUT"))
    memory = _MEMORY.search(document)
    facts = Facts(
        name=_text(get("NAME")),
        hostname=_text(get("HOSTNAME")),
        template=_text(get("OSTEMPLATE")),
        layout=layout.partition(":")[0] if layout else None,
        memory_model=memory_model(settings),
        ram=_finite(int(memory[1]), 1024, _NO_LIMIT, _NO_LIMIT_32) if memory else None,
        swap=None if swap is UNSET else _finite(swap.limit, PAGE, UNLIMITED, INT_MAX),
        disk=None if disk is UNSET else limit_of(disk),
        cpus=_finite(get("CPUS"), 1, UNLIMITED) or None if get("CPUS") is not UNSET else None,
        onboot=_text(get("ONBOOT")),
    )
    return facts, tuple(dict.fromkeys(_uses(settings, tree, ctid)))


def _text(value: Any) -> str | None:
    return str(value) if value is not UNSET and value else None


def _finite(number: int, unit: int, ceiling: int, other: int | None = None) -> int | None:
    """Return bytes, None for what means "no limit", as ``other`` does, or is larger than any machine (2 EiB)."""
    return number * unit if number < ceiling and number != other and number * unit < BEYOND else None


def _uses(settings: Settings, tree: Tree, ctid: str) -> Iterator[tuple[str, str]]:
    yield from ((claim.kind, claim.thing) for claim in claims(settings, ctid) if claim.kind != "ctid")
    yield from (("bridge", name) for name in shared(settings))
    uuid = uuid_of(tree)
    if uuid:
        yield "uuid", uuid
