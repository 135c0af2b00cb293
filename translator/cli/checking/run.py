"""How does one run of ``vzvirt check`` go? File after file: read, fix, check, tell; then what is between them."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from translator.cli.checking.config import Choice, Config, ConfigError, check_codes, find_config, read_config
from translator.cli.files import Unreadable, read_text, write_text
from translator.cli.message import coloured, complain
from translator.conf.dialect import DIALECTS
from translator.ctid import check_ctid
from translator.exitcode import ExitCode
from translator.finding import LEVELS, Finding
from translator.lint.engine import check_conf
from translator.lint.fleet import Fleet, ctid_of
from translator.lint.output import Checked, Failure, Reporter, reporter
from translator.lint.rule import REGISTRY, Host
from translator.values.codec import Refused
from translator.values.size import read_size

if TYPE_CHECKING:
    from translator.cli.checking.baseline import Baseline


class UsageProblem(Exception):  # noqa: N818 - becomes the command line's own message
    """Options or configuration that mean nothing; the text says which."""


class Group(NamedTuple):
    """Files of one folder: ``whole`` when the folder itself was named, so that all its files are there."""

    folder: str
    files: tuple[str, ...]
    whole: bool


def groups(paths: Sequence[str]) -> Iterator[Group]:
    """Yield the files to check, by folder, in the order in which they were named; each file once."""
    loose: dict[str, dict[str, None]] = {}
    for path in paths:
        if path != "-" and Path(path).is_dir():
            yield Group(path, tuple(_members(path)), whole=True)
        else:
            loose.setdefault("-" if path == "-" else os.path.dirname(path), {})[path] = None  # noqa: PTH120
    for folder, files in loose.items():
        yield Group(folder, tuple(files), whole=False)


def _members(folder: str) -> list[str]:
    """Return the confs and documents of a folder, numbers in their order; links to folders (names/) are none."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.endswith((".conf", ".xml")) and not entry.is_dir()]
    names.sort(key=lambda name: (0, int(stem), name) if (stem := name.partition(".")[0]).isdigit() else (1, 0, name))
    prefix = "" if folder in (".", "./") else folder.rstrip("/") + "/"
    return [prefix + name for name in names]


