"""Which findings of an old fleet are known already? A file that lists them, so that only new ones fail.

A finding is known by its code, its parameter and the text of its line, not by the line's number: it stays known when
lines above it come and go, and becomes new when its own line changes.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from translator import limits
from translator.cli.checking.config import ConfigError
from translator.finding import Finding
from translator.lint.fingerprint import fingerprint
from translator.sources.file import read_file

_VERSION = 1


class Baseline:
    """The known findings by file; paths are relative to the folder of the baseline."""

    def __init__(self, folder: Path, known: dict[str, Counter[str]] | None = None) -> None:
        self.folder = folder
        self._known = known or {}

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Read a baseline file; ConfigError for what is none."""
        try:
            data = json.loads(read_file(str(path), limits.MAX_BASELINE, "baseline"))
            if data["version"] != _VERSION:
                raise ConfigError(f"{path}: version {data['version']} of the baseline is unknown")
            known = {file: Counter({str(k): int(n) for k, n in some.items()}) for file, some in data["files"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
            if isinstance(error, ConfigError):
                raise
            if isinstance(error, FileNotFoundError):
                raise ConfigError(f"{path}: {error.strerror}; --write-baseline makes a baseline") from None
            why = error.strerror if isinstance(error, OSError) else error
            raise ConfigError(f"{path} is no baseline: {why}") from None
        return cls(path.resolve().parent, known)

    def _key(self, path: str) -> str:
        return Path(os.path.relpath(Path(path).resolve(), self.folder)).as_posix()

    def new(self, path: str, text: str | None, findings: list[Finding]) -> list[Finding]:
        """Return the findings that are not known; each known one answers for one finding."""
        if not findings:
            return findings
        left = self._known.get(self._key(path))
        if left is None:
            return findings
        fresh = []
        for each in findings:
            mark = fingerprint(each, text)
            if left[mark] > 0:
                left[mark] -= 1
            else:
                fresh.append(each)
        return fresh

    def learn(self, path: str, text: str | None, findings: Iterable[Finding]) -> None:
        """Take findings as known from now on."""
        marks = Counter(fingerprint(each, text) for each in findings)
        if marks:
            self._known.setdefault(self._key(path), Counter()).update(marks)

    def render(self) -> str:
        """Return the text of the baseline file, sorted so that changes of it can be reviewed."""
        files = {path: dict(sorted(self._known[path].items())) for path in sorted(self._known)}
        return json.dumps({"version": _VERSION, "files": files}, indent=1) + "\n"
