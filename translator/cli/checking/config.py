"""Which rules count here, and how much? From ``vzvirt.toml`` or ``[tool.vzvirt]``, and from the command line.

Rules are named by code or by the start of one (``VZ3``); the longest match decides. The file is looked for in the
folder of what is checked and above it; the nearest one counts, and nothing of those further up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from translator import limits
from translator.errors import VzvirtError
from translator.finding import LEVELS, Finding, Level
from translator.sources.file import read_file
from translator.sources.pattern import PatternError, check_pattern, matching
from translator.wording import meant, shown

FILES = ("vzvirt.toml", "pyproject.toml")


class ConfigError(VzvirtError, ValueError):
    """A configuration that says something which means nothing; the text names file and key."""


class Config(NamedTuple):
    """What a configuration file says. ``folder`` is where it stands: its patterns are relative to it."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    levels: Mapping[str, str] = {}
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    dialect: str | None = None
    host_ram: str | None = None
    host_swap: str | None = None
    baseline: str | None = None
    exclude: tuple[str, ...] = ()
    folder: str = ""
    file: str = ""
    libvirt: str | None = None


_LISTS = ("select", "ignore")
#: The word for every rule: with it, each code starts with what is chosen, which is nothing.
_ALL = "ALL"
_TEXTS = ("dialect", "host-ram", "host-swap", "baseline", "libvirt")
#: All that a configuration can say.
KEYS = (*_LISTS, *_TEXTS, "levels", "per-file-ignores", "exclude")


def find_config(start: Path) -> Config:
    """Return the nearest configuration at or above ``start``; an empty one where there is none.

    A folder that may not be looked into has none: that its files cannot be read either is told of them.
    """
    folder = Path(os.path.realpath(start if os.path.isdir(start) else start.parent))  # noqa: PTH112
    for each in (folder, *folder.parents):
        for name in FILES:
            path = each / name
            if os.path.isfile(path) and (config := read_config(path)) is not None:  # noqa: PTH113
                return config
    return Config()


