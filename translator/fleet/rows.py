"""What goes into the record about some outcomes? Finished rows, made by the worker: the parent only hands them on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from translator.fleet.outcome import Outcome

if TYPE_CHECKING:
    from translator.plan.node import Outlook

Cells = tuple[Any, ...]
#: The kind of chore that is a command for the host.
COMMAND = "command"


class Rows(NamedTuple):
    """Rows by table, in the order of the schema's columns; the run's number is the record's to add."""

    containers: list[Cells]
    lines: list[Cells]
    findings: list[Cells]
    uses: list[Cells]
    fates: list[Cells]
    plans: list[Cells]
    todo: list[Cells]
    asks: list[Cells]
    chores: list[Cells]


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
    return _id(status, place, reason)


@lru_cache(maxsize=4096)  # most are those of many containers, and some have an address in them
def _chore(kind: str, parameter: str, what: str) -> int:
    """Return the id of a chore, likewise."""
    return _id(kind, parameter, what)


def _id(*texts: str | None) -> int:
    digest = hashlib.blake2b(repr(texts).encode("utf-8", "backslashreplace"), digest_size=6)
    return int.from_bytes(digest.digest(), "big")


def rows_of(outcomes: Iterable[tuple[int, Outcome]]) -> Rows:
    """Return the rows of outcomes, each with the key of its container."""
    containers, findings, uses = [], [], []
    lines: list[Cells] = []
    plans, todo, asks = [], [], []
    fates: dict[int, Cells] = {}
    chores: dict[int, Cells] = {}
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
        lines += _lines(key, outcome, fates)
        for found in outcome.findings:
            row = (found.line, found.column, found.code, found.level, storable(found.message), _text(found.parameter))
            findings.append((key, *row))
        uses.extend([(key, kind, _text(value)) for kind, value in outcome.uses])
        if outcome.outlook is not None:
            outlook = outcome.outlook
            plans.append((key, outlook.state, storable(outlook.why), outlook.data.limit, storable(outlook.data.why)))
            asks.extend([(key, address) for address in outlook.asks])
            for at, chore in enumerate(_chores(outlook)):
                what = _chore(*chore)
                if what not in chores:
                    chores[what] = (what, *map(storable, chore))
                todo.append((key, at, what))
    return Rows(containers, lines, findings, uses, list(fates.values()), plans, todo, asks, list(chores.values()))


def _lines(key: int, outcome: Outcome, fates: dict[int, Cells]) -> Iterator[Cells]:
    """Yield the rows of the lines of a container; each of their fates is among ``fates`` then."""
    for at, (line, kind, name, value, status, place, reason) in enumerate(outcome.lines):
        fate = _fate(status, place, reason)
        if fate not in fates:
            fates[fate] = (fate, status, _text(place), storable(reason))
        if not (name.isascii() and (value is None or value.isascii())):
            name, value = storable(name), _text(value)
        yield key, at, line, kind, name, value, fate


def _chores(outlook: Outlook) -> Iterator[tuple[str, str, str]]:
    """Yield what hands have to do, and what prepares the host, in their order."""
    yield from ((task.kind, task.parameter, task.what) for task in outlook.tasks)
    yield from ((COMMAND, "", command) for command in outlook.host)
