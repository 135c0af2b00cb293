"""What is wrong, where, and how badly? One record for every message that vzvirt has for a user."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

Level = Literal["error", "warning", "info"]

#: From the worst to the mildest.
LEVELS: tuple[Level, ...] = ("error", "warning", "info")


class Fix(NamedTuple):
    """A change of whole lines that removes a finding.

    ``start`` and ``end`` are line numbers from 1, ``end`` exclusive; ``text`` replaces those lines, line ends
    included. A *safe* fix changes no reader's view of the container.
    """

    summary: str
    start: int
    end: int
    text: str
    safe: bool


class Finding(NamedTuple):
    """One thing that is wrong with a text.

    ``line`` and ``column`` count from 1, columns in characters; ``path`` is the file as the caller named it or None;
    ``parameter`` is a conf parameter's name or a domain document's node; ``width`` is the length of the marker, 0
    for a finding about the file as a whole.
    """

    line: int
    column: int
    code: str
    level: Level
    message: str
    parameter: str | None = None
    path: str | None = None
    width: int = 1
    fix: Fix | None = None

    def __str__(self) -> str:
        """``file:line:column: CODE message``, the form of every text output."""
        return f"{self.path or '-'}:{self.line}:{self.column}: {self.code} {self.message}"


def by_place(finding: Finding) -> tuple[int, int, str, str]:
    """Sort key: the order in which a reader meets the findings."""
    return finding.line, finding.column, finding.code, finding.message


@lru_cache(1)  # thousands of findings may be about one text, and each wants its line
def lines_of(text: str) -> list[str]:
    """Return the lines of a text, split at line feeds alone; not to be changed."""
    return text.split("\n")


def excerpt(text: str, finding: Finding) -> str:
    """Return the line a finding speaks of with a marker under it, or '' when it speaks of none.

    Tabs and control characters show as one blank each, so that the marker stands where it should.
    """
    if not finding.width:
        return ""
    lines = lines_of(text)
    if finding.line > len(lines) or not lines[finding.line - 1]:
        return ""
    line = lines[finding.line - 1]
    first = max(0, finding.column - 81)
    shown = line[first : first + 160]
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else " " for c in shown)
    at = min(finding.column - 1 - first, len(shown))
    width = max(1, min(finding.width, len(shown) - at))
    return f"    {shown}\n    {' ' * at}{'^' * width}"


#: Terminal colours of the codes.
_COLOUR = {"error": "31", "warning": "33", "info": "36"}


def render(finding: Finding, text: str | None, *, colour: bool) -> str:
    """Return one finding with the line it speaks of and a marker."""
    head = f"{finding.path or '-'}:{finding.line}:{finding.column}: "
    code = finding.code
    if colour:
        head, code = f"\x1b[1m{head}\x1b[0m", f"\x1b[{_COLOUR[finding.level]}m{code}\x1b[0m"
    lines = f"{head}{code} {finding.message}\n"
    shown = excerpt(text, finding) if text is not None else ""
    return lines + (shown + "\n" if shown else "")
