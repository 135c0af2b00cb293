"""Which characters belong to which leaf? Total: every text has a tree."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from translator.conf.dialect import VZCTL, Dialect, dialect_named
from translator.conf.tree import Assignment, Leaf, Tree
from translator.kept import LONGEST, MANY

#: Characters of a text that is large for a conf: only there are lines looked at for their length.
_LARGE = 4096


def parse(text: str, dialect: Dialect) -> Tree:
    """Return the tree of ``text``; joined, its leaves are the text again.

    vzctl loses the last byte of a file that is one line without line feed to a second "line" of its own; so does the
    tree. There it is a whole character: its last byte alone would be a surrogate in each of two leaves, and joined they
    would not be the character again.
    """
    *lines, rest = text.split("\n")
    if dialect is VZCTL and not lines and len(rest) > 1:
        return (dialect.read(rest[:-1]), dialect.read(rest[-1]))
    read = _reader(dialect.name)
    if len(text) > _LARGE and len(max(lines, key=len, default="")) > LONGEST:
        read = read.__wrapped__
    leaves = map(read, lines)
    return (*leaves, dialect.read(rest)) if rest else tuple(leaves)


@cache
def _reader(dialect: str) -> Any:
    """Return the function that takes apart a line of a dialect, whose line feed is left out."""
    known = dialect_named(dialect)
    plain = known.plain.fullmatch

    @lru_cache(MANY)
    def read(line: str) -> Leaf:
        match = plain(line)
        raw = line + "\n"
        return known.read(raw) if match is None else Assignment(raw, *match.groups())

    return read
