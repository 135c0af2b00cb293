"""Is a text a conf or a domain document, and can it be what the name of its file says?"""

from __future__ import annotations

import re

_OPENS_TAG = re.compile("[\ufeff \t\r\n]*<")
#: How UTF-16 starts when its bytes are taken for UTF-8: by its mark, or by a NUL in every other place.
_UTF16 = re.compile("\udcff\udcfe|\udcfe\udcff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0]")


def is_document(text: str) -> bool:
    """Whether a text is XML rather than a conf: its first character that is no blank opens a tag."""
    return _OPENS_TAG.match(text) is not None


def mismatch(text: str, path: str) -> tuple[str, str] | None:
    """Return the code and the message for a text that is no document although its name ends in .xml, or None.

    Any text is a conf of sorts. But one that is called a document and is none was meant to be another, and so was one
    in UTF-16 on standard input.
    """
    named = path.endswith(".xml")
    if not named and path != "-":
        return None
    if _UTF16.match(text):
        return "XD105", "looks like UTF-16: convert it to UTF-8 first"
    if not named or is_document(text):
        return None
    if not text.strip("\ufeff \t\r\n"):
        return "XD100", "empty: no domain document"
    return "XD100", "no domain document, although its name says so: XML starts with '<'"
