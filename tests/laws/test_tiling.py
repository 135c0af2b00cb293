"""Tiling: every leaf is one line, and the short way through plain lines reads them as the long way does.

``leaf.raw`` ends at the first line feed and nowhere else, the last leaf alone may lack it, none is empty; and
``parse(t) = [read(line) for line in lines(t)]``.
"""

from __future__ import annotations

from hypothesis import given

from tests.strategies import any_text, confs, dialects
from translator.conf.dialect import VZCTL, Dialect
from translator.conf.parse import parse


def check(text: str, dialect: Dialect) -> None:
    leaves = parse(text, dialect)
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    lines = [line for line in lines if line]
    if dialect is VZCTL and len(text) > 1 and "\n" not in text:
        # the reader takes the last byte of a file without any line feed for a line of its own
        lines = [text[:-1], text[-1]]
    assert [leaf.raw for leaf in leaves] == lines
    for leaf, line in zip(leaves, lines, strict=True):
        assert leaf == dialect.read(line)
        assert type(leaf) is type(dialect.read(line))


@given(confs(), dialects())
def test_leaves_of_a_conf_are_its_lines(text: str, dialect: Dialect) -> None:
    check(text, dialect)


@given(any_text(), dialects())
def test_leaves_of_any_text_are_its_lines(text: str, dialect: Dialect) -> None:
    check(text, dialect)
