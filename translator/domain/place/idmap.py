"""How are the maps of user and group ids read, printed and updated?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translator.domain.match import by_key, reconcile, write_attributes
from translator.domain.number import whole
from translator.domain.place import Place
from translator.domain.reader import Reader, local
from translator.domain.view import View

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

_MAP = frozenset(("start", "target", "count"))


class Idmap(Place):
    """The maps: kind (uid or gid), the first id inside, the first of the host's, and how many."""

    def read(self, reader: Reader, element: Element) -> None:
        """Read the maps that are whole."""
        maps = []
        for child in element:
            numbers = [whole(child.get(name)) for name in ("start", "target", "count")]
            if child.tag in ("uid", "gid") and None not in numbers:
                maps.append((child.tag, *numbers))
                reader.leaf(child, f"{self.path}/{child.tag}", _MAP)
            elif type(child.tag) is str:
                reader.drop(child, f"{self.path}/{local(child.tag)}", "no map of ids")
        reader.view[self.path] = tuple(maps)
        reader.take(element, self.path, self.path)
        reader.know(element, self.path)

    def write(self, value: Any, view: View) -> str:
        """Return the element's lines."""
        maps = [
            f"    <{kind} start='{start}' target='{target}' count='{count}'/>\n" for kind, start, target, count in value
        ]
        return f"  <idmap>\n{''.join(maps)}  </idmap>\n"

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Write the maps, one of each kind."""
        for element, model in base.pairs(self.path, after):
            had = by_key(element.iterchildren("*"), _tag).items()
            reconcile(element, had, None, by_key(model, _tag), write_attributes)


def _tag(element: Element) -> str:
    return str(element.tag)
