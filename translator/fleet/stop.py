"""How does a run learn that somebody wants it to stop?"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any


@contextlib.contextmanager
def stoppable(stopping: Callable[[], bool], stop: Callable[[], None]) -> Iterator[None]:
    """The first SIGINT or SIGTERM asks the run to end by ``stop``, one while it is ``stopping`` ends it."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stopping():
            raise KeyboardInterrupt
        stop()

    handlers: dict[int, Any] = {}
    with contextlib.suppress(ValueError):  # not the main thread: then signals are not ours
        handlers = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
