"""What do tests do to the processes of a run? Find them, stop them, see what they wait for, kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.fleet.conftest import command, environment

#: The long form of these tests.
CAMPAIGN = bool(os.environ.get("VZVIRT_CAMPAIGN"))
#: Seconds after which something has not happened that should have.
LIMIT = 60.0


def start(folder: Path, *words: str | Path) -> subprocess.Popen[str]:
    """Start the command in a session of its own; what it says on standard error is kept."""
    return subprocess.Popen(
        command(*words),
        cwd=folder,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_listen,
    )


def _listen() -> None:
    """Have a stop from the keyboard end the command, also where these tests run behind a shell's '&'."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def running(folder: Path, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Have the command running; nothing of it is left afterwards, however the test ends."""
    process = start(folder, *words)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(what: Callable[[], object], limit: float = LIMIT) -> None:
    """Wait until something is so; a failure says what was waited for."""
    until = time.monotonic() + limit
    while not what():
        assert time.monotonic() < until, f"still not: {what.__name__}"
        time.sleep(0.002)


def children(pid: int) -> list[int]:
    """Return the processes that a process has begun."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def state(pid: int) -> str:
    """Return a process' state as ps prints it, or '' when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def is_in_write(pid: int) -> bool:
    """Whether a process sleeps in a write to a pipe that takes no more."""
    try:
        return "pipe_write" in Path(f"/proc/{pid}/wchan").read_text()
    except OSError:
        return False


def end(process: subprocess.Popen[str], limit: float = LIMIT) -> tuple[int, str]:
    """Return the exit code and what was said; a run that does not end is a failure."""
    try:
        _, said = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"not ended after {limit} s") from None
    return process.returncode, said
