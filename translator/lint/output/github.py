"""How do findings become annotations of GitHub Actions? One workflow command each."""

from __future__ import annotations

from collections.abc import Iterator

from translator.finding import Finding
from translator.lint.output import Checked, Failure, Reporter
from translator.lint.rule import REGISTRY

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


class GitHub(Reporter):
    """Prints as it goes."""

    def file(self, checked: Checked, /) -> Iterator[str]:
        """Yield one command a finding."""
        return map(self._command, checked.findings)

    def _command(self, finding: Finding) -> str:
        rule = REGISTRY.rules.get(finding.code)
        title = f"{finding.code} {rule.name}" if rule else finding.code
        where = (
            f"file={_property(finding.path or '-')},line={finding.line},endLine={finding.line},"
            f"col={finding.column},endColumn={finding.column + finding.width},title={_property(title)}"
        )
        return f"::{_LEVELS[finding.level]} {where}::{_data(finding.message)}\n"

    def failed(self, failure: Failure, /) -> str:
        """Return an error about the file."""
        title = "vzvirt failed" if failure.bug else "unreadable"
        return f"::error file={_property(failure.path)},title={title}::{_data(failure.message)}\n"

    def finish(self, _files: int, _hidden: int = 0, /) -> tuple[str, ...]:
        """Nothing more."""
        return ()


def make(*, colour: bool) -> GitHub:
    """Return a new reporter."""
    del colour
    return GitHub()
