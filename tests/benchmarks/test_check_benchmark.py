"""How long does checking take: ten thousand confs in one process, and one file from a cold start?

Wanted: at most 2 s for 10,000 confs on one core, with memory that does not grow with them; at most 120 ms for one file,
interpreter included. Half of the confs are of 35 lines without VSwap, where all formulas apply, half of 17 with it.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from translator.lint.examples import COMPLETE
from translator.lint.fleet import Fleet

pytestmark = pytest.mark.benchmark

ROOT = Path(__file__).resolve().parents[2]
COMMON = """\
ONBOOT="yes"
VE_ROOT="/vz/root/$VEID"
VE_PRIVATE="/vz/private/$VEID"
OSTEMPLATE="debian-12-x86_64"
ORIGIN_SAMPLE="basic"
HOSTNAME="web{n}.example.com"
NAMESERVER="192.0.2.53"
DISKSPACE="1048576:1153434"
DISKINODES="200000:220000"
QUOTATIME="0"
CPUUNITS="1000"
IP_ADDRESS="10.{a}.{b}.{c}"
"""
UBC = "# a comment\n\n" + "".join(f'{name}="{text}"\n' for name, text in COMPLETE.items()) + COMMON
VSWAP = (
    '# a comment\n\nPHYSPAGES="0:65536"\nSWAPPAGES="0:131072"\n'
    + COMMON
    + 'NETIF="ifname=eth0,bridge=vmbr0,mac=00:18:51:{b:02X}:{c:02X}:01,host_ifname=veth{n}.0,'
    'host_mac=00:18:51:{b:02X}:{c:02X}:02"\n'
)


def conf(number: int) -> str:
    form = UBC if number % 2 else VSWAP
    return form.format(n=number, a=number // 62500, b=number // 250 % 250, c=number % 250 + 1)


def check(count: int) -> int:
    fleet = Fleet()
    found = 0
    for number in range(101, 101 + count):
        found += len(fleet.add(f"conf/{number}.conf", conf(number)))
    return found + len(fleet.finish())


def test_ten_thousand_confs(benchmark: BenchmarkFixture) -> None:
    assert benchmark.pedantic(check, args=(10_000,), rounds=3, warmup_rounds=1) == 0  # type: ignore[no-untyped-call]


def test_a_folder_of_ten_thousand(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    for number in range(101, 10_101):
        (tmp_path / f"{number}.conf").write_text(conf(number))
    command = [sys.executable, "-m", "translator", "check", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    benchmark.pedantic(lambda: subprocess.run(command, check=True, env=environment), rounds=2)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_tree_of_ten_thousand(benchmark: BenchmarkFixture, tmp_path: Path, jobs: int) -> None:
    """Wanted: at most 2 s in one process; with more, less by as many cores as there are to spare. Start-up included."""
    for number in range(101, 10_101):
        folder = tmp_path / "tree" / f"node{number % 10}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.conf").write_text(conf(number))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(tmp_path / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "translator", "check", "-r", str(tmp_path / "tree"), "-q", "-j", str(jobs)]
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        lambda: subprocess.run(command, check=True, env=environment), rounds=3, warmup_rounds=1
    )


def test_one_file_cold(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    # as installed: with compiled files, which a test run may have switched off
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(tmp_path / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    (tmp_path / "101.conf").write_text(conf(101))
    command = [sys.executable, "-m", "translator", "check", str(tmp_path / "101.conf")]
    benchmark.pedantic(  # type: ignore[no-untyped-call]
        lambda: subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL),
        rounds=10,
        warmup_rounds=1,
    )


def test_memory_is_flat(benchmark: BenchmarkFixture) -> None:
    """What is remembered of a container is what others may not have too: well below a KiB."""

    def grown(count: int) -> int:
        gc.collect()
        tracemalloc.start()
        try:
            fleet = Fleet()
            for number in range(101, 101 + count):
                fleet.add(f"conf/{number}.conf", conf(number))
            return tracemalloc.get_traced_memory()[0] // count
        finally:
            tracemalloc.stop()

    assert benchmark.pedantic(grown, args=(1000,), rounds=1, warmup_rounds=1) < 2048  # type: ignore[no-untyped-call]
