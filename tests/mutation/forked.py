"""What does a process of its own answer, and how did it end if it does not?

Its limits are of processor time, which is the same on a busy machine. Only who waits for something else meets the limit
of the clock, and of that nothing is concluded.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable

#: A fault that makes a loop endless must not take the machine with it.
_MEMORY = 4 << 30
#: Seconds of the clock after which nobody waits any longer.
PATIENCE = 3600


def restrain() -> None:
    """Limit the memory of this process, and have it end without a picture of it."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow(seconds: float) -> None:
    """End this process by SIGXCPU if what comes now takes many times the ``seconds`` that it took without a fault."""
    soft = int(time.process_time() + 10 + 20 * seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def forked(work: Callable[[], str]) -> str:
    """Return what ``work`` answers in a forked process, or how that ended: see :func:`ended`."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setsid()
            nothing = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(nothing, number)
            answer = work()
        except BaseException:  # noqa: BLE001 - whatever a fault does, it is an answer
            answer = f"killed {traceback.format_exc()[-2000:]}"
        with contextlib.suppress(OSError):
            os.write(writing, answer.encode()[:60000])
        os._exit(0)
    os.close(writing)
    ready: list[int] = []
    try:
        ready, _, _ = select.select([reading], [], [], PATIENCE)
        answer = os.read(reading, 65536).decode() if ready else ""
    finally:
        os.close(reading)
        if not ready:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    return answer or ended(os.waitstatus_to_exitcode(status))


def ended(code: int) -> str:
    """Return the verdict over a process that did not answer, from its exit code."""
    if code == -signal.SIGKILL:
        return "unclear it did not end"  # by our patience, or by a machine without memory
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"killed with exit code {code}"
