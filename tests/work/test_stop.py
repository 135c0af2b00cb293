"""Does one signal end a run, within a bounded time, whatever it waits for?"""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.fleet.conftest import alone, command, environment, tree
from tests.fleet.generate import write_fleet
from tests.work.processes import LIMIT, children, end, running, state, wait_for

COUNT = 800
#: Twice the grace of work/stop.py, and what a busy machine needs.
PROMPT = 20.0


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_fleet(tmp_path_factory.mktemp("fleet") / "conf", COUNT, dirty=1)


def is_whole(record: Path) -> bool:
    with closing(sqlite3.connect(record)) as database:
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize(
    ("words", "number"),
    [(("convert", "-o", "out"), signal.SIGTERM), (("check",), signal.SIGINT)],
    ids=["convert", "check"],
)
def test_nobody_reads_what_it_says(tmp_path: Path, fleet: Path, words: tuple[str, ...], number: signal.Signals) -> None:
    """A pager that is stopped, or a log that takes no more: the pipe is full, and the run waits in its write."""
    for ctid in range(1, 60):  # what is said of these is more than a small pipe takes
        (tmp_path / f"{ctid}.xml").write_text("<domain/>")
    read, write = os.pipe()
    fcntl.fcntl(write, fcntl.F_SETPIPE_SZ, 4096)
    with subprocess.Popen(
        command(words[0], fleet, tmp_path, "-j", "2", *words[1:]),
        cwd=tmp_path,
        env=environment(),
        stdout=write,
        stderr=write,
        start_new_session=True,
    ) as run:
        os.close(write)
        try:

            def is_full() -> bool:
                return state(run.pid) == "S" and "pipe_write" in Path(f"/proc/{run.pid}/wchan").read_text()

            wait_for(is_full)
            run.send_signal(number)
            begin = time.monotonic()
            assert run.wait(PROMPT) == 130
            assert time.monotonic() - begin < PROMPT
        finally:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)
            os.close(read)
    if words[0] == "convert":
        assert is_whole(tmp_path / "out" / "vzvirt.db")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_all_processes_are_told_at_once(tmp_path: Path, fleet: Path, number: signal.Signals) -> None:
    """As a terminal does, and whoever stops a service: the workers leave it to their parent."""
    with running(tmp_path, "convert", fleet, "-o", "out", "-j", "4") as run:

        def has_begun() -> bool:
            return bool(list((tmp_path / "out").glob("*.xml")))

        wait_for(has_begun)
        os.killpg(run.pid, number)
        code, said = end(run, PROMPT)
    assert code == 130
    assert "--resume goes on" in said
    assert "Traceback" not in said
    expected = alone(fleet)
    assert set(tree(tmp_path / "out").items()) <= set(expected.items())
    with closing(sqlite3.connect(tmp_path / "out" / "vzvirt.db")) as database:
        assert database.execute("SELECT state FROM runs").fetchall() == [("stopped",)]
        (done,) = database.execute("SELECT count(*) FROM containers").fetchone()
    assert done == len(tree(tmp_path / "out"))


def test_under_nohup_nothing_happens_when_the_terminal_goes(tmp_path: Path, fleet: Path) -> None:
    words = command("convert", fleet, "-o", "out", "-j", "2", "-q")
    with subprocess.Popen(
        ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh", *words], cwd=tmp_path, env=environment(), start_new_session=True
    ) as run:

        def has_begun() -> bool:
            return bool(list((tmp_path / "out").glob("*.xml")))

        wait_for(has_begun)
        os.killpg(run.pid, signal.SIGHUP)
        assert run.wait(LIMIT) == 1
    assert tree(tmp_path / "out") == alone(fleet)


def test_the_second_ends_it_at_once(tmp_path: Path, fleet: Path) -> None:
    with running(tmp_path, "convert", fleet, "-o", "out", "-j", "2") as run:

        def has_begun() -> bool:
            return bool(list((tmp_path / "out").glob("*.xml"))) and len(children(run.pid)) == 2

        wait_for(has_begun)
        workers = children(run.pid)
        for worker in workers:
            os.kill(worker, signal.SIGSTOP)
        begin = time.monotonic()
        for _ in range(2):
            run.send_signal(signal.SIGTERM)
            time.sleep(0.2)
        code, said = end(run, PROMPT)
        assert time.monotonic() - begin < 3.5, "it has waited for workers that do nothing"
    assert code == 130
    assert "--resume goes on" in said
    assert all(state(worker) == "" for worker in workers)
    with closing(sqlite3.connect(tmp_path / "out" / "vzvirt.db")) as database:
        assert database.execute("SELECT state FROM runs").fetchall() == [("stopped",)]


def test_what_does_not_end_is_ended(tmp_path: Path) -> None:
    """Even what takes a KeyboardInterrupt for nothing."""
    code = """if True:
        import time
        from translator.work.stop import stoppable
        stopping = []
        with stoppable(lambda: bool(stopping), lambda: stopping.append(1), grace=0.3):
            print("begun", flush=True)
            while True:
                try:
                    time.sleep(0.1)  # a signal that comes as it begins is seen when it ends
                except KeyboardInterrupt:
                    print("not I", flush=True)
        """
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment(), text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "begun\n"
        run.terminate()
        assert run.communicate(timeout=LIMIT)[0] == "not I\n"
    assert run.returncode == 130


def test_signals_are_as_before_afterwards() -> None:
    from translator.work.stop import stoppable

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
    before = [signal.getsignal(number) for number in numbers]
    asked: list[int] = []
    with stoppable(lambda: False, lambda: asked.append(1)):
        os.kill(os.getpid(), signal.SIGTERM)
    assert asked == [1]
    assert [signal.getsignal(number) for number in numbers] == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
