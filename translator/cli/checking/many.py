"""How are the files of many hosts checked? Found, sent to worker processes by the handful, and taken back in order."""

from __future__ import annotations

import contextlib
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from translator.cli.checking.one import CheckItem, Result, check_item, piped
from translator.cli.checking.settings import CheckSettings, Folders, described
from translator.cli.checking.tally import Tally
from translator.cli.message import complain
from translator.convert import NAMELESS
from translator.errors import MisuseError
from translator.replace import same_file
from translator.sources.find import Found, LeftOut, Lost, Source, find_sources, reason_to_leave
from translator.sources.ignored import ignored_by_git
from translator.sources.read import UnreadableError, read_list, text_of
from translator.sources.words import dump_ctid, is_archive, is_dump, is_folder, is_pattern, is_url, split_list, wildcard
from translator.work.engine import NoWorkersError
from translator.work.pool import Pool
from translator.work.progress import Progress
from translator.work.share import FEW, cores, task_size
from translator.work.stop import stoppable

#: Files, and bytes of them that were read already, in one task at most.
_CHUNK, _BYTES = 100, 1 << 22
#: So many files that are left out are told one by one.
_TOLD = 50

CheckTask = tuple[CheckItem, ...]
#: The files of one folder by name, or the archive that is read when its turn comes. A source's own name is not '' only
#: where a whole folder was named.
Group = dict[str, Source | Lost] | str


