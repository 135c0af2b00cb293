"""What is a plan made of? Rows, each with a verdict, and steps, each with its commands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

Verdict = Literal["the same", "differs", "by hand"]
VERDICTS: tuple[Verdict, ...] = ("the same", "differs", "by hand")
SAME: Final[Verdict] = "the same"
DIFFERS: Final[Verdict] = "differs"
HAND: Final[Verdict] = "by hand"
#: What is said of each of OpenVZ's many counters.
NO_COUNTER: Final = "libvirt has no such counter"


class Judgement(NamedTuple):
    """What becomes of a value: ``applies`` is what the container then has, ``why`` what a person should know of it."""

    verdict: Verdict
    applies: str
    why: str = ""


class Item(NamedTuple):
    """One row: a parameter or a line (or '' for the container as a whole), its value for people, and its judgement."""

    verdict: Verdict
    parameter: str
    value: str
    applies: str
    why: str = ""

    @property
    def note(self) -> str:
        """What applies, and why, as one text."""
        return f"{self.applies}: {self.why}" if self.applies and self.why else self.applies or self.why


class Step(NamedTuple):
    """One thing to do, in its turn: ``why`` is for people, ``commands`` are whole lines for a shell, '#' ones too."""

    title: str
    why: str
    commands: tuple[str, ...]


class Data(NamedTuple):
    """How much data there is to copy: ``limit`` is the most that there can be, in bytes, None for unknown, and ``why``
    says which parameters give it, or why it is unknown.

    A limit is no measure: what is there may be far less, which the node alone knows.
    """

    limit: int | None = None
    why: str = ""


#: Where nobody has asked how much there is.
NOT_ASKED: Final = Data()


@dataclass(frozen=True)
class Plan:
    """What becomes of a container, row by row, and what is to be done, in order; ``blocked`` says why it cannot go,
    ``called`` what its domain is called. It yields its rows.

    ``data`` is what there is to copy. ``addresses`` are its own, ``asks`` those of the name servers and gateways that
    it names, which may be other containers'.
    """

    ctid: str
    items: tuple[Item, ...]
    steps: tuple[Step, ...]
    blocked: str = ""
    data: Data = NOT_ASKED
    addresses: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    called: str = ""

    def __iter__(self) -> Iterator[Item]:
        """Yield the rows."""
        return iter(self.items)

    def totals(self) -> dict[Verdict, int]:
        """Return how many rows have each verdict."""
        found = Counter(item.verdict for item in self.items)
        return {verdict: found[verdict] for verdict in VERDICTS}


def by_verdict(items: tuple[Item, ...] | list[Item]) -> list[Item]:
    """Return the items in the order of their verdicts: what needs no thought first."""
    return sorted(items, key=lambda item: VERDICTS.index(item.verdict))
