"""What does a shell make of one line, when a script sources the file?

Only what differs between shells and conf readers is modelled: quoting, escapes, expansions, comments, and the
characters that end a word. Sources: POSIX shell grammar, observed with dash and bash (facts: ve-conf.md 2.4).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ENDS_WORD = " \t"
_OPERATORS = "&;|<>()"
_EXPANDS = re.compile(r"\$[A-Za-z_{(0-9@*#?$!-]|`")
_EXPORT = re.compile(r"(?:export|declare|typeset|readonly)[ \t]+(?=[A-Za-z_])")


class ShellView(NamedTuple):
    """``name`` and ``text`` of the variable set (None for none); ``trouble`` says in words what else happens."""

    name: str | None
    text: str | None
    trouble: str = ""


def shell_view(raw: str) -> ShellView:
    """Return what sourcing this one line does; quotes that stay open run on into the next lines."""
    line = raw.rstrip("\n").replace("\0", "").lstrip(" \t")
    export = _EXPORT.match(line)
    rest = line[export.end() :] if export else line
    if not rest.strip(" \t\r") or rest.startswith("#"):
        return ShellView(None, None)
    name = _NAME.match(rest)
    if name is None or rest[name.end() : name.end() + 1] != "=":
        return ShellView(None, None, "is an error")
    return _word(name[0], rest[name.end() + 1 :])


def _word(name: str, rest: str) -> ShellView:
    text: list[str] = []
    trouble = ""
    at, quote = 0, ""
    while at < len(rest):
        char = rest[at]
        if quote == "'":
            if char == "'":
                quote = ""
            else:
                text.append(char)
        elif char == "\\":
            following = rest[at + 1 : at + 2]
            if not following:
                trouble = "is joined with the next line"
            elif quote and following not in '$`"\\':
                text.append(char + following)
            else:
                text.append(following)
            at += 1
        elif char in ("$", "`") and _EXPANDS.match(rest, at):
            trouble = trouble or ("is executed" if rest[at : at + 2] == "$(" or char == "`" else "is expanded")
            text.append(char)
        elif char == '"':
            quote = "" if quote else '"'
        elif quote:
            text.append(char)
        elif char == "'":
            quote = "'"
        elif char in _ENDS_WORD:
            return _after(name, "".join(text), rest[at:], trouble)
        elif char in _OPERATORS:
            if char in "();" and char != ";":
                return ShellView(name, None, "is an error")
            return _after(name, "".join(text), rest[at:], trouble)
        elif char == "~" and not text and at == 0:
            trouble = "is expanded"
            text.append(char)
        else:
            text.append(char)
        at += 1
    if quote:
        return ShellView(None, None, "runs on into the next lines")
    return ShellView(name, "".join(text), trouble)


def _after(name: str, text: str, rest: str, trouble: str) -> ShellView:
    """Return what the rest of a line behind the first word means for the variable."""
    after = rest.lstrip(_ENDS_WORD)
    if not after or (after[0] == "#" and rest[0] in _ENDS_WORD):
        return ShellView(name, text, trouble)
    if after[0] == ";":
        return ShellView(name, text, "sets more than one variable or runs commands")
    if _NAME.match(after) and re.match(r"[A-Za-z_][A-Za-z0-9_]*=", after):
        return ShellView(name, text, "sets more than one variable or runs commands")
    return ShellView(None, None, "runs a command and leaves it unset" if after.strip("\r") else "is an error")
