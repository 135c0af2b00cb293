"""How does a base conf take what another conf says, and keep the rest?

The mirror image is :mod:`translator.lenses.into_document`: a base, what is made anew, and the base with what differs.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from translator.conf.dialect import Dialect
from translator.conf.edit import insert, mended, remove, set_text
from translator.conf.settle import Setting, Settings, settle
from translator.conf.tree import Assignment, Leaf, Opaque, Tree
from translator.lenses.origin import key_of
from translator.table import RIVALS


class Settled(NamedTuple):
    """A conf, and what it says."""

    tree: Tree
    settings: Settings

    @classmethod
    def of(cls, tree: Tree, dialect: Dialect) -> Settled:
        """Settle a conf."""
        return cls(tree, settle(tree, dialect))


def into_conf(base: Settled, made: Settled, taken: Container[str] | None = None) -> Tree:
    """Return ``base`` with what ``made`` says differently; lines that say the same keep their bytes.

    With ``taken``, only the items with these keys (:func:`translator.lenses.origin.said`) change.

    A base that vzctl takes for two lines, because it has no line end, gets one as soon as anything is to change.
    """
    tree = _changed(base, made, taken)
    if tree is not base.tree and len(whole := mended(base.tree)) < len(base.tree):
        return _changed(Settled.of(tuple(whole), base.settings.dialect), made, taken)
    return tree


def _changed(base: Settled, made: Settled, taken: Container[str] | None) -> Tree:
    dialect, before, after = base.settings.dialect, base.settings.by_name, made.settings.by_name
    tree, current = base
    for names in _units(made.settings, taken):
        old, new = before.get(names[0]), after[names[0]]
        if len(names) > 1:
            same = _texts(_lines(base, names)) == _texts(_lines(made, names))
        else:
            same = old is not None and says_the_same(old, base.tree, new, made.tree)
        if same:
            continue
        if len(names) == 1 and new.kept and old is not None and old.kept and new.codec.faithful(new.value):
            tree = set_text(tree, current, names[0], new.codec.encode(new.value))
        else:
            tree = insert(remove(tree, current, *names), _lines(made, names))
        current = settle(tree, dialect)
    for name in before.keys() - after.keys():
        if taken is not None and name not in taken:
            continue
        tree = remove(tree, current, name)
        current = settle(tree, dialect)
    return _with_odd_lines(tree, base.tree, made.tree, dialect, taken)


def _units(made: Settings, taken: Container[str] | None) -> Iterator[tuple[str, ...]]:
    """Yield the names that may change, each by itself, but two names of one value together: the later one counts, so
    that the order of their lines is part of what they say.
    """
    wanted = [name for name in made.by_name if taken is None or name in taken]
    pairs = [pair for pair in RIVALS if set(pair) <= set(wanted)]  # only libvzctl knows both
    beside = {name: pair for pair in pairs for name in pair}
    yield from dict.fromkeys(beside.get(name, (name,)) for name in wanted)


def _lines(each: Settled, names: Iterable[str]) -> list[Leaf]:
    """Return the lines of some parameters, in their order."""
    settings = (each.settings.by_name[name] for name in names if name in each.settings.by_name)
    return [each.tree[at] for at in sorted(at for setting in settings for at in setting.leaves)]


def says_the_same(old: Setting, base: Tree, new: Setting, made: Tree) -> bool:
    """Whether two settings of one parameter mean the same, or are the same lines where neither means anything."""
    if old.kept and new.kept:
        return bool(old.value == new.value) or old.value != old.value
    if old.kept or new.kept:
        return False
    return _texts(base[at] for at in old.leaves) == _texts(made[at] for at in new.leaves)


def _texts(leaves: Iterable[Leaf]) -> list[str]:
    return [leaf.raw.rstrip("\n") for leaf in leaves]


def _odd(tree: Tree, dialect: Dialect) -> list[Leaf]:
    """Return the lines with unknown names and those that nobody can read."""
    return [
        leaf for leaf in tree if type(leaf) is Opaque or (type(leaf) is Assignment and leaf.name not in dialect.rows)
    ]


def _with_odd_lines(tree: Tree, base: Tree, made: Tree, dialect: Dialect, taken: Container[str] | None) -> Tree:
    def odd(each: Tree) -> list[Leaf]:
        return [leaf for leaf in _odd(each, dialect) if taken is None or key_of(leaf) in taken]

    old, new = odd(base), odd(made)
    before = [leaf.raw.removesuffix("\n") for leaf in old]
    after = [leaf.raw.removesuffix("\n") for leaf in new]
    if sorted(before) == sorted(after):
        return tree
    gone, known = set(before).difference(after), set(before)
    kept = tuple(leaf for leaf in tree if leaf.raw.removesuffix("\n") not in gone)
    return insert(kept, [leaf for leaf in new if leaf.raw.removesuffix("\n") not in known])
