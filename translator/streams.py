"""What if a standard stream is closed, full, or has nobody at its other end?

A closed one is opened as what cannot be read or written, so that no file of ours gets its number, and the error is the
system's own. An error of standard output names it. What standard error does not take is lost: that changes neither the
work nor the exit code. A character that the locale has no bytes for is escaped: of text for people, that is no error.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from typing import Any, NoReturn

OUTPUT = "standard output"


class ReaderGone(Exception):  # noqa: N818 - no error: nobody wants more of our output
    """What is written to standard output goes to nobody, as in ``| head``."""


class _Output(io.FileIO):
    """Standard output, whose errors say so."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise ReaderGone from None
        except OSError as error:
            raise OSError(error.errno, error.strerror, OUTPUT) from None


class _Error(io.FileIO):
    """Standard error, which has no errors."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError:
            return len(data)


def prepare() -> None:
    """Put the standard streams into a state that the rest can rely on."""
    if sys.stdin is None:
        _occupy(0, os.O_WRONLY)
        sys.stdin = open(0, encoding="utf-8", errors="surrogateescape")  # noqa: SIM115
    sys.stdout = _stream(1, sys.stdout, _Output)
    sys.stderr = _stream(2, sys.stderr, _Error)


def leave(code: object) -> NoReturn:
    """End this process at once: Python takes a tenth of a short command's time to forget what was imported."""
    if isinstance(code, int):
        try:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        except (OSError, ReaderGone):
            pass  # Python tells of what could not be written
    sys.exit(code)  # type: ignore[arg-type] # None or a text, as Python takes it


def _occupy(number: int, flags: int) -> None:
    handle = os.open(os.devnull, flags)
    if handle != number:
        os.dup2(handle, number)
        os.close(handle)


def _stream(number: int, old: Any, kind: type[io.FileIO]) -> io.TextIOWrapper:
    if old is None:
        _occupy(number, os.O_RDONLY)
    encoding = old.encoding if old else "utf-8"
    bytes_as_they_came = kind is _Output and codecs.lookup(encoding).name == "utf-8"
    return io.TextIOWrapper(
        io.BufferedWriter(kind(number, "w", closefd=False)),
        encoding=encoding,
        errors="surrogateescape" if bytes_as_they_came else "backslashreplace",
        newline="\n",
        # with PYTHONUNBUFFERED it is the old stream that has no buffer below it
        line_buffering=old is not None and (old.line_buffering or old.write_through),
    )
