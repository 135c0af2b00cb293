"""What is a conf made of? Leaves that, joined, are the text again, whatever the text.

A leaf is one line with its line end; lines end at a line feed only. A tree is immutable: an edit makes a new one that
shares every leaf it did not touch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Assignment(NamedTuple):
    """A line that its reader takes for ``NAME=text``; ``text`` is what the reader makes of the value."""

    raw: str
    name: str
    text: str


class Comment(NamedTuple):
    """A line that its reader passes over in silence: a comment or nothing but blanks."""

    raw: str


class Opaque(NamedTuple):
    """A line that its reader cannot read; ``why`` says so in words. The name is what stands before ``=``, if any."""

    raw: str
    why: str
    name: str | None = None


Leaf = Assignment | Comment | Opaque
Tree = tuple[Leaf, ...]


def render(tree: Sequence[Leaf]) -> str:
    """Return the text; ``render(parse(text)) == text`` for every text."""
    return "".join([leaf.raw for leaf in tree])


def name_span(leaf: Leaf) -> tuple[int, int]:
    """Return where the name stands in its line: column from 1, and length; the whole value where there is none."""
    name = leaf.name if isinstance(leaf, Assignment) else None
    column = leaf.raw.find(name) + 1 if name else 0
    return (column, len(name or "")) if column else value_span(leaf)


def value_span(leaf: Leaf) -> tuple[int, int]:
    """Return where the value stands in its line: column from 1, and length, without quotes and line end."""
    raw = leaf.raw.rstrip("\r\n")
    if not isinstance(leaf, Assignment):
        indent = len(raw) - len(raw.lstrip(" \t"))
        return indent + 1, max(1, len(raw) - indent)
    start = raw.find("=") + 1
    if raw[start : start + 1] == '"':
        start += 1
        end = raw.rfind('"', start)
        end = len(raw) if end < 0 else end
    else:
        end = len(raw.rstrip(" \t\r\v\f"))
    return start + 1, max(1, end - start)
