"""What does the page's table know of each container? A short row, and sets of words that many have in common."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from translator.fleet.query import ORDER
from translator.fleet.report.forecast import Forecast

#: What a row has, in this order; table.js takes its places from here.
FIELDS = (
    *("ctid", "name", "template", "layout", "memory", "ram", "disk", "result", "source", "addresses", "nets"),
    # ``parameters`` are those that have a fate, ``made`` those of a conf that was made of a document
    *("codes", "parameters", "made", "tasks", "verdict", "turn", "data", "detail"),
)


class Sets:
    """Sets of words, each word and each set once: what ten thousand containers say is mostly the same."""

    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.sets: dict[tuple[int, ...], int] = {}

    def add(self, words: Iterable[str]) -> int:
        """Return the place of a set."""
        places = tuple(sorted({self.words.setdefault(word, len(self.words)) for word in words}))
        return self.sets.setdefault(places, len(self.sets))

    def data(self) -> dict[str, Any]:
        """Return the words, and the sets as places of words."""
        return {"words": list(self.words), "sets": list(self.sets)}


def read_table(
    database: sqlite3.Connection, details: int, forecast: Forecast | None
) -> tuple[dict[str, Any], list[int]]:
    """Return rows, fields and sets, and the keys of ``details`` containers that get their texts: those with something
    to say first. A row ends with its place among these, -1 for none.
    """
    sql = f"""SELECT containers.id, ctid, coalesce(name, hostname, ''), template, layout, memory_model,
      ram, disk, status, source,
      (SELECT group_concat(value, ' ') FROM uses WHERE container = containers.id AND kind = 'ip'),
      (SELECT group_concat(value, ' ') FROM uses
       WHERE container = containers.id AND kind IN ('bridge', 'mac', 'host_ifname'))
      FROM containers ORDER BY {ORDER}"""  # noqa: S608 - constants of ours
    found = database.execute(sql).fetchall()
    told = [row[0] for row in found if row[8] != "clean"] + [row[0] for row in found if row[8] == "clean"]
    chosen = set(told[:details])
    codes, parameters, tasks = Sets(), Sets(), Sets()
    codes_of = _sets(database, "SELECT container, code FROM findings ORDER BY container", codes)
    parameters_of, made_of = (
        _sets(database, f"SELECT container, name FROM {view} ORDER BY container", parameters)  # noqa: S608 - ours
        for view in ("entries", "parameters WHERE status IS NULL AND name <> ''")
    )
    nothing = (codes.add(()), parameters.add(()), tasks.add(()))
    turns = forecast.turns if forecast else {}
    keys: list[int] = []
    rows: list[list[Any]] = []
    for key, *row in found:
        at = -1
        if key in chosen:
            at = len(keys)
            keys.append(key)
        turn, state, data = turns.get(key, (None, None, None))
        task = tasks.add(forecast.tasks.get(key, ())) if forecast else nothing[2]
        names = (parameters_of.get(key, nothing[1]), made_of.get(key, nothing[1]))
        sets = (codes_of.get(key, nothing[0]), *names, task)
        rows.append([*row, *sets, state, turn, data, at])
    words = {"codes": codes.data(), "parameters": parameters.data(), "tasks": tasks.data()}
    return {"fields": FIELDS, "rows": rows, **words}, keys


def _sets(database: sqlite3.Connection, sql: str, sets: Sets) -> dict[int, int]:
    rows: Iterator[tuple[int, str]] = iter(database.execute(sql))
    return {key: sets.add(word for _, word in each) for key, each in groupby(rows, key=lambda row: row[0])}
