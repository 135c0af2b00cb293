"""How does an existing document change where the conf changed, and nowhere else?

The base keeps its layout, its comments and every node that no lens owns. The places that are to be written get what a
document made anew says there; where the base says the same in its own words (``0.5 GiB``), the words stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Final

from lxml import etree

from translator.characters import upper
from translator.domain.document import parse_document
from translator.domain.encoding import declared_truly
from translator.domain.graft import copied, indentation, insert, reindent, remove, set_text
from translator.domain.match import bring, by_key, plain, write_attributes
from translator.domain.number import whole
from translator.domain.read import RESIDUE_TAG
from translator.domain.reader import scaled
from translator.domain.spelling import Spelling
from translator.domain.update_devices import Side, update_filesystem, update_hostdevs
from translator.domain.update_interfaces import update_interfaces
from translator.values.switch import CAPABILITIES

Element = etree._Element
#: What stands before and after the root element: the parser keeps no layout there.
_PROLOG = re.compile(r"\ufeff?(?:[ \t\r\n]++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_EPILOG = re.compile(r"</domain[ \t\r\n]*>((?:[ \t\r\n]|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)*)\Z", re.DOTALL)


def update_document(
    base: str, made: str, projected: str, places: Collection[str], *, residue: bool = False, everything: bool = False
) -> str:
    """Return ``base`` with what ``made`` says at ``places``, and with its residue.

    ``projected`` is what the base's own conf makes: what is the same in both is not written. With ``residue``, the
    residue is all the same; with ``everything``, so is all that stands at the places. All three are documents of one
    domain type.
    """
    root, new, old = parse_document(base), parse_document(made), parse_document(projected)
    same_name = not _ours(root) or root.findtext("name") == new.findtext("name")
    same_residue = _carried(old) == _carried(new) and not residue
    if not places and same_residue and same_name:
        return base
    spelling = Spelling(base, root)
    here, was, now = Side.of(root), None if everything else Side.of(old), Side.of(new)
    if not same_name:
        _write_element(root, new, "name")
    for place in places:
        if here.document.view.get(place) == now.document.view.get(place):
            continue
        if place in _LISTS:
            _LISTS[place](here, was, now)
        elif "/@" in place:
            _write_attribute(root, new, place)
        else:
            _write_element(root, new, place)
    if not same_residue or not same_name:
        _graft_residue(root, new)
    before_root, after_root = _PROLOG.match(base), _EPILOG.search(base)
    text = (before_root[0] if before_root else "") + spelling.write(root) + (after_root[1] if after_root else "\n")
    return declared_truly(text)


def _residue(root: Element) -> Element | None:
    metadata = root.find("metadata")
    return None if metadata is None else metadata.find(RESIDUE_TAG)


def _ours(root: Element) -> bool:
    """Whether the name of a document is the container's id, and not what somebody called it."""
    residue = _residue(root)
    return residue is not None and residue.get("ctid") == root.findtext("name")


def _carried(root: Element) -> object:
    """Return what the residue says; the order of different parameters, which is the file's, says nothing."""
    residue = _residue(root)
    if residue is None:
        return None
    children = sorted(residue, key=_order_key)
    return sorted(residue.attrib.items()), [plain(child) for child in children if isinstance(child.tag, str)]


def _order_key(child: Element) -> tuple[str, str]:
    """Sort by name; lines of one name keep their order, those that no reader takes apart have none to keep."""
    unread = child.get("status") == "unparsable"
    name = "" if unread else child.get("name") or child.get("place") or ""
    return name, "" if name else child.text or ""


def _graft_residue(root: Element, new: Element) -> None:
    model = _residue(new)
    present = _residue(root)
    if model is None:
        return
    metadata = root.find("metadata")
    if metadata is None:
        metadata = insert(root, etree.Element("metadata"))
    copy = copied(model)
    if present is None:
        insert(metadata, copy)
    else:
        reindent(copy, 2, indentation(root))
        copy.tail = present.tail
        metadata.replace(present, copy)


def _parent(root: Element, path: str) -> Element:
    """Return the element above a path's last one, with what is missing on the way."""
    parent = root
    for tag in path.split("/")[:-1]:
        below = parent.find(tag)
        parent = insert(parent, etree.Element(tag)) if below is None else below
    return parent


def _remove(elements: Sequence[Element]) -> None:
    """Take elements out, and what they leave empty."""
    for element in elements:
        parent = element.getparent()
        remove(element)
        if parent is not None and parent.tag not in ("domain", "devices") and not len(parent):
            remove(parent)


