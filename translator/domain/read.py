"""What does a domain document say, and which of its nodes says something that a container has no place for?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from translator.characters import trim_xml
from translator.domain.document import parse_document
from translator.domain.place import Foreign
from translator.domain.places import PLACES
from translator.domain.reader import Below, Fragment, Node, Reader, group, local, moved
from translator.domain.view import View
from translator.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Document(NamedTuple):
    """A domain document read: its view, the fields of an entry for each node in order (translated to the place that it
    gave a value to, or dropped with the reason), and the residue's element if it has one.
    """

    view: View
    nodes: list[Node]
    residue: Element | None


def _compiled() -> dict[str, Below]:
    """Return what is known below each path, '' for the root, which has the other levels in it."""
    levels = {"": Below("", {}, {})}
    for place in PLACES:
        above = place.above
        if above not in levels:
            levels[above] = Below(f"{above}/", {}, {})
            levels[""].known[above] = above, True, group(above, levels[above])
        if not isinstance(place, Foreign):
            levels[above].known[place.tag] = place.path, place.several, place.read
        elif place.reason:
            levels[above].reasons[place.tag] = place.reason
    return levels


_LEVELS = _compiled()
_OF_DOMAIN = frozenset(("type", "id"))
#: Elements that libvirt has at one place alone, each with the element that it stands in there.
_HOMES = {
    **dict.fromkeys(("os", "features", "clock", "blkiotune", "memtune", "cputune", "numatune", "devices"), ""),
    **dict.fromkeys(("currentMemory", "on_poweroff", "on_reboot", "on_crash"), ""),
    **dict.fromkeys(("emulator", "filesystem"), "devices"),
}


def read_domain(root: Element) -> Document:
    """Read the document below ``<domain>``; every element ends in ``nodes`` with the place it went to, or a reason."""
    reader = _read(root, ())
    if reader.dropped or "filesystems" not in reader.lists:
        _astray(root, reader)
    return Document(reader.view, reader.nodes, reader.residue)


def read_with(fragments: Iterable[Fragment], root: Element) -> Document | None:
    """Read a document that has marks in the place of fragments as :func:`read_domain` does with these in it; None where
    the whole of it has to be looked at.
    """
    reader = _read(root, fragments)
    if "filesystems" not in reader.lists:
        _astray(root, reader)
    fits = reader.complete and not reader.dropped
    return Document(reader.view, reader.nodes, reader.residue) if fits else None


def read_fragment(text: str, above: str, mark: str) -> Fragment | None:
    """Return what some lines of a document say by themselves below a path ('' for the root); None where they are not
    whole elements, or where more of a document has to be known.
    """
    if any(end in text for end in ("-->", "?>", "]]>")):  # all of it could be a comment
        return None
    start, end = (f"<{above}>", f"</{above}>") if above else ("", "")
    try:
        root = parse_document(f"<domain>{start}\n{text}\n{end}</domain>")
    except InputError:
        return None
    if above and len(root) > 1:
        return None
    reader, below = Reader(), _LEVELS[above]
    reader.walk(root[0] if above else root, below)
    _astray(root, reader)
    if reader.dropped or reader.checks or reader.residue is not None or "bridges" in reader.view:
        return None
    return Fragment(below.prefix, mark, reader.view, reader.lists, moved(reader.nodes, -2), frozenset(reader.met))


def _read(root: Element, fragments: Iterable[Fragment]) -> Reader:
    reader = Reader(fragments)
    reader.view["type"] = trim_xml(root.get("type", ""))
    reader.know(root, "domain", _OF_DOMAIN)
    reader.walk(root, _LEVELS[""])
    reader.view.update((place, tuple(records)) for place, records in reader.lists.items())
    for check in reader.checks:
        check(reader)
    return reader


def _astray(root: Element, reader: Reader) -> None:
    """Say of what stands deeper than it may that an element around it was not closed; such a node has no account where
    the element around it has no place at all.
    """
    for element in root.iter(*_HOMES):
        around = [local(str(each.tag)) for each in element.iterancestors()]
        home = _HOMES[str(element.tag)]
        if (around[0] if around[1:] else "") == home or home not in ("", *around) or "metadata" in around:
            continue
        path = "/".join((*around[-2::-1], str(element.tag)))
        reason = f"it stands in <{around[0]}>, which is not closed before it; expected in <{home or 'domain'}>"
        told = [at for at, entry in enumerate(reader.nodes) if entry[:2] == (element.sourceline, path)]
        for at in told:
            reader.nodes[at] = (*reader.nodes[at][:4], reason)
        if not told:
            reader.drop(element, path, reason)
