"""Which faults do the tests see? Each runs in a fork of a process that has collected all tests, and dies with it."""

from __future__ import annotations

import gc
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

import pytest

from tests.mutation.forked import PATIENCE, allow, ended, forked, restrain
from tests.mutation.mutants import Mutant, mutants_of, tree_of
from tests.mutation.order import likeliest_first, within
from tests.mutation.plain import Plain
from tests.mutation.swap import CannotSwapError, caches, functions_by_file, swap
from tests.mutation.touched import Touched, load, measure, save

ROOT = Path(__file__).parents[2]
#: What is changed, by area.
AREAS = {
    "values": "translator/values",
    "conf": "translator/conf",
    "container": "translator/container",
    "domain": "translator/domain",
    "lenses": "translator/lenses",
    "lint/rules": "translator/lint/rules",
}
#: The tests that run no other program and take half a second at most each, a few laws apart.
FAST = [
    *("tests/values", "tests/conf", "tests/container", "tests/domain", "tests/translate", "tests/laws", "tests/lxc"),
    *("tests/network", "tests/vzctl", "tests/docs", "tests/told", "tests/library"),
    *(
        f"tests/lint/test_{name}.py"
        for name in (
            *("each_message", "explain", "fleet", "laws", "long_texts", "messages", "networks", "output"),
            *("boundaries", "orders", "parameters", "readers", "rules", "truth", "validate", "vz"),
        )
    ),
]
Functions = dict[str, list[FunctionType]]


class Verdict(NamedTuple):
    """``how`` a mutant ended: ``killed`` by the test ``by``, or ``survived`` as many tests as ``by`` says.

    ``unclear`` is none of the two: a process did not end, and had not worked either.
    """

    mutant: Mutant
    how: str
    by: str
    seconds: float


class Plan(NamedTuple):
    """What a run tries: ``sample`` mutants below ``paths``, by ``seed``, or those whose text has one of ``only`` in it.

    ``seconds`` of tests, the quickest first, are given to each; survivors then get all of them if ``thorough``.
    """

    sample: int
    seed: int
    paths: tuple[str, ...] = tuple(AREAS.values())
    only: tuple[str, ...] = ()
    seconds: float = 20
    thorough: bool = True
    measured: Path | None = None


