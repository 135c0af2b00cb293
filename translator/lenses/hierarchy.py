"""Which hierarchy of cgroups does the host have that a document is for?

libvirt hands both the same numbers, which do not mean the same: weights have other defaults, and the limit of swap is
that of RAM and swap together on v1 alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from translator.conf.settle import Settings
from translator.domain.view import View
from translator.lenses.lens import Got, Lens, Put

Hierarchy = Literal["v1", "v2"]
HIERARCHIES: tuple[Hierarchy, ...] = ("v2", "v1")
#: What every distribution of today has.
USUAL: Hierarchy = "v2"
#: The mark of a document for v2. One without is of another program, or of a release of ours that knew v1 alone: then
#: libvirt's manual holds, which describes v1.
MARK = "cgroup"


def hierarchy_named(text: str | None) -> Hierarchy:
    """Return a hierarchy, the usual one for None; ValueError for a name that is none."""
    if text is None:
        return USUAL
    for name in HIERARCHIES:
        if name == text:
            return name
    raise ValueError(f"no hierarchy of cgroups: {text!r} (expected {' or '.join(HIERARCHIES)})")


class HierarchyLens(Lens):
    """The hierarchy is the caller's choice (``--cgroup``); the residue says for which one a document was written."""

    def __init__(self, chosen: str | None) -> None:
        self.options = {} if chosen is None else {"cgroup": chosen}
        self.hierarchy = hierarchy_named(chosen)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Mark a document for v2."""
        if self.hierarchy == "v2":
            got.derived[MARK] = "v2"

    def put(self, put: Put) -> None:
        """Leave the conf alone: it is of another kernel."""

    def options_of(self, view: View, derived: Mapping[str, Any]) -> Mapping[str, str]:
        """Return what the document was written for."""
        return {"cgroup": "v2" if derived.get(MARK) == "v2" else "v1"}
