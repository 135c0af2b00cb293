"""What is edited in the laws of editing, and how? One parameter of a conf, to a text that some reader takes or not."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st

from tests.strategies import confs, dialects, texts_for
from translator.conf.dialect import Dialect
from translator.conf.edit import remove, set_text
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.conf.tree import Tree, render
from translator.errors import EditError


class Edit(NamedTuple):
    """``tree`` as read by ``dialect``; ``name`` shall have ``text``."""

    tree: Tree
    settings: Settings
    dialect: Dialect
    name: str
    text: str

    def __repr__(self) -> str:
        return f"Edit({render(self.tree)!r}, {self.dialect.name}, {self.name} to {self.text!r})"

    def done(self) -> Tree | None:
        """Return the edited tree, or None where the dialect cannot write the text."""
        try:
            return set_text(self.tree, self.settings, self.name, self.text)
        except EditError:
            return None

    def removed(self) -> Tree:
        """Return the tree without the parameter."""
        return remove(self.tree, self.settings, self.name)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """Return an edit: more often than not of a parameter that the conf names."""
    dialect: Dialect = draw(dialects())
    text: str = draw(confs())
    tree = parse(text, dialect)
    settings = settle(tree, dialect)
    rows = [setting.row for setting in settings.by_name.values()]
    known = list(dict.fromkeys(dialect.rows.values()))
    row = draw(st.sampled_from(rows) | st.sampled_from(known) if rows else st.sampled_from(known))
    return Edit(tree, settings, dialect, row.name, draw(texts_for(row)))
