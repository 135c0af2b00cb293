"""How are findings shown to a person?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from translator.finding import Finding, excerpt

_COLOUR = {"error": "31", "warning": "33", "info": "36"}


def coloured(stream: object = None) -> bool:
    """Whether a stream gets colours: only a terminal, and not with NO_COLOR."""
    stream = sys.stderr if stream is None else stream
    return not os.environ.get("NO_COLOR") and bool(getattr(stream, "isatty", lambda: False)())


def render(finding: Finding, text: str | None, *, colour: bool) -> str:
    """Return one finding with the line it speaks of and a marker."""
    head = f"{finding.path or '-'}:{finding.line}:{finding.column}: "
    code = finding.code
    if colour:
        head, code = f"\x1b[1m{head}\x1b[0m", f"\x1b[{_COLOUR[finding.level]}m{code}\x1b[0m"
    lines = f"{head}{code} {finding.message}\n"
    shown = excerpt(text, finding) if text is not None else ""
    return lines + (shown + "\n" if shown else "")


def tell(findings: Iterable[Finding], text: str | None = None) -> None:
    """Print findings on standard error."""
    colour = coloured()
    sys.stderr.write("".join(render(finding, text, colour=colour) for finding in findings))


def complain(message: str) -> None:
    """Print one line of our own on standard error."""
    sys.stderr.write(f"vzvirt: {message}\n")
