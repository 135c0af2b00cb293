"""Does the Dask engine end, complete, when its workers die, and with an error when nobody is left?

One run loses up to 5 workers, each while it hands over a result; with VZVIRT_CAMPAIGN=1, 20 runs do.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path

import pytest

from tests.fleet.conftest import alone, tree
from tests.fleet.generate import write_fleet
from tests.fleet.test_cluster import scheduler
from tests.work.processes import CAMPAIGN, end, running, state, wait_for
from tests.work.test_pool import Todo, died, split, work
from translator.work.engine import NoWorkersError

pytest.importorskip("distributed")
__all__ = ["scheduler"]
COUNT = 4800
TURNS = 20 if CAMPAIGN else 1
LOST = 5
#: Seconds within which a run has ended that does again what the dead had begun, on a busy machine.
LONG = 300.0
#: Seconds after a SIGTERM, and a busy machine needs some of them to end a cluster.
PROMPT = 25.0


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_fleet(tmp_path_factory.mktemp("fleet") / "conf", COUNT, dirty=0)


def workers(pid: int) -> list[int]:
    """Return the workers of the cluster that a process has begun; its threads have begun them."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(OSError):  # it has gone
            found += [
                int(child)
                for child in (thread / "children").read_text().split()
                if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()
            ]
    return found


def results(folder: Path) -> int:
    return len(list((folder / "out").glob("*.xml"))) if (folder / "out").exists() else 0


def stop_with_results_on_their_way(run: subprocess.Popen[str], folder: Path) -> list[int]:
    """Stop the parent, in which the scheduler is too, until its workers have done all that they have; return them."""
    before = results(folder)

    def goes_on() -> bool:
        # what is done again gives no new file, so that there may be none more to come
        return (results(folder) > before or before == COUNT) and bool(workers(run.pid) or run.poll() is not None)

    wait_for(goes_on)
    if run.poll() is not None:
        return []
    os.kill(run.pid, signal.SIGSTOP)
    quiet_since, last = time.monotonic(), results(folder)
    until = time.monotonic() + 30
    while time.monotonic() - quiet_since < 0.3 and time.monotonic() < until:
        time.sleep(0.02)
        if results(folder) != last or any(state(worker) == "R" for worker in workers(run.pid)):
            quiet_since, last = time.monotonic(), results(folder)
    return workers(run.pid)


@pytest.mark.parametrize("turn", range(TURNS))
def test_workers_die_while_they_hand_over_a_result(tmp_path: Path, fleet: Path, turn: int) -> None:
    with running(tmp_path, "convert", fleet, "-o", "out", "--engine", "dask", "-j", "2", "-q") as run:
        lost = 0
        while lost < LOST and (victims := stop_with_results_on_their_way(run, tmp_path)):
            lost += 1
            os.kill(victims[turn % len(victims)], signal.SIGKILL)
            os.kill(run.pid, signal.SIGCONT)
        code, said = end(run, LONG)
        assert code in (0, 1), said
        assert not said
    assert lost > 2, "it was over too soon"
    assert tree(tmp_path / "out") == alone(fleet)
    with closing(sqlite3.connect(tmp_path / "out" / "vzvirt.db")) as record:
        assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        counted = record.execute("SELECT count(*), count(DISTINCT source) FROM containers WHERE status != 'failed'")
        assert counted.fetchall() == [(COUNT, COUNT)]


def test_one_sigterm_ends_it_without_its_workers(tmp_path: Path, fleet: Path) -> None:
    with running(tmp_path, "convert", fleet, "-o", "out", "--engine", "dask", "-j", "2", "-q") as run:
        stopped = stop_with_results_on_their_way(run, tmp_path)
        os.kill(stopped[0], signal.SIGKILL)
        for worker in stopped[1:]:
            os.kill(worker, signal.SIGSTOP)
        run.send_signal(signal.SIGTERM)
        os.kill(run.pid, signal.SIGCONT)
        code, said = end(run, PROMPT)
        assert code == 130, said
        assert "--resume goes on" in said

        def all_are_gone() -> bool:
            return all(state(worker) in ("", "Z") for worker in stopped)

        wait_for(all_are_gone)
    with closing(sqlite3.connect(tmp_path / "out" / "vzvirt.db")) as record:
        assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert record.execute("SELECT state FROM runs").fetchall() == [("stopped",)]


def test_a_scheduler_that_dies_ends_the_run(
    tmp_path: Path, fleet: Path, scheduler: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, _ = scheduler
    with running(tmp_path, "convert", fleet, "-o", "out", "--engine", "dask", "--scheduler", address, "-q") as run:

        def has_begun() -> bool:
            return results(tmp_path) > 0

        wait_for(has_begun)
        process = next(
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and str(tmp_path) in command_of(entry) and "dask_scheduler" in command_of(entry)
        )
        os.kill(process, signal.SIGKILL)
        code, said = end(run)
    assert code == 3
    assert said.splitlines()[-1].startswith("vzvirt: the scheduler has gone")
    assert "--resume goes on" in said
    assert "Traceback" not in said
    with closing(sqlite3.connect(tmp_path / "out" / "vzvirt.db")) as record:
        assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert record.execute("SELECT state FROM runs").fetchall() == [("stopped",)]


def command_of(entry: Path) -> str:
    try:
        return (entry / "cmdline").read_text()
    except OSError:
        return ""


def set_option(options: dict[str, int]) -> AbstractContextManager[object]:
    import dask

    context: AbstractContextManager[object] = dask.config.set(options)
    return context


@pytest.fixture
def easily_told() -> Iterator[None]:
    """Have Dask say of a task that it kills workers when it has killed one."""
    with set_option({"distributed.scheduler.allowed-failures": 0}):
        yield


def test_a_task_that_kills_is_cut_up(easily_told: None) -> None:
    from translator.fleet.cluster import Cluster

    cluster = Cluster(None, 1, work, split=split, died=died)
    try:
        assert list(cluster.map([Todo((6, 7), "die")])) == [[bytes(6)], [b"dead"]]
        assert list(cluster.map([Todo((1,)), Todo((2,))])) == [[bytes(1)], [bytes(2)]]
    finally:
        cluster.close()


def test_a_cluster_without_workers_ends_the_run(
    scheduler: tuple[str, list[subprocess.Popen[bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from translator.fleet import cluster as module

    address, running = scheduler
    monkeypatch.setattr(module, "_PATIENCE", 3.0)
    monkeypatch.setattr(module, "_LOOK", 0.5)
    cluster = module.Cluster(address, 1, work, split=split, died=died)
    try:
        for process in running:
            process.kill()
        with pytest.raises(NoWorkersError, match="no worker for 3 seconds"):
            list(cluster.map([Todo((1,))]))
    finally:
        cluster.close()
    with (
        set_option({"distributed.comm.timeouts.connect": 1}),
        pytest.raises(NoWorkersError, match="no scheduler answers"),
    ):
        module.Cluster("tcp://127.0.0.1:1", 1, work, split=split, died=died)
