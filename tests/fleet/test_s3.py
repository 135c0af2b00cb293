"""Does a Dask cluster between two buckets of an S3 server give the same bytes as one machine, when it loses a worker?

200 confs by default, 10,000 with VZVIRT_CAMPAIGN=1. The server is moto's, a process of its own on a free port of
127.0.0.1: what goes over the wire is S3, and nothing of it is imported here.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fleet.conftest import alone, environment
from tests.fleet.generate import write_fleet
from tests.fleet.test_cluster import scheduler
from tests.work.processes import CAMPAIGN, end, running, wait_for

pytestmark = pytest.mark.extras
__all__ = ["scheduler"]
Run = Callable[..., subprocess.CompletedProcess[str]]
COUNT = 10_000 if CAMPAIGN else 200
#: Seconds within which all is done: some requests for each conf, all of them to one process.
LONG = 900.0 if CAMPAIGN else 60.0


def set_alone(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    """Have an S3 client know this, and nothing of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    nothing = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    alone = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true", **nothing}
    for name, value in {**alone, **values}.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A server that the environment names, for this process and those that it starts; its file system."""
    log = tmp_path / "server.log"
    words = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    with log.open("ab") as file, subprocess.Popen(words, env=environment(), stdout=file, stderr=file) as server:

        def says_where() -> re.Match[str] | None:
            return re.search(r"Running on (http://127\.0\.0\.1:\d+)", log.read_text())

        try:
            wait_for(says_where)
            where = says_where()
            assert where is not None
            set_alone(monkeypatch, AWS_ENDPOINT_URL=where[1], AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b")  # noqa: S106
            from s3fs import S3FileSystem

            yield S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
        finally:
            server.kill()


def objects(store: Any, bucket: str) -> dict[str, bytes]:
    return {path.rpartition("/")[2]: data for path, data in store.cat(store.find(bucket)).items()}


def test_between_buckets_with_a_worker_lost(
    tmp_path: Path, store: Any, scheduler: tuple[str, list[subprocess.Popen[bytes]]], vzvirt: Run
) -> None:
    fleet = write_fleet(tmp_path / "conf", COUNT, dirty=0.1)
    store.mkdir("confs")
    store.mkdir("documents")
    store.put(f"{fleet}/", "confs/node/", recursive=True)
    address, workers = scheduler
    words = ("convert", "s3://confs/node", "-o", "s3://documents/node", "--record", "r.db", "-q")
    with running(tmp_path, *words, "--engine", "dask", "--scheduler", address) as run:

        def some_are_there() -> bool:
            return len(store.find("documents")) > COUNT // 20

        wait_for(some_are_there)
        assert run.poll() is None, "it was over before a worker could be lost"
        workers[0].send_signal(signal.SIGKILL)
        code, said = end(run, LONG)
    assert (code, said) == (1, "")
    assert objects(store, "documents") == alone(fleet)
    counted = vzvirt(
        "fleet",
        "query",
        "SELECT count(*), count(DISTINCT ctid) FROM containers WHERE status != 'failed'",
        "--record",
        "r.db",
    )
    assert counted.stdout.splitlines()[1] == f"{COUNT}\t{COUNT}"


def test_what_is_in_a_bucket_stays_and_none_is_told(tmp_path: Path, store: Any, vzvirt: Run) -> None:
    fleet = write_fleet(tmp_path / "conf", 3, dirty=0)
    store.mkdir("documents")
    store.pipe_file("documents/102.xml", b"mine")
    told = vzvirt("convert", "conf", "-o", "s3://documents", "--record", "r.db", code=2).stderr
    assert "102.xml is there already; --force writes over it" in told
    assert objects(store, "documents") == {**alone(fleet), "102.xml": b"mine"}
    vzvirt("convert", "s3://nowhere/node", "-o", "out", code=3)
    again = vzvirt("convert", "conf", "-o", "s3://documents", "--record", "r.db", "--force").stderr
    assert "0 failed" in again
    assert objects(store, "documents") == alone(fleet)


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("convert", "conf", "-o", "s3://documents/"), 3, "NoCredentialsError"),
        (("convert", "s3://confs/node", "-o", "out"), 3, "NoCredentialsError"),
        (("check", "s3://confs/node"), 3, "NoCredentialsError"),
        (("convert", "conf", "-o", "nothing://documents/"), 2, "Protocol not known: nothing"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_store_that_is_not_to_be_had_is_told(
    tmp_path: Path, vzvirt: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, why: str
) -> None:
    """Its library has errors of its own: they are no bug of ours."""
    set_alone(monkeypatch)
    write_fleet(tmp_path / "conf", 2)
    told = vzvirt(*words, code=code).stderr
    assert why in told
    assert "bug" not in told
