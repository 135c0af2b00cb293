"""Does a Dask cluster give the same bytes as the workers of one machine, even when it loses one of its own?"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fleet.conftest import alone, environment, tree
from tests.fleet.generate import write_fleet
from tests.fleet.test_faults import start

pytestmark = pytest.mark.extras
Run = Callable[..., subprocess.CompletedProcess[str]]


def spawn(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    with (folder / f"{words[0]}.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", *words], cwd=folder, env=environment(), stdout=log, stderr=log)


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two worker processes of its own, as on another machine: their folder is not ours."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    where = place / "scheduler.json"
    words = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    running = [spawn(place, *words, "--scheduler-file", str(where))]
    try:
        until = time.monotonic() + 60
        while not (where.exists() and where.read_text().endswith("}")) and time.monotonic() < until:
            time.sleep(0.05)
        address = str(json.loads(where.read_text())["address"])
        worker = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
        running += [spawn(place, *worker, "--local-directory", str(place)) for _ in range(2)]
        yield address, running[1:]
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


def test_a_cluster_of_its_own_gives_the_same_bytes(vzvirt: Run, tmp_path: Path) -> None:
    fleet = write_fleet(tmp_path / "conf", 300, dirty=0.3)
    vzvirt("convert", "conf", "-o", "out", "--engine", "dask", "-j", "2", code=1)
    assert tree(tmp_path / "out") == alone(fleet)


def test_an_existing_cluster_loses_a_worker(
    tmp_path: Path, scheduler: tuple[str, list[subprocess.Popen[bytes]]], vzvirt: Run
) -> None:
    fleet = write_fleet(tmp_path / "conf", 3000, dirty=0.1)
    address, workers = scheduler
    words = ("convert", "conf", "-o", (tmp_path / "out").as_uri(), "--record", "r.db")
    run = start(tmp_path, *words, "--engine", "dask", "--scheduler", address)
    until = time.monotonic() + 60
    while run.poll() is None and time.monotonic() < until:
        if (tmp_path / "out").exists() and len(list((tmp_path / "out").glob("*.xml"))) > 100:
            workers[0].send_signal(signal.SIGKILL)
            break
        time.sleep(0.01)
    assert run.poll() is None, "it was over before a worker could be lost"
    told = run.communicate(timeout=120)[1]
    assert run.returncode == 1, told
    results = {name: data for name, data in tree(tmp_path / "out").items() if not name.endswith(".vzvirt-part")}
    assert results == alone(fleet)
    counted = vzvirt("fleet", "query", "SELECT count(*), count(DISTINCT ctid) FROM containers", "--record", "r.db")
    assert counted.stdout.splitlines()[1] == "3000\t3000"
