"""What has been done, to which container, and with what result? A SQLite file (``schema.sql`` says what is in it)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import files
from itertools import chain
from pathlib import Path
from typing import Any

from translator import __version__
from translator.errors import UnwritableError
from translator.fleet.cells import RecordError, require_cells
from translator.fleet.outcome import FileStatus, Outcome
from translator.fleet.rows import Cells, Rows, storable
from translator.fleet.work import Done, Job
from translator.sources.find import LeftOut
from translator.sources.words import is_url

#: The form of the schema that is written; what is older is read, and brought to it before it is written to.
VERSION = 2
#: The files that bring a schema from each version to the next.
_STEPS = ("schema.sql", "schema_plan.sql")
#: Rows that one statement inserts.
_ROWS = 32
#: The tables whose rows have a key of their own.
_KEYED = ("lines", "fates", "plans", "todo", "chores")


def told(error: Exception, otherwise: str = "") -> str:
    """Return what SQLite says, and what helps: with a damaged file, or ``otherwise``."""
    damaged = (getattr(error, "sqlite_errorcode", 0) & 0xFF) == sqlite3.SQLITE_CORRUPT
    return f"{error}{'; remove it, and vzvirt convert makes it anew' if damaged else otherwise}"


def open_record(path: str, *, write: bool = False) -> sqlite3.Connection:
    """Open a record, with ``write`` a new one if there is none; RecordError when it is none or cannot be opened,
    UnwritableError when there is no room for it, or no file to be had.

    One that is read may be anybody's: nothing in it can make SQLite do more than a query may, and what a question of
    ours asks for is a table or a view as we make it. It may have further ones.
    """
    connection = None
    place = Path(path).absolute()  # SQLite has names of its own, such as :memory:
    try:
        if place.is_dir():
            raise RecordError(f"{path}: a folder, not a record; expected such as {Path(path, 'vzvirt.db')}")
        if write:
            connection = sqlite3.connect(place, isolation_level=None)
        else:
            connection = sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True, isolation_level=None)
        connection.execute("PRAGMA trusted_schema = OFF")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        empty = version == 0 and not connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        if not (empty and write) and not (0 < version <= VERSION and _is_ours(connection, version, more=not write)):
            raise RecordError(f"{path}: not a record of this vzvirt")
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            for schema in _schemas(version, VERSION):
                connection.executescript(f"BEGIN;{schema}COMMIT;")
        return connection
    except (sqlite3.Error, RecordError) as error:
        if connection is not None:
            connection.close()
        if isinstance(error, RecordError):
            raise
        kind = UnwritableError if write and isinstance(error, sqlite3.OperationalError) else RecordError
        raise kind(f"{path}: {told(error)}") from None


def _schemas(version: int, other: int) -> list[str]:
    """Return what makes a record of one version one of another."""
    return [(files("translator.fleet") / name).read_text() for name in _STEPS[version:other]]


def _is_ours(connection: sqlite3.Connection, version: int, *, more: bool) -> bool:
    """Whether a record has our tables, and without ``more`` nothing that does something when they are written."""
    sql = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
    with closing(sqlite3.connect(":memory:")) as fresh:
        for schema in _schemas(0, version):
            fresh.executescript(schema)
        there, ours = set(connection.execute(sql)), set(fresh.execute(sql))
    return there >= ours if more else there == ours


class Record:
    """The record of a run that goes on. A disk that fills up breaks the record, not the run: ``broken`` says why."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.broken = ""
        self._db = open_record(path, write=True)
        (self._next,) = self._first("SELECT coalesce(max(id), 0) + 1 FROM containers")
        self._fresh = self._next == 1
        self._run = 0
        #: how, and from which folder, this run converts: version, options, folder
        self._way: tuple[str, str, str] = ("", "", "")

    def last_run(self) -> tuple[str, str, str] | None:
        """Return state, version and options of the last run, or None; RecordError where what a run goes on from is not
        what it is in a record.
        """
        try:
            require_cells(self._db, self.path, ("runs", "containers"))
        except (sqlite3.Error, RecordError) as error:
            raise self._closed(error) from None
        row = self._first("SELECT state, version, options FROM runs ORDER BY id DESC LIMIT 1")
        return row and (str(row[0]), str(row[1]), str(row[2]))

    def _first(self, sql: str) -> Any:
        try:
            return self._db.execute(sql).fetchone()
        except sqlite3.Error as error:
            raise self._closed(error) from None

    def _closed(self, error: sqlite3.Error | RecordError) -> RecordError:
        """Close a record that cannot be read, and return what there is to say."""
        self._db.close()
        return error if isinstance(error, RecordError) else RecordError(f"{self.path}: {told(error)}")

    def _break(self, error: sqlite3.Error) -> None:
        """Write no more: what comes is none of the record's."""
        self.broken = self.broken or told(error, "; go on with --resume")

    def begin(self, options: str, sources: Sequence[str], output: str) -> None:
        """Note that a run has begun."""
        self._way = (__version__, options, storable(str(Path.cwd())))
        version, _, folder = self._way
        values = (_now(), version, options, storable(json.dumps(sources)), storable(output), folder)
        sql = """INSERT INTO runs (started, state, version, options, sources, output, folder)
          VALUES (?, 'running', ?, ?, ?, ?, ?)"""
        try:
            self._run = self._db.execute(sql, values).lastrowid or 0
        except sqlite3.Error as error:
            self._break(error)

    def end(self, state: str) -> None:
        """Note how the run ended, and fold the journal into the file."""
        try:
            if self._db.in_transaction:  # somebody has stopped the run in the middle of one
                self._db.execute("ROLLBACK")
            self._db.execute("UPDATE runs SET ended = ?, state = ? WHERE id = ?", (_now(), state, self._run))
            # one file, which can be read where nothing may be written; a reader that is in the way leaves the journal
            self._db.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            self._break(error)
        finally:
            self._db.close()

    def prepare(self, jobs: Sequence[Job]) -> list[Job]:
        """Return the jobs with the keys of their containers, and with what earlier runs noted about them, if what these
        made is what this run would make: by the same options and version, of a file that has this very path.
        """
        if self._fresh:
            first, self._next = self._next, self._next + len(jobs)
            return [Job(job.source, job.folder, key) for key, job in enumerate(jobs, first)]
        return [self._prepared(job) for job in jobs]

    def _prepared(self, job: Job) -> Job:
        path = job.source.path
        sql = """SELECT containers.id, CASE WHEN status IN ('clean', 'findings', 'loss') THEN source_digest END, target,
          target_digest, version, options, folder FROM containers LEFT JOIN runs ON runs.id = run WHERE source = ?"""
        row = self._known(sql, (storable(path),))
        if row:
            parts = 2 if is_url(path) or path.startswith("/") else 3
            return job._replace(key=row[0], known=row[1:4] if row[4 : 4 + parts] == self._way[:parts] else None)
        self._next += 1
        return job._replace(key=self._next - 1)

    def owner(self, target: str) -> str | None:
        """Return the source that has this target in this run."""
        sql = "SELECT source FROM containers WHERE target = ? AND run = ? AND status IN ('clean', 'findings', 'loss')"
        row = self._known(sql, (storable(target), self._run))
        return row and str(row[0])

    def _known(self, sql: str, values: Cells | dict[str, int]) -> Any:
        """Return the first row of an answer, None also from a record that breaks over it."""
        try:
            return self._db.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            self._break(error)
            return None

    def namesakes(self) -> list[tuple[str, list[str]]]:
        """Return each name that several domains of this run have, and their targets."""
        sql = """SELECT value, target FROM uses JOIN containers ON containers.id = container
          WHERE kind = 'domain' AND run = ? AND target IS NOT NULL ORDER BY value, CAST(ctid AS INTEGER), target"""
        called: dict[str, list[str]] = {}
        try:
            for name, target in self._db.execute(sql, (self._run,)):
                called.setdefault(name, []).append(target)
        except sqlite3.Error as error:
            self._break(error)
        return [(name, targets) for name, targets in called.items() if len(targets) > 1]

    def unseen(self) -> int:
        """Return how many containers earlier runs over the same words have found, and this one has not."""
        sql = """SELECT count(*) FROM containers WHERE run IN (SELECT id FROM runs WHERE id <> :run
          AND (sources, output, folder) = (SELECT sources, output, folder FROM runs WHERE id = :run))"""
        row = None if self._fresh or self.broken else self._known(sql, {"run": self._run})
        return int(row[0]) if row else 0

    def add(self, done: Done, left: Iterable[LeftOut] = ()) -> list[Outcome]:
        """Note some outcomes at once, and return them: one that was found done comes back as it was noted."""
        outcomes = done.outcomes
        if self.broken:
            return outcomes
        try:
            self._db.execute("BEGIN")
            outcomes = [self._recall(outcome) if outcome.unchanged else outcome for outcome in outcomes]
            self._insert(done.rows)
            rows = [(self._run, storable(path), reason) for path, reason in left]
            self._db.executemany("INSERT INTO left_out VALUES (?, ?, ?)", rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._break(error)
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        return outcomes

    def _recall(self, outcome: Outcome) -> Outcome:
        source = storable(outcome.source)
        self._db.execute("UPDATE containers SET run = ? WHERE source = ?", (self._run, source))
        sql = "SELECT status, ctid, target FROM containers WHERE source = ?"
        row: tuple[FileStatus, str, str] | None = self._db.execute(sql, (source,)).fetchone()
        return outcome if row is None else outcome._replace(status=row[0], ctid=row[1], target=row[2])

    def _insert(self, rows: Rows) -> None:
        if not self._fresh:
            keys = [row[:1] for row in rows.containers]
            for table in ("lines", "findings", "uses", "plans", "todo", "asks"):
                self._db.executemany(f"DELETE FROM {table} WHERE container = ?", keys)  # noqa: S608 - names of ours
        sql = f"INSERT OR REPLACE INTO containers VALUES (?, {self._run}, {', '.join('?' * 23)})"  # noqa: S608 - a number of ours
        self._db.executemany(sql, rows.containers)
        for table, cells in zip(Rows._fields[1:], rows[1:], strict=True):
            self._insert_into(table, cells)

    def _insert_into(self, table: str, rows: Sequence[Cells]) -> None:
        """Insert rows that are not there yet, many with each statement: that takes a third less than one for each.

        Not if SQLite had to be able to undo one statement alone, for which it writes each page a second time: so it is
        told to pass over rows that it knows, and to undo the whole transaction for any other reason.
        """
        if not rows:
            return
        row = f"({', '.join('?' * len(rows[0]))})"
        insert = f"INSERT {'OR IGNORE' if table in _KEYED else 'OR ROLLBACK'} INTO {table} VALUES "  # noqa: S608 - names of ours
        whole = len(rows) - len(rows) % _ROWS
        many = insert + ", ".join([row] * _ROWS)
        for at in range(0, whole, _ROWS):
            self._db.execute(many, [*chain.from_iterable(rows[at : at + _ROWS])])
        self._db.executemany(insert + row, rows[whole:])


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
