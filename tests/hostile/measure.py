"""What does a command cost, in a process of its own? Its processor time, the memory it had at most, what it said."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.fleet.conftest import command, unmeasured

MIB = 2**20


class Cost(NamedTuple):
    """How a command ended: exit code (negative for a signal), seconds of processor time, MiB, and what it said."""

    code: int
    seconds: float
    memory: float
    out: str
    said: str


def measured(folder: Path, *words: str | Path, stdin: Path | None = None, seconds: int = 60, space: int = 3072) -> Cost:
    """Run the command in a folder; the system ends it after so many seconds, and gives it no more than ``space`` MiB.

    What it says is kept in files, so that nobody who reads it is part of what is measured.
    """

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (space * MIB, space * MIB))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    out, said = folder.with_name(f"{folder.name}.out"), folder.with_name(f"{folder.name}.said")
    with (
        out.open("wb") as output,
        said.open("wb") as errors,
        (stdin or Path(os.devnull)).open("rb") as given,
        subprocess.Popen(
            command(*words),
            cwd=folder,
            env=unmeasured(),
            stdin=given,
            stdout=output,
            stderr=errors,
            preexec_fn=bounded,
            start_new_session=True,
        ) as process,
    ):
        killer = signal.SIGKILL
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, killer)
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
    texts = [path.read_text("utf-8", "replace") for path in (out, said)]
    return Cost(process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, *texts)
