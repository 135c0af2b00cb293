"""How is the root file system read, printed and updated?"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

from translator.characters import trim_xml
from translator.domain.graft import copied, insert, remove, set_text
from translator.domain.match import plain, reconcile
from translator.domain.place.record import Part, Records, writer
from translator.domain.reader import Reader, content, scaled
from translator.domain.text import escape_attribute
from translator.domain.view import Filesystem
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

#: Each type of a root, with the attribute of ``<source>`` that libvirt has for it.
_SOURCE = {"template": "name", "mount": "dir", "bind": "dir", "file": "file", "block": "dev"}
_SOURCES = ("name", "dir", "file", "dev")
#: The children, in libvirt's order.
_PARTS = {
    "driver": Part(theirs=("type", "format")),
    "source": Part(_SOURCES),
    "target": Part(("dir",)),
    "readonly": Part(),
    "space_hard_limit": Part(theirs=("unit",)),
    "space_soft_limit": Part(theirs=("unit",)),
}
_KNOWN = {tag: part.known for tag, part in _PARTS.items()}
_ORDER = tuple(_PARTS)
_write = writer(_PARTS)
_TYPE = frozenset(("type",))


class Filesystems(Records):
    """The file systems of a document: the root, and what is mounted below it."""

    def read(self, reader: Reader, element: Element) -> None:
        """Read one file system."""
        path = self.path
        kind = element.get("type", "mount")
        fields: dict[str, Any] = {}
        source = None
        if kind not in _SOURCE:
            reader.drop(element, path, f"a file system of type {kind} is none that OpenVZ has")
            return
        for tag, child in reader.parts(element, path, _KNOWN, "a container has no place for it"):
            if tag == "source":
                source = next((child.get(a) for a in _SOURCES if child.get(a)), None)
            elif tag == "target":
                fields["target"] = child.get("dir", "")
            elif tag == "driver":
                self._driver(reader, child, kind, fields)
            elif tag == "readonly":
                fields["readonly"] = True
            else:
                number = scaled(child, 1)
                if number is None:
                    reader.drop(child, f"{path}/{tag}", f"{shown(content(child))} is no amount of space")
                else:
                    fields["hard" if tag == "space_hard_limit" else "soft"] = number
        if source is None:
            reader.drop(element, path, f"a file system of type {kind} needs a source")
        elif not fields.get("target", "").startswith("/"):
            reader.drop(element, path, f"{source} is mounted at {shown(fields.get('target', ''))}, which is no path")
        elif fields["target"] == "/" and any(each.target == "/" for each in reader.lists.get(self.name, ())):
            reader.drop(element, path, f"a container has one root file system: {source} is the second")
        else:
            reader.record(element, path, self.name, Filesystem(kind, source, **fields))
            # what libvirt prints for every file system of a domain that it has defined
            passthrough = element.get("accessmode") in (None, "passthrough")
            reader.know(element, path, frozenset(("type", "accessmode")) if passthrough else _TYPE)

    def _driver(self, reader: Reader, element: Element, kind: str, fields: dict[str, Any]) -> None:
        driver, form = element.get("type"), element.get("format")
        if kind not in ("file", "block") and (driver not in (None, "path") or form):
            reader.drop(element, f"{self.path}/driver", f"a file system of type {kind} has no driver in OpenVZ")
        else:
            fields["driver"], fields["format"] = driver, form

    def write_record(self, record: Filesystem) -> str:
        """Return the element's lines."""
        kind, source, target, hard, soft, driver, form, readonly = record
        text = f"    <filesystem type='{kind}'>\n"
        if driver:
            text += f"      <driver type='{driver}'" + (f" format='{form}'/>\n" if form else "/>\n")
        text += f"      <source {_SOURCE[kind]}='{escape_attribute(source)}'/>\n"
        text += f"      <target dir='{escape_attribute(target)}'/>\n"
        if readonly:
            text += "      <readonly/>\n"
        if hard:
            text += f"      <space_hard_limit unit='bytes'>{hard}</space_hard_limit>\n"
        if soft:
            text += f"      <space_soft_limit unit='bytes'>{soft}</space_soft_limit>\n"
        return text + "    </filesystem>\n"

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Bring the file systems to what they are; those below the root are known by where they are mounted."""
        self._update_root(base, before, after)
        was = {} if before is None else self._others(before)
        had = [(record.target, element) for element, record in self.records(base.root) if record.target != "/"]
        after_all = self._others(after)
        if was or after_all:
            reconcile(base.above(self.path), had, was, after_all, _merge, base.order[self.above])

    def _others(self, side: Side) -> dict[Hashable, Element]:
        return {record.target: element for element, record in self.records(side.root) if record.target != "/"}

    def _root(self, side: Side) -> tuple[Element, Filesystem] | None:
        return next(((element, record) for element, record in self.records(side.root) if record.target == "/"), None)

    def _update_root(self, base: Side, before: Side | None, after: Side) -> None:
        """Bring the root to what it is: source and limits are each written whole where they differ."""
        wanted = self._root(after)
        if wanted is None:
            # another one on / would become the root if the first alone went
            for element in base.root.findall(self.path):
                target = element.find("target")
                if target is not None and target.get("dir") == "/":
                    remove(element)
            return
        model, root = wanted
        found = self._root(base)
        if found is None:
            base.add(self.path, model)
            return
        element, present = found
        known = None if before is None else self._root(before)
        former = None if known is None else known[1]
        if former is None or _source(former) != _source(root):
            _take(element, model, ("driver", "source"))
        if former is None or (former.hard, former.soft) != (root.hard, root.soft):
            _update_limit(element, model, "space_hard_limit", same=present.hard == root.hard)
            _update_limit(element, model, "space_soft_limit", same=present.soft == root.soft)


def _merge(element: Element, before: Element | None, after: Element) -> None:
    """Have a file system below the root be that of ``after``: what it is of, and whether it can be written."""
    if before is not None and plain(before) == plain(after):
        return
    _take(element, after, ("driver", "source", "readonly"))


def _take(element: Element, model: Element, tags: Sequence[str]) -> None:
    """Have a file system be of the type of another one, with these parts of it."""
    moved = trim_xml(element.get("type", "mount")) != model.get("type")
    if moved:
        element.set("type", model.get("type", ""))
    for tag in tags:
        old, new = element.find(tag), model.find(tag)
        if new is None:
            # a driver is one of the old type's; one of somebody else's stays as long as the type does
            if old is not None and (moved or tag != "driver"):
                remove(old)
        elif old is None:
            insert(element, copied(new), _ORDER)
        else:
            if moved:
                old.attrib.clear()
            _write(old, None, new)


def _source(filesystem: Filesystem) -> tuple[str | None, ...]:
    return filesystem.type, filesystem.source, filesystem.driver, filesystem.format


def _update_limit(element: Element, model: Element, tag: str, *, same: bool) -> None:
    old, new = element.findall(tag), model.find(tag)
    if same:
        return
    if new is None:
        for each in old:
            remove(each)
    elif old:
        for each in old:
            set_text(each, new.text)
            _write(each, None, new)
    else:
        insert(element, copied(new), _ORDER)
