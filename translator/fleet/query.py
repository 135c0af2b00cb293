"""What does the record answer? Any SQL, and the questions that people have most, without writing it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from translator.characters import lower
from translator.fleet.cells import RecordError
from translator.fleet.record import open_record, told
from translator.fleet.rows import storable
from translator.values.address import read_address
from translator.values.codec import Refused
from translator.wording import shown

Value = str | int | float | None
#: How containers are ordered: by number, then by what they are called.
ORDER = "CAST(ctid AS INTEGER), ctid, source"


class Question(NamedTuple):
    """A query and the values of its parameters; ``sizes`` are the columns that hold bytes."""

    sql: str
    values: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


class Answer(NamedTuple):
    """Column names, and rows that are read as they are asked for; digests are hexadecimal."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Value, ...]]


def record_path(path: str | None) -> str:
    """Return the record that a path names: itself, or the one in the folder; RecordError when there is none."""
    place = Path(path or ".")
    place = place / "vzvirt.db" if place.is_dir() else place
    if not place.is_file():
        raise RecordError(f"{place}: no record there; vzvirt convert DIR -o OUT writes one into OUT")
    return str(place)


#: What a query does that only reads.
_READING = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE))
#: Functions that reach beyond the record, where SQLite was built with them.
_REACHING = frozenset(("load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "lsdir", "fsdir"))
#: A text or a row that a query makes, in bytes: no cell of a record comes near.
LONGEST = 64 * 2**20
#: Steps of SQLite's between two looks at whether somebody wants the query to stop.
_STEPS = 100_000


@contextmanager
def ask(record: str, question: Question) -> Iterator[Answer]:
    """Put a question to a record, which is open as long as the answer is read; RecordError for bad SQL, and for SQL
    that does more than read this one file.
    """
    with closing(open_record(record)) as database:
        yield _asked(database, record, question)


def _asked(database: sqlite3.Connection, record: str, question: Question) -> Answer:
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    refused: list[str] = []

    def only_reading(action: int, first: str | None, second: str | None, *_: object) -> int:
        if action not in _READING or (action == sqlite3.SQLITE_FUNCTION and lower(second or "") in _REACHING):
            refused.append(second or first or "" if action == sqlite3.SQLITE_FUNCTION else "")
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    database.set_authorizer(only_reading)
    # while SQLite works, no signal is seen but between its steps
    database.set_progress_handler(lambda: 0, _STEPS)
    try:
        # in a record, too, bytes that are no text stand like this
        cursor = database.execute(storable(question.sql), [*map(storable, question.values)])
    except (sqlite3.Error, sqlite3.Warning) as error:
        if refused:
            what = f"{refused[0]}() is" if refused[0] else "what changes, attaches or sets something is"
            raise RecordError(f"{record}: a query only reads the record, {what} refused; expected SELECT") from None
        raise _failed(record, error) from None
    if cursor.description is None:
        raise RecordError(f"{record}: nothing is asked; expected SELECT")
    columns = tuple(column[0] for column in cursor.description)
    return Answer(columns, _rows(cursor, record))


def _rows(cursor: sqlite3.Cursor, record: str) -> Iterator[tuple[Value, ...]]:
    try:
        for row in cursor:
            yield tuple(value.hex() if isinstance(value, bytes) else value for value in row)
    except sqlite3.Error as error:
        raise _failed(record, error) from None


def _failed(record: str, error: Exception) -> BaseException:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        return KeyboardInterrupt()
    return RecordError(f"{record}: {told(error)}")


def using(kind: str, value: str) -> Question:
    """Who uses an address, a bridge, a MAC, a name? Of the first and a MAC in any spelling; ValueError for none."""
    value = _ip(value) if kind == "ip" else _mac(value) if kind == "mac" else value
    sql = f"""SELECT DISTINCT ctid, name, hostname, kind AS uses, value, status, source
      FROM uses JOIN containers ON containers.id = container
      WHERE kind = ? AND value = ? COLLATE NOCASE ORDER BY {ORDER}"""  # noqa: S608 - constants of ours
    return Question(sql, (kind, value))


def _ip(text: str) -> str:
    try:
        return read_address(text).ip
    except Refused:
        raise ValueError(f"{shown(text)} is no address; expected such as 192.0.2.1 or 2001:db8::1") from None


def _mac(text: str) -> str:
    parts = re.split("[:-]", text)
    digits = "".join(part.zfill(2) for part in parts) if len(parts) == 6 and all(parts) else text.replace(".", "")
    if re.fullmatch("[0-9A-Fa-f]{12}", digits) is None:
        raise ValueError(f"{shown(text)} is no MAC; expected such as 00:18:51:00:00:01")
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def setting(parameter: str) -> Question:
    """Who sets a parameter, to what, and what became of it?"""
    sql = f"""SELECT ctid, line, value, parameters.status, place, reason, source
      FROM parameters JOIN containers ON containers.id = container
      WHERE parameters.name = ? COLLATE NOCASE ORDER BY {ORDER}, line"""  # noqa: S608 - constants of ours
    return Question(sql, (parameter,))


def lossy() -> Question:
    """What was lost, where, and why?"""
    sql = f"""SELECT ctid, line, entries.name AS what, reason, source
      FROM entries JOIN containers ON containers.id = container
      WHERE entries.status = 'dropped' ORDER BY {ORDER}, line"""  # noqa: S608 - constants of ours
    return Question(sql)


def unfinished() -> Question:
    """What was not converted, and why?"""
    sql = f"SELECT source, status, message FROM containers WHERE status IN ('failed', 'exists') ORDER BY {ORDER}"  # noqa: S608
    return Question(sql)


def found() -> Question:
    """What is there to say about the containers?"""
    sql = f"""SELECT ctid, line, "column", code, level, findings.message, parameter, source
      FROM findings JOIN containers ON containers.id = container ORDER BY {ORDER}, line"""  # noqa: S608
    return Question(sql)


def conflicts() -> Question:
    """What do several containers use that only one may?"""
    return Question("SELECT kind, value, containers, ctids FROM conflicts ORDER BY kind, value")


def plan() -> Question:
    """Which of them can leave OpenVZ, in which order, and why not?"""
    sql = "SELECT turn, ctid, name, hostname, state, why, data, needed_by, source FROM turns ORDER BY turn"
    return Question(sql, sizes=("data",))


def unended() -> Question:
    """Where did the last run go, if it has not come to its end?"""
    sql = (
        "SELECT output, state FROM (SELECT output, state FROM runs ORDER BY id DESC LIMIT 1) WHERE state <> 'complete'"
    )
    return Question(sql)


def containers() -> Question:
    """Which containers are there?"""
    sql = f"""SELECT ctid, name, hostname, template, layout, memory_model, ram, disk, status, source
      FROM containers ORDER BY {ORDER}"""  # noqa: S608 - constants of ours
    return Question(sql, sizes=("ram", "disk"))
