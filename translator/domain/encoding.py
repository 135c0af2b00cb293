"""Is what a document declares of its encoding true of it as a file of ours? Those are UTF-8, whatever they declare.

A text has been decoded by whoever read it, so a declaration says nothing of it and nothing is refused for one. But
another program believes the declaration: it is true where it would read the same text.
"""

from __future__ import annotations

import re

from translator.characters import upper

_DECLARED = re.compile(r"""\ufeff?<\?xml(?=[ \t\r\n])[^>]*?[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*["']([^"'>]*)["']""")
#: What Python can decode and is no encoding of documents.
_NONE = re.compile(r"(?:raw[-_ ]?)?unicode[-_ ].*|idna|punycode|undefined|utf[-_ ]?7|.*sig", re.IGNORECASE | re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")


def declared_encoding(text: str) -> str | None:
    """Return the encoding that a document declares, None where it declares none."""
    match = _DECLARED.match(text)
    return match[1] if match else None


def is_read_by(encoding: str, text: str) -> bool:
    """Whether a program that takes the UTF-8 of a text for another encoding reads the same text."""
    if upper(encoding) == "UTF-8":
        return True
    if _NAME.fullmatch(encoding) is None or _NONE.fullmatch(encoding):
        return False
    try:
        return text.encode().decode(encoding) == text
    except (LookupError, ValueError):  # no such encoding, or none of these bytes
        return False


def declared_truly(text: str) -> str:
    """Return a document that declares UTF-8 where what it declares is not true."""
    match = _DECLARED.match(text)
    if match is None or is_read_by(match[1], text):
        return text
    return f"{text[: match.start(1)]}UTF-8{text[match.end(1) :]}"