def _write_element(root: Element, new: Element, path: str) -> None:
    """Have the text of an element, and the unit that it is in, be that of ``new``."""
    model, present = new.find(path), root.findall(path)
    if model is None:
        _remove(present)
        return
    if not present:
        insert(_parent(root, path), copied(model))
    for element in present:
        former = scaled(element, 1024)
        set_text(element, model.text)
        if "unit" in model.attrib or "unit" in element.attrib:
            element.set("unit", model.get("unit", ""))
        if path == "memory":
            _follow(root.find("currentMemory"), former, element)
        elif path == "vcpu" and (whole(element.get("current")) or 0) > (whole(model.text) or 0):
            del element.attrib["current"]


def _follow(current: Element | None, former: int | None, memory: Element) -> None:
    """Have what a container starts with be what its memory is, where it was, and never be more."""
    if current is None:
        return
    amount = scaled(current, 1024)
    if amount in (former, None) or (amount or 0) > (scaled(memory, 1024) or 0):
        set_text(current, memory.text)
        current.set("unit", memory.get("unit", "KiB"))


def _write_attribute(root: Element, new: Element, place: str) -> None:
    path, _, name = place.partition("/@")
    model, present = new.find(path), root.findall(path)
    if model is None:
        _remove(present)
    elif not present:
        insert(_parent(root, path), copied(model))
    for element in present:
        value = None if model is None else model.get(name)
        if value is None:
            element.attrib.pop(name, None)
        else:
            element.set(name, value)
            if element.get("placement") == "auto":
                # a list is not heeded, or not even allowed, where libvirt is to choose
                element.set("placement", "static")


def _write_capabilities(here: Side, was: Side | None, now: Side) -> None:
    """Write the states that differ; a policy other than ours takes all of them along."""
    path = "features/capabilities"
    element, model = here.root.find(path), now.root.find(path)
    if element is None or model is None:
        if element is not None:
            _remove([element])
        elif model is not None:
            insert(_parent(here.root, path), copied(model))
        return
    old = None if was is None else was.root.find(path)
    if element.get("policy", "default") != model.get("policy"):
        element.set("policy", model.get("policy", ""))
        old = None
    had = [(_tag(each), each) for each in element.iterchildren("*") if upper(_tag(each)) in CAPABILITIES]
    before = None if old is None else by_key(old, _tag)
    bring(element, had, before, by_key(model, _tag), write_attributes)


def _tag(element: Element) -> str:
    return str(element.tag)


_THROTTLES = tuple(f"{direction}_{unit}_sec" for unit in ("iops", "bytes") for direction in ("read", "write"))


def _write_throttles(here: Side, _: Side | None, now: Side) -> None:
    """Write the limits of the first disk, which is the one that counts; its weight, and other disks, stay."""
    path = "blkiotune/device"
    present, model = here.root.find(path), now.root.find(path)
    if present is not None and (model is None or present.findtext("path") != model.findtext("path")):
        for tag in _THROTTLES:
            for each in present.findall(tag):
                remove(each)
        if len(present.findall("*")) < 2:
            _remove([present])
            present = None
    if model is None:
        return
    if present is None or present.findtext("path") != model.findtext("path"):
        insert(_parent(here.root, path), copied(model), before=here.root.find(path))
        return
    for tag in _THROTTLES:
        limit, there = model.find(tag), present.findall(tag)
        for each in there:
            if limit is None:
                remove(each)
            else:
                set_text(each, limit.text)
        if limit is not None and not there:
            insert(present, copied(limit))


def _write_idmap(here: Side, _: Side | None, now: Side) -> None:
    present, model = here.root.findall("idmap"), now.root.find("idmap")
    if model is None:
        _remove(present)
    elif not present:
        insert(here.root, copied(model))
    for element in present:
        if model is not None:
            bring(element, by_key(element.iterchildren("*"), _tag).items(), None, by_key(model, _tag), write_attributes)


#: Places that hold more than a text or an attribute, and what writes them.
_LISTS: Final[dict[str, Callable[[Side, Side | None, Side], None]]] = {
    "filesystems": update_filesystem,
    "interfaces": update_interfaces,
    "hostdevs": update_hostdevs,
    "features/capabilities": _write_capabilities,
    "blkiotune/device": _write_throttles,
    "idmap": _write_idmap,
}
