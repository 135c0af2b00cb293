"""Which faults do the tests see? Each runs in a fork of a process that has collected all tests, and dies with it."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FunctionType
from typing import NamedTuple

import pytest

from tests.mutation.mutants import Mutant, mutants_of, tree_of
from tests.mutation.swap import CannotSwapError, forget, functions_by_file, swap
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
            *("parameters", "readers", "rules", "truth", "validate"),
        )
    ),
]
Functions = dict[str, list[FunctionType]]
#: A fault that makes a loop endless must not take the machine with it.
_MEMORY = 4 << 30


class Verdict(NamedTuple):
    """``how`` a mutant ended: ``killed`` by the test ``by``, or ``survived`` as many tests as ``by`` says."""

    mutant: Mutant
    how: str
    by: str
    seconds: float


class Plan(NamedTuple):
    """What a run tries: ``sample`` mutants (or those whose text has ``only`` in it), below ``paths``, by ``seed``.

    ``seconds`` of tests, the quickest first, are given to each; survivors then get all of them if ``thorough``.
    """

    sample: int
    seed: int
    paths: tuple[str, ...] = tuple(AREAS.values())
    only: str = ""
    seconds: float = 20
    thorough: bool = True
    measured: Path | None = None


class Runner:
    """A plugin of pytest that runs each mutant in the place of the tests."""

    def __init__(self, plan: Plan, told: Callable[[str], None], root: Path = ROOT) -> None:
        """Tell each verdict by ``told`` as soon as it is there."""
        self.plan, self.told, self.root = plan, told, root
        self.verdicts: list[Verdict] = []
        self.broken: list[str] = []
        self._failed: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed."""
        if report.failed:
            self._failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the plan."""
        files = sorted({file for path in self.plan.paths for file in _files(self.root / path)})
        touched = self._measured(session.items, files)
        self.broken = touched.failed
        items = {item.nodeid: item for item in session.items}
        functions = functions_by_file()
        sources = {str(file.relative_to(self.root)): file.read_text() for file in files}
        for mutant in _chosen(self.plan, touched, sources):
            start = time.monotonic()
            at_import = not mutant.scope or not touched.of_line(mutant.path, mutant.line)
            numbers = touched.of_file(mutant.path) if at_import else touched.of_line(mutant.path, mutant.line)
            order = _order(touched, [n for n in numbers if touched.tests[n] in items], mutant)
            few, rest = _within(order, touched, self.plan.seconds)
            how, by = "survived", "0 tests"
            for chosen in (few, rest) if self.plan.thorough else (few,):
                if chosen:
                    names = [touched.tests[number] for number in chosen]
                    how, by = self._try(mutant, sources[mutant.path], names, items, functions, at_import)
                if how != "survived":
                    break
            verdict = Verdict(mutant, how, by, time.monotonic() - start)
            self.verdicts.append(verdict)
            self.told(f"{len(self.verdicts):4} {how:8} {verdict.seconds:5.1f}s {mutant}\n    {by}\n")
        return True

    def _measured(self, items: list[pytest.Item], files: list[Path]) -> Touched:
        if self.plan.measured and self.plan.measured.exists():
            return load(self.plan.measured)
        here = self.root / ".mutation.json" if self.plan.measured is None else self.plan.measured
        self.told(f"measuring which of {len(items)} tests run which lines\n")

        def all_of_them() -> str:
            save(measure(items, self.root, files, self._passes), here)
            return "done"

        answer = _forked(all_of_them, limit=3600)
        if answer != "done":
            raise RuntimeError(f"the tests could not be measured: {answer}")
        touched = load(here)
        if self.plan.measured is None:
            here.unlink()
        return touched

    def _try(
        self,
        mutant: Mutant,
        source: str,
        names: list[str],
        items: dict[str, pytest.Item],
        functions: Functions,
        at_import: bool,
    ) -> tuple[str, str]:
        limit = 30 + 5 * self.plan.seconds
        if not at_import:
            answer = _forked(lambda: self._swapped(mutant, source, [items[name] for name in names], functions), limit)
            if answer != "cannot swap":
                return _verdict(answer, len(names), limit)
        return _verdict(_imported(mutant, names, self.root, limit), len(names), limit)

    def _swapped(self, mutant: Mutant, source: str, items: list[pytest.Item], functions: Functions) -> str:
        filename = str(self.root / mutant.path)
        try:
            swap(tree_of(source, mutant), filename, functions.get(filename, []))
        except (CannotSwapError, SyntaxError):
            return "cannot swap"
        forget()
        for item in items:
            if not self._passes([item]):
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
            if plan.only and plan.only not in f"{mutant}".replace("\n    ", " "):
                continue
            if not mutant.scope or mutant.line in touched.lines.get(path, {}):
                by_line.setdefault((path, mutant.line), []).append(mutant)
    if plan.only:
        return [mutant for mutants in by_line.values() for mutant in mutants][: plan.sample]
    chance = random.Random(plan.seed)  # noqa: S311 - a sample, no secret
    lines = sorted(by_line)
    chance.shuffle(lines)
    return [chance.choice(by_line[line]) for line in lines[: plan.sample]]


def _order(touched: Touched, numbers: Sequence[int], mutant: Mutant) -> list[int]:
    """Sort tests: a few cases of each function before many of one, those of its own area first, quick before slow."""
    area = mutant.path.split("/")[1]
    met: dict[str, int] = {}
    keys: dict[int, tuple[int, bool, float]] = {}
    for number in numbers:
        function = touched.tests[number].partition("[")[0]
        met[function] = met.get(function, 0) + 1
        keys[number] = (met[function].bit_length(), f"tests/{area}/" not in function, touched.seconds[number])
    return sorted(numbers, key=keys.__getitem__)


def _within(order: list[int], touched: Touched, seconds: float) -> tuple[list[int], list[int]]:
    spent = 0.0
    for at, number in enumerate(order):
        spent += touched.seconds[number]
        if spent > seconds and at:
            return order[:at], order[at:]
    return order, []


def _verdict(answer: str, tests: int, limit: float) -> tuple[str, str]:
    if answer == "survived":
        return answer, f"{tests} tests"
    how, _, by = answer.partition(" ")
    if how == "killed":
        return how, by
    return "killed", f"ended: {answer}" if answer else f"ended by its limits ({limit:.0f} s, {_MEMORY >> 30} GiB)"


def _forked(work: Callable[[], str], limit: float) -> str:
    """Return what ``work`` answers in a forked process, or "" if it does not within ``limit`` seconds."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setsid()
            nothing = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(nothing, number)
            if limit < 3600:
                resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            answer = work()
        except BaseException:  # noqa: BLE001 - whatever a fault does, it is an answer
            answer = traceback.format_exc()[-2000:]
        with contextlib.suppress(OSError):
            os.write(writing, answer.encode()[:60000])
        os._exit(0)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], limit)
        return os.read(reading, 65536).decode() if ready else ""
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _imported(mutant: Mutant, names: list[str], root: Path, limit: float) -> str:
    """Return the answer of a fresh process, which imports the faulty source: see :mod:`tests.mutation.fresh`."""
    order = json.dumps({"path": mutant.path, "key": mutant.key, "tests": names, "root": str(root)})
    command = [sys.executable, "-m", "tests.mutation.fresh"]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    try:
        done = subprocess.run(
            command,
            input=order,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
            cwd=root,
            env={**os.environ, "PYTHONPATH": path},
        )
    except subprocess.TimeoutExpired:
        return ""
    return (done.stdout.rpartition("\x1e")[2] or done.stderr[-2000:]).strip()
