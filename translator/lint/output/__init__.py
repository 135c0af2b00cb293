"""In which formats are findings told? One module a format, imported when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import NamedTuple, cast
from zlib import compress, decompress

from translator.finding import Finding

FORMATS = ("text", "concise", "json", "sarif", "github", "junit", "gitlab")


class Checked(NamedTuple):
    """One file that was checked. ``text`` is None where the file was let go before its findings were made."""

    path: str
    text: str | None
    findings: list[Finding]


#: How many characters wait as they are, before they are packed.
_FRESH = 1 << 20
#: A byte that is no UTF-8 stands in our texts as a lone surrogate, which no JSON may hold.
_LONE = re.compile(r"(?<!\\ud[89ab][0-9a-f]{2})\\udc[89a-f][0-9a-f]")


def dumps(data: object, indent: int | None = None) -> str:
    """Return JSON that strict readers take: a byte that is no UTF-8 becomes the replacement character."""
    from json import dumps as to_json

    return _LONE.sub(r"\\ufffd", to_json(data, indent=indent))


class Failure(NamedTuple):
    """One file that could not be checked: unreadable, or our bug."""

    path: str
    message: str
    bug: bool


class Kept:
    """Text that has to wait for the end, packed: of thousands of findings, one looks much like the next."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._fresh: list[str] = []
        self._size = 0

    def add(self, text: str) -> None:
        """Keep some more."""
        self._fresh.append(text)
        self._size += len(text)
        if self._size > _FRESH:
            self._packed.append(compress("".join(self._fresh).encode("utf-8", "surrogatepass"), 1))
            self._fresh, self._size = [], 0

    def __iter__(self) -> Iterator[str]:
        """Yield it all, in pieces."""
        for each in self._packed:
            yield decompress(each).decode("utf-8", "surrogatepass")
        yield "".join(self._fresh)


class Reporter:
    """A format. Each method gives text to be written at once; what has to wait is kept and comes with ``finish``.

    It comes in pieces, so that the findings of one file, be they a million, are not told a second time in memory.
    """

    def file(self, checked: Checked, /) -> Iterable[str]:
        """Tell the findings of one file."""
        raise NotImplementedError

    def failed(self, failure: Failure, /) -> str:
        """Tell that a file could not be checked."""
        raise NotImplementedError

    def finish(self, files: int, hidden: int = 0, /) -> Iterable[str]:
        """Tell the rest; ``files`` is the number of files that were checked, ``hidden`` that of the findings that a
        baseline knows.
        """
        raise NotImplementedError


def reporter(name: str, *, colour: bool = False) -> Reporter:
    """Return a new reporter of the format."""
    return cast(Reporter, import_module(f"translator.lint.output.{name}").make(colour=colour))
