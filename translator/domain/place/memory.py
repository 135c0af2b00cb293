"""How much memory has a container, and how much from the start?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from translator.domain.graft import set_text
from translator.domain.place import Place
from translator.domain.place.scalar import KIB, Scalar
from translator.domain.reader import IMPLIED, Reader, scaled
from translator.domain.view import View

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

_UNIT = frozenset(("unit",))


class Memory(Scalar):
    """The memory; what a container starts with is all of it, and is printed and updated with it."""

    def __init__(self, path: str) -> None:
        super().__init__(path, KIB)

    def read(self, reader: Reader, element: Element) -> None:
        """Read KiB; libvirt's OpenVZ driver, which does not know the RAM, prints 0 for every container."""
        if not (element.text or "").strip("0") and scaled(element, 1024) == 0:
            reader.take(element, self.path, IMPLIED)
            reader.leaf(element, self.path, _UNIT)
        else:
            super().read(reader, element)

    def write(self, value: Any, view: View) -> str:
        """Return both lines."""
        return f"  <memory unit='KiB'>{value}</memory>\n  <currentMemory unit='KiB'>{value}</currentMemory>\n"

    def update_text(self, base: Side, element: Element, model: Element) -> None:
        """Have what the container starts with be what its memory is, where it was, and never be more."""
        former = scaled(element, 1024)
        super().update_text(base, element, model)
        current = base.root.find("currentMemory")
        if current is None:
            return
        amount = scaled(current, 1024)
        if amount in (former, None) or (amount or 0) > (scaled(element, 1024) or 0):
            set_text(current, element.text)
            current.set("unit", element.get("unit", "KiB"))


class CurrentMemory(Place):
    """What a container starts with: its memory, which is what prints it."""

    def read(self, reader: Reader, element: Element) -> None:
        """Take it; when the memory is known, what is less is dropped, and what is more is in the view."""
        amount = scaled(element, 1024)
        if amount is not None and amount != reader.view.get("memory", -1) * 1024:
            reader.checks.append(partial(self._check, len(reader.nodes), -(-amount // 1024)))
        reader.take(element, self.path, IMPLIED)
        reader.leaf(element, self.path, _UNIT)

    def _check(self, at: int, amount: int, reader: Reader) -> None:
        memory = reader.view.get("memory", amount)
        if 0 < amount < memory:
            reason = "a container has no balloon: it gets its memory whole"
            line, path, *_ = reader.nodes[at]
            reader.nodes[at] = (line, path, "dropped", "", reason)
            reader.dropped = True
        elif amount > memory:
            reader.view[self.path] = amount
