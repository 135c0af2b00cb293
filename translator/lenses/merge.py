"""What becomes of a conf and a document that were both edited since they were one?

Item by item (:func:`translator.lenses.origin.said`): what one side alone changed is that side's; what both changed to
the same is that; what both changed otherwise is a conflict, and nobody but a person can say which one is meant. A
removal is a change. ``ours`` is the base that is written into, ``theirs`` what comes in, as in ``git merge``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

from translator.characters import trim
from translator.conf.dialect import Dialect
from translator.conf.directive import dashed
from translator.finding import Finding
from translator.lenses.into_conf import Settled, says_the_same
from translator.lenses.origin import UUID_LINE, Origin, key_of, said
from translator.levels import make_finding
from translator.printable import printable
from translator.table import RIVALS

Prefer = Literal["ours", "theirs"]
Becomes = Literal["stays", "conflict", "decided"]
_LONGEST = 80
_CODES: Mapping[Becomes, str] = {"stays": "VZ545", "conflict": "VZ546", "decided": "VZ547"}
CONFLICT = _CODES["conflict"]
#: The findings of a merge: their messages say whose values they are about.
MERGED = frozenset(_CODES.values())


class Clash(NamedTuple):
    """One item that the base changed: what it, the other side and their origin say (None: the origin's digest alone is
    known), and where in the base. It ``stays`` where the other side did not change it; a ``conflict`` is ``decided``
    where the caller prefers a side. Where it is one value under two names, ``key`` is one that the other side says.
    """

    key: str
    keys: tuple[str, ...]
    verdict: Becomes
    ours: str
    theirs: str
    was: str | None
    lines: tuple[int, ...]

    @property
    def code(self) -> str:
        """The code of its finding."""
        return _CODES[self.verdict]

    def message(self, prefer: Prefer | None) -> str:
        """Tell it to the person whose text comes in: both values, and where they stand."""
        numbers = ", ".join(str(line) for line in self.lines)
        where = f"the base (line {numbers})" if numbers else "the base"
        if self.verdict == "stays":
            return f"{self.ours} in {where} stays: it was changed since both were one, and {self.theirs} here was not"
        before = "" if self.was is None else f", {self.was} before"
        both = f"both have changed: {self.ours} in {where}, {self.theirs} here{before}"
        if self.verdict == "conflict":
            return f"{both}; --ours keeps what the base says, --theirs takes what is here"
        return f"{both}; {'the base keeps its own' if prefer == 'ours' else 'this is taken'}"


class Weighed(NamedTuple):
    """What both sides say otherwise, by item: the keys that the base takes, and what is to be told of the others."""

    taken: frozenset[str]
    told: tuple[Clash, ...]

    def without(self, keys: Collection[str]) -> Weighed:
        """Return the same, but with nothing to be said of some items, which the base takes."""
        return Weighed(self.taken.union(keys), tuple(clash for clash in self.told if clash.key not in keys))

    def notes(self, origin: Origin) -> list[Clash]:
        """Return what a person should know: what stays only where all that is known of the origin is a digest, for who
        gives the origin itself, or keeps it, has asked for a merge.
        """
        return [clash for clash in self.told if clash.verdict != "stays" or origin.words is None]


def weigh(ours: Settled, theirs: Settled, origin: Origin, prefer: Prefer | None) -> Weighed:
    """Compare two confs with what is known of the one that both were."""
    same, beside = _alike(ours, theirs), _beside(ours.settings.dialect)
    mine, its = (said(*each, same - beside.keys()) for each in (ours, theirs))
    taken: set[str] = set()
    told: list[Clash] = []
    differ = [key for key in dict.fromkeys((*mine, *its)) if key not in same and mine.get(key) != its.get(key)]
    for names in dict.fromkeys(beside.get(key, (key,)) for key in differ):
        keys = tuple(name for name in names if name in differ)
        if all(origin.is_now(name, mine.get(name)) for name in names):
            taken.update(keys)
            continue
        verdict: Becomes = "decided" if prefer else "conflict"
        if all(origin.is_now(name, its.get(name)) for name in names):
            verdict = "stays"
        elif prefer == "theirs":
            taken.update(keys)
        key = next((each for each in keys if each in its), keys[0])
        was = None if origin.words is None else _was(names, origin.words)
        lines = tuple(at + 1 for at in _lines(names, ours))
        told.append(Clash(key, keys, verdict, _say(names, ours), _say(names, theirs), was, lines))
    return Weighed(frozenset(taken), tuple(told))


def _beside(dialect: Dialect) -> dict[str, tuple[str, ...]]:
    """Return both names of one value, by each of them: who says it under one says something else than who says it under
    the other.
    """
    return {name: pair for pair in RIVALS if dialect.rows.keys() >= set(pair) for name in pair}


def unknown_origin(prefer: Prefer) -> Finding:
    """Tell a caller who prefers a side that nobody can say what is a conflict."""
    message = (
        f"nothing says what both were when they were one, so --{prefer} has nothing to decide: give --ancestor FILE"
    )
    return make_finding(1, 1, CONFLICT, message, width=0)


def _alike(ours: Settled, theirs: Settled) -> set[str]:
    """Return the parameters that mean the same on both sides."""
    mine, its = ours.settings.by_name, theirs.settings.by_name
    return {
        name
        for name, setting in mine.items()
        if name in its and says_the_same(setting, ours.tree, its[name], theirs.tree)
    }


def lines_of(key: str, side: Settled) -> Sequence[int]:
    """Return the indices of the lines of an item."""
    setting = side.settings.by_name.get(key)
    if setting is not None:
        return setting.kept or setting.leaves
    return [at for at, leaf in enumerate(side.tree) if key_of(leaf) == key]


def _lines(names: Sequence[str], side: Settled) -> list[int]:
    return sorted(at for name in names for at in lines_of(name, side))


def _say(names: Sequence[str], side: Settled) -> str:
    """Return what a side says under some names, as it stands in its lines."""
    lines = [side.tree[at].raw for at in _lines(names, side)]
    return _cut(" ".join(line.strip(" \t\r\n") for line in lines)) if lines else _none(names)


def _was(names: Sequence[str], words: Mapping[str, str]) -> str:
    said = [_spoken(name, words[name]) for name in names if name in words]
    return " ".join(said) if said else _none(names)


def _spoken(key: str, text: str) -> str:
    """Return what an item said, as a line has it."""
    if key == UUID_LINE:
        return _cut(f"#UUID: {dashed(text)}")
    return _cut(trim(key) if key.startswith("\n") else trim(text) if text.startswith("\n") else f'{key}="{text}"')


def _none(names: Sequence[str]) -> str:
    return "no such line" if names[0].startswith("\n") else f"no {' or '.join(name.lstrip('#') for name in names)}"


def _cut(text: str) -> str:
    return printable(text if len(text) <= _LONGEST else text[:_LONGEST] + "...")
