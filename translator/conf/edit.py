"""How does one parameter change and nothing else?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from translator.conf.dialect import VZCTL, Dialect
from translator.conf.settle import Settings, settle
from translator.conf.tree import Assignment, Leaf, Tree, value_span
from translator.table import BY_NAME


def _line_end(raw: str) -> str:
    return raw[len(raw.rstrip("\r\n")) :]


def spliced(leaf: Assignment, text: str, dialect: Dialect) -> Leaf:
    """Return the line with only its value replaced, or written anew where that would read differently."""
    column, width = value_span(leaf)
    start = column - 1
    # the reader is given a line: it would not see that there are two
    if text and "\n" not in text and (leaf.raw[start : start + width] == leaf.text or not leaf.text):
        end = start + (width if leaf.text else 0)
        changed = dialect.read(leaf.raw[:start] + text + leaf.raw[end:])
        if isinstance(changed, Assignment) and (changed.name, changed.text) == (leaf.name, text):
            return changed
    line = dialect.write(leaf.name, text)
    return dialect.read(line[:-1] + (_line_end(leaf.raw) or "\n"))


def set_text(tree: Tree, settings: Settings, name: str, text: str) -> Tree:
    """Return the tree in which ``name`` has ``text``: the line in force changes in place, a new one joins its group.

    EditError when the dialect has no way to write the text.
    """
    dialect = settings.dialect
    setting = settings.by_name.get(name)
    if setting is None or not setting.kept:
        whole = tuple(mended(tree))
        if len(whole) < len(tree):
            return set_text(whole, settle(whole, dialect), name, text)
        return insert(tree, [dialect.read(dialect.write(name, text))])
    first, *others = setting.kept
    leaf = tree[first]
    if not isinstance(leaf, Assignment) or (leaf.text == text and not others):
        return tree
    leaves = list(tree)
    leaves[first] = spliced(leaf, text, dialect)
    if not others:
        return tuple(leaves)
    gone = set(others)
    return tuple(leaf for at, leaf in enumerate(leaves) if at not in gone)


def remove(tree: Tree, settings: Settings, *names: str) -> Tree:
    """Return the tree without any line of these names, aliases included."""
    gone = {at for name in names if name in settings.by_name for at in settings.by_name[name].leaves}
    if not gone:
        return tree
    left = tuple(leaf for at, leaf in enumerate(tree) if at not in gone)
    if len(left) == 1 < len(tree) and not left[0].raw.endswith("\n"):
        # vzctl reads a file that is one line without its end in another way
        return (left[0]._replace(raw=left[0].raw + "\n"),)
    return left


def insert(tree: Sequence[Leaf], lines: Iterable[Leaf]) -> Tree:
    """Return the tree with each line after the last one of its group, or at the end."""
    leaves = mended(tree)
    for line in lines:
        at = _after_group(leaves, line)
        if at and not leaves[at - 1].raw.endswith("\n"):
            last = leaves[at - 1]
            leaves[at - 1] = last._replace(raw=last.raw + "\n")
        leaves.insert(at, line)
    return tuple(leaves)


def mended(tree: Sequence[Leaf]) -> list[Leaf]:
    """Return the leaves; what vzctl takes for two lines because a file has no line end at all becomes one again."""
    if len(tree) == 2 and "\n" not in tree[0].raw:
        return [VZCTL.read(tree[0].raw + tree[1].raw + "\n")]
    return list(tree)


def _after_group(leaves: Sequence[Leaf], line: Leaf) -> int:
    row = BY_NAME.get(line.name) if isinstance(line, Assignment) else None
    if row is not None:
        for at in range(len(leaves) - 1, -1, -1):
            leaf = leaves[at]
            if isinstance(leaf, Assignment) and (other := BY_NAME.get(leaf.name)) and other.group == row.group:
                return at + 1
    return len(leaves)
