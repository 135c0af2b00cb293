"""What stands in a container's files? Conf and document, read again, packed so that ten thousand fit into a page."""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from translator.fleet.rows import storable
from translator.fleet.work import digest
from translator.sources.find import Source
from translator.sources.read import read_source
from translator.sources.words import is_url

#: Containers in one packed block: what the browser unpacks to show one, and what lets one conf help pack the next.
BLOCK = 50
#: Longer texts are cut: the page is for reading.
_LONGEST = 100_000


def blocks(database: sqlite3.Connection, keys: Sequence[int]) -> Iterator[str]:
    """Yield the packed texts of some containers: JSON, deflated, base64."""
    for start in range(0, len(keys), BLOCK):
        items = [_item(database, key) for key in keys[start : start + BLOCK]]
        packed = zlib.compress(json.dumps(items, separators=(",", ":")).encode(), 9)
        yield base64.b64encode(packed).decode("ascii")


def _item(database: sqlite3.Connection, key: int) -> dict[str, Any]:
    sql = """SELECT source, source_digest, target, target_digest, direction, message, output, folder
      FROM containers JOIN runs ON runs.id = run WHERE containers.id = ?"""
    source, seen, target, made, direction, message, output, folder = database.execute(sql, (key,)).fetchone()
    notes = [message] if message else []
    came = _read(source if is_url(source) else str(Path(folder, source)), seen, notes)
    if came is None:
        came = _remembered(database, key)
    went = None
    if target and made:
        went = _read(f"{output}/{target}" if is_url(output) else str(Path(folder, output, target)), made, notes)
    entries = database.execute("SELECT line, name, status, place, reason FROM entries WHERE container = ?", (key,))
    findings = database.execute(
        'SELECT line, "column", code, level, message FROM findings WHERE container = ?', (key,)
    ).fetchall()
    document = direction == "conf"
    return {
        "conf": went if document else came,
        "xml": came if document else went,
        "from": "xml" if document else "conf",
        "entries": entries.fetchall(),
        "findings": findings,
        "notes": notes,
    }


def _read(path: str, expected: bytes | None, notes: list[str]) -> str | None:
    try:
        data = read_source(Source(path, ""))
    except Exception as error:  # noqa: BLE001 - whatever a store says: the page is made without this text
        notes.append(f"{path} cannot be read any more: {error}")
        return None
    if expected is not None and digest(data) != expected:
        notes.append(f"{path} has changed since it was converted")
    return storable(data[:_LONGEST].decode("utf-8", "surrogateescape"))


def _remembered(database: sqlite3.Connection, key: int) -> str:
    """Return the lines of a conf as the record has them, empty lines where it has none."""
    rows = database.execute("SELECT line, name, value FROM parameters WHERE container = ? ORDER BY line", (key,))
    lines: list[str] = []
    for line, name, value in rows:
        lines.extend([""] * (line - 1 - len(lines)))
        lines.append(f'{name}="{value}"')
    return "\n".join(lines)
