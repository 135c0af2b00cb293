"""Which value of each parameter is in force, and what does the reader object to?"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache, lru_cache
from itertools import count
from typing import Any, NamedTuple

from translator.conf.dialect import LIBVZCTL, VZCTL, Dialect, dialect_named
from translator.conf.tree import Assignment, Comment, Leaf, Opaque
from translator.errors import EditError
from translator.kept import LONGEST, MANY
from translator.table import RIVALS, Repeats, Row
from translator.values.address import Addresses
from translator.values.codec import UNSET, Codec, Refused, Verdict


class Problem(NamedTuple):
    """What the reader says of one leaf (``at`` its index, from 0).

    ``verdict``: ``unparsable``, ``unknown``, ``duplicate``, ``overruled`` (by the parameter ``item``, its rival), or a
    codec's ``invalid``, ``truncated`` or ``word``; ``item`` is the part of the text that it objects to.
    """

    at: int
    verdict: Verdict | str
    name: str
    item: str


class Reading:
    """What a reader makes of one assignment taken alone: its row, its value (UNSET for none) and its objection.

    ``whole`` says that the canonical text of the value would read the same. ``element`` and ``mark`` have room for the
    residue's element of this value, and its mark in the digest. The same lines stand in thousands of confs, so readings
    are kept and shared.
    """

    __slots__ = ("codec", "element", "mark", "refused", "row", "value", "whole")

    def __init__(self, row: Row, codec: Codec, text: str) -> None:
        self.row = row
        self.codec = codec
        self.refused: Refused | None = None
        self.element: str | None = None
        self.mark: str | None = None
        try:
            self.value = codec.decode(text)
        except Refused as refused:
            self.refused = refused.with_traceback(None)
            # its own traceback would keep the callers' frames, with whole trees, for as long as this reading is kept
            self.refused.__context__ = None
            self.value = refused.kept
        self.whole = self.refused is None and self.value is not UNSET and codec.faithful(self.value)


#: What a text may hold that a reader's quoting cannot: libvzctl reads ``NAME=2" #``, and no line that quotes it.
_QUOTING = re.compile("[\"'\\\\]")


def _is_written(dialect: Dialect, name: str, text: str) -> bool:
    """Whether the dialect has a line for a text."""
    try:
        dialect.write(name, text)
    except EditError:
        return False
    return True


@cache
def _reader(dialect: str) -> Any:
    """Return the function that reads one assignment of a dialect, None for a name that it does not know."""
    known = dialect_named(dialect)

    @lru_cache(MANY)
    def read(name: str, text: str) -> Reading | None:
        row = known.rows.get(name)
        if row is None:
            return None
        reading = Reading(row, known.codec(row), text)
        if not text and known.name == "libvirt":
            # an empty value is none to libvirt
            reading.value, reading.refused, reading.whole = UNSET, None, False
        if reading.whole and _QUOTING.search(text):
            reading.whole = _is_written(known, name, reading.codec.write(reading.value))
        return reading

    return read


def read_assignment(name: str, text: str, dialect: Dialect) -> Reading | None:
    """Return what a reader makes of one assignment taken alone, None for a name that it does not know."""
    read = _reader(dialect.name)
    reading: Reading | None = (read if len(text) <= LONGEST else read.__wrapped__)(name, text)
    return reading


def sets_something(leaf: Leaf, dialect: Dialect) -> bool:
    """Whether a line sets a value by itself: to vzctl, most that are empty set nothing, and an empty pair is 0:0."""
    if not isinstance(leaf, Assignment):
        return False
    reading = read_assignment(leaf.name, leaf.text, dialect)
    return reading is not None and reading.value is not UNSET


class Setting(NamedTuple):
    """A parameter that the text names, and the value in force (UNSET for none).

    ``leaves`` are the indices of the lines that name it, ``kept`` those whose value counts; ``clean`` when every
    line counts as it stands and the canonical text would read the same. ``reading`` is that of its only line.
    """

    row: Row
    codec: Codec
    value: Any
    leaves: tuple[int, ...]
    kept: tuple[int, ...]
    clean: bool
    reading: Reading | None = None


class Settings(NamedTuple):
    """What a reader makes of a text: parameters in the order of their first line, and its objections by line.

    ``nameless`` says that there are lines which set nothing, and which nobody objects to.
    """

    by_name: dict[str, Setting]
    problems: list[Problem]
    dialect: Dialect
    nameless: bool = False

    def value(self, name: str) -> Any:
        """Return the value in force of a parameter, or UNSET."""
        setting = self.by_name.get(name)
        return UNSET if setting is None else setting[2]


@cache
def _alone(dialect: str) -> Any:
    """Return the function that makes of a line, and of its number, what it sets where no other line names its
    parameter: the parameter's name and its setting, None for a comment. LookupError for one that says nothing plain:
    without a known name, with an objection of its reader, long.

    Most lines of a fleet stand at the same few places of its confs, so what they set is kept and shared, too.
    """
    read = _reader(dialect)

    @lru_cache(MANY)
    def alone(at: int, leaf: Leaf) -> tuple[str, Setting] | None:
        if type(leaf) is Comment and len(leaf.raw) <= LONGEST:
            return None
        reading: Reading | None = None
        if type(leaf) is Assignment and len(leaf.raw) <= LONGEST:
            reading = read(leaf.name, leaf.text)
        if reading is None or reading.refused is not None:
            raise LookupError  # so it is not kept
        return reading.row.name, _only(at, reading)

    return alone


def _only(at: int, reading: Reading) -> Setting:
    """Return what the only line of a parameter sets."""
    line = (at,)
    kept = () if reading.value is UNSET else line
    return Setting(reading.row, reading.codec, reading.value, line, kept, reading.whole, reading)


def settle(tree: Sequence[Leaf], dialect: Dialect, only: Container[str] | None = None) -> Settings:
    """Read every line in order, as the dialect's own reader does; with ``only``, the lines of these names alone."""
    settings = (_settle_plain(tree, dialect) if only is None else None) or _settle_any(tree, dialect, only)
    if dialect is LIBVZCTL:
        by_name = settings.by_name
        for first, second in RIVALS:
            if first in by_name and second in by_name:
                _judge_rivals(by_name, first, second, settings.problems)
    return settings


