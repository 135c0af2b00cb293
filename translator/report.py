"""What became of every assignment of a conf and every node of a domain document?"""

from __future__ import annotations

from collections import Counter
from typing import Literal, NamedTuple

from translator.finding import Finding

#: ``translated`` stands in a native place, ``carried`` travels in the residue, ``dropped`` is lost, with a finding.
Status = Literal["translated", "carried", "dropped"]


class Entry(NamedTuple):
    """The fate of one assignment (``name`` is its parameter) or one node (``name`` is its path).

    ``line`` counts from 1 in the text it comes from; ``place`` is where it went; ``reason`` says why it was carried or
    dropped, or '' where nothing needs saying.
    """

    line: int
    name: str
    status: Status
    place: str
    reason: str = ""


class Report(NamedTuple):
    """The account of one translation: an entry for each thing that came in, and findings for people."""

    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def dropped(self) -> tuple[Entry, ...]:
        """The losses."""
        return tuple(entry for entry in self.entries if entry.status == "dropped")

    def counts(self) -> dict[Status, int]:
        """Return how many entries ended in each way."""
        found = Counter(entry.status for entry in self.entries)
        return {"translated": found["translated"], "carried": found["carried"], "dropped": found["dropped"]}


class Translation(NamedTuple):
    """The result: the text, the account of it, and the container's id."""

    text: str
    report: Report
    ctid: str
