"""Which files must what is made not take the place of? What is read for it, and what else is made."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping

import click

#: What tells one file from another: its device and number, or its one path as long as it is not there.
_Identity = tuple[int, int] | str


class Spared:
    """The files that are read, each with what it is to the command."""

    def __init__(self, read: Iterable[tuple[str, str]] = ()) -> None:
        self._read: dict[_Identity, str] = {}
        for what, path in read:
            self.add(what, path)

    def add(self, what: str, path: str | None) -> None:
        """Add a file; '-', a URL, a pipe and None are none."""
        identity = _identity(path)
        if identity is not None:
            self._read.setdefault(identity, what)

    def check(self, places: Mapping[str, str | None], *, but: tuple[str, str] = ("", "")) -> None:
        """UsageError where something goes into one of the files, or two things into one file. ``places`` are paths by
        what goes there. ``but`` is the one thing that may take the place of another.
        """
        taken: dict[_Identity, str] = {}
        for made, path in places.items():
            identity = path if path == "-" else _identity(path)
            if identity is None:
                continue
            what = self._read.get(identity)
            if what is not None and (made, what) != but:
                raise click.UsageError(f"{path} is {what}: {made} would take its place")
            first = taken.setdefault(identity, made)
            if first != made:
                where = "standard output" if path == "-" else path
                raise click.UsageError(f"{where} is where {first} goes: {made} needs a file of its own")


def _identity(path: str | None) -> _Identity | None:
    if not path or path == "-":
        return None
    path = path.removeprefix("file://")
    try:
        status = os.stat(path)  # noqa: PTH116 - of each source
    except (OSError, ValueError):
        return os.path.realpath(path) if "\0" not in path else None
    return (status.st_dev, status.st_ino) if stat.S_ISREG(status.st_mode) else None


__all__ = ["Spared"]
