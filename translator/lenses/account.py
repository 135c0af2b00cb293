"""What became of each node of a document on its way into a conf, and what has to be said of it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from translator.domain.places import RECORDS
from translator.domain.read import Document
from translator.domain.view import View
from translator.finding import Finding
from translator.lenses.lens import Driver, Put, Remark
from translator.lenses.merge import MERGED
from translator.lenses.residue_read import Residue
from translator.levels import make_finding
from translator.report import Entry

#: What is in the conf, and means something else there.
_GIVEN_UP = frozenset(("VZ551", "VZ552", "VZ554", "VZ522"))


def account(
    document: Document, residue: Residue, driver: Driver, put: Put, line: int
) -> tuple[Callable[[], tuple[Entry, ...]], list[Finding]]:
    """Return what makes an entry for each node, and a finding for each loss, each rounding and each refused value.

    What is about a node that is not there is told at ``line``, that of the root.
    """
    owned = driver.owned
    findings: list[Finding] = []
    nodes = document.nodes
    for at, (number, name, status, place, _) in enumerate(nodes):
        if place not in owned:
            if status != "dropped":
                nodes[at] = (number, name, "dropped", "", f"the {driver.name} driver has no place for it")
            findings.append(_loss(Entry(*nodes[at])))
    if residue.lost:
        findings += [_loss(entry) for entry in residue.entries() if entry[2] == "dropped"]
    for at, message in residue.objections:
        findings.append(make_finding(at, 1, "VZ201", message, "metadata/container/parameter"))
    if not put.losses and not put.notes:
        return lambda: (*map(Entry._make, nodes), *residue.entries()), findings
    entries = [*map(Entry._make, nodes), *residue.entries()]
    lines = _Lines(entries, put.view, line)
    for remark in put.losses:
        entry = Entry(lines.of(remark), remark.place, "dropped", "", remark.message)
        entries.append(entry)
        findings.append(_loss(entry, remark.code or "VZ502"))
    for remark in put.notes:
        message = remark.message if remark.code in MERGED else f"{_named(remark.place)}: {remark.message}"
        findings.append(make_finding(max(1, lines.of(remark)), 1, remark.code or "VZ503", message, remark.place))
    return lambda: tuple(entries), findings


class _Lines:
    """The lines of a document's nodes, by path, and of the records of one place by their order."""

    def __init__(self, entries: Sequence[Entry], view: View, line: int) -> None:
        self._line = line
        self._by_path = {entry.name: entry.line for entry in reversed(entries)}
        self._by_place: dict[str, list[int]] = {}
        for entry in entries:
            self._by_place.setdefault(entry.place, []).append(entry.line)
        self._records: dict[int, tuple[str, int]] = {
            id(record): (place, at)
            for place in RECORDS
            for at, record in reversed(list(enumerate(view.get(place, ()))))
        }

    def of(self, remark: Remark) -> int:
        """Return the line of what a remark is about, or of the nearest node above."""
        if remark.record is not None:
            place, at = self._records.get(id(remark.record), ("", 0))
            if place:
                return self._by_place[place][at]
        path = remark.place
        while path:
            line = self._by_path.get(path) or self._by_path.get(f"devices/{path}")
            if line:
                return line
            path = path.rpartition("/")[0]
        return self._line


def _loss(entry: Entry, code: str = "VZ502") -> Finding:
    what = _named(entry.name) if code in _GIVEN_UP else f"{_named(entry.name)} is dropped"
    message = f"{what}: {entry.reason}"
    return make_finding(max(1, entry.line), 1, code, message, entry.name)


def _named(path: str) -> str:
    """Write a node's path for people: the element in brackets, an attribute with its name."""
    if "/@" in path:
        element, _, attribute = path.rpartition("/@")
        return f"{attribute}= of <{element.rpartition('/')[2]}>"
    return f"<{path.rpartition('/')[2]}>"
