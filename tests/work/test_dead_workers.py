"""Does a run end, complete, whenever a worker dies? Also when it dies while it hands over its result.

5 times each by default, 30 times with VZVIRT_CAMPAIGN=1.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.fleet.conftest import alone, tree
from tests.fleet.generate import write_fleet
from tests.work.processes import CAMPAIGN, children, end, is_in_write, running, state, wait_for
from translator.work.pool import DEATHS

COUNT = 800
TURNS = 30 if CAMPAIGN else 5
#: Workers that may die without a loss, whichever and whenever: one more, and all could have been those of one task and
#: then of one source of it, which is given up as what killed them.
HARMLESS = 2 * DEATHS - 1
#: Seconds after a SIGTERM within which a run has ended, whatever it waits for. Twice the grace of work/stop.py, and
#: what a busy machine needs.
PROMPT = 20.0
#: Runs in a folder; what it gave is compared with what is expected.
Case = tuple[tuple[str, ...], int, Callable[[Path], None]]


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_fleet(tmp_path_factory.mktemp("fleet") / "conf", COUNT, dirty=1)


@pytest.fixture(scope="module")
def documents(fleet: Path) -> dict[str, bytes]:
    return alone(fleet)


@pytest.fixture(scope="module")
def outcomes(fleet: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str]]:
    """What a run that nobody disturbs ends with, and says of each source."""
    folder = tmp_path_factory.mktemp("alone")
    with running(folder, "convert", fleet, "-o", "out", "-j", "1", "-q") as run:
        return end(run)[0], rows(folder)


@pytest.fixture(scope="module")
def findings(fleet: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("alone")
    with running(folder, "check", fleet, "-j", "1", "--format", "json", "-o", "told.json") as run:
        assert end(run)[0] == 1
    return json.loads((folder / "told.json").read_text())


def rows(folder: Path) -> dict[str, str]:
    """Return what the record, which has to be whole, says of each source."""
    with closing(sqlite3.connect(folder / "out" / "vzvirt.db")) as record:
        assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = record.execute("SELECT source, status FROM containers").fetchall()
    assert len(found) == len(dict(found))
    return dict(found)


@pytest.fixture(params=["convert", "check"])
def case(
    request: pytest.FixtureRequest,
    fleet: Path,
    documents: dict[str, bytes],
    outcomes: tuple[int, dict[str, str]],
    findings: Any,
) -> Case:
    """A command, its exit code, and what it has to leave."""
    if request.param == "convert":

        def converted(folder: Path) -> None:
            assert tree(folder / "out") == documents
            assert rows(folder) == outcomes[1]

        return ("convert", str(fleet), "-o", "out", "-j", "4", "-q"), outcomes[0], converted

    def checked(folder: Path) -> None:
        assert json.loads((folder / "told.json").read_text()) == findings

    return ("check", str(fleet), "-j", "4", "-q", "--format", "json", "-o", "told.json"), 1, checked


def stop_with_a_worker_in_its_write(run: subprocess.Popen[str], moment: float) -> int:
    """Stop the parent, and return a worker that then sleeps in the write of its result."""

    def has_workers() -> bool:
        return len(children(run.pid)) == 4

    def is_stopped() -> bool:
        return state(run.pid) == "T"

    def in_their_write() -> list[int]:
        return [child for child in children(run.pid) if is_in_write(child)]

    def nothing_happens() -> bool:
        return bool(in_their_write()) or all(state(child) == "S" for child in children(run.pid))

    wait_for(has_workers)
    time.sleep(moment)
    while True:
        os.kill(run.pid, signal.SIGSTOP)
        wait_for(is_stopped)
        wait_for(nothing_happens)
        if in_their_write():
            return random.choice(in_their_write())  # noqa: S311
        os.kill(run.pid, signal.SIGCONT)  # it was still about to send the first tasks
        time.sleep(0.01)
        assert run.poll() is None, "it was over before"


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_worker_dies_while_it_hands_over_its_result(tmp_path: Path, case: Case, turn: int) -> None:
    words, code, expect = case
    with running(tmp_path, *words) as run:
        worker = stop_with_a_worker_in_its_write(run, 0.01 * turn)
        os.kill(worker, signal.SIGKILL)
        os.kill(run.pid, signal.SIGCONT)
        assert end(run) == (code, "")
    expect(tmp_path)


@pytest.mark.parametrize("turn", range(TURNS))
def test_workers_die_at_any_moment(tmp_path: Path, case: Case, turn: int) -> None:
    words, code, expect = case
    draw = random.Random(turn)  # noqa: S311 - moments
    killed = 0
    with running(tmp_path, *words) as run:
        while run.poll() is None and killed < HARMLESS:
            time.sleep(draw.expovariate(40))
            workers = children(run.pid)
            if len(workers) > 1:
                with contextlib.suppress(ProcessLookupError):  # the run was over in between
                    os.kill(draw.choice(workers), signal.SIGKILL)
                    killed += 1
        assert end(run) == (code, "")
    assert killed
    expect(tmp_path)


@pytest.mark.parametrize("what", ["killed", "stopped"])
def test_one_sigterm_ends_a_run_that_has_lost_a_worker(tmp_path: Path, case: Case, fleet: Path, what: str) -> None:
    words, code, expect = case
    with running(tmp_path, *words) as run:
        worker = stop_with_a_worker_in_its_write(run, 0)
        os.kill(worker, signal.SIGKILL if what == "killed" else signal.SIGSTOP)
        os.kill(run.pid, signal.SIGTERM)
        os.kill(run.pid, signal.SIGCONT)
        ended, said = end(run, PROMPT)
        assert ended == 130, said
        assert children(run.pid) == []
        assert state(worker) == ""
    if words[0] == "convert":
        done = rows(tmp_path)
        assert len(done) < COUNT  # none, if it was the first task that did not end
        assert {Path(source).stem for source in done} <= {Path(name).stem for name in tree(tmp_path / "out")}
        with running(tmp_path, *words, "--resume") as run:
            assert end(run)[0] == code
        expect(tmp_path)
    else:
        told = json.loads((tmp_path / "told.json").read_text())
        assert told["files"] < COUNT


def test_all_workers_at_once(tmp_path: Path, case: Case) -> None:
    words, code, expect = case
    with running(tmp_path, *words) as run:
        stop_with_a_worker_in_its_write(run, 0)
        for worker in children(run.pid):
            os.kill(worker, signal.SIGKILL)
        os.kill(run.pid, signal.SIGCONT)
        assert end(run) == (code, "")
    expect(tmp_path)


def test_no_worker_outlives_its_parent(tmp_path: Path, case: Case) -> None:
    with running(tmp_path, *case[0]) as run:
        stop_with_a_worker_in_its_write(run, 0)
        workers = children(run.pid)
        os.kill(workers[0], signal.SIGSTOP)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()

        def all_are_gone() -> bool:
            return all(state(worker) in ("", "Z") for worker in workers)

        wait_for(all_are_gone, PROMPT)
