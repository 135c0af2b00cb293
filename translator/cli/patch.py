"""How is a change of a file printed, so that patch(1) makes it, byte for byte?"""

from __future__ import annotations

from difflib import unified_diff

_NO_END = "\n\\ No newline at end of file\n"
_SHORT = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def diff_text(path: str, before: str, after: str) -> str:
    """Return a unified diff of two texts of one file; '' where they are the same.

    Lines end at line feeds alone, as they do for patch: a carriage return, a form feed or U+2028 is within one.
    """
    changes = unified_diff(_lines(before), _lines(after), _name(path), _name(path))
    return "".join(line if line.endswith("\n") else line + _NO_END for line in changes)


def _lines(text: str) -> list[str]:
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def _name(path: str) -> str:
    """Return a file's name as diff writes it and patch reads it: quoted as in C, or with a tab behind its blanks."""
    if path == path.strip() and not any(char < " " or char in '"\\\x7f' for char in path):
        return f"{path}\t" if " " in path else path
    return '"' + "".join(map(_quoted, path)) + '"'


def _quoted(char: str) -> str:
    code = ord(char)
    if code in _SHORT:
        return f"\\{_SHORT[code]}"
    return f"\\{code:03o}" if code < 32 or code == 127 else char
