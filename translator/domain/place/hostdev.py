"""How are host devices read, printed and updated: adapters that move into a container, devices that it may open?"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from translator.domain.graft import remove
from translator.domain.match import by_key, reconcile
from translator.domain.place.record import Records
from translator.domain.reader import Reader, content, local
from translator.domain.text import escape
from translator.domain.view import Hostdev

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

#: Each type, with the element that names the device.
_NAMED = {"net": "interface", "misc": "char", "storage": "block"}
_KNOWN = frozenset(("mode", "type"))


class Hostdevs(Records):
    """The host devices of a document."""

    def read(self, reader: Reader, element: Element) -> None:
        """Read an adapter or a device of the host."""
        path = self.path
        kind = element.get("type", "")
        source = element.find("source")
        tag = _NAMED.get(kind, "interface")
        child = None if source is None else source.find(tag)
        usual = element.get("mode") == "capabilities" and kind in _NAMED
        if source is None or child is None or not usual or not content(child):
            reader.drop(element, path, "a container takes host devices by name, with mode='capabilities'")
            return
        reader.record(element, path, self.name, Hostdev(kind, content(child)))
        reader.know(element, path, _KNOWN)
        reader.know(source, f"{path}/source")
        for each in source:
            if type(each.tag) is not str:
                continue
            if each is child:
                reader.leaf(each, f"{path}/source/{tag}")
            else:
                reader.drop(each, f"{path}/source/{local(each.tag)}", "a host device has one name")
        reason = "an adapter moves without it" if kind == "net" else "a device can only be read and written"
        for other in element:
            if other is not source and type(other.tag) is str:
                reader.other(other, path, reason)

    def write_record(self, record: Hostdev) -> str:
        """Return the element's lines."""
        tag = _NAMED[record.type]
        return (
            f"    <hostdev mode='capabilities' type='{record.type}'>\n      <source>\n"
            f"        <{tag}>{escape(record.source)}</{tag}>\n      </source>\n    </hostdev>\n"
        )

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Bring the host devices to what they are; a device is there once."""
        had: dict[Hashable, Element] = {}
        for element, device in self.records(base.root):
            if had.setdefault(device, element) is not element:
                remove(element)
        former = None if before is None else self._models(before)
        above = base.above(self.path)
        reconcile(above, had.items(), former, self._models(after), lambda *_: None, base.order[self.above])

    def _models(self, side: Side) -> dict[Hashable, Element]:
        devices = dict(self.records(side.root))
        return by_key(devices, devices.__getitem__)
