"""Which findings does a person read, where one rule has thousands about one file? The first ones, and a count.

A program gets them all: the formats that are for programs do not ask here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from translator.finding import Finding, Level

#: So many findings of one rule about one file are told, each; of more only the first ``_FIRST``, and a count.
MANY = 20
_FIRST = 10


class Further(NamedTuple):
    """Findings of one rule about one file that are only counted."""

    path: str | None
    code: str
    level: Level
    number: int

    def __str__(self) -> str:
        """``file: and 299,990 more of VZ404``."""
        return f"{self.path or '-'}: and {self.number:,} more of {self.code}"


def few(findings: Sequence[Finding]) -> Iterator[Finding | Further]:
    """Yield what a person reads of the findings about some files, in their order; the counts come last."""
    if len(findings) <= MANY:
        yield from findings
        return
    total = Counter((each.path, each.code) for each in findings)
    told: Counter[tuple[str | None, str]] = Counter()
    rest: dict[tuple[str | None, str], Further] = {}
    for each in findings:
        key = each.path, each.code
        told[key] += 1
        if total[key] <= MANY or told[key] <= _FIRST:
            yield each
        elif key not in rest:
            rest[key] = Further(each.path, each.code, each.level, total[key] - _FIRST)
    yield from rest.values()
