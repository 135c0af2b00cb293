"""How do findings look on one line each? ``file:line:column: level CODE message``, which every editor knows."""

from __future__ import annotations

from translator.finding import render
from translator.lint.output import Checked
from translator.lint.output.text import Text
from translator.printable import printable_finding


class Concise(Text):
    """As text, without the lines of the files."""

    def file(self, checked: Checked, /) -> str:
        """Return each finding on its line."""
        self.count(checked)
        return "".join([render(printable_finding(each), None, colour=self.colour) for each in checked.findings])


def make(*, colour: bool) -> Concise:
    """Return a new reporter."""
    return Concise(colour=colour)
