"""Reparse: ``parse(render(c)) = c`` for every tree that parsing, setting and removing can reach.

So no edit can forge another assignment, join two lines or split one.
"""

from __future__ import annotations

from hypothesis import given

from tests.laws.edits import Edit, edits
from translator.conf.parse import parse
from translator.conf.tree import Tree, render


def check(tree: Tree, edit: Edit) -> None:
    assert parse(render(tree), edit.dialect) == tree


@given(edits())
def test_an_edited_conf_reads_as_it_was_edited(edit: Edit) -> None:
    edited = edit.done()
    if edited is not None:
        check(edited, edit)


@given(edits())
def test_a_conf_without_a_parameter_reads_as_it_was_edited(edit: Edit) -> None:
    check(edit.removed(), edit)
