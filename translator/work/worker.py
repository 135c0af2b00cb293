"""How does a worker process live, and how does its parent speak with it without ever waiting for it?

Each worker has two pipes, and nobody else has an end of them. A message is its length and then its bytes; where the
pipe ends before a message does, its writer has died.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, NoReturn, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_PR_SET_PDEATHSIG = 1
#: Bytes that are read at once.
_PIECE = 1 << 20
_HEAD = 8
#: A worker leaves these to its parent: they are blocked while it is forked.
ASKED = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM}


class Slot(Generic[Task, Result]):
    """One task, the workers that it has cost, and what became of it."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.deaths = 0
        self.done = False
        self._result: list[Result] = []
        self._error: Exception | None = None

    def finish(self, result: Result) -> None:
        """Have it done."""
        self.done = True
        self._result.append(result)

    def fail(self, error: Exception) -> None:
        """Have it done, for nobody can do it."""
        self.done = True
        self._error = error

    def result(self) -> Result:
        """Return what it gave, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._result[0]


class Worker(Generic[Task, Result]):
    """The parent's side of a worker: its pipes, what is on its way through them, and the tasks that it has."""

    def __init__(self, pid: int, tasks: int, results: int) -> None:
        self.pid = pid
        self.tasks = tasks
        self.results = results
        #: the first is the one under way
        self.slots: deque[Slot[Task, Result]] = deque()
        self._unsent: deque[memoryview] = deque()
        self._head = True
        self._message = bytearray(_HEAD)
        self._missing = memoryview(self._message)

    def hand(self, slot: Slot[Task, Result]) -> None:
        """Have a task sent, now or when the pipe takes it."""
        data = pickle.dumps(slot.task, pickle.HIGHEST_PROTOCOL)
        self.slots.append(slot)
        self._unsent.append(memoryview(len(data).to_bytes(_HEAD, "little") + data))

    def send(self) -> bool:
        """Send what the pipe takes, and return whether there is more. A worker that has gone takes all: whoever reads
        from it learns that it has.
        """
        while self._unsent:
            try:
                sent = os.write(self.tasks, self._unsent[0])
            except BlockingIOError:
                return True
            except BrokenPipeError:
                self._unsent.clear()
                return False
            if sent == len(self._unsent[0]):
                self._unsent.popleft()
            else:
                self._unsent[0] = self._unsent[0][sent:]
        return False

    def receive(self) -> bool:
        """Take the results that are there, and return whether the worker lives."""
        while True:
            try:
                count = os.readv(self.results, [self._missing])
            except BlockingIOError:
                return True
            if not count:
                return False
            self._missing = self._missing[count:]
            if not self._missing:
                self._whole()

    def _whole(self) -> None:
        message, self._head = self._message, not self._head
        if self._head:
            good, answer = pickle.loads(message)  # noqa: S301 - from a process of ours
            slot = self.slots.popleft()
            if good:
                slot.finish(answer)
            else:
                slot.fail(answer)
        self._message = bytearray(_HEAD if self._head else int.from_bytes(message, "little"))
        self._missing = memoryview(self._message)

    def dismiss(self) -> None:
        """Tell it that there are no more tasks."""
        fd, self.tasks = self.tasks, -1
        if fd >= 0:
            os.close(fd)

    def end(self, *, kill: bool) -> None:
        """Close its pipes, and wait for its end; with ``kill`` that does not depend on what it does."""
        self.dismiss()
        fd, self.results = self.results, -1
        if fd >= 0:
            os.close(fd)
        if kill:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):  # whoever started us has said that children leave no trace
            os.waitpid(self.pid, 0)


def start_worker(function: Callable[[Task], Result], others: Iterable[Worker[Task, Result]]) -> Worker[Task, Result]:
    """Fork a worker that does ``function``, beside the ``others``; OSError for too many processes or open files.

    The caller has the signals of ASKED blocked, and no threads: one of them could hold a lock now, for which the
    worker would wait for ever.
    """
    ends: list[int] = []
    known = [fd for other in others for fd in (other.tasks, other.results) if fd >= 0]
    try:
        for _ in range(2):
            ends += os.pipe()
        theirs, tasks, results, answers = ends
        for fd in (tasks, results):
            os.set_blocking(fd, False)
        parent = os.getpid()
        pid = os.fork()
        if not pid:
            _live(function, theirs, answers, [tasks, results, *known], parent)
    except OSError:
        for fd in ends:
            os.close(fd)
        raise
    os.close(theirs)
    os.close(answers)
    return Worker(pid, tasks, results)


def _live(function: Callable[[Task], Result], tasks: int, answers: int, others: list[int], parent: int) -> NoReturn:
    """Be a worker until there are no more tasks. Nothing of the parent's is done here on the way out."""
    code = 1
    try:
        for fd in others:  # with the parent's ends in here, nobody would learn that the parent has gone
            os.close(fd)
        _leave_signals_to(parent)
        while (head := _read(tasks, _HEAD)) and (message := _read(tasks, int.from_bytes(head, "little"))):
            answer = _answer(function, message)
            rest = memoryview(len(answer).to_bytes(_HEAD, "little") + answer)
            while rest:
                rest = rest[os.write(answers, rest) :]
        code = 0
    finally:
        os._exit(code)


def _leave_signals_to(parent: int) -> None:
    """Leave it to the parent to stop, and die with it: nobody else would ever end this process."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # some stop all processes of a service, not only the first
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # so does a terminal that goes away
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ASKED)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _answer(function: Callable[[Task], Result], message: bytes) -> bytes:
    try:
        return pickle.dumps((True, function(pickle.loads(message))), pickle.HIGHEST_PROTOCOL)  # noqa: S301
    except Exception as error:  # noqa: BLE001 - it is raised again in the parent
        error.add_note(f"In a worker process:\n{traceback.format_exc()}")
        with contextlib.suppress(Exception):
            answer = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
            pickle.loads(answer)  # noqa: S301
            return answer
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


def _read(fd: int, count: int) -> bytes:
    """Return so many bytes, or none where there are no more."""
    pieces = []
    while count:
        piece = os.read(fd, min(count, _PIECE))
        if not piece:
            return b""
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)
