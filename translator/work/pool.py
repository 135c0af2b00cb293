"""How do several processes work through a list, so that none that dies or is stopped can make another one wait?

There is no lock that a worker could take with it: each has pipes of its own. (The queues of ``multiprocessing`` and
``concurrent.futures`` are one pipe for all, behind a lock: a worker that is killed while it writes to it keeps the
lock, and the others and the parent wait for ever.) The parent waits in no read and no write, only for whichever pipe
is ready first, and it has no threads, so that it can fork a worker at any time.
"""

from __future__ import annotations

import contextlib
import gc
import select
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from translator.work.engine import NoWorkersError
from translator.work.worker import ASKED, Slot, Worker, start_worker

Task = TypeVar("Task")
Result = TypeVar("Result")
#: A worker has the task under way and the next: it need not wait while the parent is busy with results.
_AHEAD = 2
#: A task that has cost so many workers is cut up, or given up when it cannot be: once or twice may have been chance.
DEATHS = 3
#: Seconds that workers with nothing to do have to end.
_PATIENCE = 2.0
#: So many new objects that are still there have the garbage collected. The files of a task come to 20,000 at once, none
#: of them garbage: to look through them after each 700 took a tenth of a worker's time.
_OBJECTS = 50_000


class Pool(Generic[Task, Result]):
    """``jobs`` worker processes that all do one ``function``; with one job, or where no process can be had, the work is
    done here.

    The processes are forked at once, before the caller starts a thread; when one dies, another is forked. ``split``
    makes smaller tasks of one, and ``died`` makes a result of a task that cannot be split: it killed its workers.
    Until it is closed, garbage is looked for less often in this process too.
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
        self._workers: list[Worker[Task, Result]] = []
        self._poll = select.poll()
        #: the tasks under way as they came, and those of them that no worker has
        self._order: list[Slot[Task, Result]] = []
        self._todo: deque[Slot[Task, Result]] = deque()
        self._threshold = gc.get_threshold()
        gc.freeze()  # what is there now is looked at by no collection, and shared with the workers
        gc.set_threshold(_OBJECTS)
        if jobs > 1:
            with contextlib.suppress(OSError):  # a limit of processes or files: fewer do it too
                while len(self._workers) < jobs:
                    self._start()
            if not self._workers:
                self._jobs = 1

    def map(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the results in the order of the tasks. Few tasks are under way at a time, however many there are.

        What ``function`` raises is raised when the turn of its task comes; NoWorkersError when all have died and no
        other can be forked. A task that is lost is done again, and then in pieces.
        """
        if self._jobs == 1:
            yield from map(self._function, tasks)
            return
        waiting = iter(tasks)
        more = True
        try:
            while more or self._order:
                while more and self._has_room():
                    more = self._take(waiting)
                    self._exchange(wait=False)
                while self._order and self._order[0].done:
                    yield self._order.pop(0).result()
                if self._order:
                    self._exchange(wait=not self._order[0].done)
        finally:
            self._abandon()

    def close(self) -> None:
        """End the workers. They have nothing to do any more, or nobody wants it."""
        self._abandon()
        for worker in self._workers:
            worker.dismiss()
        until = time.monotonic() + _PATIENCE
        while self._workers and (left := until - time.monotonic()) > 0:
            for fd, _ in self._poll.poll(left * 1000):
                each = self._worker(fd)
                if each is not None and not each.receive():
                    self._remove(each, kill=False)
        while self._workers:
            self._remove(self._workers[0], kill=True)
        gc.unfreeze()
        gc.set_threshold(*self._threshold)

    def _has_room(self) -> bool:
        """Whether one more task can be handed to a worker; what waits for a slow one to be yielded is limited."""
        if self._todo or len(self._order) > _AHEAD * self._jobs:
            return False
        return len(self._workers) < self._jobs or any(len(worker.slots) < _AHEAD for worker in self._workers)

    def _take(self, waiting: Iterator[Task]) -> bool:
        for task in waiting:
            slot: Slot[Task, Result] = Slot(task)
            self._todo.append(slot)
            self._order.append(slot)
            return True
        return False

    def _exchange(self, *, wait: bool) -> None:
        """Send and receive what can be, with ``wait`` at least something."""
        self._hand_out()
        for fd, _ in self._poll.poll(None if wait else 0):
            worker = self._worker(fd)
            if worker is None:
                continue  # it has been buried a moment ago
            if fd == worker.tasks:
                if not worker.send():
                    self._poll.unregister(fd)
            elif not worker.receive():
                self._bury(worker)
        self._hand_out()

    def _worker(self, fd: int) -> Worker[Task, Result] | None:
        return next((worker for worker in self._workers if fd in (worker.tasks, worker.results)), None)

    def _hand_out(self) -> None:
        """Give each task that waits to the worker that has the least to do, as long as there is one with room."""
        while self._todo:
            worker = self._idlest()
            if len(worker.slots) >= _AHEAD:
                return
            worker.hand(self._todo.popleft())
            if worker.send():
                self._poll.register(worker.tasks, select.POLLOUT)

    def _idlest(self) -> Worker[Task, Result]:
        """Return the worker that has the least to do: one more, as long as there are less than there should be."""
        least = min(self._workers, key=lambda worker: len(worker.slots), default=None)
        if len(self._workers) < self._jobs and (least is None or least.slots):
            try:
                return self._start()
            except OSError as error:
                if least is None:
                    raise NoWorkersError(f"no worker process can be started: {error.strerror}") from None
        assert least is not None  # noqa: S101 - one has been started otherwise
        return least

    def _bury(self, worker: Worker[Task, Result]) -> None:
        """Have what a dead worker had done by others. It died of the first of its tasks, if of any."""
        self._remove(worker, kill=True)
        if not worker.slots:
            return
        first, *others = worker.slots
        self._todo.extendleft(reversed(others))
        first.deaths += 1
        if first.deaths < DEATHS:
            self._todo.appendleft(first)
            return
        pieces: list[Slot[Task, Result]] = [Slot(task) for task in self._split(first.task)]
        if len(pieces) > 1:
            at = self._order.index(first)
            self._order[at : at + 1] = pieces
            self._todo.extendleft(reversed(pieces))
        else:
            first.finish(self._died(first.task))

    def _abandon(self) -> None:
        """Forget what is under way, and end whoever does it."""
        self._order.clear()
        self._todo.clear()
        for worker in [worker for worker in self._workers if worker.slots]:
            self._remove(worker, kill=True)

    def _remove(self, worker: Worker[Task, Result], *, kill: bool) -> None:
        self._workers.remove(worker)
        for fd in (worker.tasks, worker.results):
            with contextlib.suppress(KeyError, ValueError):  # the one is registered only while something is unsent
                self._poll.unregister(fd)
        worker.end(kill=kill)

    def _start(self) -> Worker[Task, Result]:
        # a signal in the middle would leave a worker that nobody knows of
        masked = signal.pthread_sigmask(signal.SIG_BLOCK, ASKED)
        try:
            worker = start_worker(self._function, self._workers)
            self._workers.append(worker)
            self._poll.register(worker.results, select.POLLIN)
            return worker
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
