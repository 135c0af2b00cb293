"""Which libvirt takes a document? The grammars are those of 9.0; what came later is known by :mod:`.newer`."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from translator.domain.newer import NEWER, Newer
from translator.domain.releases import RELEASES
from translator.domain.rules import any_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@cache
def _compiled() -> tuple[tuple[str, etree.XPath, Newer], ...]:
    """Return the tag of the element that each part is of, the path to these, and the part."""
    tags = (re.sub(r"\[.*?\]", "", each.path).rpartition("/")[2] for each in NEWER)
    return tuple((tag, etree.XPath(each.path), each) for tag, each in zip(tags, NEWER, strict=True))


@cache
def _has_any() -> etree.XPath:
    return etree.XPath(any_of(each.path for each in NEWER))


def newer_parts(root: Element, tags: Container[str] | None = None) -> Iterator[tuple[Element, Newer]]:
    """Yield what of a document 9.0 does not know, with its release. ``tags`` are those of the elements that it has."""
    if tags is None and not _has_any()(root):
        return
    for tag, path, part in _compiled():
        if tags is None or tag in tags:
            for element in path(root):
                yield element, part


def tags_of_newer() -> frozenset[str]:
    """Return the tags of the elements that newer parts are of; other elements have none."""
    return frozenset(tag for tag, *_ in _compiled())


def as_in_9(root: Element, libvirt: str) -> Element | None:
    """Return a document without what came between 9.0 and ``libvirt``, a key of RELEASES; None where it has none, or
    where one of these parts is wrong.
    """
    known = [(element, part) for element, part in newer_parts(root) if part.since <= RELEASES[libvirt]]
    if not known or any(part.wrong(element) for element, part in known):
        return None
    copy = deepcopy(root)
    for element, part in list(newer_parts(copy)):
        if part.since <= RELEASES[libvirt]:
            part.settle(element)
    return copy


def settled(root: Element) -> tuple[Element, dict[Element, Element]]:
    """Return a document without anything that 9.0 does not know, and which element of it was which one."""
    copy = deepcopy(root)
    origin = dict(zip(copy.iter(), root.iter(), strict=True))
    for element, part in list(newer_parts(copy)):
        part.settle(element)
    return copy, origin
