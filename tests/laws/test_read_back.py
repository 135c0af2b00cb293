"""Read back: ``text(set(c, p, t), p) = t`` for each text that the dialect can write, also where ``p`` is duplicated.

A text that it cannot write (line feed, NUL, quotes that its reader would not give back) is refused, and then nothing
has changed.
"""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.laws.edits import Edit, edits
from tests.strategies import NASTY, dialects, same, takes
from translator.conf.dialect import Dialect
from translator.conf.edit import set_text
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import Assignment
from translator.errors import EditError


@given(edits())
def test_the_text_that_was_set_is_in_force(edit: Edit) -> None:
    codec = edit.dialect.codec(edit.dialect.rows[edit.name])
    edited = edit.done()
    if edited is None or not takes(codec, edit.text):
        return
    settings = settle(edited, edit.dialect)
    setting = settings.by_name[edit.name]
    assert same(setting.value, codec.decode(edit.text))
    leaf = edited[setting.kept[-1]]
    assert isinstance(leaf, Assignment)
    assert leaf.text == edit.text


@given(dialects())
def test_a_line_says_its_text_or_cannot_be_written(dialect: Dialect) -> None:
    for text in NASTY:
        try:
            line = dialect.write("NAME", text)
        except EditError:
            continue
        leaf = dialect.read(line)
        assert leaf == Assignment(line, "NAME", text)


@pytest.mark.parametrize("text", ["a\nb", "a\0b", "\n", "\0"])
@given(dialect=dialects())
def test_no_line_holds_a_line_feed_or_a_nul(text: str, dialect: Dialect) -> None:
    with pytest.raises(EditError):
        dialect.write("NAME", text)


@pytest.mark.parametrize("there", ['DESCRIPTION="x"\n', 'DESCRIPTION=""\n', "DESCRIPTION=x", ""])
@pytest.mark.parametrize("text", ['a"\nONBOOT="yes', "a\nb", "a\n", "a\0b"])
@given(dialect=dialects())
def test_no_value_becomes_a_line_of_its_own(text: str, there: str, dialect: Dialect) -> None:
    """Be it in place of another value, whose quotes stay: the reader is only ever given one line."""
    tree = parse(there + "# end\n", dialect)
    with pytest.raises(EditError):
        set_text(tree, settle(tree, dialect), "DESCRIPTION", text)
