"""Where in a line does an item of its value stand? Found once for all findings about the line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from translator.conf.tree import Assignment, Leaf, value_span
from translator.lazy import lazy

#: Items of the lists that confs hold, from whole interfaces to the values of their fields; and words, whatever is in
#: them.
_ITEMS = (
    lazy(r"[^ \t]+"),
    lazy(r"[^;]+"),
    lazy(r"[^;,]+"),
    lazy(r"[^;, \t]+"),
    lazy(r"[^;, \t=]+"),
    lazy(r"[^;, \t=/]+"),
)
#: For how many items that are spelled in another way a line is searched from end to end.
SEARCHES = 100


def items_of(text: str) -> Iterator[re.Match[str]]:
    """Yield everything that may be an item of a text, at every depth."""
    for pattern in _ITEMS:
        yield from pattern.finditer(text)


class Spots:
    """The places in one line. ``span`` is that of the whole value: column from 1, and length."""

    __slots__ = ("_first", "_raw", "_searches", "span")

    def __init__(self, leaf: Leaf) -> None:
        self._raw = leaf.raw
        self.span = value_span(leaf)
        self._first: dict[str, int] | None = None
        self._searches = SEARCHES

    def of(self, item: str, offset: int = -1) -> tuple[int, int]:
        """Return the span of an item: at ``offset`` in the value where that is known and the line spells it so; else
        the first that is the whole item, then the first that is part of a longer one, then the whole value.
        """
        column, width = self.span
        if not item:
            return self.span
        if offset >= 0 and self._raw.startswith(item, column - 1 + offset):
            return column + offset, len(item)
        if self._first is None:
            value = self._raw[column - 1 : column - 1 + width]
            if item == value:
                return self.span
            self._first = {}
            for match in items_of(value):
                start = self._first.setdefault(match[0], match.start())
                if start > match.start():
                    self._first[match[0]] = match.start()
        at = self._first.get(item, -1)
        if at < 0 and self._searches:
            self._searches -= 1
            at = self._raw.find(item, column - 1) - column + 1
        return (column + at, len(item)) if at >= 0 else self.span


class Holders:
    """Which of the lines of a list holds an item?"""

    __slots__ = ("_first",)

    def __init__(self, lines: Iterable[tuple[int, Leaf]]) -> None:
        self._first: dict[str, int] = {}
        for at, leaf in lines:
            for match in items_of(leaf.text if isinstance(leaf, Assignment) else leaf.raw):
                self._first.setdefault(match[0], at)

    def of(self, item: str) -> int | None:
        """Return the index of the first line that holds an item, None where it is spelled in another way."""
        return self._first.get(item)
