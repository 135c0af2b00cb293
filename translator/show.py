"""What does a conf say, parameter by parameter, and where does each stand in the document?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from translator.characters import trim
from translator.conf.dialect import DialectName, dialect_named
from translator.conf.host import Layer, host_layer, laid_over, taken
from translator.conf.normalize import saved_text
from translator.conf.parse import parse
from translator.conf.settle import Setting, Settings, settle
from translator.conf.tree import Assignment, Opaque
from translator.ctid import check_ctid
from translator.lenses.document import domain_to_conf
from translator.lenses.drivers import driver_named
from translator.lenses.get import got_over
from translator.lenses.lens import DriverName, Got
from translator.report import Entry
from translator.values.codec import UNLIMITED, UNSET

#: The problem of a line that no reader takes apart.
UNREADABLE = "unparsable"


class Shown(NamedTuple):
    """One parameter: its canonical ``text`` (None where no value is in force), typed ``value`` for JSON, ``unit`` of a
    bare number, the ``line`` in force (from 1; None where it is not one line of a document), its ``place`` in the
    document, and the reader's objection, if any. A line that nobody can read has its text for a name. ``origin`` is
    whose line it is: ``conf`` or the host's ``vz.conf``; '' for a path that the container needs and neither has.
    """

    name: str
    text: str | None
    value: Any
    unit: str | None
    line: int | None
    place: str
    problem: str
    origin: str = "conf"


#: The paths without which no container starts, and for which no reader has a value of its own.
_PATHS = ("VE_ROOT", "VE_PRIVATE")


def show_conf(
    text: str,
    *,
    ctid: int | str,
    driver: DriverName = "openvz",
    dialect: DialectName = "vzctl",
    host_conf: str | None = None,
) -> list[Shown]:
    """Return every parameter, unknown name and unreadable line of a conf in its order, and behind them what the text of
    the host's vz.conf gives the container besides; ValueError as conf_to_domain.
    """
    reader = dialect_named(dialect)
    ctid = check_ctid(ctid)
    tree = parse(text, reader)
    settings = settle(tree, reader)
    layer = host_layer(host_conf, reader)
    got = got_over(driver_named(driver), settings, layer, ctid)[1]
    shown: list[tuple[int, Shown]] = []
    verdicts: dict[int, dict[str, None]] = {}
    for problem in settings.problems:
        verdicts.setdefault(problem.at, {})[problem.verdict] = None
    for name, setting in settings.by_name.items():
        problems = dict.fromkeys(verdict for at in setting.leaves for verdict in verdicts.get(at, ()))
        carried = "metadata" if name not in got.shown else f"{got.shown[name]} and metadata"
        place = got.native.get(name, carried) if setting.clean else carried
        at = (setting.kept or setting.leaves)[0]
        value = _plain(setting)
        saved = None if setting.value is UNSET else saved_text(setting, ctid)
        shown.append((at, Shown(name, saved, value, setting.row.unit, at + 1, place, ", ".join(problems))))
    for problem in settings.problems:
        leaf = tree[problem.at]
        if problem.verdict == "unknown" and isinstance(leaf, Assignment):
            item = Shown(leaf.name, leaf.text, leaf.text, None, problem.at + 1, "metadata", "unknown")
            shown.append((problem.at, item))
        elif isinstance(leaf, Opaque):
            shown.append((problem.at, Shown(trim(leaf.raw), None, None, None, problem.at + 1, "metadata", UNREADABLE)))
    return [*(item for _, item in sorted(shown, key=itemgetter(0))), *_inherited(settings, layer, got, ctid)]


def _inherited(settings: Settings, layer: Layer | None, got: Got, ctid: str) -> Iterator[Shown]:
    """Yield what is in force by the host's vz.conf, and the paths that are in force by nobody."""
    if layer is None:
        return
    merged = laid_over(settings, layer)
    for name in taken(settings, merged):
        at, setting = layer.given[name].kept[0], merged.by_name[name]
        place = got.shown.get(name, "")
        saved = saved_text(setting, ctid)
        yield Shown(name, saved, _plain(setting), setting.row.unit, at + 1, place, "", "vz.conf")
    for name in _PATHS:
        if merged.value(name) is UNSET:
            yield Shown(name, None, None, None, None, "", "in neither file, and there is no default", "")


def show_document(
    text: str,
    *,
    ctid: int | str | None = None,
    driver: DriverName | None = None,
    dialect: DialectName = "vzctl",
    host_conf: str | None = None,
) -> list[Shown]:
    """Return what the conf that a document stands for says, with the document's lines; InputError as domain_to_conf.

    ``driver`` is the document's own by default.
    """
    from translator.domain.document import parse_document
    from translator.lenses.put import driver_of_root

    result = domain_to_conf(text, ctid=ctid, dialect=dialect)
    own = driver or driver_of_root(parse_document(text)).name
    lines = _Lines(result.report.entries)
    shown = show_conf(result.text, ctid=result.ctid, driver=own, dialect=dialect, host_conf=host_conf)
    return [item._replace(line=lines.of(item)) if item.origin == "conf" else item for item in shown]


class _Lines:
    """Where in a document the values stand, by the account of its nodes."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._carried: dict[str, int] = {}
        self._native: dict[str, set[int]] = {}
        for entry in entries:
            if entry.name.startswith("metadata/container/"):
                self._carried.setdefault(entry.place, entry.line)
            else:
                self._native.setdefault(entry.name.removeprefix("devices/"), set()).add(entry.line)

    def of(self, item: Shown) -> int | None:
        """Return the line of a value; None where it stands on several, or on one that the account does not tell."""
        if item.name in self._carried:
            return self._carried[item.name]
        place = item.place.partition(",")[0].removesuffix(" and metadata")
        while place:
            if place in self._native:
                lines = self._native[place]
                return next(iter(lines)) if len(lines) == 1 else None
            place = place.rpartition("/")[0]
        return None


def _plain(setting: Setting) -> Any:
    """Return a value as JSON has it: numbers, texts, lists and objects; ``unlimited`` is that word."""

    def plain(value: Any) -> Any:
        if value is UNSET:
            return None
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            # a mask that is no prefix is told where there is one
            return {key: plain(item) for key, item in value._asdict().items() if key != "mask" or item}
        if isinstance(value, tuple):
            return [plain(item) for item in value]
        return "unlimited" if value == UNLIMITED and not isinstance(value, str) else value

    return plain(setting.value)
