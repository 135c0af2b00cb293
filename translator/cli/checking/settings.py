"""How are the files of a folder to be checked? The options of the command line on top of the folder's configuration."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Literal, NamedTuple

from translator.characters import C_BLANKS
from translator.cli.checking.config import (
    Config,
    ConfigError,
    Selection,
    check_codes,
    check_patterns,
    find_config,
    read_config,
)
from translator.cli.message import complain
from translator.cli.options import Told, chosen_host_conf
from translator.conf.dialect import DIALECTS, DialectName
from translator.conf.whose import AUTO, Auto
from translator.ctid import check_ctid
from translator.domain.releases import NEWEST, RELEASES
from translator.errors import MisuseError
from translator.finding import LEVELS
from translator.lint.rule import Host
from translator.sources.host import host_conf_of
from translator.sources.pattern import matching
from translator.sources.read import UnreadableError
from translator.sources.words import is_url
from translator.values.codec import Refused
from translator.values.size import read_size
from translator.wording import shown


class CheckSettings(NamedTuple):
    """All that a look at a file depends on; it travels to worker processes. ``baseline`` is a path, '' for none,
    ``host_conf`` the text of the vz.conf that lies under the confs of the folder.
    """

    choice: Selection
    dialect: DialectName | Auto
    host: Host
    ctid: str | None
    host_conf: str | None
    baseline: str
    fixes: Literal["", "diff", "write"]
    unsafe: bool
    libvirt: str = NEWEST


class Folders:
    """The settings by folder. MisuseError where options or a configuration mean nothing."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self.excluded: tuple[str, ...] = options["exclude"]
        self._levels = _levels(options["levels"])
        self._ctid = _ctid(options["ctid"])
        self._told = Told(quiet=options["quiet"])
        try:
            self._host_conf = chosen_host_conf(options)
        except UnreadableError as error:
            raise MisuseError(str(error)) from None
        self._configs: dict[str, Config] = {}
        self._known: dict[str, CheckSettings] = {}
        self._by_config: dict[str, CheckSettings] = {}
        self._hosts: dict[str, None] = {}
        try:
            self._select = check_codes(options["select"], "--select")
            self._ignore = check_codes(options["ignore"], "--ignore")
            check_patterns(self.excluded, "--exclude")
        except ConfigError as error:
            raise MisuseError(str(error)) from None

    def of(self, folder: str) -> CheckSettings:
        """Return the settings for the files of a folder; '' is the current one."""
        known = self._known.get(folder)
        if known is None:
            try:
                config = self.config(folder)
                # a tree of many folders has few configurations
                known = self._by_config.get(config.folder)
                if known is None:
                    known = self._by_config[config.folder] = self._settings(config)
            except ConfigError as error:
                raise MisuseError(str(error)) from None
            try:
                known = self._known[folder] = self._over_host(known, f"{folder or '.'}/0.conf")
            except UnreadableError as error:
                raise MisuseError(str(error)) from None
        return known

    def beneath(self, settings: CheckSettings, path: str) -> CheckSettings:
        """Return the settings of an archive with the vz.conf in it that lies under one of its files, if any does."""
        folder = os.path.dirname(path)  # noqa: PTH120 - one a file
        if folder not in self._known:
            self._known[folder] = self._over_host(settings, path)
        return self._known[folder]

    def _over_host(self, settings: CheckSettings, path: str) -> CheckSettings:
        """Return the settings over the vz.conf that lies under a file, which is then told; UnreadableError."""
        found = host_conf_of(path, self._host_conf)
        if found is None:
            return settings
        self._hosts.setdefault(found.path)
        return settings._replace(host_conf=self._told.tell(found))

    def leaves_out(self, path: str, *, named: bool) -> bool:
        """Whether ``--exclude`` or the configuration leaves a file out; of one that was ``named`` it is told."""
        config = self.config("" if is_url(path) else os.path.dirname(path))  # noqa: PTH120 - one a file
        if not self.excluded and not config.exclude:
            return False
        by_option = matching(path, self.excluded, "")
        for pattern in chain(by_option, matching(path, config.exclude, config.folder)):
            if named and not self._options["quiet"]:
                complain(f"{path}: excluded by {shown(pattern)}: left out")
            return True
        return False

    def config(self, folder: str) -> Config:
        """Return the configuration that counts for the files of a folder."""
        known = self._configs.get(folder)
        if known is None:
            try:
                known = self._configs[folder] = self._read_config(folder)
            except ConfigError as error:
                raise MisuseError(str(error)) from None
        return known

    def inputs(self) -> Iterator[str]:
        """Yield the configurations and the vz.conf that were read until now, be they named or found."""
        yield from (config.file for config in self._configs.values() if config.file)
        yield from self._hosts

    def baselines(self) -> Iterator[str]:
        """Yield the baselines that count for what was looked at until now, be they named or found."""
        yield from (settings.baseline for settings in self._by_config.values() if settings.baseline)

    def _read_config(self, folder: str) -> Config:
        if self._options["isolated"]:
            return Config()
        if self._options["config"]:
            return read_config(Path(self._options["config"])) or Config()
        return find_config(Path(folder or "."))

    def _settings(self, config: Config) -> CheckSettings:
        options = self._options
        choice = Selection(config, select=self._select, ignore=self._ignore, levels=self._levels)
        if config.dialect and config.dialect not in (*DIALECTS, AUTO):
            raise ConfigError(f"dialect '{config.dialect}' is none; expected {', '.join((*DIALECTS, AUTO))}")
        if config.libvirt and config.libvirt not in RELEASES:
            raise ConfigError(f"libvirt '{config.libvirt}' is none; expected {', '.join(RELEASES)}")
        host = Host(
            _size("--host-ram", options["host_ram"] or config.host_ram),
            _size("--host-swap", options["host_swap"] or config.host_swap),
            devices=_devices() if options["host_devices"] else None,
        )
        baseline = options["baseline"] or (config.baseline and os.path.join(config.folder, config.baseline))  # noqa: PTH118
        return CheckSettings(
            choice,
            options["dialect"] or config.dialect or "vzctl",
            host,
            self._ctid,
            None,
            baseline or "",
            "diff" if options["diff"] else "write" if options["fix"] or options["unsafe_fixes"] else "",
            options["unsafe_fixes"],
            options["libvirt"] or config.libvirt or NEWEST,
        )


