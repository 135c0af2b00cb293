"""Which value of each parameter is in force, and what does the reader object to?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from translator.conf.dialect import VZCTL, Dialect
from translator.conf.tree import Assignment, Leaf, Opaque
from translator.table import Repeats, Row
from translator.values.address import Addresses
from translator.values.codec import UNSET, Codec, Refused, Verdict


class Problem(NamedTuple):
    """What the reader says of one leaf (``at`` its index, from 0).

    ``verdict``: ``unparsable``, ``unknown``, ``duplicate``, or a codec's ``invalid``, ``truncated`` or ``word``;
    ``item`` is the part of the text that it objects to.
    """

    at: int
    verdict: Verdict | str
    name: str
    item: str


class Setting:
    """A parameter that the text names, and the value in force (UNSET for none).

    ``leaves`` are the indices of the lines that name it, ``kept`` those whose value counts; ``clean`` when every
    line counts as it stands and the canonical text would read the same.
    """

    __slots__ = ("clean", "codec", "kept", "leaves", "row", "value")

    def __init__(self, row: Row, codec: Codec, at: int) -> None:
        self.row = row
        self.codec = codec
        self.value: Any = UNSET
        self.leaves = [at]
        self.kept: list[int] = []
        self.clean = True


class Settings(NamedTuple):
    """What a reader makes of a text: parameters in the order of their first line, and its objections by line."""

    by_name: dict[str, Setting]
    problems: list[Problem]
    dialect: Dialect

    def value(self, name: str) -> Any:
        """Return the value in force of a parameter, or UNSET."""
        setting = self.by_name.get(name)
        return UNSET if setting is None else setting.value


_FIRST = (Repeats.FIRST, Repeats.FIRST_SILENT)


def settle(tree: Sequence[Leaf], dialect: Dialect) -> Settings:
    """Read every line in order, as the dialect's own reader does."""
    by_name: dict[str, Setting] = {}
    problems: list[Problem] = []
    rows = dialect.rows
    last_wins = dialect.last_wins
    for at, leaf in enumerate(tree):
        if type(leaf) is not Assignment:
            if type(leaf) is Opaque:
                problems.append(Problem(at, "unparsable", leaf.name or "", leaf.why))
            continue
        name = leaf.name
        row = rows.get(name)
        if row is None:
            verdict = "unknown" if name or dialect is not VZCTL else _nameless(leaf.text)
            if verdict:
                problems.append(Problem(at, verdict, name, name or leaf.text))
            continue
        setting = by_name.get(row.name)
        if setting is None:
            setting = Setting(row, dialect.codec(row), at)
            by_name[row.name] = setting
        else:
            setting.leaves.append(at)
            repeats = row.repeats
            if setting.value is UNSET:
                setting.clean = False
            elif last_wins:
                if not leaf.text and dialect.name == "libvirt":
                    setting.clean = False
                    continue
                setting.clean = False
                setting.kept.clear()
                setting.value = UNSET
            elif repeats in _FIRST:
                setting.clean = False
                if repeats is Repeats.FIRST:
                    problems.append(Problem(at, "duplicate", name, name))
                continue
            elif repeats is not Repeats.JOIN:
                setting.clean = False
        try:
            value = setting.codec.decode(leaf.text)
        except Refused as refused:
            setting.clean = False
            problems.append(Problem(at, refused.verdict, name, refused.item))
            if refused.erases:
                setting.value = UNSET
                setting.kept.clear()
            value = refused.kept
        _take(setting, value, at, problems, last_wins=last_wins)
    for setting in by_name.values():
        if setting.clean and not (setting.kept and setting.codec.faithful(setting.value)):
            setting.clean = False
    return Settings(by_name, problems, dialect)


def _nameless(text: str) -> str:
    """vzctl takes a line that starts with ``=`` for a list of addresses to remove, and judges the list."""
    if text == "all":
        return ""
    try:
        Addresses().decode(text)
    except Refused:
        return "invalid"
    return ""


def _take(setting: Setting, value: Any, at: int, problems: list[Problem], *, last_wins: bool) -> None:
    """Bring one line's value into force beside what earlier lines gave."""
    if value is UNSET:
        setting.clean = False
        return
    old = setting.value
    repeats = setting.row.repeats
    if old is UNSET or last_wins:
        setting.value = value
    elif repeats is Repeats.JOIN:
        setting.value = setting.codec.merge(old, value)
    elif repeats is Repeats.FIRST_OR_AUTO:
        if "auto" not in (old, value):
            problems.append(Problem(at, "duplicate", setting.row.name, setting.row.name))
            return
        setting.value = "auto"
    else:
        setting.value = value
        setting.kept.clear()
    setting.kept.append(at)