def _settle_plain(tree: Sequence[Leaf], dialect: Dialect) -> Settings | None:
    """Return the settings of a conf without odd lines, the same as :func:`_settle_any` does; None for any other."""
    try:
        lines: list[tuple[str, Setting]] = [*filter(None, map(_alone(dialect.name), count(), tree))]
    except LookupError:
        return None
    by_name = dict(lines)
    return None if len(by_name) < len(lines) else Settings(by_name, [], dialect)


def _settle_any(tree: Sequence[Leaf], dialect: Dialect, only: Container[str] | None) -> Settings:
    by_name: dict[str, Setting] = {}
    problems: list[Problem] = []
    nameless = False
    again: dict[str, list[tuple[int, Reading, Assignment]]] = {}
    for at, leaf in enumerate(tree):
        if type(leaf) is not Assignment:
            if type(leaf) is Opaque:
                problems.append(Problem(at, "unparsable", leaf.name or "", leaf.why))
            continue
        _, name, text = leaf
        if only is not None and name not in only:
            continue
        reading = read_assignment(name, text, dialect)
        if reading is None:
            verdict = "unknown" if name or dialect is not VZCTL else _nameless(text)
            if verdict:
                problems.append(Problem(at, verdict, name, name or text))
            else:
                nameless = True
            continue
        row = reading.row
        setting = by_name.get(row[0])
        if setting is None:
            by_name[row[0]] = _only(at, reading)
            if reading.refused is not None:
                problems.append(Problem(at, reading.refused.verdict, name, reading.refused.item))
        else:
            again.setdefault(row[0], []).append((at, reading, leaf))
    if again:
        for name, lines in again.items():
            setting = by_name[name]
            by_name[name] = (
                _last(setting, tree, lines, dialect, problems)
                if dialect.last_wins
                else _repeated(setting, lines, problems)
            )
        problems.sort(key=lambda problem: problem.at)
    return Settings(by_name, problems, dialect, nameless)


