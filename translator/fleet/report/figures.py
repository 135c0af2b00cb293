"""What adds up over a fleet? Totals, plots, conflicts, and what converts by parameter."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

from translator.characters import is_digits

_BARS = 12
_STEPS = (256, 512, 1024, 2048, 4096, 8192, 16384, 32768)
#: Conflicts that the page lists; the record has them all.
_CONFLICTS = 1000


class Bar(NamedTuple):
    """One bar of a plot; ``share`` is its length from 0 to 1."""

    label: str
    number: int
    share: float


class Plot(NamedTuple):
    """A plot and its title."""

    title: str
    bars: list[Bar]


def totals(database: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the figures at the top: what is counted, and how much there is of it."""
    count, ram, disk, free = database.execute(
        "SELECT count(*), sum(ram), sum(disk), sum(status <> 'failed' AND ram IS NULL) FROM containers"
    ).fetchone()
    (addresses,) = database.execute("SELECT count(DISTINCT value) FROM uses WHERE kind = 'ip'").fetchone()
    (bridges,) = database.execute("SELECT count(DISTINCT value) FROM uses WHERE kind = 'bridge'").fetchone()
    return [
        ("containers", f"{count:,}"),
        (f"RAM, and {free:,} without limit" if free else "RAM", size(ram or 0)),
        ("disk", size(disk or 0)),
        ("addresses", f"{addresses:,}"),
        ("bridges", f"{bridges:,}"),
    ]


def size(number: int) -> str:
    """Return a number of bytes for people."""
    value = float(number)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if value < 1024 or unit == "TiB":
            return f"{value:,.0f} {unit}" if value >= 10 or value == int(value) else f"{value:,.1f} {unit}"
        value /= 1024
    raise AssertionError


def plots(database: sqlite3.Connection) -> list[Plot]:
    """Return the plots."""
    return [
        Plot("Result", _counted(database, "status")),
        Plot("OS template", _counted(database, "template")),
        Plot("Layout", _counted(database, "layout")),
        Plot("Memory model", _counted(database, "memory_model")),
        Plot("RAM", _memory(database)),
    ]


def _counted(database: sqlite3.Connection, column: str) -> list[Bar]:
    sql = f"SELECT coalesce({column}, 'not said'), count(*) FROM containers GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608
    rows = database.execute(sql).fetchall()
    if len(rows) > _BARS:
        rows = [*rows[: _BARS - 1], (f"{len(rows) - _BARS + 1} others", sum(row[1] for row in rows[_BARS - 1 :]))]
    return _bars(rows)


def _memory(database: sqlite3.Connection) -> list[Bar]:
    labels = [f"up to {size(step << 20)}" for step in _STEPS]
    case = " ".join(f"WHEN ram <= {step << 20} THEN {at}" for at, step in enumerate(_STEPS))
    sql = f"SELECT CASE WHEN ram IS NULL THEN {len(_STEPS) + 1} {case} ELSE {len(_STEPS)} END, count(*)"
    rows = database.execute(f"{sql} FROM containers GROUP BY 1 ORDER BY 1").fetchall()
    return _bars([([*labels, "more", "no limit"][at], count) for at, count in rows])


def _bars(rows: list[Any]) -> list[Bar]:
    most = max((count for _, count in rows), default=1)
    return [Bar(str(label), count, max(0.01, count / most)) for label, count in rows]


def by_parameter(database: sqlite3.Connection) -> list[tuple[str, int, int, int, int]]:
    """Return name, containers, translated, carried and dropped for each parameter (or kind of node) of a source."""
    sql = """SELECT name, count(DISTINCT container), sum(status = 'translated'), sum(status = 'carried'),
      sum(status = 'dropped') FROM entries GROUP BY name ORDER BY 5 DESC, 2 DESC, 1 LIMIT 200"""
    return database.execute(sql).fetchall()


def conflicts(database: sqlite3.Connection) -> list[tuple[str, str, list[str]]]:
    """Return kind, value and the containers that share it."""
    rows = database.execute("SELECT kind, value, ctids FROM conflicts ORDER BY kind, value LIMIT ?", (_CONFLICTS,))
    return [(kind, value, sorted((ctids or "").split(","), key=_number)) for kind, value, ctids in rows]


def _number(ctid: str) -> tuple[int, str]:
    return (int(ctid), "") if is_digits(ctid) else (1 << 62, ctid)
