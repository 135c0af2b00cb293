"""How do findings look to a person? Place, code, message, the line with a marker, and a count at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from translator.few import Further, few
from translator.finding import LEVELS, Finding, render
from translator.lint.output import Checked, Failure, Reporter
from translator.printable import printable, printable_finding
from translator.wording import counted

#: What several are called, where it is not one with an s.
_SEVERAL = {"info": "info"}


class Text(Reporter):
    """Prints as it goes: nothing is kept but counts."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour
        self._levels: Counter[str] = Counter()
        self._fixable = 0
        self._failed = 0
        self._hidden = 0

    def file(self, checked: Checked, /) -> Iterator[str]:
        """Yield each finding with its line; of a rule with very many the first, and their number."""
        self.count(checked)
        return self.lines(checked.findings, checked.text)

    def lines(self, findings: list[Finding], text: str | None) -> Iterator[str]:
        """Yield what a person reads of some findings."""
        for each in few(findings):
            if isinstance(each, Further):
                yield f"{printable(str(each))}: --format json has all\n"
            else:
                yield render(printable_finding(each), text, colour=self.colour)

    def count(self, checked: Checked) -> None:
        """Count the findings of one file."""
        for each in checked.findings:
            self._levels[each.level] += 1
            self._fixable += bool(each.fix and each.fix.safe)

    def failed(self, _failure: Failure, /) -> str:
        """Count it; standard error says why."""
        self._failed += 1
        return ""

    def finish(self, files: int, hidden: int = 0, /) -> Iterator[str]:
        """Yield the counts."""
        self._hidden = hidden
        failed = f"{counted(self._failed, 'file')} could not be checked"
        if self._failed and not files:
            yield f"{failed}\n"
        else:
            yield f"{self._found(files)}{f'; {failed}' if self._failed else ''}\n"

    def _found(self, files: int) -> str:
        known = f"; {self._hidden} known in the baseline" if self._hidden else ""
        if not self._levels:
            return f"{counted(files, 'file')} checked, nothing {'new ' if known else ''}found{known}"
        found = ", ".join(
            counted(self._levels[level], level, _SEVERAL.get(level, "")) for level in LEVELS if self._levels[level]
        )
        hint = f" ({self._fixable} fixable with --fix)" if self._fixable else ""
        return f"{found} in {counted(files, 'file')}{hint}{known}"


def make(*, colour: bool) -> Text:
    """Return a new reporter."""
    return Text(colour=colour)
