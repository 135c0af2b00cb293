"""Are the cells of a record what its schema says? SQLite keeps anything anywhere, and a record may be anybody's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Final, get_args

from translator.characters import lower
from translator.errors import VzvirtError
from translator.finding import Level
from translator.fleet.outcome import FileStatus
from translator.report import Status

#: The tables that a page is made of; a record that is older than plans has no more than the first of them.
TABLES: Final = ("runs", "containers", "fates", "lines", "findings", "uses", "plans", "chores", "todo", "asks")
#: What has to be so between cells, by a query that finds one where it is not.
_MORE: Final = {
    "containers.run": "SELECT 1 FROM containers WHERE run NOT IN (SELECT id FROM runs) LIMIT 1",
    **{
        column: f"SELECT 1 FROM {column.partition('.')[0]} WHERE {column} NOT IN {words} LIMIT 1"  # noqa: S608 - words of ours
        for column, words in (
            ("containers.status", get_args(FileStatus)),
            ("fates.status", get_args(Status)),
            ("findings.level", get_args(Level)),
        )
    },
}


class RecordError(VzvirtError):
    """A record that cannot be opened, or is damaged; the text says why."""


def require_cells(database: sqlite3.Connection, record: str, tables: Iterable[str] = TABLES) -> None:
    """RecordError where tables hold what no record of ours does; sqlite3.Error."""
    column = damaged_column(database, tables)
    if column is not None:
        raise RecordError(f"{record}: damaged, or not written by vzvirt: {column} holds what no record does")


def damaged_column(database: sqlite3.Connection, tables: Iterable[str] = TABLES) -> str | None:
    """Return a column with a cell that no record of ours has there, None where there is none; sqlite3.Error.

    A text that is no UTF-8 is found by whoever reads it, as sqlite3.Error.
    """
    there = {name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for table in tables:
        if table in there and (column := _mistyped(database, table)):
            return f"{table}.{column}"
    for column, sql in _MORE.items():
        if column.partition(".")[0] in tables and database.execute(sql).fetchone():
            return column
    return None


def _mistyped(database: sqlite3.Connection, table: str) -> str | None:
    """Return the name of a column with a cell of another type than the column's."""
    cases = []
    for _, name, kind, required, _, _ in database.execute(f"PRAGMA table_info({table})"):
        cell = f'"{name}"'
        empty = "" if required else f" AND {cell} IS NOT NULL"
        cases.append(f"WHEN typeof({cell}) <> '{lower(kind)}'{empty} THEN '{name}'")
    sql = f"SELECT CASE {' '.join(cases)} END AS wrong FROM {table} WHERE wrong IS NOT NULL LIMIT 1"  # noqa: S608 - names of ours
    row = database.execute(sql).fetchone()
    return row and str(row[0])
