"""Which tests run which lines? Measured once, by coverage's contexts; a cache may hide others that would.

What was kept of an earlier run is measured again only where a file has changed: tests of that file, or that run it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest


class Touched(NamedTuple):
    """``tests`` by number, how many ``seconds`` of the processor each takes, and by file and line who runs it.

    Tests that fail without any fault are not among them; ``failed`` names them. ``digests`` are those of the files.
    """

    tests: list[str]
    seconds: list[float]
    lines: dict[str, dict[int, list[int]]]
    failed: list[str]
    digests: dict[str, str]

    def of_line(self, path: str, line: int) -> list[int]:
        """Return the tests that run a line."""
        return self.lines.get(path, {}).get(line, [])

    def of_file(self, path: str) -> list[int]:
        """Return the tests that run anything of a file."""
        return sorted({test for tests in self.lines.get(path, {}).values() for test in tests})

    def without(self, gone: Iterable[str], changed: Iterable[str]) -> Touched:
        """Return what is known without the tests of ``gone`` and the lines of the ``changed`` files."""
        out = set(gone)
        kept = [number for number, name in enumerate(self.tests) if name not in out]
        number_of = {old: new for new, old in enumerate(kept)}
        lines = {
            path: {line: [number_of[one] for one in numbers if one in number_of] for line, numbers in by_line.items()}
            for path, by_line in self.lines.items()
            if path not in set(changed)
        }
        failed = [name for name in self.failed if name not in out]
        return Touched(
            [self.tests[old] for old in kept], [self.seconds[old] for old in kept], lines, failed, self.digests
        )

    def plus(self, more: Touched) -> Touched:
        """Return what is known here and there, of different tests."""
        first = len(self.tests)
        lines = {path: dict(by_line) for path, by_line in self.lines.items()}
        for path, by_line in more.lines.items():
            here = lines.setdefault(path, {})
            for line, numbers in by_line.items():
                here[line] = here.get(line, []) + [first + number for number in numbers]
        return Touched(
            self.tests + more.tests, self.seconds + more.seconds, lines, self.failed + more.failed, more.digests
        )


def measure(
    items: list[pytest.Item],
    root: Path,
    files: list[Path],
    passes: Callable[[list[pytest.Item]], bool],
    known: Touched | None = None,
) -> Touched:
    """Run each test that is not ``known`` yet by itself and see which lines of ``files`` it runs."""
    digests = _digests(items, root, files)
    if known is None:
        return _measured(items, root, files, passes, digests)
    stale = {path for path, digest in digests.items() if known.digests.get(path) != digest}
    sources = stale & {str(file.relative_to(root)) for file in files}
    runs_stale = {known.tests[number] for path in sources for number in known.of_file(path)}
    names = {item.nodeid for item in items}
    gone = {
        name
        for name in known.tests
        if name not in names or name.partition("::")[0] in stale or name in runs_stale or name in known.failed
    }
    kept = known.without(gone, sources)
    there = set(kept.tests)
    missing = [item for item in items if item.nodeid not in there]
    return kept.plus(_measured(missing, root, files, passes, digests))


def _digests(items: list[pytest.Item], root: Path, files: list[Path]) -> dict[str, str]:
    paths = {item.path for item in items} | set(files)
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _measured(
    items: list[pytest.Item],
    root: Path,
    files: list[Path],
    passes: Callable[[list[pytest.Item]], bool],
    digests: dict[str, str],
) -> Touched:
    import coverage

    recorder = coverage.Coverage(data_file=None, include=[str(path) for path in files], config_file=False)
    tests: list[str] = []
    seconds: list[float] = []
    failed: list[str] = []
    recorder.start()
    try:
        for item in items:
            recorder.switch_context(str(len(tests)))
            start = time.process_time()
            passed = passes([item])
            tests.append(item.nodeid)
            seconds.append(round(time.process_time() - start, 4))
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
    return Touched(tests, seconds, lines, failed, digests)


def save(touched: Touched, path: Path) -> None:
    """Keep what was measured."""
    path.write_text(json.dumps(touched._asdict()))


def load(path: Path) -> Touched:
    """Read what was kept."""
    held = json.loads(path.read_text())
    held["lines"] = {name: {int(line): tests for line, tests in by.items()} for name, by in held["lines"].items()}
    return Touched(**held)
