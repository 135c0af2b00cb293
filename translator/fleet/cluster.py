"""How does a Dask cluster do the tasks? The same function as the local workers', on machines that share the files."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from translator.fleet.outcome import Outcome
from translator.fleet.work import Done, Task, convert_task, done

#: How often a task is tried again when the worker that had it has gone.
RETRIES = 5


class Cluster:
    """An engine on an existing cluster, or on one of worker processes on this machine when there is no address.

    ImportError says what to install. A task is a pure function of its files, and writing one again gives the same
    bytes: when a worker is lost, its tasks are simply done again.
    """

    def __init__(self, scheduler: str | None, jobs: int) -> None:
        try:
            from distributed import Client, LocalCluster
        except ImportError:
            raise ImportError("--engine dask needs the extra: pip install 'vzvirt[cluster]'") from None
        self._cluster: Any = None
        if scheduler is None:
            self._cluster = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None
            )
        client: Any = Client(scheduler or self._cluster)  # type: ignore[no-untyped-call]
        self._client = client
        self._width = max(2, 2 * sum(client.nthreads().values()) or 2 * jobs)

    def map(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield the results in the order of the tasks; a bounded number is under way."""
        waiting: deque[tuple[Task, Any]] = deque()
        for task in tasks:
            waiting.append((task, self._client.submit(convert_task, task, pure=False, retries=RETRIES)))
            if len(waiting) > self._width:
                yield self._result(*waiting.popleft())
        while waiting:
            yield self._result(*waiting.popleft())

    def _result(self, task: Task, future: Any) -> Done:
        from distributed import KilledWorker

        try:
            result = future.result()
        except KilledWorker as error:
            lost = f"the worker process died of it or of a file beside it: {error}"
            return done(task.jobs, [Outcome(job.source.path, "failed", lost) for job in task.jobs])
        finally:
            future.release()
        assert isinstance(result, Done)  # noqa: S101 - it is what the function returns
        return result

    def close(self) -> None:
        """Leave the cluster; end it when it is ours."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()