class Run:
    """One run. ``check`` returns the worst exit code of all files."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._code = ExitCode.CLEAN
        self._files = 0
        self._counts: Counter[tuple[str, str]] = Counter()
        self._fixed = 0
        self._changed = 0
        self._learned: Baseline | None = None
        self._configs: dict[str, tuple[Config, Choice]] = {}
        self._baselines: dict[str, Baseline] = {}
        self._levels = _levels(options["levels"])
        self._ctid = _ctid(options["ctid"])
        self._fixes = options["fix"] or options["unsafe_fixes"] or options["diff"]
        target = options["write_baseline"]
        if target:
            from translator.cli.checking.baseline import Baseline

            self._learned = Baseline(Path(target).resolve().parent)
        try:
            check_codes((*options["select"], *options["ignore"]), "--select or --ignore")
        except ConfigError as error:
            raise UsageProblem(str(error)) from None

    def check(self, paths: Sequence[str]) -> ExitCode:
        """Check everything and tell it; UsageProblem before anything is written."""
        options = self._options
        planned = list(groups(paths))
        for group in planned:
            self._settings(group)
        target = options["output"]
        piped = "-" in paths and self._fixes and not options["diff"]
        with _opened(target, sys.stderr if piped else sys.stdout) as out:
            colour = not target and coloured(sys.stderr if piped else sys.stdout)
            teller = reporter(options["form"], colour=colour)
            for group in planned:
                for text in self._group(group, teller):
                    if text:
                        out.write(text.encode("utf-8", "surrogateescape"))
            out.write(self._end(teller).encode("utf-8", "surrogateescape"))
            out.flush()
        self._write_baseline(options["write_baseline"])
        if self._fixed and not options["diff"]:
            complain(f"{self._fixed} {'finding' if self._fixed == 1 else 'findings'} put right")
        return self._code

    def _settings(self, group: Group) -> tuple[Config, Choice]:
        """Return the configuration for the files of a folder."""
        known = self._configs.get(group.folder)
        if known is None:
            options = self._options
            try:
                config = self._config(group.folder)
                choice = Choice(config, select=options["select"], ignore=options["ignore"], levels=self._levels)
                if config.dialect and config.dialect not in DIALECTS:
                    raise ConfigError(f"dialect '{config.dialect}' is none; expected {', '.join(DIALECTS)}")
                self._host(config)
                self._baseline(config)
            except ConfigError as error:
                raise UsageProblem(str(error)) from None
            known = self._configs[group.folder] = config, choice
        return known

    def _config(self, folder: str) -> Config:
        if self._options["isolated"]:
            return Config()
        if self._options["config"]:
            return read_config(Path(self._options["config"])) or Config()
        return find_config(Path.cwd() if folder == "-" else Path(folder or "."))

    def _host(self, config: Config) -> Host:
        options = self._options
        devices = _devices() if options["host_devices"] else None
        return Host(
            _size("--host-ram", options["host_ram"] or config.host_ram),
            _size("--host-swap", options["host_swap"] or config.host_swap),
            devices=devices,
        )

    def _baseline(self, config: Config) -> Baseline | None:
        path = self._options["baseline"] or (config.baseline and os.path.join(config.folder, config.baseline))  # noqa: PTH118
        if not path or self._learned is not None:
            return None
        if path not in self._baselines:
            from translator.cli.checking.baseline import Baseline

            self._baselines[path] = Baseline.read(Path(path))
        return self._baselines[path]

    def _group(self, group: Group, teller: Reporter) -> Iterator[str]:
        config, choice = self._settings(group)
        baseline = self._baseline(config)
        dialect = self._options["dialect"] or config.dialect or "vzctl"
        fleet = Fleet(host=self._host(config), dialect=dialect)
        for path in group.files:
            try:
                text = read_text(path)
            except Unreadable as error:
                yield self._failed(teller, path, str(error), ExitCode.UNREADABLE)
                continue
            try:
                document = text.lstrip("\ufeff \t\r\n")[:1] == "<"
                if self._fixes and not document:
                    text, told = self._fix(path, text, fleet, choice)
                    yield told
                found = fleet.add(path, text, ctid=self._ctid, document=document, named=group.whole)
            except Exception as error:
                if os.environ.get("VZVIRT_TRACEBACK"):
                    raise
                message = f"{path}: this is a bug in vzvirt: {type(error).__name__}: {error}"
                yield self._failed(teller, path, message, ExitCode.BUG)
                continue
            self._files += 1
            yield self._told(teller, path, text, choice.apply(found, path), baseline)
        yield from self._between(fleet, choice, baseline, teller)

    def _between(self, fleet: Fleet, choice: Choice, baseline: Baseline | None, teller: Reporter) -> Iterator[str]:
        by_path: dict[str, list[Finding]] = {}
        for each in fleet.finish():
            by_path.setdefault(each.path or "-", []).append(each)
        for path, found in by_path.items():
            try:
                text = None if path == "-" else read_text(path)
            except Unreadable:
                text = None
            chosen = choice.apply(found, path)
            if chosen:
                yield self._told(teller, path, text, chosen, baseline)

    def _told(
        self, teller: Reporter, path: str, text: str | None, found: list[Finding], baseline: Baseline | None
    ) -> str:
        if self._learned is not None:
            self._learned.learn(path, text, found)
            return ""
        if baseline is not None:
            found = baseline.new(path, text, found)
        for each in found:
            self._counts[each.code, each.level] += 1
            if each.level != "info" and not self._options["diff"]:
                self._raise(ExitCode.FINDINGS)
        if self._options["diff"] or (self._options["statistics"] and self._options["form"] == "text"):
            return ""
        return teller.file(Checked(path, text, found))

    def _failed(self, teller: Reporter, path: str, message: str, code: ExitCode) -> str:
        self._raise(code)
        complain(message)
        return teller.failed(Failure(path, message, code is ExitCode.BUG))

    def _raise(self, code: ExitCode) -> None:
        self._code = max(self._code, code)

    def _fix(self, path: str, text: str, fleet: Fleet, choice: Choice) -> tuple[str, str]:
        """Return the text as it is checked further, and what is to be shown of the change."""
        from translator.lint.fix import fix_all

        ctid = self._ctid or ctid_of(Path(path).name.removesuffix(".conf"))

        def check(now: str) -> list[Finding]:
            return choice.apply(check_conf(now, ctid=ctid, dialect=fleet.reader.name, host=fleet.host), path)

        fixed = fix_all(text, check, unsafe=self._options["unsafe_fixes"])
        if fixed.text == text:
            if path == "-" and not self._options["diff"]:
                write_text("-", text, force=True)
            return text, ""
        self._fixed += len(fixed.applied)
        self._changed += 1
        if self._options["diff"]:
            self._raise(ExitCode.FINDINGS)
            return text, _diff(path, text, fixed.text)
        try:
            write_text(path, fixed.text, force=True)
        except OSError as error:
            complain(f"{path} is not changed: {error.strerror or error}")
            self._raise(ExitCode.UNREADABLE)
            return text, ""
        return fixed.text, ""

    def _end(self, teller: Reporter) -> str:
        if self._learned is not None or self._options["diff"]:
            return ""
        if self._options["statistics"] and self._options["form"] == "text":
            return _statistics(self._counts)
        return teller.finish(self._files)

    def _write_baseline(self, path: str | None) -> None:
        if self._learned is None or not path:
            return
        try:
            write_text(path, self._learned.render(), force=True)
        except OSError as error:
            raise UsageProblem(f"{path}: {error.strerror or error}") from None


class _Kept:
    """Standard output or error for bytes, left open afterwards."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __enter__(self) -> IO[bytes]:
        self._stream.flush()
        buffer: IO[bytes] = self._stream.buffer
        return buffer

    def __exit__(self, *_: object) -> None:
        pass


