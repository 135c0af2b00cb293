"""How is a document read so that every node of it ends in the account? The parts that all elements share."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from translator.characters import lower
from translator.domain.number import whole
from translator.domain.view import View
from translator.report import Status

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The place of nodes that say what every container does: libvirt's own defaults, nothing of this container.
IMPLIED = "implied"
#: What libvirt adds to every device of a domain that is defined or runs.
LIBVIRTS = frozenset(("alias", "address"))
_UNIT = re.compile(r"(?:b|bytes?|([kmgtpe])(ib|b)?)?", re.IGNORECASE | re.ASCII)
_NONE: frozenset[str] = frozenset()


#: The fields of a node's entry, which is made of them when somebody asks for it.
Node = tuple[int, str, Status, str, str]


def content(element: Element) -> str:
    """Return an element's text. A comment in the middle of it is no part of it, nor its end."""
    text = element.text or ""
    return text + "".join(child.tail or "" for child in element) if len(element) else text


def scaled(element: Element, default: int) -> int | None:
    """Return a number with its unit in bytes (``default`` bytes a unit where none is given), None for no number."""
    number = whole(content(element))
    unit = element.get("unit")
    return number * 1024 if unit == "KiB" and number is not None else in_bytes(number, unit, default)


def in_bytes(number: int | None, unit: str | None, default: int) -> int | None:
    """Return a number of units in bytes (``default`` bytes a unit where none is given), None for no unit or number."""
    if number is None or unit == "KiB":
        return number and number * 1024
    if unit is None:
        return number * default
    match = _UNIT.fullmatch(unit)
    if match is None or not unit:
        return None
    letter, binary = match.groups()
    if not letter:
        return number
    power: int = "kmgtpe".index(lower(letter)) + 1
    step: int = (1000 if binary and lower(binary) == "b" else 1024) ** power
    return number * step


class Fragment(NamedTuple):
    """What some whole elements of a document say by themselves: ``view`` and ``lists`` of records, an entry for each
    node with its line from 0, and the paths that were ``met``.

    ``prefix`` is what the paths of the element begin with that they stand in, '' for the root; ``mark`` is what stands
    for them in a document that is read without them.
    """

    prefix: str
    mark: str
    view: View
    lists: dict[str, list[Any]]
    nodes: list[Node]
    met: frozenset[str]


