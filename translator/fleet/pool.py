"""How do several processes work through a list, so that results keep its order and a dead worker is just a result?"""

from __future__ import annotations

import ctypes
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_PR_SET_PDEATHSIG = 1


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))


def _start_worker(parent: int) -> None:
    """Leave Ctrl-C to the parent, and die with it: nobody else would ever end this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


class Pool(Generic[Task, Result]):
    """``jobs`` worker processes that all do one ``function``; with one job the work is done here.

    The processes are forked at once, before the caller starts a thread. ``split`` makes smaller tasks of one, and
    ``died`` makes a result of a task that cannot be split: it killed its worker.
    """

    def __init__(
        self,
        function: Callable[[Task], Result],
        jobs: int,
        *,
        split: Callable[[Task], list[Task]],
        died: Callable[[Task], Result],
    ) -> None:
        self._function = function
        self._jobs = jobs
        self._split = split
        self._died = died
        self._executor = self._start() if jobs > 1 else None

    def _start(self) -> ProcessPoolExecutor:
        executor = ProcessPoolExecutor(
            self._jobs, mp_context=get_context("fork"), initializer=_start_worker, initargs=(os.getpid(),)
        )
        executor.submit(os.getpid).result()  # forks all of them
        return executor

    def _restart(self) -> ProcessPoolExecutor:
        """Start anew when the threads of the last executor are gone: a worker forked beside them could inherit a lock
        that one of them holds, and wait for it for ever.
        """
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._start()
        return self._executor

    def map(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the results in the order of the tasks. Few tasks are under way at a time, however many there are."""
        if self._executor is None:
            yield from map(self._function, tasks)
            return
        waiting: deque[tuple[Task, Future[Result]]] = deque()
        for task in tasks:
            try:
                future = self._executor.submit(self._function, task)
            except BrokenProcessPool:  # a worker died meanwhile: whatever is under way comes first
                while waiting:
                    yield from self._next(waiting)
                future = self._restart().submit(self._function, task)
            waiting.append((task, future))
            if len(waiting) > 2 * self._jobs:
                yield from self._next(waiting)
        while waiting:
            yield from self._next(waiting)

    def _next(self, waiting: deque[tuple[Task, Future[Result]]]) -> Iterator[Result]:
        task, future = waiting[0]
        try:
            result = future.result()
        except BrokenProcessPool:
            # whoever did it is among those under way: do these again one by one, then go on as before
            lost = [task for task, _ in waiting]
            waiting.clear()
            for task in lost:
                yield from self._alone(task)
        else:
            waiting.popleft()
            yield result

    def _alone(self, task: Task) -> Iterator[Result]:
        executor = self._restart()
        try:
            yield executor.submit(self._function, task).result()
        except BrokenProcessPool:
            pieces = self._split(task)
            self._restart()
            if len(pieces) == 1:
                yield self._died(task)
            else:
                for piece in pieces:
                    yield from self._alone(piece)

    def close(self) -> None:
        """End the workers; what they have begun is finished."""
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
