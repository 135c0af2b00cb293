"""What stands in a container's files? Conf and document, read again, packed so that ten thousand fit into a page."""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from translator.fleet.rows import storable
from translator.fleet.work import digest, source_digest
from translator.lenses.image import LAYOUTS
from translator.sources.find import Source
from translator.sources.host import host_conf_of
from translator.sources.read import UnreadableError, read_source
from translator.sources.words import is_url
from translator.work.scripts import scripts_of

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
    sql = """SELECT source, source_digest, target, CASE WHEN status <> 'failed' THEN target_digest END, direction,
      message, output, folder FROM containers JOIN runs ON runs.id = run WHERE containers.id = ?"""
    source, seen, target, made, direction, message, output, folder = database.execute(sql, (key,)).fetchone()
    notes = [message] if message else []
    place = source if is_url(source) else str(Path(folder, source))

    def as_seen(data: bytes) -> bool:
        return bool(seen == digest(data) or seen in _with_what_lies_beside(database, key, place, data))

    # what had not been read then is none of what was converted
    came = _read(place, as_seen, notes) if seen else None
    if came is None:
        came = _remembered(database, key)
    went = None
    if target and made:
        result = f"{output}/{target}" if is_url(output) else str(Path(folder, output, target))
        went = _read(result, lambda data: digest(data) == made, notes)
    entries = database.execute("SELECT line, name, status, place, reason FROM entries WHERE container = ?", (key,))
    findings = database.execute(
        'SELECT line, "column", code, level, message FROM findings WHERE container = ?', (key,)
    ).fetchall()
    document = direction == "conf"
    return {
        **_plan(database, key),
        "conf": went if document else came,
        "xml": came if document else went,
        "from": "xml" if document else "conf",
        "entries": entries.fetchall(),
        "findings": findings,
        "notes": notes,
    }


def _plan(database: sqlite3.Connection, key: int) -> dict[str, Any]:
    """Return what the plan says of a container: why it cannot go, how its data is known, how many others ask it, and
    what hands have to do; nothing where there is no plan.
    """
    try:
        found = database.execute("SELECT why, data_why FROM plans WHERE container = ?", (key,)).fetchone()
    except sqlite3.OperationalError:  # a record of an older vzvirt
        return {}
    if found is None:
        return {}
    asked = """SELECT count(DISTINCT asks.container) FROM uses JOIN asks ON address = value
      WHERE kind = 'ip' AND uses.container = ? AND asks.container <> uses.container"""
    tasks = database.execute("SELECT kind, parameter, what FROM tasks WHERE container = ?", (key,)).fetchall()
    return {"plan": [*found, *database.execute(asked, (key,)).fetchone()], "tasks": tasks}


def _with_what_lies_beside(database: sqlite3.Connection, key: int, path: str, data: bytes) -> set[bytes]:
    """Return what the digest of a source may be with the vz.conf and the scripts that it was converted with, if these
    are there: whatever layout its private area had.
    """
    sql = """SELECT value, folder FROM uses JOIN containers ON containers.id = container JOIN runs ON runs.id = run
      WHERE container = ? AND kind = 'host_conf'"""
    found = database.execute(sql, (key,)).fetchone()
    try:
        host = None
        if found:
            said, host = str(Path(found[1], found[0])), host_conf_of(path)
            if host is None or host.path != said:
                host = host_conf_of(path, said)
        scripts = scripts_of(path)
        return {source_digest(data, host, scripts, layout) for layout in ("", *LAYOUTS)}
    except (UnreadableError, OSError, ValueError):  # the last for a NUL in a name
        return set()


def _read(path: str, unchanged: Callable[[bytes], bool], notes: list[str]) -> str | None:
    """Return what a file holds; None with a note where it is gone, or is no longer what the record knows it by: whoever
    made the record names the file, and is shown of it only what they have seen themselves.
    """
    try:
        data = read_source(Source(path, ""))
    except Exception as error:  # noqa: BLE001 - whatever a store says: the page is made without this text
        notes.append(f"{path} cannot be read any more: {error}")
        return None
    if not unchanged(data):
        notes.append(f"{path} has changed since it was converted, and is not shown")
        return None
    return storable(data[:_LONGEST].decode("utf-8", "surrogateescape"))


def _remembered(database: sqlite3.Connection, key: int) -> str:
    """Return the lines of a conf as the record has them, empty lines where it has none; cut as any text is."""
    rows = database.execute("SELECT line, name, value FROM parameters WHERE container = ? ORDER BY line", (key,))
    lines: list[str] = []
    left = _LONGEST
    for line, name, value in rows:
        missing = max(0, line - 1 - len(lines))
        left -= missing + len(name) + len(value or "") + len('=""\n')
        if left < 0:  # a line may have any number in a record that is not ours
            break
        lines.extend([""] * missing)
        lines.append(f'{name}="{value}"')
    return "\n".join(lines)
