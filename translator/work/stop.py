"""How does a run learn that somebody wants it to stop, and what if it waits for something that never comes?"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from translator.exitcode import STOPPED

#: Seconds that a run has for what is under way after it was asked to stop, and then for the end of it. Together they
#: are less than the ten seconds after which those who manage services kill what has not ended.
GRACE = 4.0


@contextlib.contextmanager
def stoppable(stopping: Callable[[], bool], stop: Callable[[], None], grace: float = GRACE) -> Iterator[None]:
    """Let SIGINT, SIGTERM and SIGHUP end what is done here, wherever it waits: in a write to a reader that is stopped
    too.

    The first asks the run to end by ``stop``. One while it is ``stopping``, or ``grace`` seconds without an end, raises
    KeyboardInterrupt. One more, or ``grace`` seconds more, ends the process on the spot with STOPPED, also after this
    is over, be the KeyboardInterrupt caught or not. Elsewhere than in the main thread signals are left alone.
    """
    interrupted = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stopping():
            end()
        else:
            signal.setitimer(signal.ITIMER_REAL, grace)
            stop()

    def late(_number: int, _frame: FrameType | None) -> None:
        end()

    def end() -> None:
        nonlocal interrupted
        if interrupted:
            os._exit(STOPPED)
        interrupted = True
        signal.setitimer(signal.ITIMER_REAL, grace)
        raise KeyboardInterrupt

    handlers: dict[int, Any] = {}
    with contextlib.suppress(ValueError):  # not the main thread
        for number, handler in ((signal.SIGALRM, late), (signal.SIGINT, ask), (signal.SIGTERM, ask)):
            handlers[number] = signal.signal(number, handler)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # as under nohup
            handlers[signal.SIGHUP] = signal.signal(signal.SIGHUP, ask)
    try:
        yield
    finally:
        if interrupted:  # what is left to do may wait for ever too, be it the end of the process
            handlers.clear()
        if handlers:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for asked, before in handlers.items():
            signal.signal(asked, before)


def say(text: str) -> None:
    """Write to standard error from a signal's handler: its buffer may be in use at that moment."""
    with contextlib.suppress(OSError):
        os.write(2, text.encode())
