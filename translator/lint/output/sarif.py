"""How do findings become a SARIF 2.1.0 log? One run, with the rules that were met, and fixes as replacements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from translator.finding import Finding, Fix
from translator.lint.fingerprint import fingerprint
from translator.lint.output import Checked, Failure, Kept, Reporter, dumps
from translator.lint.rule import REGISTRY

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/").encode("utf-8", "surrogateescape"), safe="/:@!$&'()*+,;=~-._")


class Sarif(Reporter):
    """Keeps the results: the rules that they refer to come before them."""

    def __init__(self) -> None:
        self._rules: dict[str, int] = {}
        self._results = Kept()
        self._count = 0
        self._notifications: list[dict[str, Any]] = []
        self._bug = False

    def file(self, checked: Checked, /) -> tuple[str, ...]:
        """Keep the results of one file."""
        for each in checked.findings:
            index = self._rules.setdefault(each.code, len(self._rules))
            result: dict[str, Any] = {
                "ruleId": each.code,
                "ruleIndex": index,
                "level": _LEVELS[each.level],
                "message": {"text": _words(each.message)},
                "locations": [_location(each)],
                "partialFingerprints": {"vzvirt/v1": fingerprint(each, checked.text)},
            }
            if each.fix is not None:
                result["fixes"] = [_fix(each.fix, each.path or checked.path)]
            self._results.add(f"{',' if self._count else ''}\n    {dumps(result)}")
            self._count += 1
        return ()

    def failed(self, failure: Failure, /) -> str:
        """Keep a notification."""
        self._bug = self._bug or failure.bug
        self._notifications.append(
            {
                "level": "error",
                "message": {"text": _words(failure.message)},
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(failure.path)}}}],
            }
        )
        return ""

    def finish(self, files: int, _hidden: int = 0, /) -> Iterator[str]:
        """Yield the log."""
        from translator import __version__

        invocation: dict[str, Any] = {"executionSuccessful": not self._notifications}
        if self._notifications:
            invocation["toolExecutionNotifications"] = self._notifications
        run = {
            "tool": {
                "driver": {
                    "name": "vzvirt",
                    "version": __version__,
                    "rules": [_rule(code) for code in self._rules],
                }
            },
            "invocations": [invocation],
            "columnKind": "unicodeCodePoints",
            "properties": {"files": files},
            "results": [],
        }
        text = dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"
        head, end = text.rsplit("[]", 1)
        yield f"{head}["
        yield from self._results
        yield "\n   ]" if self._count else "]"
        yield end


def _words(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(finding.path or "-")},
            "region": {
                "startLine": finding.line,
                "startColumn": finding.column,
                "endColumn": finding.column + finding.width,
            },
        }
    }
    if finding.parameter:
        location["logicalLocations"] = [{"fullyQualifiedName": _words(finding.parameter)}]
    return location


def _fix(fix: Fix, path: str) -> dict[str, Any]:
    region = {"startLine": fix.start, "startColumn": 1, "endLine": fix.end, "endColumn": 1}
    return {
        "description": {"text": _words(fix.summary) + ("" if fix.safe else " (changes what a reader takes of it)")},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": _uri(path)},
                "replacements": [{"deletedRegion": region, "insertedContent": {"text": _words(fix.text)}}],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    rule = REGISTRY.rules.get(code)
    if rule is None:
        return {"id": code}
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} 'vzvirt explain {code}' shows examples."},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
    }


def make(*, colour: bool) -> Sarif:
    """Return a new reporter."""
    del colour
    return Sarif()
