"""When is work worth several processes, and into how large pieces is it cut for them?"""

from __future__ import annotations

import os

#: More files than these are worth several processes and a progress bar.
FEW = 100


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0))


def task_size(total: int | None, jobs: int, most: int) -> int:
    """Return how many files go to a worker in one task, ``most`` where nobody knows how many there are: enough that
    messages cost nothing, few enough that a stop is prompt and that no worker has nothing to do at the end.
    """
    return most if total is None else max(1, min(most, total // (4 * jobs)))
