"""In which nodes do two domain documents differ?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree

METADATA = "metadata"  # the one element in which each program keeps what is its own

Node = tuple[str, str, str]
"""The element's path, `@attribute` or `text()` (or nothing, for an element that has neither), and the value."""


@dataclass(frozen=True, order=True)
class Difference:
    """A node that they print and we do not print so."""

    path: str
    part: str
    ours: str | None
    theirs: str

    @property
    def node(self) -> str:
        return f"{self.path}/{self.part}" if self.part else self.path

    def __str__(self) -> str:
        return f"{self.node}: ours {self.ours!r}, theirs {self.theirs!r}"


def nodes(document: str) -> Counter[Node]:
    """Take a document apart into its attributes, texts and empty elements."""
    root = _parse(document)
    return Counter(_nodes(root, f"/{root.tag!s}"))


def differences(ours: str, theirs: str) -> list[Difference]:
    """Find the nodes of their document that ours lacks or has with another value.

    What only ours has is no difference: it reads more of a conf than they do.
    """
    mine = nodes(ours)
    values = {(path, part): value for path, part, value in mine}
    return sorted(
        Difference(path, part, values.get((path, part)), value)
        for path, part, value in nodes(theirs) - mine
        if part or not any(_is_within(other, path) for other, _, _ in mine)  # an empty element may have more in ours
    )


def without(document: str, xpath: str) -> str:
    """Take some elements out of a document."""
    root = _parse(document)
    for element in cast("list[etree._Element]", root.xpath(xpath)):
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    return etree.tostring(root, encoding="unicode")


def _parse(document: str) -> etree._Element:
    data = document.encode("utf-8", "surrogateescape")
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, remove_comments=True, remove_pis=True))


def _is_within(path: str, above: str) -> bool:
    return path == above or path.startswith(f"{above}/")


def _nodes(element: etree._Element, path: str) -> Iterator[Node]:
    text = (element.text or "").strip()
    children = [child for child in element if child.tag != METADATA]
    for name, value in element.items():
        yield path, f"@{name}", value
    if text:
        yield path, "text()", text
    if not text and not children and not element.keys():
        yield path, "", ""
    seen: Counter[str] = Counter()
    for child in children:
        name = _name(child)
        seen[name] += 1
        yield from _nodes(child, f"{path}/{name}[{seen[name]}]" if _repeats(child) else f"{path}/{name}")


def _name(element: etree._Element) -> str:
    if element.tag != "interface":
        return str(element.tag)
    # An interface is known by its kind and its place among those of this kind. One that is called a bridge and names
    # none is in nobody's bridge: that is an ethernet interface, whatever its type says.
    source = element.find("source")
    bridged = element.get("type") == "bridge" and source is not None and source.get("bridge")
    return f"interface.{'ethernet' if element.get('type') == 'bridge' and not bridged else element.get('type')}"


def _repeats(element: etree._Element) -> bool:
    return element.tag in {"interface", "filesystem", "ip", "route", "hostdev", "disk", "console", "device"}