def described(folder: str, folders: Folders) -> str:
    """Return what counts for the files of a folder, and where it is said, as lines for people."""
    config, settings = folders.config(folder), folders.of(folder)
    lines = [
        f"{folder or '.'}:",
        f"  configuration: {config.file or 'none'}",
        *(f"  {name}: {text}" for name, text in settings.choice.described()),
        f"  exclude: {_listed((*folders.excluded, *config.exclude))}",
        f"  dialect: {settings.dialect}",
        f"  libvirt: {settings.libvirt}",
        f"  host-conf: {'none' if settings.host_conf is None else 'one'}",
        f"  host-ram: {'unknown' if settings.host.ram is None else settings.host.ram}",
        f"  host-swap: {'unknown' if settings.host.swap is None else settings.host.swap}",
        f"  host-devices: {'unknown' if settings.host.devices is None else 'of this machine'}",
        f"  baseline: {settings.baseline or 'none'}",
    ]
    return "".join(f"{line}\n" for line in lines)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "none"


def _levels(given: Iterable[str]) -> dict[str, str]:
    levels = {}
    for each in given:
        code, equals, level = each.partition("=")
        if not equals or level not in (*LEVELS, "off"):
            raise MisuseError(f"--level {each}: expected CODE=error, warning, info or off")
        try:
            [known] = check_codes([code], "--level")
        except ConfigError as error:
            raise MisuseError(str(error)) from None
        levels[known] = level
    return levels


def _ctid(given: str | None) -> str | None:
    try:
        return None if given is None else check_ctid(given)
    except ValueError as error:
        raise MisuseError(f"--ctid: {error}") from None


def _size(option: str, text: str | None) -> int | None:
    """Return bytes: a number with one of the suffixes of vzctl, K, M, G or T."""
    if text is None:
        return None
    try:
        size = -1 if text.lstrip(C_BLANKS).startswith("-") else read_size(text, 1, "TGMKB")
    except Refused:
        size = -1
    if size < 0:
        raise MisuseError(f"{option} {text}: expected bytes, or a number with K, M, G or T")
    return size


def _devices() -> frozenset[str]:
    """Return the devices below /dev, loop devices left out: vzctl refuses them."""
    found = set()
    for folder, _, names in os.walk("/dev"):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 - as many as there are devices
            if not name.startswith("loop"):
                found.add(os.path.relpath(path, "/dev"))
    return frozenset(found)
