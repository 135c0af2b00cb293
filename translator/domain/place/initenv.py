"""How is the environment of a container's first program read, printed and updated?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translator.domain.graft import set_text
from translator.domain.match import by_key, reconcile
from translator.domain.place import Place
from translator.domain.reader import Reader, content
from translator.domain.text import escape, escape_attribute
from translator.domain.view import View

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

_KNOWN = frozenset(("name",))


class Initenv(Place):
    """The variables, in order, each with its value."""

    several = True

    def read(self, reader: Reader, element: Element) -> None:
        """Read one variable."""
        name = element.get("name")
        if not name:
            reader.drop(element, self.path, "a variable without a name")
            return
        reader.view[self.path] = (*reader.view.get(self.path, ()), (name, content(element)))
        reader.take(element, self.path, self.path)
        reader.leaf(element, self.path, _KNOWN)

    def write(self, value: Any, view: View) -> str:
        """Return a line for each variable."""
        return "".join(
            [f"    <initenv name='{escape_attribute(name)}'>{escape(text)}</initenv>\n" for name, text in value]
        )

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Bring the variables to what they are; each is known by its name."""
        had = by_key(base.root.findall(self.path), _name).items()
        was = None if before is None else by_key(before.root.findall(self.path), _name)
        wanted = by_key(after.root.findall(self.path), _name)
        reconcile(base.above(self.path), had, was, wanted, _merge, base.order[self.above])


def _name(element: Element) -> str:
    return element.get("name", "")


def _merge(element: Element, before: Element | None, after: Element) -> None:
    if before is None or before.text != after.text:
        set_text(element, after.text)
