"""Which disagreements with libvirt are known, case by case, and are all of them still there?"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("known_differences.toml")


@dataclass(frozen=True)
class Known:
    """One entry: in this case, this node (or this message), for this reason."""

    case: str
    what: str
    reason: str


def known(kind: str) -> list[Known]:
    """Read the entries of one kind: `differs`, `invalid` or `refused`."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return [Known(entry["case"], entry["what"], entry["reason"]) for entry in table.get(kind, [])]


def disagreements(kind: str, found: Mapping[str, Collection[str]]) -> list[str]:
    """Compare what was found, by case, with the table, and say what is in one of them only.

    A collection that was not looked at (the real confs are not everywhere) says nothing about its entries.
    """
    entries = known(kind)
    collections = {_collection(case) for case in found}
    unlisted = [
        f"{case}: not in the table: {what}"
        for case, whats in found.items()
        for what in whats
        if not any(entry.case == case and _is_about(entry, what) for entry in entries)
    ]
    stale = [
        f"{entry.case}: in the table, and no more so: {entry.what}"
        for entry in entries
        if _collection(entry.case) in collections
        and not any(_is_about(entry, what) for what in found.get(entry.case, ()))
    ]
    return unlisted + stale


def _is_about(entry: Known, what: str) -> bool:
    """Match a node, or all that is in it, by the path that stands before its values, a message by a part of it."""
    if entry.what.startswith("/"):
        return what.startswith((f"{entry.what}: ", f"{entry.what}/"))
    return entry.what in what


def _collection(case: str) -> str:
    return case.partition("/")[0]
