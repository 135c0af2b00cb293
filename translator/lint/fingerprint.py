"""By what is a finding known again, when lines above it have come or gone?"""

from __future__ import annotations

import hashlib

from translator.finding import Finding, lines_of


def fingerprint(finding: Finding, text: str | None) -> str:
    """Return what a finding is known by, as 16 hexadecimal digits: its code, its parameter and the text of its line."""
    line = ""
    if text is not None:
        lines = lines_of(text)
        line = lines[finding.line - 1].strip() if finding.line <= len(lines) else ""
    known = "\0".join((finding.code, finding.parameter or "", line))
    return hashlib.sha256(known.encode("utf-8", "surrogateescape")).hexdigest()[:16]
