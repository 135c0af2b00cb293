"""What does a domain document say, and which of its nodes says something that a container has no place for?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from translator.characters import trim_xml
from translator.domain.place import Foreign
from translator.domain.places import PLACES
from translator.domain.reader import Below, Reader, group
from translator.domain.view import View
from translator.report import Entry

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Document(NamedTuple):
    """A domain document read: its view, an entry for each node in order (translated to the place that it gave a value
    to, or dropped with the reason), and the residue's element if it has one.
    """

    view: View
    nodes: list[Entry]
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


def read_domain(root: Element) -> Document:
    """Read the document below ``<domain>``; every element ends in ``nodes`` with the place it went to, or a reason."""
    reader = Reader()
    reader.view["type"] = trim_xml(root.get("type", ""))
    reader.know(root, "domain", _OF_DOMAIN)
    reader.walk(root, _ROOT)
    reader.view.update((place, tuple(records)) for place, records in reader.lists.items())
    for check in reader.checks:
        check(reader)
    return Document(reader.view, reader.nodes, reader.residue)
