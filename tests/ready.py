"""The command in a process of its own, without the time that its start takes: most tests do not ask for that.

One small process has imported what most commands do, has run none, and forks for each call: ``python -m tests.ready``.
Tests of how the command starts, and ends, run ``python -m translator``, and so does a call in whose environment Python
finds orders.
"""

from __future__ import annotations

import atexit
import functools
import io
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, NoReturn

REPOSITORY = Path(__file__).parents[1]


class Ended(NamedTuple):
    """How a call ended: exit code (negative for a signal), seconds of processor time, and MiB that it had at most."""

    code: int
    seconds: float
    memory: float


def run(*words: str | Path, cwd: Path, env: Mapping[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command with these words, and return what it printed."""
    if _orders(env) != _orders(_environment()):
        line = [sys.executable, "-m", "translator", *map(str, words)]
        return subprocess.run(line, cwd=cwd, env=env, input=stdin, capture_output=True, text=True, check=False)
    with tempfile.TemporaryDirectory() as folder:
        paths = given, out, err = [Path(folder, name) for name in ("in", "out", "err")]
        given.write_text(stdin)
        begin(*words, streams=paths, cwd=cwd, env=env)
        return subprocess.CompletedProcess(words, ended().code, out.read_text(), err.read_text())


def begin(
    *words: str | Path,
    streams: list[Path],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    limits: Mapping[str, int] | None = None,
    patience: int = 120,
) -> None:
    """Begin a call; the next one has to wait until it has :func:`ended`.

    The standard ``streams`` are opened by their paths. ``limits`` go by the names of :mod:`resource` (``NOFILE``), and
    after so many seconds by the clock the call is ended.
    """
    call = {
        "words": [str(word) for word in words],
        "streams": [str(path) for path in streams],
        "cwd": str(cwd or Path.cwd()),
        "env": dict(_environment() if env is None else env),
        "limits": dict(limits or {}),
        "patience": patience,
    }
    pipe = _ready().stdin
    assert pipe is not None
    print(json.dumps(call), file=pipe, flush=True)


def ended() -> Ended:
    """Wait for the call that was begun."""
    pipe = _ready().stdout
    assert pipe is not None
    return Ended(*json.loads(pipe.readline()))


def _environment() -> dict[str, str]:
    # counting branches in each fork takes longer than the command does
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    return {**kept, "PYTHONPATH": str(REPOSITORY)}


def _orders(env: Mapping[str, str]) -> dict[str, str]:
    """Return what Python itself heeds when it starts."""
    return {name: value for name, value in env.items() if name.startswith(("PYTHON", "LC_", "LANG"))}


def _ready() -> subprocess.Popen[str]:
    return _ready_for(os.getpid())  # a fork of this process has to have its own


@functools.cache
def _ready_for(process_id: int) -> subprocess.Popen[str]:
    del process_id
    words = [sys.executable, "-m", "tests.ready"]
    process = subprocess.Popen(words, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def end() -> None:
        process.communicate()  # there is no next call

    atexit.register(end)
    return process


def _become_next() -> list[str]:
    """Return the words of a call, in a fork that has its streams, folder, environment and limits."""
    for line in iter(sys.stdin.readline, ""):
        call = json.loads(line)
        child = os.fork()
        if not child:
            break
        _, status, usage = os.wait4(child, 0)
        spent = usage.ru_utime + usage.ru_stime
        print(json.dumps([os.waitstatus_to_exitcode(status), spent, usage.ru_maxrss / 1024]), flush=True)
    else:
        os._exit(0)
    os.chdir(call["cwd"])
    os.environ.clear()
    os.environ.update(call["env"])
    for number, (name, path) in enumerate(zip(("stdin", "stdout", "stderr"), call["streams"], strict=True)):
        handle = os.open(path, (os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY) | os.O_NOCTTY, 0o600)
        os.dup2(handle, number)
        os.close(handle)
        stream = getattr(sys, name)
        raw = open(number, "wb" if number else "rb", closefd=False)  # noqa: SIM115
        lines = number == 2 or os.isatty(number)
        setattr(sys, name, io.TextIOWrapper(raw, stream.encoding, stream.errors, line_buffering=lines))
    signal.alarm(call["patience"])
    for name, most in call["limits"].items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    words: list[str] = call["words"]
    return words


def _end(work: Callable[[], None]) -> NoReturn:
    """Do the work and end as Python does, but for what it forgets first, which takes longer than most commands do."""
    status: object = 0
    try:
        work()
    except SystemExit as end:
        status = end.code or 0
    except BaseException:  # noqa: BLE001 - whatever a fault of ours does
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 1)


if __name__ == "__main__":
    import lxml.etree  # noqa: F401

    import translator.cli.check
    import translator.cli.convert
    import translator.lint.rules
    import translator.targets.domain  # noqa: F401
    from translator.__main__ import main

    sys.argv[1:] = _become_next()
    _end(main)
