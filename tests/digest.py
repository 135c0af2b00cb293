"""What does a document say apart from its digest, which knows of each change of its conf?"""

from __future__ import annotations

import re

_DIGEST = re.compile(r""" digest=(?:'[^'<>]*'|"[^"<>]*")(?=[ />])""")


def undigested(document: str) -> str:
    """Return a document whose residue knows of no conf that it came from, as those of vzvirt 0.1 do."""
    return _DIGEST.sub("", document)
