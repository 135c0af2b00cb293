"""How does one run of ``vzvirt check`` go? File after file: read, fix, check, tell; then what is between them."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any, Protocol

from translator.cli.checking.one import CheckItem, Result, check_item, piped
from translator.cli.checking.settings import Folders
from translator.cli.checking.tally import Tally
from translator.cli.message import coloured, complain
from translator.cli.spared import Spared
from translator.errors import UnwritableError
from translator.exitcode import STOPPED, ExitCode
from translator.replace import written
from translator.sources.read import read_text
from translator.sources.words import is_many
from translator.wording import counted
from translator.work.share import FEW

#: So many characters are written at once.
_PIECE = 1 << 20


class CheckWork(Protocol):
    """Whoever looks at the files."""

    stopping: bool
    #: why it goes no further, where nobody has asked it to stop
    lost: str
    #: knows all configurations, baselines and vz.conf as soon as the first results are there
    folders: Folders

    def results(self, tally: Tally) -> Iterator[list[tuple[CheckItem, Result]]]:
        """Yield the results in the order of the files, some at a time. MisuseError comes before the first."""
        ...

    def inputs(self) -> Iterable[str]:
        """Return the files on this machine that are read; known as soon as the first results are."""
        ...

    def aside(self) -> AbstractContextManager[object]:
        """Leave the terminal to what is written meanwhile."""
        ...

    def stoppable(self) -> AbstractContextManager[object]:
        """Let a signal end what is done here: ``stopping`` says that one has come."""
        ...

    def read(self, path: str) -> str:
        """Return the text of a file once more; UnreadableError."""
        ...


class Few:
    """A few plain files, in this process; nothing that fleets need is imported."""

    stopping = False
    lost = ""

    def __init__(self, words: Sequence[str], options: Mapping[str, Any]) -> None:
        self._words = words
        self.folders = Folders(options)
        self._together = options["one_fleet"]
        self._stdin = options["stdin_filename"]

    def results(self, tally: Tally) -> Iterator[list[tuple[CheckItem, Result]]]:
        """Check the files by folder, in the order in which they were named; each file once."""
        by_folder: dict[str, dict[str, str]] = {}
        for word in self._words:
            name = self._stdin or "-" if word == "-" else word
            by_folder.setdefault("-" if name == "-" else os.path.dirname(name), {})[word] = name  # noqa: PTH120
        items = []
        for folder, names in by_folder.items():
            settings = tally.prepare(self.folders.of("" if folder == "-" else folder))
            fleet = "" if self._together else folder
            for word, name in names.items():
                if name == "-" or not self.folders.leaves_out(name, named=True):
                    item = CheckItem(name, fleet, fleet, settings)
                    items.append(piped(item) if word == "-" else item)
        yield []  # all that can be wrong with the options has been said
        for item in items:
            yield [(item, check_item(item))]

    def inputs(self) -> Iterable[str]:
        """Return the files that were named."""
        return self._words

    def aside(self) -> AbstractContextManager[object]:
        """Nothing else is on the terminal."""
        return nullcontext()

    def stoppable(self) -> AbstractContextManager[object]:
        """It is over in a moment."""
        return nullcontext()

    def read(self, path: str) -> str:
        """Return the text of a file once more."""
        return read_text(path)


def check(words: Sequence[str], options: Mapping[str, Any]) -> int:
    """Check everything, tell it, and return the exit code; MisuseError before anything is written."""
    if options["show_files"] or options["show_settings"]:
        from translator.cli.checking.many import Many

        return show(Many(words, options), options)
    few = not options["files_from"] and len(words) <= FEW and not any(map(is_many, words))
    if few:
        work: CheckWork = Few(words, options)
    else:
        from translator.cli.checking.many import Many

        work = Many(words, options)
    target = options["output"]
    piped = "-" in words and (options["fix"] or options["unsafe_fixes"]) and not options["diff"]
    stream = sys.stderr if piped else sys.stdout
    colour = coloured(stream, options["color"]) and not (target and options["color"] == "auto")
    tally = Tally(options, colour=colour, read=work.read)
    results = work.results(tally)
    try:
        first = next(results, None)  # reads configurations and baselines
        if first is not None:
            _spare_inputs(work, options)
            with work.stoppable(), _opened(target, stream) as out:
                _tell(out, work, tally, results)
    finally:
        results.close()  # type: ignore[attr-defined]
    if work.stopping:
        if work.lost:
            complain(work.lost)
        complain(
            f"stopped after {counted(tally.files, 'file')}; what is between containers was not looked at to the end"
        )
        return ExitCode.UNREADABLE if work.lost else STOPPED
    tally.write_baseline()
    if tally.fixed and not options["diff"]:
        complain(f"{counted(tally.fixed, 'finding')} put right")
    return tally.code


def show(work: Any, options: Mapping[str, Any]) -> int:
    """Print which files would be checked, or what counts for them; MisuseError as for a check."""
    lines = work.described() if options["show_settings"] else (f"{path}\n" for path in work.paths())
    sys.stdout.buffer.write("".join(lines).encode("utf-8", "surrogateescape"))
    return ExitCode.CLEAN


def _tell(out: IO[bytes], work: CheckWork, tally: Tally, results: Iterable[list[tuple[CheckItem, Result]]]) -> None:
    def write(texts: Iterable[str]) -> None:
        pieces: list[str] = []
        size = 0
        for text in texts:
            pieces.append(text)
            size += len(text)
            if size > _PIECE:
                put(pieces)
                pieces, size = [], 0
        put(pieces)

    def put(pieces: list[str]) -> None:
        data = "".join(pieces).encode("utf-8", "surrogateescape")
        if data:
            with work.aside():
                out.write(data)

    for some in results:
        write(text for item, result in some for text in tally.take(item, result))
        out.flush()
    if not work.stopping:
        write(tally.between())
    write(tally.end())
    out.flush()


def _spare_inputs(work: CheckWork, options: Mapping[str, Any]) -> None:
    """UsageError where what is to be written would take the place of what is read, or of something else written.

    A baseline may be brought up to date in place.
    """
    output, learned = options["output"], options["write_baseline"]
    if not output and not learned:
        return
    spared = Spared(("read too", path) for path in (options["files_from"], *work.folders.inputs(), *work.inputs()))
    for path in work.folders.baselines():
        spared.add("the baseline", path)
    spared.check({"--output": output, "--write-baseline": learned}, but=("--write-baseline", "the baseline"))


@contextlib.contextmanager
def _opened(target: str | None, stream: Any) -> Iterator[IO[bytes]]:
    """Have the place open that the findings go to: a file gets them when they are all there."""
    if not target or target == "-":
        stream.flush()
        yield stream.buffer
        return
    try:
        with written(target, force=True) as file:
            yield file
    except OSError as error:
        raise UnwritableError(f"{target}: {error.strerror or error}") from None


__all__ = ["check"]
