"""In which formats are findings told? One module a format, imported when it is asked for."""

from __future__ import annotations

import re
from importlib import import_module
from json import dumps as to_json
from typing import NamedTuple, cast

from translator.finding import Finding

FORMATS = ("text", "concise", "json", "sarif", "github", "junit", "gitlab")


class Checked(NamedTuple):
    """One file that was checked. ``text`` is None where the file was let go before its findings were made."""

    path: str
    text: str | None
    findings: list[Finding]


#: A byte that is no UTF-8 stands in our texts as a lone surrogate, which no JSON may hold.
_LONE = re.compile(r"(?<!\\ud[89ab][0-9a-f]{2})\\udc[89a-f][0-9a-f]")


def dumps(data: object, indent: int | None = None) -> str:
    """Return JSON that strict readers take: a byte that is no UTF-8 becomes the replacement character."""
    return _LONE.sub(r"\\ufffd", to_json(data, indent=indent))


class Failure(NamedTuple):
    """One file that could not be checked: unreadable, or our bug."""

    path: str
    message: str
    bug: bool


class Reporter:
    """A format. Each method returns text to be written at once; what has to wait is kept and comes with ``finish``."""

    def file(self, checked: Checked, /) -> str:
        """Tell the findings of one file."""
        raise NotImplementedError

    def failed(self, failure: Failure, /) -> str:
        """Tell that a file could not be checked."""
        raise NotImplementedError

    def finish(self, files: int, hidden: int = 0, /) -> str:
        """Tell the rest; ``files`` is the number of files that were checked, ``hidden`` that of the findings that a
        baseline knows.
        """
        raise NotImplementedError


def reporter(name: str, *, colour: bool = False) -> Reporter:
    """Return a new reporter of the format."""
    return cast(Reporter, import_module(f"translator.lint.output.{name}").make(colour=colour))
