"""Which tests run which lines? Measured once, by coverage's contexts: no other test can see a fault in a line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest


class Touched(NamedTuple):
    """``tests`` by number, how many ``seconds`` each takes, and by file and line the numbers of those that run it.

    Tests that fail without any fault are not among them; ``failed`` names them.
    """

    tests: list[str]
    seconds: list[float]
    lines: dict[str, dict[int, list[int]]]
    failed: list[str]

    def of_line(self, path: str, line: int) -> list[int]:
        """Return the tests that run a line."""
        return self.lines.get(path, {}).get(line, [])

    def of_file(self, path: str) -> list[int]:
        """Return the tests that run anything of a file."""
        return sorted({test for tests in self.lines.get(path, {}).values() for test in tests})


def measure(
    items: list[pytest.Item], root: Path, files: list[Path], passes: Callable[[list[pytest.Item]], bool]
) -> Touched:
    """Run each test by itself and see which lines of ``files`` it runs; ``passes`` runs a list of one."""
    import coverage

    recorder = coverage.Coverage(data_file=None, include=[str(path) for path in files], config_file=False)
    tests: list[str] = []
    seconds: list[float] = []
    failed: list[str] = []
    recorder.start()
    try:
        for item in items:
            recorder.switch_context(str(len(tests)))
            start = time.perf_counter()
            passed = passes([item])
            tests.append(item.nodeid)
            seconds.append(round(time.perf_counter() - start, 4))
            if not passed:
                failed.append(item.nodeid)
    finally:
        recorder.stop()
    broken = set(failed)
    lines: dict[str, dict[int, list[int]]] = {}
    data = recorder.get_data()
    for path in files:
        by_line = data.contexts_by_lineno(str(path))
        lines[str(path.relative_to(root))] = {
            line: [int(context) for context in contexts if context and tests[int(context)] not in broken]
            for line, contexts in by_line.items()
        }
    return Touched(tests, seconds, lines, failed)


def save(touched: Touched, path: Path) -> None:
    """Keep what was measured."""
    path.write_text(json.dumps(touched._asdict()))


def load(path: Path) -> Touched:
    """Read what was kept."""
    held = json.loads(path.read_text())
    lines = {name: {int(line): tests for line, tests in by.items()} for name, by in held["lines"].items()}
    return Touched(held["tests"], held["seconds"], lines, held["failed"])