def _opened(target: str | None, stream: Any) -> Any:
    if not target or target == "-":
        return _Kept(stream)
    try:
        return Path(target).open("wb")
    except OSError as error:
        raise UsageProblem(f"{target}: {error.strerror or error}") from None


def _levels(given: Iterable[str]) -> dict[str, str]:
    levels = {}
    for each in given:
        code, equals, level = each.partition("=")
        if not equals or level not in (*LEVELS, "off"):
            raise UsageProblem(f"--level {each}: expected CODE=error, warning, info or off")
        try:
            check_codes([code], "--level")
        except ConfigError as error:
            raise UsageProblem(str(error)) from None
        levels[code] = level
    return levels


def _ctid(given: str | None) -> str | None:
    try:
        return None if given is None else check_ctid(given)
    except ValueError as error:
        raise UsageProblem(f"--ctid: {error}") from None


def _size(option: str, text: str | None) -> int | None:
    """Return bytes: a number with one of the suffixes of vzctl, K, M, G or T."""
    if text is None:
        return None
    try:
        return read_size(text, 1, "TGMKB")
    except Refused:
        raise UsageProblem(f"{option} {text}: expected bytes, or a number with K, M, G or T") from None


def _devices() -> frozenset[str]:
    """Return the devices below /dev, loop devices left out: vzctl refuses them."""
    found = set()
    for folder, _, names in os.walk("/dev"):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 - as many as there are devices
            if not name.startswith("loop"):
                found.add(os.path.relpath(path, "/dev"))
    return frozenset(found)


def _statistics(counts: Mapping[tuple[str, str], int]) -> str:
    lines = []
    for (code, level), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        rule = REGISTRY.rules.get(code)
        lines.append(f"{count:7}  {code}  {level:7}  {rule.summary if rule else ''}\n")
    return "".join(lines)


def _diff(path: str, before: str, after: str) -> str:
    from difflib import unified_diff

    old, new = ([line + "\n" for line in text.split("\n")] for text in (before, after))
    for lines in (old, new):
        # what follows the last line feed: nothing, or a line without one
        lines[-1] = lines[-1][:-1]
        if not lines[-1]:
            del lines[-1]
    changes = unified_diff(old, new, path, path)
    end = "\n\\ No newline at end of file\n"
    return "".join(line if line.endswith("\n") else line + end for line in changes)
