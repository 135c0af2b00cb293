"""What adds up over a fleet? Totals, plots, findings, conflicts, and what converts by parameter."""

from __future__ import annotations

import sqlite3
from typing import Any, Final, NamedTuple, get_args

from translator.characters import is_digits
from translator.fleet.outcome import FileStatus

_BARS = 12
#: What stands in a plot where a conf says nothing.
NOT_SAID: Final = "not said"
_STEPS = (256, 512, 1024, 2048, 4096, 8192, 16384, 32768)
#: Conflicts that the page lists; the record has them all.
_CONFLICTS = 1000


class Bar(NamedTuple):
    """One bar of a plot: how many containers, and its length from 0 to 1; what stands for several values filters no
    table.
    """

    label: str
    number: int
    share: float
    filters: bool = True


class Plot(NamedTuple):
    """A plot, its title, and by what its bars filter the table."""

    title: str
    filter: str
    bars: list[Bar]


class CodeCount(NamedTuple):
    """What was found under one code: its level and its rule's name and summary, and in how many containers."""

    code: str
    level: str
    name: str
    summary: str
    containers: int


def totals(database: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the figures at the top: what is counted, and how much there is of it.

    A sum is that of the containers that have a limit, and says how many have none.
    """
    count, read, rams, disks = database.execute(
        "SELECT count(*), sum(status <> 'failed'), count(ram), count(disk) FROM containers"
    ).fetchone()
    read = read or 0
    # SQLite fails where a sum has more than 63 bits: four limits just below what counts as none are as large
    ram, disk = (
        sum(limit for (limit,) in database.execute(f"SELECT {column} FROM containers WHERE {column} IS NOT NULL"))  # noqa: S608 - ours
        for column in ("ram", "disk")
    )
    (addresses,) = database.execute("SELECT count(DISTINCT value) FROM uses WHERE kind = 'ip'").fetchone()
    (bridges,) = database.execute("SELECT count(DISTINCT value) FROM uses WHERE kind = 'bridge'").fetchone()
    return [
        (_counted_as("container", count), f"{count:,}"),
        (_limited("RAM", rams, read), size(ram)),
        (_limited("disk", disks, read), size(disk)),
        ("address" if addresses == 1 else "addresses", f"{addresses:,}"),
        (_counted_as("bridge", bridges), f"{bridges:,}"),
    ]


def _counted_as(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"


def _limited(what: str, limited: int, read: int) -> str:
    """Return what a sum of limits is of."""
    return f"{what} of {limited:,}, and {read - limited:,} without limit" if limited < read else what


def size(number: int) -> str:
    """Return a number of bytes for people."""
    value = float(number)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if value < 1024 or unit == "TiB":
            return f"{value:,.0f} {unit}" if value >= 10 or value == int(value) else f"{value:,.1f} {unit}"
        value /= 1024
    raise AssertionError


def by_status(database: sqlite3.Connection) -> list[tuple[str, int]]:
    """Return how many containers came to which end, the best first."""
    counts = dict(database.execute("SELECT status, count(*) FROM containers GROUP BY 1"))
    return [(status, counts.get(status, 0)) for status in get_args(FileStatus)]


def plots(database: sqlite3.Connection) -> list[Plot]:
    """Return the plots."""
    return [
        Plot("Result", "result", _counted(database, "status")),
        Plot("OS template", "template", _counted(database, "template")),
        Plot("Layout", "layout", _counted(database, "layout")),
        Plot("Memory model", "memory", _counted(database, "memory_model")),
        Plot("RAM", "ram", _memory(database)),
        Plot("Bridge", "bridge", _bridges(database)),
    ]


def _counted(database: sqlite3.Connection, column: str) -> list[Bar]:
    sql = f"SELECT coalesce({column}, '{NOT_SAID}'), count(*) FROM containers GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608
    return _bars(database.execute(sql).fetchall())


def _bridges(database: sqlite3.Connection) -> list[Bar]:
    sql = "SELECT value, count(DISTINCT container) FROM uses WHERE kind = 'bridge' GROUP BY 1 ORDER BY 2 DESC, 1"
    return _bars(database.execute(sql).fetchall())


def _memory(database: sqlite3.Connection) -> list[Bar]:
    labels = [label for _, label in ram_steps()]
    case = " ".join(f"WHEN ram <= {step << 20} THEN {at}" for at, step in enumerate(_STEPS))
    sql = f"SELECT CASE WHEN ram IS NULL THEN {len(_STEPS) + 1} {case} ELSE {len(_STEPS)} END, count(*)"
    rows = database.execute(f"{sql} FROM containers WHERE status <> 'failed' GROUP BY 1 ORDER BY 1").fetchall()
    return _bars([(labels[at], count) for at, count in rows])


def ram_steps() -> list[tuple[int | None, str]]:
    """Return the steps of RAM, each with its largest size in bytes and its label; the last two have no size."""
    return [*((step << 20, f"up to {size(step << 20)}") for step in _STEPS), (None, "more"), (None, "no limit")]


def _bars(rows: list[Any]) -> list[Bar]:
    most = max((count for _, count in rows), default=1)
    bars = [Bar(str(label), count, max(0.01, count / most)) for label, count in rows]
    if len(bars) <= _BARS:
        return bars
    rest = sum(bar.number for bar in bars[_BARS - 1 :])
    return [*bars[: _BARS - 1], Bar(f"{len(bars) - _BARS + 1} others", rest, min(1, rest / most), filters=False)]


def by_code(database: sqlite3.Connection) -> list[CodeCount]:
    """Return what was found, by code, errors first, then what most containers have."""
    from translator.lint.tell import find_rule

    sql = "SELECT code, level, count(DISTINCT container) FROM findings GROUP BY code, level"
    codes = []
    for code, level, count in database.execute(sql):
        rule = find_rule(code)
        codes.append(CodeCount(code, level, rule.name if rule else "", rule.summary if rule else "", count))
    order = ("error", "warning", "info")
    return sorted(codes, key=lambda each: (order.index(each.level), -each.containers, each.code))


def by_parameter(database: sqlite3.Connection) -> list[tuple[str, int, int, int, int]]:
    """Return the name of each parameter (or kind of node) of a source, how many containers have it, and in how many of
    them a line of it is translated, carried and dropped: in some perhaps one of each.
    """
    fates = ", ".join(
        f"count(DISTINCT CASE status WHEN '{status}' THEN container END)"
        for status in ("translated", "carried", "dropped")
    )
    sql = f"SELECT name, count(DISTINCT container), {fates} FROM entries GROUP BY name"  # noqa: S608 - words of ours
    return database.execute(f"{sql} ORDER BY 5 DESC, 2 DESC, 1 LIMIT 200").fetchall()


def conflicts(database: sqlite3.Connection) -> list[tuple[str, str, list[str]]]:
    """Return kind, value and the containers that share it."""
    rows = database.execute("SELECT kind, value, ctids FROM conflicts ORDER BY kind, value LIMIT ?", (_CONFLICTS,))
    return [(kind, value, sorted((ctids or "").split(","), key=_number)) for kind, value, ctids in rows]


def _number(ctid: str) -> tuple[int, str]:
    return (int(ctid), "") if is_digits(ctid) and len(ctid) < 19 else (1 << 62, ctid)
