"""Which JSON do programs get? ``{"findings": [...], "files": N}``, written finding by finding."""

from __future__ import annotations

from collections.abc import Iterator

from translator.finding import Finding, Fix
from translator.lint.output import Checked, Failure, Reporter, dumps


def finding_data(finding: Finding) -> dict[str, object]:
    """Return a finding as JSON shows it."""
    return {
        "path": finding.path or "-",
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "level": finding.level,
        "parameter": finding.parameter,
        "message": finding.message,
        "fix": fix_data(finding.fix),
    }


def fix_data(fix: Fix | None) -> dict[str, object] | None:
    """Return a fix as JSON shows it: the lines from ``start`` up to but without ``end`` become ``text``."""
    if fix is None:
        return None
    return {"summary": fix.summary, "start": fix.start, "end": fix.end, "text": fix.text, "safe": fix.safe}


class Json(Reporter):
    """Streams the list, so that memory stays flat."""

    def __init__(self) -> None:
        self._started = False
        self._failed: list[dict[str, str]] = []

    def file(self, checked: Checked, /) -> Iterator[str]:
        """Yield the findings as items of the list."""
        for each in checked.findings:
            start = ",\n  " if self._started else '{"findings": [\n  '
            self._started = True
            yield start + dumps(finding_data(each))

    def failed(self, failure: Failure, /) -> str:
        """Keep it for the end."""
        self._failed.append(
            {"path": failure.path, "message": failure.message, "kind": "bug" if failure.bug else "unreadable"}
        )
        return ""

    def finish(self, files: int, _hidden: int = 0, /) -> Iterator[str]:
        """Yield the end of the list and the number of files; ``failed`` only where there are such files."""
        end = "\n], " if self._started else '{"findings": [], '
        failed = f', "failed": {dumps(self._failed)}' if self._failed else ""
        yield f'{end}"files": {files}{failed}}}\n'


def make(*, colour: bool) -> Json:
    """Return a new reporter."""
    del colour
    return Json()
