"""What is a place? What a document may say at one path, declared once: how it is read, printed and updated.

A place is an element, or all of one path. Its ``names`` are what a view calls what the element says: one for a text or
a list of records, one more for each attribute that is a value of its own (``vcpu/@cpuset``), none where it says nothing
of one container. The table of all places is :mod:`translator.domain.places`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translator.domain.reader import Reader
from translator.domain.view import View

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side


class Place:
    """One place: ``path`` is its element's below ``<domain>``, ``above`` and ``tag`` the two parts of that."""

    #: Whether the element may stand several times below one other: of any other, the first counts.
    several = False

    def __init__(self, path: str, *names: str, tag: str = "") -> None:
        self.path = path
        self.names = names
        self.above, _, last = path.rpartition("/")
        self.tag = tag or last
        #: What the element's text starts with when it is printed.
        self.indent = "  " * (path.count("/") + 1)

    def read(self, reader: Reader, element: Element) -> None:
        """Bring what an element says into the reader's view, and each node of it into its account."""
        raise NotImplementedError

    def fixed(self, kind: str) -> str:
        """Return what stands here in every document of a domain type, whatever its view is; '' for nothing."""
        return ""

    def write(self, value: Any, view: View) -> str:
        """Return the lines of the element whose ``view`` has ``value`` for the first of the names."""
        raise NotImplementedError

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Write into ``base`` what ``after`` says at one of the names.

        ``before`` is the document that the base's own conf makes: what is the same in both is not written. None where
        everything is.
        """
        raise NotImplementedError


class Foreign(Place):
    """What libvirt has a place for and no container has: kept for its order, dropped with its reason."""

    def __init__(self, path: str, reason: str = "", tag: str = "") -> None:
        super().__init__(path, tag=tag)
        self.reason = reason
