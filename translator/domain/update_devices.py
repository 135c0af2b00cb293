"""How do the root file system and the host devices of an existing document become those of a changed conf?

``was`` is the document that the base's own conf makes, None where everything is written.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from lxml import etree

from translator.domain.graft import copied, insert, remove, set_text
from translator.domain.match import bring, by_key, write_attributes
from translator.domain.read import Document, read_domain
from translator.domain.reader import content
from translator.domain.view import Filesystem, Nic

Element = etree._Element


class Side(NamedTuple):
    """A document, and what it says."""

    root: Element
    document: Document

    @classmethod
    def of(cls, root: Element) -> Side:
        """Read a document."""
        return cls(root, read_domain(root))

    def taken(self, tag: str) -> list[Element]:
        """Return the devices of one kind that gave the view a record each, in its order."""
        path = f"devices/{tag}"
        fates = [entry.status for entry in self.document.nodes if entry.name == path]
        elements = self.root.findall(path)
        return [each for each, fate in zip(elements, fates, strict=True) if fate == "translated"]

    def nics(self) -> list[tuple[Element, Nic]]:
        """Return the interfaces and their records."""
        return list(zip(self.taken("interface"), self.document.view.get("interfaces", ()), strict=True))

    def root_filesystem(self) -> tuple[Element, Filesystem] | None:
        """Return the root file system and its record."""
        return next(zip(self.taken("filesystem"), self.document.view.get("filesystems", ()), strict=True), None)


def devices_of(root: Element) -> Element:
    """Return the element that holds the devices."""
    devices = root.find("devices")
    return insert(root, etree.Element("devices")) if devices is None else devices


def update_filesystem(base: Side, was: Side | None, now: Side) -> None:
    """Bring the root file system to what is now: source and limits are each written whole where they differ."""
    here, old, new = base.root_filesystem(), None if was is None else was.root_filesystem(), now.root_filesystem()
    if new is None:
        # another one on / would become the root if the first alone went
        for element in base.root.findall("devices/filesystem"):
            target = element.find("target")
            if target is not None and target.get("dir") == "/":
                remove(element)
        return
    model, wanted = new
    if here is None:
        insert(devices_of(base.root), copied(model))
        return
    element, present = here
    before = None if old is None else old[1]
    if before is None or _source(before) != _source(wanted):
        _write_source(element, present, model, wanted)
    if before is None or (before.hard, before.soft) != (wanted.hard, wanted.soft):
        _write_limit(element, model, "space_hard_limit", same=present.hard == wanted.hard)
        _write_limit(element, model, "space_soft_limit", same=present.soft == wanted.soft)


def _source(filesystem: Filesystem) -> tuple[str | None, ...]:
    return filesystem.type, filesystem.source, filesystem.driver, filesystem.format


def _write_source(element: Element, present: Filesystem, model: Element, wanted: Filesystem) -> None:
    if _source(present) == _source(wanted):
        return
    moved = present.type != wanted.type
    if moved:
        element.set("type", wanted.type)
    for tag in ("driver", "source"):
        here, there = element.find(tag), model.find(tag)
        if there is None:
            # a driver is one of the old type's; one of somebody else's stays as long as the type does
            if here is not None and moved:
                remove(here)
        elif here is None:
            insert(element, copied(there))
        else:
            if moved:
                here.attrib.clear()
            write_attributes(here, None, there)


def _write_limit(element: Element, model: Element, tag: str, *, same: bool) -> None:
    here, there = element.findall(tag), model.find(tag)
    if same:
        return
    if there is None:
        for each in here:
            remove(each)
    elif here:
        for each in here:
            set_text(each, there.text)
            write_attributes(each, None, there)
    else:
        insert(element, copied(there))


def update_hostdevs(base: Side, was: Side | None, now: Side) -> None:
    """Bring the host devices to what is now; a device is there once."""
    had: dict[Hashable, Element] = {}
    for element in base.taken("hostdev"):
        if had.setdefault(_text(element), element) is not element:
            remove(element)
    before = None if was is None else by_key(was.taken("hostdev"), _text)
    bring(devices_of(base.root), had.items(), before, by_key(now.taken("hostdev"), _text), lambda *_: None)


def _text(element: Element) -> Hashable:
    return element.get("type"), next((content(child) for child in element.iterfind("source/*")), "")
