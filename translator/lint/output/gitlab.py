"""How do findings become GitLab's code quality report? A list of issues, each with a fingerprint that stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from translator.lint.fingerprint import fingerprint
from translator.lint.output import Checked, Failure, Reporter, dumps
from translator.lint.rule import REGISTRY

_SEVERITY = {"error": "major", "warning": "minor", "info": "info"}


class GitLab(Reporter):
    """Streams the list."""

    def __init__(self) -> None:
        self._started = False
        self._marks: Counter[str] = Counter()

    def _issue(self, path: str, line: int, check: str, message: str, severity: str, mark: str) -> str:
        mark = f"{mark}-{path}"
        self._marks[mark] += 1
        issue = {
            "description": message,
            "check_name": check,
            "fingerprint": f"{mark}-{self._marks[mark]}",
            "severity": severity,
            "location": {"path": path, "lines": {"begin": line}},
        }
        start = ",\n " if self._started else "[\n "
        self._started = True
        return start + dumps(issue)

    def file(self, checked: Checked, /) -> Iterator[str]:
        """Yield the issues of one file."""
        for each in checked.findings:
            rule = REGISTRY.rules.get(each.code)
            check = f"{each.code} {rule.name}" if rule else each.code
            mark = fingerprint(each, checked.text)
            yield self._issue(each.path or checked.path, each.line, check, each.message, _SEVERITY[each.level], mark)

    def failed(self, failure: Failure, /) -> str:
        """Return a blocker: the file was not checked."""
        return self._issue(failure.path, 1, "vzvirt", failure.message, "blocker", "failed")

    def finish(self, _files: int, _hidden: int = 0, /) -> Iterator[str]:
        """Yield the end of the list."""
        yield "\n]\n" if self._started else "[]\n"


def make(*, colour: bool) -> GitLab:
    """Return a new reporter."""
    del colour
    return GitLab()
