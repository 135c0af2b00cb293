"""Which libvirt takes a document? The grammars are those of 9.0; what came later stands here, with its release.

Nothing is known of a later part but what it is: a document with some is judged with that part taken away, or in the
words of 9.0. Held against the schemas of Debian 12, 13 and sid (tests/domain/test_versions.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from translator.characters import trim_xml
from translator.domain.releases import RELEASES, Release
from translator.domain.rules import any_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


class Newer(NamedTuple):
    """A part that 9.0 does not know: where, what to call it, its release (the first that is known to have it where
    ``latest``), and what has 9.0 take the rest. ``attribute`` is the one that is meant, if any.
    """

    since: Release
    path: str
    what: str
    settle: Callable[[Element], None]
    attribute: str | None = None
    latest: bool = False

    @property
    def release(self) -> str:
        """Return the release for people."""
        return f"{self.since[0]}.{self.since[1]}" + (" or earlier" if self.latest else "")


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _without(name: str) -> Callable[[Element], None]:
    def settle(element: Element) -> None:
        element.attrib.pop(name, None)

    return settle


def _having(name: str, value: str) -> Callable[[Element], None]:
    return lambda element: element.set(name, value)


def _saying(text: str) -> Callable[[Element], None]:
    def settle(element: Element) -> None:
        element.text = text

    return settle


def _behind(tag: str) -> Callable[[Element], None]:
    """Move an element behind another one, where 9.0 has it."""

    def settle(element: Element) -> None:
        parent = element.getparent()
        other = None if parent is None else parent.find(tag)
        if other is not None:
            other.addnext(element)

    return settle


def _bound(driver: Element) -> None:
    """Have a driver be what 9.0 knows, the one of a name."""
    driver.set("name", "vfio")
    driver.attrib.pop("model", None)


def _hwuuid(element: Element) -> None:
    if _UUID.fullmatch(trim_xml(element.text or "")) and not element.attrib and not len(element):
        _drop(element)


_NEWER: Final = (
    Newer((11, 7), "/domain/hwuuid[count(../hwuuid)=1]", "<hwuuid>", _hwuuid),
    Newer((11, 3), "/domain/maxMemory[not(@slots)]", "<maxMemory> without slots", _having("slots", "1"), latest=True),
    Newer((12, 3), "/domain/blkiotune/device/path[.='*']", "the path '*'", _saying("/dev/sda")),
    Newer((12, 6), "/domain/on_crash[.='preserve-running']", "preserve-running", _saying("preserve")),
    Newer(
        (11, 3),
        "/domain/os/initgroup[following-sibling::inituser]",
        "<initgroup> first",
        _behind("inituser"),
        None,
        True,
    ),
    Newer((10, 0), "/domain/devices/filesystem/idmap[not(@*)]", "<idmap> of a file system", _drop),
    Newer((10, 6), "/domain/devices/filesystem/binary/openfiles", "<openfiles>", _drop),
    Newer((10, 2), "/domain/devices/filesystem/driver[@type='mtp']", "the driver mtp", _having("type", "path"), "type"),
    Newer(
        (11, 2),
        "/domain/devices/interface/mac[@currentAddress]",
        "currentAddress=",
        _without("currentAddress"),
        "currentAddress",
    ),
    Newer(
        (12, 2),
        "/domain/devices/interface/route[not(@address)]",
        "a <route> without address",
        _having("address", "0.0.0.0"),  # noqa: S104 - the default route
    ),
    Newer((10, 0), "/domain/devices/hostdev[@type='pci']/driver[not(@name)]", "<driver> without a name", _bound),
    Newer((12, 1), "/domain/devices/hostdev/driver[@iommufd]", "iommufd=", _without("iommufd"), "iommufd"),
    Newer((10, 3), "/domain/devices/hostdev[@type='pci'][@display]", "display=", _without("display"), "display"),
    Newer((10, 3), "/domain/devices/hostdev[@type='pci'][@ramfb]", "ramfb=", _without("ramfb"), "ramfb"),
    Newer((10, 0), "/network/forward/driver[not(@name)]", "<driver> without a name", _bound),
    Newer((9, 7), "/network/title", "<title> of a network", _drop),
    Newer((9, 7), "/network/description", "<description> of a network", _drop),
)


@cache
def _compiled() -> tuple[tuple[str, etree.XPath, Newer], ...]:
    """Return the tag of the element that each part is of, the path to these, and the part."""
    tags = (re.sub(r"\[.*?\]", "", each.path).rpartition("/")[2] for each in _NEWER)
    return tuple((tag, etree.XPath(each.path), each) for tag, each in zip(tags, _NEWER, strict=True))


@cache
def _has_any() -> etree.XPath:
    return etree.XPath(any_of(each.path for each in _NEWER))


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
    """Return a document without what came between 9.0 and ``libvirt``, a key of RELEASES; None where it has none."""
    known = [part for _, part in newer_parts(root) if part.since <= RELEASES[libvirt]]
    if not known:
        return None
    copy = deepcopy(root)
    for element, part in list(newer_parts(copy)):
        if part.since <= RELEASES[libvirt]:
            part.settle(element)
    return copy
