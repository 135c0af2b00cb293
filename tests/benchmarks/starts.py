"""How long does the command take from a cold start: one answer, one conf, interpreter included?"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.fleet.conftest import environment
from tests.fleet.generate import confs

#: What all others are compared with.
BARE = "the interpreter alone"
_REPEATS = 15


def measure_starts(folder: Path) -> dict[str, float]:
    """Return milliseconds of processor time of each call, the best of some turns, with modules that are compiled."""
    [(ctid, text)] = confs(1, dirty=0)
    conf = folder / f"{ctid}.conf"
    conf.write_text(text)
    calls: dict[str, Sequence[str]] = {
        BARE: ("-c", ""),
        "--version": ("-m", "translator", "--version"),
        "convert a conf": ("-m", "translator", "convert", str(conf)),
        "check a conf": ("-m", "translator", "check", str(conf)),
    }
    took = {name: [_milliseconds(words, folder) for _ in range(_REPEATS)] for name, words in calls.items()}
    return {name: min(times) for name, times in took.items()}


def _milliseconds(words: Sequence[str], folder: Path) -> float:
    surroundings = {**environment(), "PYTHONPYCACHEPREFIX": str(folder / "cache")}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen([sys.executable, *words], env=surroundings, stdout=subprocess.DEVNULL)
    _, status, spent = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    return (spent.ru_utime + spent.ru_stime) * 1000
