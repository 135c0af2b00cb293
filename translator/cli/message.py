"""How are findings shown to a person?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from translator.finding import Finding, render
from translator.printable import printable, printable_finding


def coloured(stream: object = None, wanted: str = "auto") -> bool:
    """Whether a stream gets colours: as is ``wanted`` (always, never), or else only a terminal that knows them, and any
    stream with FORCE_COLOR; none with NO_COLOR.
    """
    if wanted != "auto":
        return wanted == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    stream = sys.stderr if stream is None else stream
    return os.environ.get("TERM") != "dumb" and bool(getattr(stream, "isatty", lambda: False)())


def tell(findings: Iterable[Finding], text: str | None = None) -> None:
    """Print findings on standard error."""
    colour = coloured()
    sys.stderr.write("".join(render(printable_finding(finding), text, colour=colour) for finding in findings))


def on_terminal(text: str) -> str:
    """Return text for standard output: as it is for programs, without what would steer a terminal on one."""
    return printable(text, keep="\n\t") if sys.stdout.isatty() else text


def complain(message: str) -> None:
    """Print one line of our own on standard error."""
    sys.stderr.write(f"vzvirt: {printable(message)}\n")
