"""Local edit: setting one parameter changes one line, or adds one, or takes away its own other lines; nothing else.

Every other line keeps its bytes and its order. Setting the text that is in force already changes no byte. Removing a
parameter takes away its lines and nothing else.
"""

from __future__ import annotations

from hypothesis import given

from tests.laws.edits import Edit, edits
from translator.conf.edit import mended
from translator.conf.tree import Assignment, Leaf, render


def others(leaves: tuple[Leaf, ...], edit: Edit) -> list[str]:
    """Return the lines that do not name the parameter, a missing last line end left aside."""
    rows = edit.dialect.rows
    named = rows[edit.name]
    foreign = [leaf.raw for leaf in leaves if not (isinstance(leaf, Assignment) and rows.get(leaf.name) is named)]
    return [raw.removesuffix("\n") for raw in foreign]


def before(edit: Edit) -> tuple[Leaf, ...]:
    """Return the leaves before: two of a file without any line end are one line as soon as it gets one."""
    return tuple(mended(edit.tree))


@given(edits())
def test_an_edit_leaves_the_other_lines_alone(edit: Edit) -> None:
    edited = edit.done()
    if edited is None:
        return
    assert others(edited, edit) in (others(edit.tree, edit), others(before(edit), edit))
    assert len(edited) <= len(edit.tree) + 1


@given(edits())
def test_the_text_in_force_is_no_edit(edit: Edit) -> None:
    setting = edit.settings.by_name.get(edit.name)
    if setting is None or len(setting.kept) != 1:
        return
    leaf = edit.tree[setting.kept[0]]
    assert isinstance(leaf, Assignment)
    same = edit._replace(text=leaf.text).done()
    assert same is not None
    assert render(same) == render(edit.tree)


@given(edits())
def test_removing_takes_its_own_lines_only(edit: Edit) -> None:
    left = edit.removed()
    assert [leaf.raw.removesuffix("\n") for leaf in left] == others(edit.tree, edit)
