"""How does a base conf take what another conf says, and keep the rest?

The mirror image is :mod:`translator.lenses.into_document`: a base, what is made anew, and the base with what differs.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import NamedTuple

from translator.conf.dialect import LIBVZCTL, Dialect
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
    rivals = _rivals(after) if dialect is LIBVZCTL else {}
    done: set[str] = set()
    for name, new in after.items():
        old = before.get(name)
        if name in done or (taken is not None and name not in taken):
            continue
        pair = rivals.get(name, ())
        if pair and (taken is None or all(each in taken for each in pair)):
            done.update(pair)
            if lines := _other_lines(base, made, pair):
                for each in pair:
                    tree = remove(tree, current, each)
                    current = settle(tree, dialect)
                tree = insert(tree, lines)
                current = settle(tree, dialect)
            continue
        if old is not None and says_the_same(old, base.tree, new, made.tree):
            continue
        if new.kept and old is not None and old.kept and new.codec.faithful(new.value):
            tree = set_text(tree, current, name, new.codec.encode(new.value))
        else:
            tree = insert(remove(tree, current, name), [made.tree[at] for at in new.leaves])
        current = settle(tree, dialect)
    for name in before.keys() - after.keys():
        if taken is not None and name not in taken:
            continue
        tree = remove(tree, current, name)
        current = settle(tree, dialect)
    return _with_odd_lines(tree, base.tree, made.tree, dialect, taken)


def _rivals(after: Mapping[str, Setting]) -> dict[str, tuple[str, str]]:
    """Return the pairs of names of one value which a conf has both of, by each of the two."""
    return {name: pair for pair in RIVALS if after.keys() >= set(pair) for name in pair}


def _other_lines(base: Settled, made: Settled, pair: tuple[str, str]) -> list[Leaf]:
    """Return the lines of two rivals where the base has others: the later one counts, so that they belong together."""

    def lines(each: Settled) -> list[Leaf]:
        settings = [each.settings.by_name[name] for name in pair if name in each.settings.by_name]
        return [each.tree[at] for at in sorted(at for setting in settings for at in setting.leaves)]

    new = lines(made)
    return [] if [leaf.raw.rstrip("\n") for leaf in lines(base)] == [leaf.raw.rstrip("\n") for leaf in new] else new


def says_the_same(old: Setting, base: Tree, new: Setting, made: Tree) -> bool:
    """Whether two settings of one parameter mean the same, or are the same lines where neither means anything."""
    if old.kept and new.kept:
        return bool(old.value == new.value) or old.value != old.value
    if old.kept or new.kept:
        return False
    return [base[at].raw.rstrip("\n") for at in old.leaves] == [made[at].raw.rstrip("\n") for at in new.leaves]


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
