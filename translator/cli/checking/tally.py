"""What comes of a run? Results are taken in order: told, counted, compared with each other, held to a baseline."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translator.cli.checking.config import ConfigError
from translator.cli.checking.one import CheckItem, Result
from translator.cli.checking.settings import CheckSettings
from translator.cli.files import write_text
from translator.cli.message import complain, on_terminal
from translator.conf.whose import dialect_for
from translator.errors import MisuseError, UnwritableError
from translator.exitcode import ExitCode
from translator.finding import LEVELS, Finding
from translator.lint.fleet import Fleet, Seen
from translator.lint.output import Checked, Failure, reporter
from translator.lint.rule import REGISTRY
from translator.sources.read import UnreadableError
from translator.sources.words import is_url

if TYPE_CHECKING:
    from translator.cli.checking.baseline import Baseline


#: The formats for people, which end in a count.
_LINES = ("text", "concise")


class Tally:
    """The state of one run, in the process that the user started."""

    def __init__(self, options: Mapping[str, Any], *, colour: bool, read: Callable[[str], str]) -> None:
        self._options = options
        self._read = read
        self._teller = reporter(options["form"], colour=colour)
        self._below = _below if options["form"] in ("sarif", "gitlab", "github") else None
        self._counts: Counter[tuple[str, str]] = Counter()
        self._baselines: dict[str, Baseline] = {}
        self._learned: Baseline | None = None
        self._network = Seen()
        self._batch: str | None = None
        self._fleets: dict[str, tuple[Fleet, CheckSettings]] = {}
        self._lines: dict[str, dict[int, str]] = {}
        self.code = ExitCode.CLEAN
        self.files = 0
        self._hidden = 0
        self._failing = () if options["exit_zero"] else LEVELS[: LEVELS.index(options["fail_level"]) + 1]
        self.fixed = 0
        if options["write_baseline"]:
            from translator.cli.checking.baseline import Baseline

            self._learned = Baseline(Path(options["write_baseline"]).resolve().parent)

    def prepare(self, settings: CheckSettings) -> CheckSettings:
        """Read the baseline that some settings ask for; MisuseError when it is none."""
        try:
            self._baseline(settings)
        except ConfigError as error:
            raise MisuseError(str(error)) from None
        return settings

    def _baseline(self, settings: CheckSettings) -> Baseline | None:
        path = settings.baseline
        if not path or self._learned is not None:
            return None
        if path not in self._baselines:
            from translator.cli.checking.baseline import Baseline

            self._baselines[path] = Baseline.read(Path(path))
        return self._baselines[path]

    def take(self, item: CheckItem, result: Result) -> Iterator[str]:
        """Take one result, and yield what is to be written of it and of what ends before it."""
        if item.batch != self._batch:
            yield from self.between()
            self._batch = item.batch
        if result.looked is None:
            yield self._failed(item.path, result.failure, ExitCode.BUG if result.bug else ExitCode.UNREADABLE)
            return
        if result.looked.kind == "xml":
            import translator.lint.rules.documents  # noqa: F401 - a worker knows the rules; the reporters name them here
        self.files += 1
        self.fixed += result.applied
        if result.unwritten:
            complain(result.unwritten)
            self._raise(ExitCode.UNREADABLE)
        if result.output is not None:
            write_text("-", result.output, force=True)
        if result.change:
            if not self._options["exit_zero"]:
                self._raise(ExitCode.FINDINGS)
            yield result.change if self._options["output"] else on_terminal(result.change)
        if item.fleet is not None:
            shared = self._fleet(item.fleet, item.settings).note(result.looked)
            if shared and item.data is not None:
                self._keep(item, shared)
        yield from self._told(item.path, result.text, result.looked.findings, item.settings)

    def _fleet(self, name: str, settings: CheckSettings) -> Fleet:
        if name not in self._fleets:
            reader = dialect_for("", settings.dialect)  # for the document that is compared with the confs
            fleet = Fleet(host=settings.host, dialect=reader, network=self._network)
            self._fleets[name] = fleet, settings
        return self._fleets[name][0]

    def _keep(self, item: CheckItem, findings: list[Finding]) -> None:
        """Keep the lines of which more is to be said: an archive is not read twice."""
        lines = (item.data or b"").decode("utf-8", "surrogateescape").split("\n")
        self._lines.setdefault(item.path, {}).update({each.line: lines[each.line - 1] for each in findings})

    def between(self) -> Iterator[str]:
        """End the fleets, and yield what is wrong between their files."""
        fleets, self._fleets = self._fleets, {}
        for fleet, settings in fleets.values():
            by_path: dict[str, list[Finding]] = {}
            for each in fleet.finish():
                by_path.setdefault(each.path or "-", []).append(each)
            for path, found in by_path.items():
                chosen = settings.choice.apply(found, path)
                if chosen:
                    yield from self._told(path, self._text(path), chosen, settings)
        self._lines.clear()

    def _text(self, path: str) -> str | None:
        """Return the text of a file again, or as much of it as is needed."""
        kept = self._lines.get(path)
        if kept is not None:
            return "\n".join(kept.get(number, "") for number in range(1, max(kept) + 1))
        try:
            return None if path == "-" else self._read(path)
        except UnreadableError:
            return None

    def _told(self, path: str, text: str | None, found: list[Finding], settings: CheckSettings) -> Iterable[str]:
        if self._learned is not None:
            self._learned.learn(path, text, found)
            return ()
        baseline = self._baseline(settings)
        if baseline is not None:
            fresh = baseline.new(path, text, found)
            self._hidden += len(found) - len(fresh)
            found = fresh
        diff = self._options["diff"]
        for each in found:
            self._counts[each.code, each.level] += 1
            if each.level in self._failing and not diff:
                self._raise(ExitCode.FINDINGS)
        if diff or (self._options["statistics"] and self._options["form"] in _LINES):
            return ()
        if self._below is not None:
            path = self._below(path)
            found = [each._replace(path=self._below(each.path or path)) for each in found]
        return self._teller.file(Checked(path, text, found))

    def _failed(self, path: str, message: str, code: ExitCode) -> str:
        self._raise(code)
        complain(message)
        return self._teller.failed(Failure(self._below(path) if self._below else path, message, code is ExitCode.BUG))

    def _raise(self, code: ExitCode) -> None:
        self.code = max(self.code, code)

    def end(self) -> Iterable[str]:
        """Return what is to be written last."""
        options = self._options
        if self._learned is not None or options["diff"]:
            return ()
        if options["form"] not in _LINES:
            return self._teller.finish(self.files)
        if options["statistics"]:
            return (_statistics(self._counts),)
        return () if options["quiet"] else self._teller.finish(self.files, self._hidden)

    def write_baseline(self) -> None:
        """Write the baseline that was asked for."""
        path = self._options["write_baseline"]
        if self._learned is None:
            return
        try:
            write_text(path, self._learned.render(), force=True)
        except OSError as error:
            raise UnwritableError(f"{path}: {error.strerror or error}") from None


def _below(path: str) -> str:
    """Return a path as code hosts want it: below the folder of the repository, where CI says which that is, or else
    below the current one. What is elsewhere keeps its path.
    """
    if path == "-" or is_url(path):
        return path
    top = os.environ.get("CI_PROJECT_DIR") or os.environ.get("GITHUB_WORKSPACE") or "."
    below = os.path.relpath(path, top)
    return path if below.startswith("..") else below


def _statistics(counts: Mapping[tuple[str, str], int]) -> str:
    lines = []
    for (code, level), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        rule = REGISTRY.rules.get(code)
        lines.append(f"{count:7}  {code}  {level:7}  {rule.summary if rule else ''}\n")
    return "".join(lines)