def read_config(path: Path) -> Config | None:
    """Return what one file says, None for a pyproject.toml without our table; ConfigError for what means nothing."""
    try:
        data = _parsed(read_file(str(path), limits.MAX_CONFIG, "configuration").decode("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from None
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from None
    if path.name == "pyproject.toml":
        data = data.get("tool", {}).get("vzvirt")
        if data is None:
            return None
    return _config(data, path)


def _parsed(text: str) -> dict[str, Any]:
    """Return what TOML says; ValueError for what is none, or lies too deep."""
    import tomllib  # only where there is a file to read

    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > limits.MAX_DOTS:
            raise ValueError(f"more than {limits.MAX_DOTS} dots (at line {number})")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("its lists or tables lie too deep in each other") from None


def _config(data: Any, path: Path) -> Config:
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: [tool.vzvirt] is no table")
    for key in data:
        if key not in KEYS:
            raise ConfigError(f"{path}: unknown key '{key}'{meant(key, KEYS)}; expected one of {', '.join(KEYS)}")
    codes = {key: _codes(data.get(key, []), f"{path}: {key}") for key in _LISTS}
    levels = data.get("levels", {})
    if not isinstance(levels, dict) or not all(level in (*LEVELS, "off") for level in levels.values()):
        raise ConfigError(f"{path}: levels maps codes to error, warning, info or off")
    levels = dict(zip(_codes(list(levels), f"{path}: levels"), levels.values(), strict=True))
    per_file = data.get("per-file-ignores", {})
    if not isinstance(per_file, dict):
        raise ConfigError(f"{path}: per-file-ignores maps patterns to lists of codes")
    ignores = {pattern: _codes(some, f"{path}: per-file-ignores") for pattern, some in per_file.items()}
    check_patterns(ignores, f"{path}: per-file-ignores")
    exclude = data.get("exclude", [])
    if not isinstance(exclude, list) or not all(isinstance(each, str) for each in exclude):
        raise ConfigError(f"{path}: exclude is a list of patterns")
    check_patterns(exclude, f"{path}: exclude")
    for key in _TEXTS:
        if not isinstance(data.get(key, ""), str):
            raise ConfigError(f"{path}: {key} is no text")
    return Config(
        codes["select"],
        codes["ignore"],
        levels,
        ignores,
        data.get("dialect"),
        data.get("host-ram"),
        data.get("host-swap"),
        data.get("baseline"),
        tuple(exclude),
        str(path.parent),
        str(path),
        data.get("libvirt"),
    )


def _codes(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ConfigError(f"{where}: expected a list of codes")
    return check_codes(value, where)


def check_codes(codes: Iterable[str], where: str) -> tuple[str, ...]:
    """Return the codes; ConfigError for one that no rule starts with. ``ALL`` stands for every rule."""
    from translator.lint.engine import iter_rules

    chosen = tuple("" if code == _ALL else code for code in codes)
    if any(chosen):
        known = tuple(iter_rules())
        for code in chosen:
            if not any(each.startswith(code) for each in known):
                hint = meant(code, known) or "; 'vzvirt explain --all' lists them"
                raise ConfigError(f"{where}: no rule has the code '{code}'{hint}")
    return chosen


def check_patterns(patterns: Iterable[str], where: str) -> None:
    """Raise ConfigError for a pattern that means nothing."""
    for each in patterns:
        try:
            check_pattern(each)
        except PatternError as error:
            raise ConfigError(f"{where}: {shown(each)}: {error}") from None


def _named(codes: Iterable[str]) -> str:
    return ", ".join(code or _ALL for code in codes)


class Selection:
    """What counts in one run: the configuration with the command line on top of it."""

    def __init__(
        self,
        config: Config,
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        levels: Mapping[str, str] | None = None,
    ) -> None:
        self._select = tuple(select) or config.select
        self._ignore = (*config.ignore, *ignore)
        self._levels = {**config.levels, **(levels or {})}
        self._config = config
        self._decided: dict[str, Level | None] = {}
        self.plain = not (self._select or self._ignore or self._levels or config.per_file_ignores)

    def described(self) -> list[tuple[str, str]]:
        """Return what was chosen, by name, for people."""
        files = [f"{pattern}: {_named(codes)}" for pattern, codes in self._config.per_file_ignores.items()]
        levels = [f"{code or _ALL}={level}" for code, level in self._levels.items()]
        return [
            ("select", _named(self._select) or _ALL),
            ("ignore", _named(self._ignore) or "none"),
            ("levels", ", ".join(levels) or "those of the rules"),
            ("per-file-ignores", "; ".join(files) or "none"),
        ]

    def apply(self, findings: list[Finding], path: str) -> list[Finding]:
        """Return the findings that count, each at its level."""
        if self.plain or not findings:
            return findings
        ignored = self._ignored_in(path)
        kept = []
        for each in findings:
            level = self._level(each)
            if level is not None and not (ignored and each.code.startswith(ignored)):
                kept.append(each if level == each.level else each._replace(level=level))
        return kept

    def _level(self, finding: Finding) -> Level | None:
        """Return the level of a finding, None where its rule is off. The longest match decides, ignore over select."""
        code = finding.code
        key = f"{code} {finding.level}"
        if key not in self._decided:
            selected = max((len(each) for each in self._select if code.startswith(each)), default=-1)
            ignored = max((len(each) for each in self._ignore if code.startswith(each)), default=-1)
            level: Any = finding.level
            if (self._select and selected < 0) or ignored >= max(selected, 0):
                level = None
            else:
                match = max((each for each in self._levels if code.startswith(each)), key=len, default=None)
                if match is not None:
                    level = None if self._levels[match] == "off" else self._levels[match]
            self._decided[key] = level
        return self._decided[key]

    def _ignored_in(self, path: str) -> tuple[str, ...]:
        codes = self._config.per_file_ignores
        return tuple(code for each in matching(path, codes, self._config.folder) for code in codes[each])
