"""What became of every assignment of a conf and every node of a domain document?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from translator.finding import Finding

#: ``translated`` stands in a native place, ``carried`` travels in the residue, ``dropped`` is lost, with a finding.
Status = Literal["translated", "carried", "dropped"]
STATUSES: Final[tuple[Status, ...]] = ("translated", "carried", "dropped")


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


class Report:
    """The account of one translation: an entry for each thing that came in, and findings for people.

    ``entries`` may be given as a function that makes them when somebody asks for the first time.
    """

    __slots__ = ("_entries", "findings")

    def __init__(
        self, entries: tuple[Entry, ...] | Callable[[], tuple[Entry, ...]], findings: tuple[Finding, ...] = ()
    ) -> None:
        self._entries = entries
        self.findings = findings

    @property
    def entries(self) -> tuple[Entry, ...]:
        """An entry for each assignment of a conf, or each node of a document, in order."""
        if callable(self._entries):
            self._entries = self._entries()
        return self._entries

    @property
    def dropped(self) -> tuple[Entry, ...]:
        """The losses."""
        return tuple(entry for entry in self.entries if entry.status == "dropped")

    def counts(self) -> dict[Status, int]:
        """Return how many entries ended in each way."""
        ends = [entry.status for entry in self.entries]
        return {status: ends.count(status) for status in STATUSES}

    def told(self, findings: tuple[Finding, ...]) -> Report:
        """Return the same account with other findings."""
        return Report(self._entries, findings)

    def __eq__(self, other: object) -> bool:
        """Whether two accounts say the same."""
        return isinstance(other, Report) and (self.entries, self.findings) == (other.entries, other.findings)

    def __hash__(self) -> int:
        """The same for accounts that say the same."""
        return hash((self.entries, self.findings))

    def __iter__(self) -> Iterator[tuple[Entry, ...] | tuple[Finding, ...]]:
        """The entries, and the findings."""
        return iter((self.entries, self.findings))

    def __reduce__(self) -> tuple[object, ...]:
        """What travels to another process, or into a copy: the account itself, not what makes it."""
        return Report, (self.entries, self.findings)

    def __repr__(self) -> str:
        """All of it."""
        return f"Report(entries={self.entries!r}, findings={self.findings!r})"


class Translation(NamedTuple):
    """The result: the text, the account of it, and the container's id."""

    text: str
    report: Report
    ctid: str
