"""Which targets are there? Each is a module here that holds one as ``TARGET``; no other file knows its name.

Modules are imported when they are asked for: which there are is told by the folder.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from translator.target import Target

#: What every container passes through: any text that no other target recognises.
HUB = "conf"
#: What a conf becomes where nobody says.
USUAL = "domain"
#: The words for ``--to``.
TARGETS = tuple(sorted(module.name for module in iter_modules(__path__)))


@cache
def target_named(name: str) -> Target:
    """Return a target; ValueError for a name that is none."""
    if name not in TARGETS:
        raise ValueError(f"no target {name!r}: one of {', '.join(TARGETS)}")
    target = import_module(f"{__name__}.{name}").TARGET
    assert isinstance(target, Target)  # noqa: S101 - the modules are ours
    return target


def name_of(text: str) -> str:
    """Return the name of the target that a text is."""
    return next((name for name in TARGETS if (known := target_named(name).recognises) and known(text)), HUB)


def wanted(source: str, to: str | None) -> str:
    """Return the name of what a source becomes: what the caller says, or else a conf, and of a conf a document."""
    return to or (USUAL if source == HUB else HUB)