class Runner(Plain):
    """A plugin of pytest that runs each mutant in the place of the tests."""

    def __init__(self, plan: Plan, told: Callable[[str], None], root: Path = ROOT) -> None:
        """Tell each verdict by ``told`` as soon as it is there."""
        self.plan, self.told, self.root = plan, told, root
        self.verdicts: list[Verdict] = []
        self.broken: list[str] = []
        self._failed: str | None = None
        self._items: dict[str, pytest.Item] = {}
        self._functions: Functions = {}
        self._forget: Callable[[], None] = lambda: None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed."""
        if report.failed:
            self._failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the plan."""
        files = sorted({file for path in self.plan.paths for file in _files(self.root / path)})
        self._items = {item.nodeid: item for item in session.items}
        touched = self._measured(session.items, files)
        self.broken = touched.failed
        self._functions, self._forget = functions_by_file(), caches()
        gc.freeze()  # what is there now is no garbage, so that no child has to look at it, and copy it
        sources = {str(file.relative_to(self.root)): file.read_text() for file in files}
        for mutant in _chosen(self.plan, touched, sources):
            start = time.monotonic()
            how, by = self._judge(mutant, sources[mutant.path], touched)
            verdict = Verdict(mutant, how, by, time.monotonic() - start)
            self.verdicts.append(verdict)
            self.told(f"{len(self.verdicts):4} {how:8} {verdict.seconds:5.1f}s {mutant}\n    {by}\n")
        return True

    def _measured(self, items: list[pytest.Item], files: list[Path]) -> Touched:
        kept = self.plan.measured
        known = load(kept) if kept and kept.exists() else None
        here = kept or self.root / ".mutation.json"
        self.told(f"measuring which of {len(items)} tests run which lines\n")

        def all_of_them() -> str:
            save(measure(items, self.root, files, self._passes, known), here)
            return "done"

        answer = forked(all_of_them)
        if answer != "done":
            raise RuntimeError(f"the tests could not be measured: {answer}")
        touched = load(here)
        if kept is None:
            here.unlink()
        return touched

    def _judge(self, mutant: Mutant, source: str, touched: Touched) -> tuple[str, str]:
        """Return how a mutant ended, and by what."""
        run, of_file = touched.of_line(mutant.path, mutant.line), touched.of_file(mutant.path)
        at_import = not mutant.scope or not run
        # Who else runs something of the file comes behind: a cache may have hidden that it would run the line too.
        # Where no test runs anything of it, it is for all of them to see what its import gives.
        others = set(of_file or range(len(touched.tests))).difference(run)
        order = [
            *likeliest_first(touched, mutant, [n for n in run if touched.tests[n] in self._items]),
            *likeliest_first(touched, mutant, [n for n in sorted(others) if touched.tests[n] in self._items]),
        ]
        left, rest = within(order, touched, self.plan.seconds)
        if self.plan.thorough:
            left += rest
        tests = {touched.tests[number]: touched.seconds[number] for number in left}
        count = len(tests)
        while tests:
            how, by = self._try(mutant, source, tests, at_import)
            # what fails for another reason does not fail again, or fails without the fault as well
            if by not in tests or (
                self._try(mutant, source, {by: tests[by]}, at_import)[0] == how and self._is_sound(by)
            ):
                return (how, by) if how != "survived" else (how, f"{count} tests")
            tests = dict([*tests.items()][[*tests].index(by) + 1 :])
        return "survived", f"{count} tests"

    def _is_sound(self, name: str) -> bool:
        """Whether a test passes by itself and without any fault; one that does not is told of, and counts no more.

        What it reads may have changed since the tests were collected, if somebody edits files while this runs.
        """
        if forked(lambda: "sound" if self._passes([self._items[name]]) else "broken") == "sound":
            return True
        self.broken.append(name)
        del self._items[name]
        return False

    def _try(self, mutant: Mutant, source: str, tests: dict[str, float], at_import: bool) -> tuple[str, str]:
        answer = "cannot swap" if at_import else forked(lambda: self._swapped(mutant, source, tests))
        if answer == "cannot swap":
            answer = _imported(mutant, tests, self.root)
        how, _, by = answer.partition(" ")
        return how, by

    def _swapped(self, mutant: Mutant, source: str, tests: dict[str, float]) -> str:
        restrain()
        filename = str(self.root / mutant.path)
        try:
            swap(tree_of(source, mutant), filename, self._functions.get(filename, []))
        except (CannotSwapError, SyntaxError):
            return "cannot swap"
        self._forget()
        for name, seconds in tests.items():
            allow(seconds)
            if not self._passes([self._items[name]]):
                return f"killed {self._failed}"
        return "survived"

    def _passes(self, items: list[pytest.Item]) -> bool:
        self._failed = None
        for item in items:
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)
        return self._failed is None


def _files(path: Path) -> Iterator[Path]:
    yield from path.rglob("*.py") if path.is_dir() else [path]


def _chosen(plan: Plan, touched: Touched, sources: dict[str, str]) -> list[Mutant]:
    """Return a sample: lines by chance, of each one fault by chance."""
    by_line: dict[tuple[str, int], list[Mutant]] = {}
    for path, source in sorted(sources.items()):
        for mutant in mutants_of(path, source):
            if plan.only and not any(text in f"{mutant}".replace("\n    ", " ") for text in plan.only):
                continue
            if not mutant.scope or mutant.line in touched.lines.get(path, {}):
                by_line.setdefault((path, mutant.line), []).append(mutant)
    if plan.only:
        return [mutant for mutants in by_line.values() for mutant in mutants][: plan.sample]
    chance = random.Random(plan.seed)  # noqa: S311 - a sample, no secret
    lines = sorted(by_line)
    chance.shuffle(lines)
    return [chance.choice(by_line[line]) for line in lines[: plan.sample]]


def _imported(mutant: Mutant, tests: dict[str, float], root: Path) -> str:
    """Return the answer of a fresh process, which imports the faulty source: see :mod:`tests.mutation.fresh`."""
    order = json.dumps({"path": mutant.path, "key": mutant.key, "tests": [*tests.items()], "root": str(root)})
    command = [sys.executable, "-m", "tests.mutation.fresh"]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    try:
        done = subprocess.run(
            command,
            input=order,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            cwd=root,
            env={**os.environ, "PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired:
        return "unclear it did not end"
    _, answered, answer = done.stdout.rpartition("\x1e")
    if answered:
        return answer.strip()
    return f"{ended(done.returncode)}: {done.stderr[-2000:].strip()}"