class Many:
    """All files that the words of a command line stand for."""

    def __init__(self, words: Sequence[str], options: Mapping[str, Any]) -> None:
        listed = []
        if options["files_from"]:
            try:
                listed = split_list(read_list(options["files_from"]))
            except UnreadableError as error:
                raise MisuseError(str(error)) from None
        if "-" in words and options["files_from"] == "-":
            raise MisuseError("standard input is either a conf or the list of --files-from")
        self._words = tuple(dict.fromkeys((*words, *listed)))
        if not self._words:
            raise MisuseError("nothing to check: the list is empty")
        if (options["fix"] or options["unsafe_fixes"]) and not options["diff"]:
            for word in self._words:
                if is_url(word) or is_archive(word):
                    hint = "nothing can be put right in archives and URLs; --diff shows what would change"
                    raise MisuseError(f"--fix: {word}: {hint}")
        self._options = options
        self.folders = Folders(options)
        self._left = 0
        self._groups: dict[str, Group] = {}
        self._progress: Progress | None = None
        self._shared = not options["output"] and sys.stdout.isatty()
        self.stopping = False
        self.lost = ""

    def results(self, tally: Tally) -> Iterator[list[tuple[CheckItem, Result]]]:
        """Yield the results in the order of the files, some at a time, nothing first: MisuseError comes before it."""
        groups = self._groups = self._found()
        for name, group in groups.items():
            self._settings(tally, name, group)
        counts = [None if isinstance(group, str) else len(group) for group in groups.values()]
        total = None if None in counts else sum(count or 0 for count in counts)
        many = total is None or total > FEW
        jobs = self._options["jobs"] or (cores() if many else 1)
        if any(word.startswith("memory:") for word in self._words):
            jobs = 1  # what is there is in the memory of this process alone
        pool = Pool(_check_task, jobs if total is None else max(1, min(jobs, total)), split=_split, died=_died)
        progress = self._progress = Progress(
            quiet=self._options["quiet"] or not many, verb="checked", transient=self._shared
        )
        sent: deque[CheckItem] = deque()
        size = task_size(total, jobs, _CHUNK)
        try:
            yield []
            progress.start(total)
            for results in pool.map(self._tasks(tally, groups, sent, size)):
                items = [sent.popleft() for _ in results]  # a task may come back in pieces
                yield list(zip(items, results, strict=True))
                progress.add(list(map(_status, results)))
        except KeyboardInterrupt:  # what was found until then is told
            self.stopping = True
        except NoWorkersError as error:
            self.stopping, self.lost = True, str(error)
        finally:
            progress.stop()
            pool.close()
        if self._left > _TOLD and not self._options["quiet"]:
            complain(f"{self._left - _TOLD} more files left out")

    def stoppable(self) -> AbstractContextManager[object]:
        """Let SIGINT and SIGTERM end the check after the files under way; a second one at once."""
        return stoppable(lambda: self.stopping, self._stop)

    def _stop(self) -> None:
        self.stopping = True

    def inputs(self) -> Iterator[str]:
        """Yield the archives, and the files that are not in one."""
        for group in self._groups.values():
            if isinstance(group, str):
                yield group
            else:
                yield from (source.path for source in group.values())

    def aside(self) -> AbstractContextManager[object]:
        """Take the bar away while findings are written to the same terminal."""
        if self._progress is None or not self._shared:
            return contextlib.nullcontext()
        return self._progress.aside()

    def read(self, path: str) -> str:
        """Return the text of a file once more."""
        return text_of(Source(path, ""))

    def _find(self, word: str) -> Iterator[Source | Lost]:
        """Yield what a word stands for; what is left out is told."""
        found: Iterator[Found] = find_sources([word], recursive=self._options["recursive"], leave=_reason_to_leave)
        for each in found:
            if not isinstance(each, LeftOut):
                if not (isinstance(each, Source) and each.name and self._is_last_report(each)):
                    yield each
                continue
            self._left += 1
            if self._left <= _TOLD and not self._options["quiet"]:
                complain(f"{each.path}: {each.reason}: left out")

    def _is_last_report(self, source: Source) -> bool:
        """Whether a file that was found, not named, is what an earlier run has written to where this one will write."""
        output = self._options["output"]
        if not output or source.data is not None or same_file(output, [source.path]) is None:
            return False
        from translator.lint.output.junit import HEAD  # the one format in a file that a check takes

        with contextlib.suppress(OSError), open(output, "rb") as file:  # noqa: PTH123
            return file.read(len(HEAD)) == HEAD.encode()
        return False

    def _found(self) -> dict[str, Group]:
        """Return the files by folder, in the order in which the folders are met."""
        groups: dict[str, Group] = {}
        absolute = cache(os.path.abspath)  # there are few folders
        for word in self._words:
            if is_archive(word) and not is_dump(word) and not is_url(word) and not is_folder(word):
                groups[os.path.abspath(word) + "//"] = word  # noqa: PTH100
                continue
            whole = (is_url(word) and wildcard(word) is None) or is_folder(word)
            found: Iterable[Source | Lost] = self._find(word)
            if is_folder(word) and not word.endswith((".conf", ".xml")):
                self.folders.of(word)  # what is wrong with the configuration is said first
                groups.setdefault(os.path.abspath(word), {})  # its configuration is read even if it is empty  # noqa: PTH100
                found = self._wanted(word, self._some(word, found))
            elif is_url(word) or is_pattern(word):
                found = self._some(word, found)
            remote = is_url(word)
            for source in found:
                path = source.path
                if self._leaves_out(path, word):
                    continue
                folder, slash, name = path.rpartition("/")
                if not remote:
                    folder = "-" if word == "-" else absolute(folder or slash or ".")
                files = groups.setdefault(folder, {})
                assert isinstance(files, dict)  # noqa: S101 - no folder's path ends with //
                if not isinstance(source, Source) or not source.name:
                    files.setdefault(name, source)
                elif whole:  # the one string for both: there may be a hundred thousand
                    files.setdefault(source.name if source.name == name else name, source)
                else:
                    files.setdefault(name, Source(path, ""))
        return groups

    def _some(self, word: str, found: Iterable[Source | Lost]) -> list[Source | Lost]:
        """Return what was found; MisuseError where that is nothing, for then nobody would notice a wrong name."""
        some = list(found)
        if not some and not self._options["allow_empty"]:
            hint = "-r looks into the folders below" if not self._options["recursive"] else "name another"
            raise MisuseError(f"{word}: no conf and no document is there ({hint}, --allow-empty takes it as it is)")
        return some

    def _wanted(self, folder: str, found: list[Source | Lost]) -> list[Source | Lost]:
        """Return what was found in a folder without what git ignores."""
        if self._options["no_gitignore"]:
            return found
        try:
            ignored = ignored_by_git(folder, (each.path for each in found if isinstance(each, Source)))
        except TimeoutError as error:
            complain(f"{folder}: {error}: nothing is left out for it (--no-gitignore does not ask)")
            return found
        return [each for each in found if each.path not in ignored] if ignored else found

    def _leaves_out(self, path: str, word: str) -> bool:
        """Whether a pattern excludes a file."""
        named = path == word
        if path == "-":
            path = self._options["stdin_filename"] or ""
        return bool(path) and self.folders.leaves_out(path, named=named)

    def paths(self) -> Iterator[str]:
        """Yield what would be checked."""
        for group in self._found().values():
            if isinstance(group, str):
                yield from (source.path for source in self._find(group) if not self._leaves_out(source.path, group))
            else:
                yield from (source.path for source in group.values())

    def described(self) -> Iterator[str]:
        """Yield what counts for the files of each folder."""
        for name, group in self._found().items():
            folder = os.path.dirname(name.removesuffix("//")) if isinstance(group, str) else name  # noqa: PTH120
            if folder == "-" or is_url(folder):
                folder = ""
            yield described(folder, self.folders)

    def _settings(self, tally: Tally, name: str, group: Group) -> CheckSettings:
        if isinstance(group, str):
            name = os.path.dirname(name.removesuffix("//"))  # noqa: PTH120
        return tally.prepare(self.folders.of("" if name == "-" or is_url(name) else name))

    def _items(self, tally: Tally, groups: dict[str, Group]) -> Iterator[CheckItem]:
        together = self._options["one_fleet"]
        for name, group in groups.items():
            settings = self._settings(tally, name, group)
            batch = "" if together else name
            if isinstance(group, str):
                for source in self._find(group):
                    if self._leaves_out(source.path, group):
                        continue
                    fleet = batch if together else source.path.rpartition("/")[0]
                    beneath = self.folders.beneath(settings, source.path)
                    yield _item(source, batch, fleet, beneath, named=True, stdin=None)
            else:
                sources = [*group.values()][::-1]
                group.clear()
                while sources:  # what is known of them all grows meanwhile
                    source = sources.pop()
                    named = isinstance(source, Source) and bool(source.name)
                    yield _item(source, batch, batch, settings, named=named, stdin=self._options["stdin_filename"])

    def _tasks(self, tally: Tally, groups: dict[str, Group], sent: deque[CheckItem], size: int) -> Iterator[CheckTask]:
        items: list[CheckItem] = []
        weight = 0
        for item in self._items(tally, groups):
            if self.stopping:
                return
            items.append(item)
            weight += len(item.data or b"")
            if len(items) >= size or weight > _BYTES:
                sent.extend(items)
                yield tuple(items)
                items, weight = [], 0
        if items and not self.stopping:
            sent.extend(items)
            yield tuple(items)


