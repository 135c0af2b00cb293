"""What does one of the documents of an update say, and how does an element come into it or leave it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from translator.domain.graft import copied, insert, remove
from translator.domain.view import View

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Elements that stay when nothing is left in them.
KEPT_EMPTY = frozenset(("domain", "devices"))


class Side(NamedTuple):
    """A document: its root, its view, and libvirt's order of the elements below each path ('' for the root)."""

    root: Element
    view: View
    order: Mapping[str, Sequence[str]]

    def above(self, path: str) -> Element:
        """Return the element above a path's last one, with what is missing on the way."""
        parent, way = self.root, ""
        for tag in path.split("/")[:-1]:
            below = parent.find(tag)
            parent = insert(parent, parent.makeelement(tag), self.order.get(way, ())) if below is None else below
            way = f"{way}/{tag}" if way else tag
        return parent

    def add(self, path: str, model: Element, *, before: Element | None = None) -> Element:
        """Put a copy of an element where libvirt would print it, or before another one."""
        order = self.order.get(path.rpartition("/")[0], ())
        return insert(self.above(path), copied(model), order, before=before)

    def pairs(self, path: str, after: Side) -> Iterator[tuple[Element, Element]]:
        """Yield each element of a path with that of ``after`` that it is to say the same as.

        One that is missing is added, whole; where ``after`` has none, all of them go.
        """
        model, present = after.root.find(path), self.root.findall(path)
        if model is None:
            take_out(present)
            return
        if not present:
            self.add(path, model)
        for element in present:
            yield element, model


def take_out(elements: Iterable[Element]) -> None:
    """Take elements out, and what they leave empty."""
    for element in elements:
        parent = element.getparent()
        remove(element)
        if parent is not None and parent.tag not in KEPT_EMPTY and not len(parent):
            remove(parent)
