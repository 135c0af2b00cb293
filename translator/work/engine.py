"""Who does the tasks of a run? Worker processes here or a cluster: the run cannot tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from translator.errors import VzvirtError

Task = TypeVar("Task", contravariant=True)
Result = TypeVar("Result", covariant=True)


class NoWorkersError(VzvirtError):
    """The workers are gone, and no others are to be had; the text says why. What has been yielded is done."""


class Engine(Protocol[Task, Result]):
    """Whoever does tasks."""

    def map(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the results in the order of the tasks; NoWorkersError. A task may come back in pieces."""
        ...

    def close(self) -> None:
        """End it, and whatever it still does."""
