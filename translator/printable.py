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


#: What a person is shown of a message with a long value in it: how it starts, and its end, which says what is expected.
_START, _END = 400, 150


def printable_message(text: str) -> str:
    """Return a message for people; the middle of a long one, which is the value that it is about, is left out."""
    text = printable(text)
    left_out = len(text) - _START - _END
    return text if left_out <= _END else f"{text[:_START]} ... {left_out:,} characters ... {text[-_END:]}"


def printable_finding(finding: Finding) -> Finding:
    """Return a finding whose path and message are for people."""
    path = finding.path
    said = path if path is None else printable(path)
    message = printable_message(finding.message)
    return finding if (said, message) == (path, finding.message) else finding._replace(path=said, message=message)