def _last(
    setting: Setting,
    tree: Sequence[Leaf],
    lines: Sequence[tuple[int, Reading, Assignment]],
    dialect: Dialect,
    problems: list[Problem],
) -> Setting:
    """Return what the lines of a parameter make of it where the last one replaces the text of those before it.

    Nobody reads what is replaced. To libvzctl, an alias is a text of its own: it reads each name once, in the order in
    which they first appear, and a later one that it can read counts. To libvirt an empty line is none.
    """
    row, codec, _, (start,), _, _, reading = setting
    first = tree[start]
    texts: dict[str, tuple[int, Reading]] = {}
    if reading is not None and isinstance(first, Assignment):
        texts[first.name if dialect is LIBVZCTL else ""] = (start, reading)
    for at, reading, (_, name, text) in lines:
        if text or dialect is LIBVZCTL:
            texts[name if dialect is LIBVZCTL else ""] = (at, reading)
    leaves = (start, *(at for at, _, _ in lines))
    these = set(leaves)
    problems[:] = [problem for problem in problems if problem.at not in these]
    value: Any = UNSET
    kept: tuple[int, ...] = ()
    for name, (at, reading) in texts.items():
        if reading.refused is not None:
            problems.append(Problem(at, reading.refused.verdict, name or row.name, reading.refused.item))
        if reading.value is not UNSET:
            value, kept = reading.value, (at,)
    return Setting(row, codec, value, leaves, kept, clean=False)


def _judge_rivals(by_name: dict[str, Setting], first: str, second: str, problems: list[Problem]) -> None:
    """Take the earlier of two rivals out of force: which one is later is told by their first lines.

    Neither is clean then: only the lines themselves, in their order, say which one counts.
    """
    early, late = sorted((by_name[first], by_name[second]), key=lambda setting: setting.leaves)
    if early.kept and late.kept:
        by_name[early.row.name] = Setting(early.row, early.codec, UNSET, early.leaves, (), clean=False)
        problems.append(Problem(early.kept[0], "overruled", early.row.name, late.row.name))
        problems.sort(key=lambda problem: problem.at)
    for setting in (early, late):
        by_name[setting.row.name] = by_name[setting.row.name]._replace(clean=False)


def _repeated(setting: Setting, lines: Sequence[tuple[int, Reading, Assignment]], problems: list[Problem]) -> Setting:
    """Return what the further lines of a parameter make of it to vzctl."""
    row, codec, value, _, first, clean, _ = setting
    repeats = row.repeats
    kept = list(first)
    parts = [value]
    listed = _is_list(value)
    for at, reading, (_, name, _) in lines:
        old = value
        if old is not UNSET and repeats in (Repeats.FIRST, Repeats.FIRST_SILENT):
            clean = False
            if repeats is Repeats.FIRST:
                problems.append(Problem(at, "duplicate", name, name))
            continue
        if listed and repeats is Repeats.FIRST_OR_AUTO and reading.value != "auto":
            # the word is looked for first, then whether there is a list, and only then at what the line says
            clean = False
            problems.append(Problem(at, "duplicate", name, name))
            continue
        new = reading.value
        listed = listed or _is_list(new)
        if reading.refused is not None:
            clean = False
            problems.append(Problem(at, reading.refused.verdict, name, reading.refused.item))
            if reading.refused.erases:
                old = value = UNSET
                kept.clear()
        elif new is UNSET and codec.forgets:
            value = UNSET
            kept.clear()
        if new is UNSET:
            clean = False
        elif old is UNSET:
            clean = False
            value = new
            parts = [new]
            kept[:] = [at]
        elif repeats is Repeats.JOIN:
            parts.append(new)
            kept.append(at)
        elif repeats is not Repeats.FIRST_OR_AUTO:
            clean = False
            value = new
            kept[:] = [at]
        else:
            clean = False
            value = "auto"
            kept.append(at)
    if len(parts) > 1 and value is not UNSET:
        value = _joined(parts, codec)
        clean = clean and codec.joins
    leaves = (*setting.leaves, *(at for at, _, _ in lines))
    return Setting(row, codec, value, leaves, tuple(kept), clean and codec.faithful(value))


def _is_list(value: Any) -> bool:
    """Whether a mask is in force, and not only the word that beats every mask."""
    return value is not UNSET and value != "auto"


def _joined(parts: Sequence[Any], codec: Codec) -> Any:
    """Join the values of many lines, neighbours first: each item is then copied but a few times."""
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [*(codec.merge(old, new) for old, new in pairs), *parts[len(parts) & ~1 :]]
    return parts[0]


def _nameless(text: str) -> str:
    """vzctl takes a line that starts with ``=`` for a list of addresses to remove, and judges the list."""
    if text == "all":
        return ""
    try:
        Addresses().decode(text)
    except Refused:
        return "invalid"
    return ""
