"""How do findings look on one line each? ``file:line:column: level CODE message``, which every editor knows."""

from __future__ import annotations

from collections.abc import Iterator

from translator.lint.output import Checked
from translator.lint.output.text import Text


class Concise(Text):
    """As text, without the lines of the files."""

    def file(self, checked: Checked, /) -> Iterator[str]:
        """Yield each finding on its line."""
        self.count(checked)
        return self.lines(checked.findings, None)


def make(*, colour: bool) -> Concise:
    """Return a new reporter."""
    return Concise(colour=colour)
