"""Which characters belong to which leaf? Total: every text has a tree."""

from __future__ import annotations

from translator.conf.dialect import VZCTL, Dialect
from translator.conf.tree import Assignment, Tree

_new = tuple.__new__


def parse(text: str, dialect: Dialect) -> Tree:
    """Return the tree of ``text``; joined, its leaves are the text again.

    vzctl loses the last byte of a file that is one line without line feed to a second "line" of its own; so does the
    tree. There it is a whole character: its last byte alone would be a surrogate in each of two leaves, and joined they
    would not be the character again.
    """
    if dialect is VZCTL and len(text) > 1 and "\n" not in text:
        return (dialect.read(text[:-1]), dialect.read(text[-1]))
    read = dialect.read
    return tuple([_new(Assignment, parts) if parts[1] else read(parts[0]) for parts in dialect.lines.findall(text)])