class Reader:
    """The account of one document, while it is read. ``fragments`` are those that it lacks, in its order: a mark stands
    in the place of each.
    """

    def __init__(self, fragments: Iterable[Fragment] = ()) -> None:
        self.view: View = {}
        self._fragments = [*fragments][::-1]
        #: Whether each mark was in the element that its fragment is of, and nothing before it said the same.
        self._fits = True
        #: Places that hold several records, while they are collected.
        self.lists: dict[str, list[Any]] = {}
        self.nodes: list[Node] = []
        self.residue: Element | None = None
        #: What is to be asked when all is read.
        self.checks: list[Callable[[Reader], None]] = []
        #: Whether something has no place.
        self.dropped = False
        #: The paths of the elements that were met, of those that may stand once.
        self.met: set[str] = set()

    def take(self, element: Element, path: str, place: str) -> None:
        """Note that an element gave a value to a place."""
        self.nodes.append((element.sourceline or 0, path, "translated", place, ""))

    def drop(self, element: Element, path: str, reason: str) -> None:
        """Note that an element, or an attribute of it, has no place."""
        self.dropped = True
        self.nodes.append((element.sourceline or 0, path, "dropped", "", reason))

    def record(self, element: Element, path: str, place: str, record: Any) -> None:
        """Note that an element is one more record of a place."""
        self.lists.setdefault(place, []).append(record)
        self.nodes.append((element.sourceline or 0, path, "translated", place, ""))

    def know(self, element: Element, path: str, known: frozenset[str] = _NONE) -> None:
        """Drop the attributes that are not known here."""
        names = element.keys()
        if names and not known.issuperset(names):
            for name in names:
                if name not in known:
                    self.drop(element, f"{path}/@{local(name)}", "a container has no place for this attribute")

    def imply(self, element: Element, path: str, implied: object, reason: str) -> None:
        """Take an element that says what every container does, drop any other."""
        if implied:
            self.take(element, path, IMPLIED)
        else:
            self.drop(element, path, reason)

    def leaf(self, element: Element, path: str, known: frozenset[str] = _NONE) -> None:
        """Drop all that stands in an element that is whole with its text and the attributes that are known."""
        names = element.keys()
        if names and not known.issuperset(names):
            self.know(element, path, known)
        if len(element):
            self.only(element, path)

    def only(
        self,
        element: Element,
        path: str,
        known: Container[object] = (),
        reason: str = "nothing has a place in there",
    ) -> None:
        """Drop the children whose tags are not among those that are known."""
        for child in element:
            if type(child.tag) is str and child.tag not in known:
                self.drop(child, f"{path}/{local(child.tag)}", reason)

    def other(self, element: Element, path: str, reason: str) -> None:
        """Drop a child that is not known below ``path``; what libvirt adds to every device is passed over."""
        path = f"{path}/{local(str(element.tag))}"
        if element.tag in LIBVIRTS:
            self.only(element, path)
        else:
            self.drop(element, path, reason)

    def parts(
        self,
        element: Element,
        path: str,
        known: Mapping[str, frozenset[str]],
        reason: str,
        several: frozenset[str] = _NONE,
        deep: frozenset[str] = _NONE,
    ) -> Iterator[tuple[str, Element]]:
        """Yield the children that are ``known``, each with the attributes that it may have; drop all others. Those that
        are not among ``several`` may stand once, and only in those that are ``deep`` something may stand.
        """
        seen: set[str] = set()
        for child in element:
            tag = child.tag
            if type(tag) is not str:
                continue
            if tag not in known:
                self.other(child, path, reason)
            elif tag in seen and tag not in several:
                self.drop(child, f"{path}/{tag}", "it stands twice: the first counts")
            else:
                seen.add(tag)
                names = child.keys()
                if tag in deep:
                    self.know(child, f"{path}/{tag}", known[tag])
                elif len(child) or (names and not known[tag].issuperset(names)):
                    self.leaf(child, f"{path}/{tag}", known[tag])
                yield tag, child

    def walk(self, element: Element, below: Below) -> None:
        """Read the children, each by its own place. Of two that stand for one value libvirt takes the first, also
        where the elements around them stand twice.
        """
        met, known = self.met, below.known
        for child in element:
            tag = child.tag
            if tag in known:
                path, several, read = known[tag]
                if not several:
                    if path in met:
                        self.drop(child, path, "it stands twice: the first counts")
                        continue
                    met.add(path)
                read(self, child)
            elif type(tag) is str:
                reason = below.reasons.get(tag, "a container has no place for it")
                self.drop(child, below.prefix + local(tag), reason)
            elif self._fragments:
                self._insert(self._fragments.pop(), child.sourceline or 0, below.prefix)

    def _insert(self, fragment: Fragment, line: int, prefix: str) -> None:
        """Take over what a fragment says that stands at a line, below a path."""
        new = self.met.isdisjoint(fragment.met) and self.view.keys().isdisjoint(fragment.view)
        if prefix != fragment.prefix or not new or not self.lists.keys().isdisjoint(fragment.lists):
            self._fits = False
            return
        self.view.update(fragment.view)
        for place, records in fragment.lists.items():
            self.lists[place] = records.copy()
        self.nodes += moved(fragment.nodes, line)
        self.met |= fragment.met

    @property
    def complete(self) -> bool:
        """Whether every fragment was where it belongs, so that the document says what it would say with them in it."""
        return self._fits and not self._fragments


def moved(nodes: Iterable[Node], lines: int) -> list[Node]:
    """Return the entries of nodes so many lines further down."""
    return [(line + lines, path, status, place, reason) for line, path, status, place, reason in nodes]


class Below(NamedTuple):
    """What is known below one element: of each tag its path, whether it may stand several times, and what reads it; of
    others the reason why they are dropped. ``prefix`` is what the paths there begin with.
    """

    prefix: str
    known: dict[str, tuple[str, bool, Callable[[Reader, Element], None]]]
    reasons: dict[str, str]


def group(path: str, below: Below) -> Callable[[Reader, Element], None]:
    """Make a reader of an element that only holds others."""

    def read(reader: Reader, element: Element) -> None:
        reader.take(element, path, IMPLIED)
        reader.know(element, path)
        reader.walk(element, below)

    return read


def local(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2]