def _reason_to_leave(name: str, *, link: bool = False, parent: str = "") -> str | None:
    """Unlike a conversion, a check takes 0.conf too: the host's own limits are written like a container's."""
    return None if name == "0.conf" else reason_to_leave(name, link=link, parent=parent)


def _item(
    source: Source | Lost, batch: str, fleet: str, settings: CheckSettings, *, named: bool, stdin: str | None
) -> CheckItem:
    path = source.path
    if isinstance(source, Lost):
        return CheckItem(path, batch, fleet, settings, lost=source.reason)
    if path == "-":
        return piped(CheckItem(stdin or path, batch, fleet, settings))
    if is_dump(path):  # a backup is no container: there may be several of one
        return CheckItem(path, batch, None, settings, fixed=True)
    fixed = source.data is not None or is_url(path)
    named = named and path.rpartition("/")[2] not in NAMELESS
    return CheckItem(path, batch, fleet, settings, named, fixed, source.data)


def _check_task(task: CheckTask) -> list[Result]:
    return [check_item(item, _read) for item in task]


def _read(item: CheckItem) -> tuple[str, str | None]:
    return text_of(Source(item.path, "", item.data)), dump_ctid(item.path)


def _split(task: CheckTask) -> list[CheckTask]:
    return [(item,) for item in task]


def _died(task: CheckTask) -> list[Result]:
    return [Result(failure=f"{item.path}: the worker process died of it", bug=True) for item in task]


def _status(result: Result) -> str:
    if result.looked is None:
        return "failed"
    return "findings" if any(finding.level != "info" for finding in result.looked.findings) else "clean"
