"""What does a domain document say, and which of its nodes says something that a container has no place for?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from translator.characters import trim_xml
from translator.domain.place import Foreign
from translator.domain.places import PLACES
from translator.domain.reader import Below, Node, Reader, group, local
from translator.domain.view import View

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Document(NamedTuple):
    """A domain document read: its view, the fields of an entry for each node in order (translated to the place that it
    gave a value to, or dropped with the reason), and the residue's element if it has one.
    """

    view: View
    nodes: list[Node]
    residue: Element | None


def _compiled() -> Below:
    """Return what is known below the root, the levels below others in it."""
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
    return levels[""]


_ROOT = _compiled()
_OF_DOMAIN = frozenset(("type", "id"))
#: Elements that libvirt has at one place alone, each with the element that it stands in there.
_HOMES = {
    **dict.fromkeys(("os", "features", "clock", "blkiotune", "memtune", "cputune", "numatune", "devices"), ""),
    **dict.fromkeys(("currentMemory", "on_poweroff", "on_reboot", "on_crash"), ""),
    **dict.fromkeys(("emulator", "filesystem"), "devices"),
}


def read_domain(root: Element) -> Document:
    """Read the document below ``<domain>``; every element ends in ``nodes`` with the place it went to, or a reason."""
    reader = Reader()
    reader.view["type"] = trim_xml(root.get("type", ""))
    reader.know(root, "domain", _OF_DOMAIN)
    reader.walk(root, _ROOT)
    reader.view.update((place, tuple(records)) for place, records in reader.lists.items())
    for check in reader.checks:
        check(reader)
    if "filesystems" not in reader.lists or any(entry[2] == "dropped" for entry in reader.nodes):
        _astray(root, reader)
    return Document(reader.view, reader.nodes, reader.residue)


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
