"""Does the pool give what map() gives, in its order, whatever becomes of the workers?"""

from __future__ import annotations

import gc
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.work.processes import CAMPAIGN, children
from translator.work.engine import NoWorkersError
from translator.work.pool import Pool
from translator.work.share import task_size

TURNS = 20 if CAMPAIGN else 5


class Todo(NamedTuple):
    """What a worker shall do with each number of a task; what a task gives is a list of as many bytes for each."""

    numbers: tuple[int, ...]
    how: str = ""
    data: bytes = b""


def work(todo: Todo) -> list[bytes]:
    if todo.how == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    elif todo.how == "wait":
        time.sleep(0.5)
    elif todo.how == "raise":
        raise ValueError(f"not {todo.numbers[0]}")
    elif todo.how == "odd":
        raise Odd(1, 2)
    elif todo.how == "leave":
        sys.exit(3)
    if todo.how == "die" and 7 in todo.numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return [bytes(number) for number in todo.numbers]


class Odd(Exception):  # noqa: N818
    """An exception that travels to no other process."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(one + two)
        self.sum = lambda: one + two


def split(todo: Todo) -> list[Todo]:
    return [todo._replace(numbers=(number,)) for number in todo.numbers]


def died(todo: Todo) -> list[bytes]:
    return [b"dead" for _ in todo.numbers]


@pytest.fixture(autouse=True)
def within_a_minute() -> Iterator[None]:
    """A wait for ever is a failure, not a test that does not end."""

    def fail(*_: object) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def others() -> list[int]:
    """The processes of the tests that are no workers of the pool."""
    return children(os.getpid())


def workers(others: list[int]) -> list[int]:
    return [child for child in children(os.getpid()) if child not in others]


@pytest.fixture
def pool(others: list[int]) -> Iterator[Pool[Todo, list[bytes]]]:
    files = len(list(Path("/proc/self/fd").iterdir()))
    threshold = gc.get_threshold()
    pool = Pool(work, 3, split=split, died=died)
    yield pool
    pool.close()
    assert workers(others) == [], "processes are left"
    assert len(list(Path("/proc/self/fd").iterdir())) == files, "open files are left"
    assert (gc.get_threshold(), gc.get_freeze_count()) == (threshold, 0), "garbage is looked for as before"


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_it_is_map(jobs: int) -> None:
    draw = random.Random(jobs)  # noqa: S311
    todos = [Todo(tuple(draw.choices((0, 1, 70000, 300000), k=draw.randrange(4)))) for _ in range(200)]
    pool = Pool(work, jobs, split=split, died=died)
    try:
        for _ in range(2):
            assert list(pool.map(iter(todos))) == list(map(work, todos))
    finally:
        pool.close()


@pytest.mark.parametrize("turn", range(TURNS))
def test_workers_die_at_any_moment(pool: Pool[Todo, list[bytes]], others: list[int], turn: int) -> None:
    draw = random.Random(turn)  # noqa: S311
    todos = [Todo(tuple(draw.choices((0, 1, 70000, 300000), k=4)), data=bytes(70000)) for _ in range(300)]
    killed = 0

    def tasks() -> Iterator[Todo]:
        nonlocal killed
        for todo in todos:
            if draw.random() < 0.1:
                time.sleep(draw.uniform(0, 0.003))
                killed += 1
                os.kill(draw.choice(workers(others)), signal.SIGKILL)
            yield todo

    # one that meets its death twice is cut up, for it may be what kills
    sizes = [len(piece) for result in pool.map(tasks()) for piece in result]
    assert sizes == [number for todo in todos for number in todo.numbers]
    assert killed > 10


def test_a_task_that_kills_is_cut_up(pool: Pool[Todo, list[bytes]]) -> None:
    todos = [Todo((1, 2)), Todo((5, 6, 7, 8), "die"), Todo((3,)), Todo((7,), "die"), Todo((4,))]
    sizes = [[len(piece) if piece != b"dead" else -1 for piece in result] for result in pool.map(todos)]
    assert sizes == [[1, 2], [5], [6], [-1], [8], [3], [-1], [4]]


def test_a_worker_that_leaves_has_died(pool: Pool[Todo, list[bytes]]) -> None:
    assert list(pool.map([Todo((1,), "leave"), Todo((2,))])) == [[b"dead"], [bytes(2)]]


def test_an_error_comes_in_its_turn(pool: Pool[Todo, list[bytes]]) -> None:
    results = pool.map([Todo((1,), "wait"), Todo((2,), "raise"), Todo((3,))])
    assert next(results) == [bytes(1)]
    with pytest.raises(ValueError, match="not 2") as caught:
        next(results)
    assert "in work\n" in caught.value.__notes__[0]
    assert list(pool.map([Todo((4,))])) == [[bytes(4)]]
    with pytest.raises(RuntimeError, match="Odd: 3"):
        list(pool.map([Todo((2,), "odd")]))


def test_no_write_waits_for_a_stopped_worker(pool: Pool[Todo, list[bytes]], others: list[int]) -> None:
    begun = workers(others)
    large = bytes(8 << 20)
    todos = [Todo((1,), "wait"), Todo((2,), "stop"), *(Todo((number,), data=large) for number in range(3, 12))]
    results = pool.map(todos)
    assert next(results) == [bytes(1)]
    for worker in begun:
        os.kill(worker, signal.SIGCONT)
    assert list(results) == [[bytes(number)] for number in range(2, 12)]


def test_few_tasks_are_under_way(pool: Pool[Todo, list[bytes]]) -> None:
    taken = 0

    def tasks() -> Iterator[Todo]:
        nonlocal taken
        for number in range(300):
            taken += 1
            yield Todo((number,))

    ahead = [taken - at for at, _ in enumerate(pool.map(tasks()))]
    assert max(ahead) <= 8


def test_what_nobody_wants_is_ended(pool: Pool[Todo, list[bytes]]) -> None:
    results = pool.map(Todo((number,), "stop" if number == 1 else "") for number in range(100))
    assert next(results) == [b""]
    results.close()  # type: ignore[attr-defined]
    assert list(pool.map([Todo((5,))])) == [[bytes(5)]]


def test_a_stopped_worker_is_ended(pool: Pool[Todo, list[bytes]], others: list[int]) -> None:
    for worker in workers(others):
        os.kill(worker, signal.SIGSTOP)
    pool.close()
    assert list(pool.map([Todo((5,))])) == [[bytes(5)]], "none is left, so one is begun"


@pytest.fixture
def no_more_files() -> Iterator[None]:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = [os.open(os.devnull, os.O_RDONLY) for _ in range(5)]
    for each in free:
        os.close(each)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free[-1] + 1, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_where_few_can_be_had_fewer_do_it(no_more_files: None, others: list[int]) -> None:
    pool = Pool(work, 50, split=split, died=died)
    assert 0 < len(workers(others)) < 50
    assert list(pool.map(Todo((number,)) for number in range(100))) == [[bytes(number)] for number in range(100)]
    pool.close()


def test_where_none_can_be_had_it_is_said(pool: Pool[Todo, list[bytes]], others: list[int]) -> None:
    results = pool.map(Todo((number,), "die") for number in range(100))
    for worker in workers(others):
        os.kill(worker, signal.SIGKILL)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        with pytest.raises(NoWorkersError, match="Too many open files"):
            list(results)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@pytest.mark.parametrize(
    ("total", "jobs", "size"), [(None, 2, 200), (0, 2, 1), (7, 2, 1), (800, 2, 100), (10**6, 2, 200), (800, 4, 50)]
)
def test_sizes(total: int | None, jobs: int, size: int) -> None:
    assert task_size(total, jobs, 200) == size
