"""How does a Dask cluster do the tasks? The same function as the local workers', on machines that share the files."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from translator.work.engine import NoWorkersError

Task = TypeVar("Task")
Result = TypeVar("Result")
#: How often a task is tried again when it has failed without its worker's death.
RETRIES = 5
#: Seconds between two looks at the cluster while a result is waited for, and seconds for which it may be without any
#: worker: those that it had are started anew in less.
_LOOK, _PATIENCE = 2.0, 60.0
#: Seconds that each step of an end may take that cannot wait.
_AT_ONCE = 1.0


class Cluster(Generic[Task, Result]):
    """An engine on an existing cluster, or on one of worker processes on this machine when there is no address.

    ImportError says what to install, NoWorkersError that there is no scheduler at the address. A task is a pure
    function of its files, and writing one again gives the same bytes: when a worker is lost, its tasks are simply done
    again. One that several workers have died of is cut up by ``split``, and given up by ``died`` when it cannot be.
    """

    def __init__(
        self,
        scheduler: str | None,
        jobs: int,
        function: Callable[[Task], Result],
        *,
        split: Callable[[Task], list[Task]],
        died: Callable[[Task], Result],
    ) -> None:
        try:
            from distributed import Client, LocalCluster
        except ImportError:
            raise ImportError("--engine dask needs the extra: pip install 'vzvirt[cluster]'") from None
        self._function = function
        self._split = split
        self._died = died
        self._cluster: Any = None
        for name in ("distributed", "distributed.client", "asyncio"):  # what has to be said is said by an exception
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            if scheduler is None:
                self._cluster = LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=jobs,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            client: Any = Client(scheduler or self._cluster)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError) as error:
            raise NoWorkersError(f"no scheduler answers at {scheduler}: {error}") from None
        self._client = client
        if self._cluster is not None:
            client.register_worker_callbacks(setup=_leave_ctrl_c)
        self._width = max(2, 2 * sum(client.nthreads().values()) or 2 * jobs)
        self._seen = time.monotonic()
        self._busy = False

    def map(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the results in the order of the tasks; a bounded number is under way. NoWorkersError when the scheduler
        has gone, or all workers for a minute.
        """
        waiting: deque[tuple[Task, Any]] = deque()
        self._busy = True
        for task in tasks:
            waiting.append((task, self._submit(task)))
            if len(waiting) > self._width:
                yield from self._results(*waiting.popleft())
        while waiting:
            yield from self._results(*waiting.popleft())
        self._busy = False

    def _submit(self, task: Task) -> Any:
        return self._client.submit(self._function, task, pure=False, retries=RETRIES)

    def _results(self, task: Task, future: Any) -> Iterator[Result]:
        from distributed import KilledWorker

        try:
            result: Result = self._wait(future)
        except KilledWorker:
            pieces = self._split(task)
            if len(pieces) == 1:
                yield self._died(task)
                return
            for piece in pieces:  # one at a time: whoever is beside a bad one when it strikes is not blamed for it
                yield from self._results(piece, self._submit(piece))
        else:
            yield result
        finally:
            future.release()

    def _wait(self, future: Any) -> Any:
        from distributed import CancelledError

        self._seen = time.monotonic()
        while True:
            try:
                return future.result(timeout=_LOOK)
            except CancelledError:  # the client's own word for it
                raise NoWorkersError("the scheduler has gone") from None
            except TimeoutError:
                if future.status == "error":  # it is the function's own
                    raise
                self._look()

    def _look(self) -> None:
        """NoWorkersError when nobody is there who could give a result."""
        try:
            workers = self._client.nthreads()
        except (OSError, TimeoutError) as error:
            raise NoWorkersError(f"the scheduler has gone: {error}") from None
        now = time.monotonic()
        if workers:
            self._seen = now
        elif now - self._seen > _PATIENCE:
            raise NoWorkersError(f"the cluster has had no worker for {_PATIENCE:.0f} seconds")

    def close(self) -> None:
        """Leave the cluster; end it when it is ours, and at once when nobody wants any more what it does."""
        limit = _AT_ONCE if self._busy else _PATIENCE
        if self._cluster is not None and self._busy:
            for nanny in self._cluster.workers.values():
                nanny.close_gracefully()  # which begins no other worker then
                with contextlib.suppress(ProcessLookupError, TypeError):  # there may be none just now
                    os.kill(nanny.pid, signal.SIGKILL)
        with contextlib.suppress(OSError, TimeoutError):
            self._client.close(timeout=limit)
        if self._cluster is not None:
            with contextlib.suppress(OSError, TimeoutError):
                self._cluster.close(timeout=limit)


def _leave_ctrl_c() -> None:
    """Leave it to the parent to stop: a terminal tells all processes that it has begun."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
