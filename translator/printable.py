"""How does text out of a file look to a person, so that it steers no terminal?"""

from __future__ import annotations

from translator.finding import Finding


def printable(text: str, keep: str = "") -> str:
    """Return the text with what no terminal shows escaped, but for ``keep``.

    A byte that is no UTF-8 becomes a backslash, x and its two digits.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    code = ord(char)
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else char.encode("unicode_escape").decode("ascii")


def printable_finding(finding: Finding) -> Finding:
    """Return a finding whose path and message are for people."""
    path, message = finding.path, finding.message
    if message.isprintable() and (path is None or path.isprintable()):
        return finding
    return finding._replace(path=path and printable(path), message=printable(message))
