"""What does a command cost, in a process of its own? Its processor time, the memory it had at most, what it said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.fleet.conftest import command, unmeasured

#: A small process between the test and the command: on Linux, a process' peak of memory begins with that of the one
#: that it was forked from, and the tests' own is large.
_BETWEEN = """if True:
    import json, os, resource, sys
    seconds, space, usage_to, *words = sys.argv[1:]
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds),) * 2)
        resource.setrlimit(resource.RLIMIT_AS, (int(space) * 2**20,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.execv(words[0], words)
    _, status, usage = os.wait4(child, 0)
    with open(usage_to, "w") as file:
        json.dump([os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024], file)
    """


class Cost(NamedTuple):
    """How a command ended: exit code (negative for a signal), seconds of processor time, MiB, and what it said."""

    code: int
    seconds: float
    memory: float
    out: str
    said: str


def measured(folder: Path, *words: str | Path, seconds: int = 60, space: int = 3072) -> Cost:
    """Run the command in a folder; the system ends it after so many seconds, and gives it no more than ``space`` MiB.

    What it says is kept in files, so that nobody who reads it is part of what is measured.
    """
    out, said, usage = (folder.with_name(f"{folder.name}.{name}") for name in ("out", "said", "usage"))
    line = [sys.executable, "-I", "-S", "-c", _BETWEEN, str(seconds), str(space), str(usage), *command(*words)]
    with out.open("wb") as output, said.open("wb") as errors:
        subprocess.run(
            line,
            cwd=folder,
            env=unmeasured(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            check=True,
            timeout=20 * seconds,
        )
    return Cost(*json.loads(usage.read_text()), *(path.read_text("utf-8", "replace") for path in (out, said)))
