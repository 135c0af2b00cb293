"""What does it take to move this fleet? Verdicts, the host's commands and the work by kind, out of the record."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from itertools import groupby
from typing import Any, Final, NamedTuple

from translator.container.actions import ACTIONS, OF_ALL
from translator.fleet.rows import COMMAND
from translator.plan.node import KINDS, ORDER, ROUTINE, STATES, merged
from translator.plan.node_text import data_words

#: Containers that are named with a piece of work; the table has them all.
_NAMED = 12
#: Texts that are shown of a piece of work that says something else of each container.
_TEXTS = 3
#: Commands of the host that the page lists: a fleet may need one for each address.
_COMMANDS = 400
#: What the table calls a container that nobody has planned.
NO_PLAN: Final = "no plan"
_TITLES: Final[dict[str, str]] = {
    "host": "what the host does for them, by its commands above",
    "conf": "lines of their confs to be looked at",
    "data": "their files",
    "scripts": "action scripts that nobody runs any more",
    "files inside": "files inside them, by the commands of each plan",
    "network": "interfaces and bridges",
    "devices": "devices and kernel modules",
    "start": "how they start, by the commands of each plan",
}


class Duty(NamedTuple):
    """What is to be done about one parameter: for how many containers, what is said most often, with how many it is
    said, how many other texts there are, and some of the containers in their turn.
    """

    task: str
    parameter: str
    containers: int
    texts: list[tuple[str, int]]
    others: int
    ctids: list[str]


class Duties(NamedTuple):
    """All work of a kind."""

    kind: str
    title: str
    containers: int
    pieces: list[Duty]
    routine: bool


class Forecast(NamedTuple):
    """What it takes: how many in each state, why some cannot go and which, how much data there is to copy, the host's
    commands with how many more there are, and the work. ``turns`` has turn, state and data of each container, by its
    key, ``tasks`` what is to be done for it, as "kind: parameter".
    """

    totals: list[tuple[str, int]]
    stays: list[tuple[str, int, list[str]]]
    data: str
    host: list[str]
    more: int
    work: list[Duties]
    order: str
    turns: dict[int, tuple[int, str, int | None]]
    tasks: dict[int, list[str]]


def read_forecast(database: sqlite3.Connection) -> Forecast | None:
    """Return what the record says; None where nothing of the fleet leaves OpenVZ, or the record is older than plans."""
    if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'turns'").fetchone():
        return None
    found = database.execute("SELECT container, turn, state, data, ctid, why FROM turns ORDER BY turn").fetchall()
    if not found:
        return None
    turns = {row[0]: (row[1], row[2], row[3]) for row in found}
    counts = Counter(row[2] for row in found)
    totals = [(str(state), counts[state]) for state in STATES]
    (rest,) = database.execute("SELECT count(*) - ? FROM containers", (len(found),)).fetchone()
    if rest:
        totals.append((NO_PLAN, rest))
    going = [row for row in found if row[2] != "cannot go"]
    limits = [row[3] for row in going if row[3] is not None]
    data = data_words(len(going), sum(limits), len(going) - len(limits))
    host = _host(database)
    work, tasks = _work(database)
    return Forecast(
        totals, _stays(found), data, host[:_COMMANDS], max(0, len(host) - _COMMANDS), work, ORDER, turns, tasks
    )


def _stays(found: list[Any]) -> list[tuple[str, int, list[str]]]:
    reasons: dict[str, list[str]] = {}
    for *_, state, _, ctid, why in found:
        if state == "cannot go":
            reasons.setdefault(why, []).append(ctid)
    return [(why, len(ctids), ctids[:_NAMED]) for why, ctids in reasons.items()]


def _host(database: sqlite3.Connection) -> list[str]:
    sql = """SELECT container, what FROM turns JOIN todo USING (container) JOIN chores ON chores.id = chore
      WHERE kind = ? AND state <> 'cannot go' ORDER BY turn, at"""
    rows = database.execute(sql, (COMMAND,))
    return list(merged([row[1] for row in each] for _, each in groupby(rows, key=lambda row: row[0])))


def _work(database: sqlite3.Connection) -> tuple[list[Duties], dict[int, list[str]]]:
    sql = """SELECT container, ctid, kind, parameter, what FROM turns JOIN tasks USING (container)
      WHERE state <> 'cannot go' ORDER BY turn"""
    whose: dict[tuple[str, str], dict[int, str]] = {}
    texts: dict[tuple[str, str], Counter[str]] = {}
    kinds: dict[str, set[int]] = {}
    tasks: dict[int, list[str]] = {}
    for container, ctid, kind, parameter, what in database.execute(sql):
        piece = (kind, _without_its_own(parameter))
        containers = whose.setdefault(piece, {})
        if container not in containers:
            containers[container] = ctid
            tasks.setdefault(container, []).append(task_name(*piece))
        texts.setdefault(piece, Counter())[_of_any(what, ctid)] += 1
        kinds.setdefault(kind, set()).add(container)
    work = []
    for kind in KINDS:
        if kind not in kinds:
            continue
        pieces = [_piece(piece, containers, texts[piece]) for piece, containers in whose.items() if piece[0] == kind]
        pieces.sort(key=lambda piece: (-piece.containers, piece.parameter))
        work.append(Duties(kind, _TITLES[kind], len(kinds[kind]), pieces, kind in ROUTINE))
    work.sort(key=lambda each: each.routine)
    return work, tasks


def _without_its_own(parameter: str) -> str:
    """Return what a piece of work is about, without what is one container's: its number of a line, its id in the name
    of a script.
    """
    if parameter.startswith("line "):
        return "lines that say nothing"
    stem, dot, action = parameter.rpartition(".")
    return f"*.{action}" if dot and stem != OF_ALL and action in ACTIONS else parameter


def _of_any(what: str, ctid: str | None) -> str:
    """Return what is said of a container as it is said of others: with $VEID for its id, as confs write it."""
    return (
        re.sub(rf"(?<![A-Za-z0-9_.:]){re.escape(ctid)}(?![A-Za-z0-9_]|[.:][A-Za-z0-9])", "$VEID", what)
        if ctid
        else what
    )


def _piece(piece: tuple[str, str], containers: dict[int, str], texts: Counter[str]) -> Duty:
    most = texts.most_common(_TEXTS)
    most = [each for each in most if each[1] > 1] or most[:1]  # of texts that are one's own, one is enough
    ctids = list(containers.values())[:_NAMED]
    return Duty(task_name(*piece), piece[1], len(containers), most, len(texts) - len(most), ctids)


def task_name(kind: str, parameter: str) -> str:
    """Return what a piece of work is called in the table's filter and in the page's address."""
    return f"{kind}: {parameter or 'as a whole'}"
