"""By what is a finding known again, when lines above it have come or gone?"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from translator.characters import trim
from translator.finding import Finding, lines_of

#: Lines up to which the text itself is taken.
_LONG = 4096


def fingerprint(finding: Finding, text: str | None) -> str:
    """Return what a finding is known by, as 16 hexadecimal digits: its code, its parameter and the text of its line."""
    line = ""
    if text is not None:
        lines = lines_of(text)
        line = _short(lines[finding.line - 1]) if finding.line <= len(lines) else ""
    known = "\0".join((finding.code, finding.parameter or "", line))
    return hashlib.sha256(known.encode("utf-8", "surrogateescape")).hexdigest()[:16]


@lru_cache(1)  # thousands of findings may be about one line
def _short(line: str) -> str:
    """Return a line without the blanks around it, or what stands for a long one."""
    line = trim(line)
    return line if len(line) <= _LONG else hashlib.sha256(line.encode("utf-8", "surrogateescape")).hexdigest()
