"""What does a conf say, parameter by parameter, and where does each stand in the document?"""

from __future__ import annotations

from typing import Any, NamedTuple

from translator.conf.dialect import dialect_named
from translator.conf.normalize import saved_text
from translator.conf.parse import parse
from translator.conf.settle import Setting, settle
from translator.conf.tree import Assignment
from translator.ctid import check_ctid
from translator.lenses.drivers import driver_named
from translator.values.codec import UNLIMITED, UNSET


class Shown(NamedTuple):
    """One parameter: its canonical ``text`` (None where no value is in force), typed ``value`` for JSON, ``unit`` of a
    bare number, the ``line`` in force (from 1), its ``place`` in the document, and the reader's objection, if any.
    """

    name: str
    text: str | None
    value: Any
    unit: str | None
    line: int
    place: str
    problem: str


def show_conf(text: str, *, ctid: int | str, driver: str = "openvz", dialect: str = "vzctl") -> list[Shown]:
    """Return every parameter and unknown name of a conf in the order of its lines; ValueError as conf_to_domain."""
    reader = dialect_named(dialect)
    ctid = check_ctid(ctid)
    tree = parse(text, reader)
    settings = settle(tree, reader)
    got = driver_named(driver).get(settings, ctid)
    shown = []
    verdicts: dict[int, dict[str, None]] = {}
    for problem in settings.problems:
        verdicts.setdefault(problem.at, {})[problem.verdict] = None
    for name, setting in settings.by_name.items():
        problems = dict.fromkeys(verdict for at in setting.leaves for verdict in verdicts.get(at, ()))
        carried = "metadata" if name not in got.shown else f"{got.shown[name]} and metadata"
        place = got.native.get(name, carried) if setting.clean else carried
        line = (setting.kept or setting.leaves)[0] + 1
        value = _plain(setting)
        saved = None if setting.value is UNSET else saved_text(setting, ctid)
        shown.append(Shown(name, saved, value, setting.row.unit, line, place, ", ".join(problems)))
    for problem in settings.problems:
        leaf = tree[problem.at]
        if problem.verdict == "unknown" and isinstance(leaf, Assignment):
            shown.append(Shown(leaf.name, leaf.text, leaf.text, None, problem.at + 1, "metadata", "unknown"))
    return sorted(shown, key=lambda item: item.line)


def _plain(setting: Setting) -> Any:
    """Return a value as JSON has it: numbers, texts, lists and objects; ``unlimited`` is that word."""

    def plain(value: Any) -> Any:
        if value is UNSET:
            return None
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            return {key: plain(item) for key, item in value._asdict().items()}
        if isinstance(value, tuple):
            return [plain(item) for item in value]
        return "unlimited" if value == UNLIMITED and not isinstance(value, str) else value

    return plain(setting.value)
