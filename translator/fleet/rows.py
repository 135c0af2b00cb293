"""What goes into the record about some outcomes? Finished rows, made by the worker: the parent only hands them on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from translator.fleet.outcome import Outcome

Cells = tuple[Any, ...]


class Rows(NamedTuple):
    """Rows by table, in the order of the schema's columns; the run's number is the record's to add."""

    containers: list[Cells]
    lines: list[Cells]
    findings: list[Cells]
    uses: list[Cells]
    fates: list[Cells]


def storable(text: str) -> str:
    """Return a text that SQLite takes: bytes that are no UTF-8 become a backslash, x and two digits."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _text(text: str | None) -> str | None:
    return text if text is None or text.isascii() else storable(text)


@cache
def _fate(status: str | None, place: str | None, reason: str) -> int:
    """Return the id of a fate: the same in every process, so that no one has to hand them out."""
    digest = hashlib.blake2b(repr((status, place, reason)).encode("utf-8", "backslashreplace"), digest_size=6)
    return int.from_bytes(digest.digest(), "big")


def rows_of(outcomes: Iterable[tuple[int, Outcome]]) -> Rows:
    """Return the rows of outcomes, each with the key of its container."""
    containers, lines, findings, uses = [], [], [], []
    fates: dict[int, Cells] = {}
    for key, outcome in outcomes:
        containers.append(
            (
                *(key, storable(outcome.source), outcome.ctid, _text(outcome.target), outcome.direction),
                *(outcome.status, storable(outcome.message)),
                *(_text(fact) if isinstance(fact, str) else fact for fact in outcome.facts),
                *outcome.counts,
                *(outcome.source_size, outcome.source_digest, outcome.target_size, outcome.target_digest),
            )
        )
        for at, (line, kind, name, value, status, place, reason) in enumerate(outcome.lines):
            fate = _fate(status, place, reason)
            if fate not in fates:
                fates[fate] = (fate, status, _text(place), storable(reason))
            if value is not None and not value.isascii():
                value = storable(value)
            lines.append((key, at, line, kind, name if name.isascii() else storable(name), value, fate))
        for found in outcome.findings:
            row = (found.line, found.column, found.code, found.level, storable(found.message), _text(found.parameter))
            findings.append((key, *row))
        uses.extend([(key, kind, _text(value)) for kind, value in outcome.uses])
    return Rows(containers, lines, findings, uses, list(fates.values()))
