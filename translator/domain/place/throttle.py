"""How are the limits of one disk read, printed and updated?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from translator.domain.graft import copied, insert, remove, set_text
from translator.domain.number import whole
from translator.domain.place.record import Records
from translator.domain.place.side import take_out
from translator.domain.reader import Reader, content, local
from translator.domain.text import escape
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

#: The limits that we write, in libvirt's order.
_LIMITS = tuple(f"{direction}_{unit}_sec" for unit in ("iops", "bytes") for direction in ("read", "write"))

#: The path of a disk, and its limits by the names of their elements.
Throttle = tuple[str, tuple[tuple[str, int], ...]]


class Throttles(Records):
    """The disks that have limits or a weight of their own."""

    def read(self, reader: Reader, element: Element) -> None:
        """Read the limits of one disk."""
        name, limits = "", []
        for child in element:
            if child.tag == "path":
                name = content(child)
                reader.leaf(child, f"{self.path}/path")
            elif type(child.tag) is str:
                number = whole(content(child))
                if child.tag not in (*_LIMITS, "weight"):
                    reader.drop(child, f"{self.path}/{local(child.tag)}", "it is no limit of a disk")
                elif number is None:
                    reader.drop(child, f"{self.path}/{local(child.tag)}", f"{shown(content(child))} is no whole number")
                else:
                    limits.append((child.tag, number))
                    reader.leaf(child, f"{self.path}/{local(child.tag)}")
        reader.record(element, self.path, self.name, (name, tuple(limits)))
        reader.know(element, self.path)

    def write_record(self, record: Throttle) -> str:
        """Return the element's lines."""
        path, limits = record
        lines = "".join([f"      <{name}>{number}</{name}>\n" for name, number in limits])
        return f"    <device>\n      <path>{escape(path)}</path>\n{lines}    </device>\n"

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Write the limits of the first disk, which is the one that counts; its weight, and other disks, stay."""
        present, model = base.root.find(self.path), after.root.find(self.path)
        if present is not None and (model is None or present.findtext("path") != model.findtext("path")):
            for tag in _LIMITS:
                for each in present.findall(tag):
                    remove(each)
            if len(present.findall("*")) < 2:
                take_out([present])
                present = None
        if model is None:
            return
        if present is None or present.findtext("path") != model.findtext("path"):
            base.add(self.path, model, before=base.root.find(self.path))
            return
        for tag in _LIMITS:
            limit, there = model.find(tag), present.findall(tag)
            for each in there:
                if limit is None:
                    remove(each)
                else:
                    set_text(each, limit.text)
            if limit is not None and not there:
                insert(present, copied(limit))
