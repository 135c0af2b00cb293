"""How are records held: elements of one path, each of which says something of its own?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from translator.domain.match import write_attributes
from translator.domain.place import Place
from translator.domain.reader import Reader
from translator.domain.view import View

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Part(NamedTuple):
    """A child of a record's element: the attributes that we write, and those that are libvirt's or others' to write."""

    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """Return the attributes that it may have."""
        return frozenset((*self.ours, *self.theirs))


def writer(parts: Mapping[str, Part]) -> Callable[[Element, Element | None, Element], None]:
    """Make what writes the attributes of a part that differ between two models into an element."""
    ours = {tag: part.ours for tag, part in parts.items()}

    def write(element: Element, before: Element | None, after: Element) -> None:
        write_attributes(element, before, after, ours.get(str(after.tag), ()))

    return write


class Records(Place):
    """A place that holds several records, in the order of their elements."""

    several = True

    def __init__(self, path: str, name: str) -> None:
        super().__init__(path, name)
        self.name = name

    def records(self, root: Element) -> list[tuple[Element, Any]]:
        """Return the elements that give a document a record each, with these, in order."""
        reader, found = Reader(), []
        for element in root.iterfind(self.path):
            count = len(reader.lists.get(self.name, ()))
            self.read(reader, element)
            found += [(element, record) for record in reader.lists.get(self.name, ())[count:]]
        return found

    def write(self, value: Any, view: View) -> str:
        """Return the lines of all records."""
        return "".join([self.write_record(record) for record in value])

    def write_record(self, record: Any) -> str:
        """Return the lines of one record."""
        raise NotImplementedError
