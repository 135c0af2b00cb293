"""How does a fleet get converted in one pass, so that it can be stopped at any moment and gone on with?"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import stat
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from translator import __version__
from translator.errors import MisuseError, UnwritableError
from translator.exitcode import STOPPED, ExitCode
from translator.finding import Finding
from translator.fleet.cells import RecordError
from translator.fleet.destinations import SPARED, Late, plan
from translator.fleet.lock import BusyError, Lock, folder_lock, record_lock
from translator.fleet.outcome import Outcome
from translator.fleet.output import remove_parts
from translator.fleet.record import Record
from translator.fleet.work import TOLD, Done, Job, Task, convert_task, done
from translator.lenses.called import told_namesakes
from translator.lenses.name import CHOICE
from translator.printable import printable, printable_finding, printable_message
from translator.replace import make_folder
from translator.sources.find import LeftOut, Source, find_sources
from translator.sources.remote import require_store
from translator.sources.words import is_archive, is_url
from translator.target import Options
from translator.wording import counted
from translator.work.engine import Engine, NoWorkersError
from translator.work.pool import Pool
from translator.work.progress import Progress
from translator.work.share import cores, task_size
from translator.work.stop import say, stoppable

#: Files in one task at most.
CHUNK = 200
#: What the last run has not found, by a query.
UNSEEN = "SELECT source, target FROM containers WHERE run < (SELECT max(id) FROM runs)"


class Conversion(NamedTuple):
    """What to convert, into which folder or URL, and how."""

    sources: tuple[str, ...]
    output: str
    options: Options
    jobs: int = 0
    recursive: bool = False
    resume: bool = False
    force: bool = False
    quiet: bool = False
    engine: str = "local"
    scheduler: str | None = None
    record: str | None = None


def convert_fleet(fleet: Conversion) -> int:
    """Convert everything, and return the worst that happened.

    MisuseError when the run must not begin, UnwritableError when it has no place for its results. SIGINT and SIGTERM
    end it after the files under way, if those come to an end; a second one at once. The record says then that it was
    stopped.
    """
    if fleet.engine == "dask":  # workers elsewhere stand in other folders
        words = tuple(word if is_url(word) else str(Path(word).absolute()) for word in fleet.sources)
        output = fleet.output if is_url(fleet.output) else str(Path(fleet.output).absolute())
        options = fleet.options
        if options.host_conf:
            options = options._replace(host_conf=str(Path(options.host_conf).absolute()))
        fleet = fleet._replace(sources=words, output=output, options=options)
    if fleet.force and _local(fleet.output) in {_local(word) for word in fleet.sources} - {""}:
        raise MisuseError(f"{fleet.output} is read and written: with --force, results would take the place of sources")
    engine = _engine(fleet)  # before any thread is started, and before the parent grows
    try:
        path = fleet.record or ("vzvirt.db" if is_url(fleet.output) else str(Path(fleet.output, "vzvirt.db")))
        with _held(fleet), _taken(_lock_of_record(fleet, path)):
            run = _Run(fleet, _record(fleet, path), engine)
            with stoppable(lambda: run.stopping, run.stop_by_signal):
                try:
                    try:
                        run.go()
                    except KeyboardInterrupt:
                        run.stop()
                    except NoWorkersError as error:
                        run.lost = str(error)
                    return run.finish()
                finally:
                    engine.close()  # whoever is killed here may leave a file behind, which then goes
    finally:
        engine.close()


def _local(place: str) -> str:
    """Return the one path of a folder; '' for a URL of what is elsewhere."""
    path = _path(place)
    return path and str(Path(path).resolve())


def _path(place: str) -> str:
    """Return a path, as which a URL may name a file as well; '' for one of what is elsewhere."""
    if not is_url(place):
        return place
    return place.removeprefix("file://") if place.startswith("file://") else ""


def _engine(fleet: Conversion) -> Engine[Task, Done]:
    if fleet.engine == "dask":
        from translator.fleet.cluster import Cluster

        try:
            return Cluster(fleet.scheduler, fleet.jobs or cores(), convert_task, split=_split, died=_died)
        except NoWorkersError as error:
            raise MisuseError(str(error)) from None
    # what is in memory:// is in the memory of this process alone
    jobs = 1 if "memory:" in " ".join((fleet.output, *fleet.sources)) else fleet.jobs or cores()
    return Pool(convert_task, jobs, split=_split, died=_died)


def _split(task: Task) -> list[Task]:
    return [task._replace(jobs=(job,)) for job in task.jobs]


def _died(task: Task) -> Done:
    return done(task.jobs, [Outcome(job.source.path, "failed", "the worker process died of it") for job in task.jobs])


@contextlib.contextmanager
def _held(fleet: Conversion) -> Iterator[None]:
    """Hold the output folder for this run; an object store has no locks."""
    if is_url(fleet.output):
        try:
            require_store(fleet.output)
        except ValueError as error:
            raise MisuseError(f"{fleet.output}: {error}") from None
        yield
        return
    try:
        make_folder(fleet.output)
    except OSError as error:
        raise UnwritableError(f"{fleet.output}: {error.strerror or error}") from None
    with _taken(folder_lock(fleet.output)):
        remove_parts(fleet.output)
        yield
        remove_parts(fleet.output)  # of workers that died on the way


@contextlib.contextmanager
def _taken(lock: Lock) -> Iterator[None]:
    try:
        lock.take()
    except OSError as error:
        raise UnwritableError(f"{lock.place}: {error.strerror or error}") from None
    except BusyError as busy:
        raise MisuseError(str(busy)) from None
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.release()


def _lock_of_record(fleet: Conversion, path: str) -> Lock:
    """Return the lock of the record. UnwritableError where a link in the output folder would lead the record out of it;
    one that is elsewhere may be named by a link.
    """
    inside = not fleet.record or (
        not is_url(fleet.output) and Path(path).parent.resolve() == Path(fleet.output).resolve()
    )
    for name in (path, f"{path}-wal", f"{path}-shm", f"{path}-journal") if inside else ():
        with contextlib.suppress(FileNotFoundError):
            status = Path(name).lstat()
            # SQLite writes over whatever is in the way of its own; a record has to be one, whatever else it is called
            if stat.S_ISLNK(status.st_mode) or (name != path and status.st_nlink > 1):
                raise UnwritableError(f"{name} is a link, and so not used for the record: remove it")
    return record_lock(path)


def _record(fleet: Conversion, path: str) -> Record:
    options = json.dumps(fleet.options.recorded())
    try:
        record = Record(path)
        last = record.last_run() if fleet.resume else None
    except RecordError as error:
        raise MisuseError(str(error)) from None
    if last and last[1:] != (__version__, options):
        record.end("stopped")
        raise MisuseError(
            f"--resume: the last run into {fleet.output} was vzvirt {last[1]} with {last[2]},\n"
            f"this is {__version__} with {options}; with --force instead, all is converted anew"
        )
    record.begin(options, fleet.sources, fleet.output)
    return record


class _Run:
    """One run under way."""

    def __init__(self, fleet: Conversion, record: Record, engine: Engine[Task, Done]) -> None:
        self.fleet = fleet
        self.record = record
        self.engine = engine
        self.progress = Progress(quiet=fleet.quiet)
        self.stopping = False
        self.finished = False
        self.lost = ""
        self.told = 0
        self.bugs = False
        self.hosts: dict[str, None] = {}
        self._left: list[LeftOut] = []
        self._judged: list[tuple[Job, Outcome]] = []
        self._late: list[Job] = []
        #: the sources of what late jobs have made, by target: a record that is broken does not know them
        self._owners: dict[str, str] = {}
        self._sources: frozenset[str] = frozenset()
        self._root = _local(fleet.output)
        if fleet.force and fleet.options.host_conf:
            self._sources = frozenset((_in_real_folder(os.path.realpath(fleet.options.host_conf)),))

    def go(self) -> None:
        """Do all tasks, in order; files whose result's name only their content tells come last, one by one."""
        fleet = self.fleet
        found: Iterable[Any] = find_sources(fleet.sources, recursive=fleet.recursive, avoid=_local(fleet.output))
        total = None
        if not any(map(is_archive, fleet.sources)):  # their content should not all be in memory at once
            found = list(found)
            total = sum(not isinstance(item, LeftOut) for item in found)
            if fleet.force and self._root:
                paths = (_path(item.path) for item in found if isinstance(item, Source))
                self._sources |= {_in_real_folder(path) for path in paths if path}
        self.progress.start(total)
        size = task_size(total, fleet.jobs or cores(), CHUNK)
        for result in self.engine.map(self._tasks(plan(found, fleet.sources, fleet.options.to, self._is_source), size)):
            self._note(result)
        for job in self._late:
            if self.stopping:
                return
            self._note(self._do_late(job))
        self._note(done((), ()))
        self.finished = not self.stopping

    def finish(self) -> int:
        """Note how it ended, tell it, and return the exit code."""
        fleet, progress = self.fleet, self.progress
        progress.stop()
        namesakes = self.record.namesakes() if CHOICE in dict(fleet.options.choices) else []
        unseen = self.record.unseen() if self.finished else 0
        self.record.end("complete" if self.finished else "stopped")
        if not fleet.quiet:
            sys.stderr.write(f"vzvirt: {progress.summary()}\n")
            for path in self.hosts:
                sys.stderr.write(f"vzvirt: the host's settings are those of {printable(path)}\n")
            if self.told > TOLD:
                more = f"vzvirt fleet show --findings, or --failed, --record {self.record.path}"
                sys.stderr.write(f"vzvirt: {self.told - TOLD} more to tell: {more}\n")
            if unseen:
                which = f"vzvirt fleet query '{UNSEEN}' --record {printable(shlex.quote(self.record.path))}"
                gone = f"{counted(unseen, 'container')} of earlier runs not found any more; record and results stay"
                sys.stderr.write(f"vzvirt: {gone}: {which}\n")
            for name, targets in namesakes:
                sys.stderr.write(f"vzvirt: {told_namesakes(name, targets)}\n")
        if self.record.broken:
            sys.stderr.write(f"vzvirt: {self.record.path}: the record is incomplete: {self.record.broken}\n")
        if self.lost:
            sys.stderr.write(f"vzvirt: {printable(self.lost)}; the same command with --resume goes on\n")
            return ExitCode.UNREADABLE
        if not self.finished:
            sys.stderr.write("vzvirt: stopped; nothing is half-written. The same command with --resume goes on.\n")
            return STOPPED
        counts = progress.counts
        if self.bugs:
            return ExitCode.BUG
        if counts["failed"] or self.record.broken:
            return ExitCode.UNREADABLE
        if counts["exists"]:
            return ExitCode.USAGE
        return ExitCode.FINDINGS if namesakes or counts["findings"] or counts["loss"] else ExitCode.CLEAN

    def stop(self) -> None:
        """Begin no more tasks."""
        self.stopping = True

    def _tasks(self, planned: Iterator[Job | Late | LeftOut | Outcome], size: int) -> Iterator[Task]:
        jobs: list[Job] = []
        for item in planned:
            if self.stopping:
                return
            if isinstance(item, Job):
                jobs.append(item)
                if len(jobs) == size:
                    yield self._task(jobs)
                    jobs = []
            elif isinstance(item, Late):
                self._late.append(item.job)
            elif isinstance(item, LeftOut):
                self._left.append(item)
            else:
                self._judged.append((Job(Source(item.source, "")), item))
        if jobs:
            yield self._task(jobs)

    def _task(self, jobs: list[Job]) -> Task:
        fleet = self.fleet
        jobs = self.record.prepare(jobs)
        return Task(tuple(jobs), fleet.options, fleet.output, force=fleet.force, resume=fleet.resume)

    def _do_late(self, job: Job) -> Done:
        task = self._task([job])
        (first,) = convert_task(task._replace(root="", resume=False)).outcomes  # with no folder in which to look
        if first.target is None:
            return done(task.jobs, [first])
        owner = self.record.owner(first.target) or self._owners.get(first.target)
        if owner is not None and owner != first.source:
            message = f"{first.target} is the result of {owner} already"
            return done(task.jobs, [first._replace(status="failed", message=message, unchanged=False)])
        if self._is_source(first.target):
            message = SPARED.format(target=first.target)
            return done(task.jobs, [first._replace(status="failed", message=message, unchanged=False)])
        self._owners[first.target] = first.source
        return convert_task(task)

    def _is_source(self, target: str) -> bool:
        """Whether a result would take the place of a source; without ``--force`` nothing takes any place."""
        if not self._sources:
            return False
        path = os.path.join(self._root, target)  # noqa: PTH118
        if os.path.islink(path):  # noqa: PTH114 - it is followed
            path = os.path.realpath(path)
        return _in_real_folder(path) in self._sources

    def _note(self, result: Done) -> None:
        left, self._left = self._left, []
        judged, self._judged = self._judged, []
        if judged:
            jobs = self.record.prepare([job for job, _ in judged])
            self._note(done(jobs, [outcome for _, outcome in judged]))
        if not result.outcomes and not left:
            return
        outcomes = self.record.add(result, left)
        for path, reason in left:
            self._tell(printable(f"{path}: {reason}: left out"))
        for outcome in outcomes:
            if outcome.host_conf is not None:
                self.hosts.setdefault(outcome.host_conf)
            if outcome.status != "clean":
                self._tell_about(outcome)
        self.progress.add([outcome.status for outcome in outcomes], sum(outcome.unchanged for outcome in outcomes))

    def _tell_about(self, outcome: Outcome) -> None:
        self.bugs = self.bugs or outcome.message.startswith("this is a bug")
        for at, finding in enumerate(outcome.findings):
            if finding.level != "info":
                shown = outcome.shown[at] if at < len(outcome.shown) else ""
                self._tell(_rendered(finding._replace(path=outcome.source), shown))
        if outcome.message and all(finding.message != outcome.message for finding in outcome.findings):
            self._tell(f"vzvirt: {printable(outcome.source)}: {printable_message(outcome.message)}")

    def stop_by_signal(self) -> None:
        """Stop, and say how to stop at once."""
        self.stop()
        if not self.fleet.quiet:
            say("\nvzvirt: stopping after the files under way; once more stops at once\n")

    def _tell(self, text: str) -> None:
        self.told += 1
        if self.told <= TOLD and not self.fleet.quiet:
            self.progress.say(text)


def _in_real_folder(path: str) -> str:
    """Return the one path of a file: that of its folder, and its name there."""
    folder, name = os.path.split(path)
    return f"{_real(folder)}/{name}"


_real = lru_cache(maxsize=1024)(os.path.realpath)


def _rendered(finding: Finding, shown: str) -> str:
    """Return a finding as for one file: what it says, the line it speaks of, and a marker."""
    said = str(printable_finding(finding))
    return f"{said}\n{shown}" if shown else said


__all__ = ["CHUNK", "Conversion", "convert_fleet"]
