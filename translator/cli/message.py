"""How are findings shown to a person?"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from translator.few import Further, few
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


def tell(findings: Sequence[Finding], text: str | None = None) -> None:
    """Print findings on standard error; of a rule with very many the first, and their number."""
    colour = coloured()
    for each in few(findings):
        if isinstance(each, Further):
            sys.stderr.write(f"{printable(str(each))}: vzvirt check --format json has what check finds of it\n")
        else:
            sys.stderr.write(render(printable_finding(each), text, colour=colour))


def on_terminal(text: str) -> str:
    """Return text for standard output: as it is for programs, without what would steer a terminal on one."""
    return printable(text, keep="\n\t") if sys.stdout.isatty() else text


def complain(message: str) -> None:
    """Print one line of our own on standard error."""
    sys.stderr.write(f"vzvirt: {printable(message)}\n")
