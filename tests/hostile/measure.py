"""What does a command cost, in a process of its own? Its processor time, the memory it had at most, what it said."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NamedTuple

from tests.fleet.conftest import unmeasured

#: A small process between the tests and the commands: on Linux, a process' peak of memory begins with that of the one
#: that it was forked from, and the tests' own is large. It has imported what most commands do, has run none, and forks
#: for each line that it reads: a hundred commands begin in the time of one. The child ends as any command does.
_BETWEEN = """if True:
    import json, os, resource, signal, sys
    import lxml.etree, translator.cli.check, translator.cli.convert, translator.lint.rules, translator.targets.domain
    from translator.__main__ import main
    for line in iter(sys.stdin.readline, ""):
        folder, words, limits, seconds, *streams = json.loads(line)
        child = os.fork()
        if not child:
            break
        _, status, usage = os.wait4(child, 0)
        spent = usage.ru_utime + usage.ru_stime
        print(json.dumps([os.waitstatus_to_exitcode(status), spent, usage.ru_maxrss / 1024]), flush=True)
    else:
        os._exit(0)
    os.chdir(folder)
    for number, (name, flags) in enumerate(zip([os.devnull, *streams], [os.O_RDONLY] + [os.O_WRONLY | os.O_CREAT] * 2)):
        handle = os.open(name, flags, 0o600)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdin = open(0)
    signal.alarm(seconds)
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, "RLIMIT_" + name), (most, most))
    sys.argv = ["vzvirt", *words]
    main()
    """
MIB = 2**20


class Cost(NamedTuple):
    """How a command ended: exit code (negative for a signal), seconds of processor time, MiB, and what it said."""

    code: int
    seconds: float
    memory: float
    out: str
    said: str


@functools.cache
def _between() -> subprocess.Popen[str]:
    """The one process of a session; it ends when nobody can write to it any more."""
    words = [sys.executable, "-c", _BETWEEN]
    return subprocess.Popen(words, env=unmeasured(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def measured(
    folder: Path, *words: str | Path, seconds: int = 60, space: int = 3072, limits: Mapping[str, int] | None = None
) -> Cost:
    """Run the command in a folder; the system ends it after so many seconds of processor time, gives it no more than
    ``space`` MiB, and holds it to further ``limits``, by the names of :mod:`resource` (``NOFILE``).

    A command that waits for something that never comes is ended too. What it says is kept in files, so that nobody who
    reads it is part of what is measured.
    """
    between = _between()
    streams = [folder.with_name(f"{folder.name}.{name}") for name in ("out", "said")]
    for path in streams:
        path.unlink(missing_ok=True)
    held = {"CPU": seconds, "AS": space * MIB, "CORE": 0, **(limits or {})}
    line = [str(folder), [str(word) for word in words], held, 20 * seconds, *map(str, streams)]
    print(json.dumps(line), file=_pipe(between.stdin), flush=True)
    answer = _pipe(between.stdout).readline()
    return Cost(*json.loads(answer), *(path.read_text("utf-8", "replace") for path in streams))


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
