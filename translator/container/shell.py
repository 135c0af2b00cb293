"""How does a shell take a plain script apart: into commands of words, with its variables in their places?

Only what can be known without running anything: quotes, escapes, ``$NAME`` and ``${NAME}``, comments, redirections that
are left out. A word with more than that (a pattern, what a command prints) is one whose text nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

_OPERATOR: Final = re.compile(r"&&|\|\||;;?|\||&(?!>)|[()]")
_REDIRECT: Final = re.compile(r"(?:[0-9]*(?:>>|>&|>|<)|&>>?)[ \t]*")
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_]*"
_VARIABLE: Final = re.compile(rf"\$(?:\{{({_NAME})\}}|({_NAME}))")
_PLAIN: Final = re.compile(r"[^ \t\\'\"$`;&|()<>*?\[\]~{}!#]+")


class Piece(NamedTuple):
    """A piece of a word: its text, or the name of a variable. None of both is what only a shell can know."""

    text: str | None
    variable: str = ""
    quoted: bool = False


class ShellWord(NamedTuple):
    """A word, in pieces."""

    parts: tuple[Piece, ...]

    @property
    def plain(self) -> str:
        """The word as it stands, if nothing in it is quoted or expanded; '' else."""
        return (
            "".join(part.text or "" for part in self.parts)
            if all(not part.quoted and part.text for part in self.parts)
            else ""
        )

    def expanded(self, known: Mapping[str, str | None], most: int) -> str | None:
        """Return the text, with the variables that are ``known``; None where it cannot be told, is several words, or
        longer than ``most``: variables in variables can make gigabytes of a line.
        """
        pieces, left = [], most
        for part in self.parts:
            text = part.text if not part.variable else known.get(part.variable)
            left -= len(text or "")
            if (
                text is None
                or left < 0
                or (part.variable and not part.quoted and re.search(r"[ \t\n*?\[]", text) is not None)
            ):
                return None
            pieces.append(text)
        return "".join(pieces)


class ShellCommand(NamedTuple):
    """The words of one command, and the operator before it: '' at the start of a line, ``;``, ``&&``, ``||``."""

    words: tuple[ShellWord, ...]
    after: str


def commands_of(line: str) -> list[ShellCommand] | None:
    """Return the commands of a line; None for a line with more than plain commands in a row: a pipe, a subshell."""
    commands: list[ShellCommand] = []
    words: list[ShellWord] = []
    at, after = 0, ""
    while at < len(line):
        if line[at] in " \t":
            at += 1
        elif line[at] == "#":
            break
        elif match := _REDIRECT.match(line, at):
            target = _word(line, match.end())
            if target is None:
                return None
            at = target[1]
        elif match := _OPERATOR.match(line, at):
            if match[0] not in (";", "&&", "||"):
                return None
            if words:
                commands.append(ShellCommand(tuple(words), after))
            words, after, at = [], match[0], match.end()
        else:
            found = _word(line, at)
            if found is None:
                return None
            word, at = found
            words.append(word)
    if words:
        commands.append(ShellCommand(tuple(words), after))
    return commands


def _word(line: str, at: int) -> tuple[ShellWord, int] | None:
    """Return the word that starts at a column, and where it ends; None for one without an end, or none at all."""
    parts: list[Piece] = []
    while at < len(line) and line[at] not in " \t;&|()<>":
        sign = line[at]
        if sign == "'":
            end = line.find("'", at + 1)
            if end < 0:
                return None
            parts.append(Piece(line[at + 1 : end], quoted=True))
            at = end + 1
        elif sign == '"':
            inside = _quoted(line, at + 1)
            if inside is None:
                return None
            parts += inside[0] or [Piece("", quoted=True)]
            at = inside[1]
        elif sign == "\\" and at + 1 < len(line):
            parts.append(Piece(line[at + 1], quoted=True))
            at += 2
        elif match := _PLAIN.match(line, at):
            parts.append(Piece(match[0]))
            at = match.end()
        elif match := _VARIABLE.match(line, at):
            parts.append(Piece(None, match[1] or match[2]))
            at = match.end()
        elif sign in "[]!{}#":
            parts.append(Piece(sign))
            at += 1
        else:
            parts.append(Piece(None))
            at += 1
    return (ShellWord(tuple(parts)), at) if parts else None


def _quoted(line: str, at: int) -> tuple[list[Piece], int] | None:
    """Return the pieces between double quotes, and where what follows them begins."""
    parts: list[Piece] = []
    while at < len(line):
        sign = line[at]
        if sign == '"':
            return parts, at + 1
        if sign == "\\" and at + 1 < len(line):
            parts.append(Piece(line[at + 1] if line[at + 1] in '$`"\\' else line[at : at + 2], quoted=True))
            at += 2
        elif match := _VARIABLE.match(line, at):
            parts.append(Piece(None, match[1] or match[2], quoted=True))
            at = match.end()
        elif sign in "$`":
            parts.append(Piece(None, quoted=True))
            at += 1
        else:
            end = next((n for n in range(at, len(line)) if line[n] in '"\\$`'), len(line))
            parts.append(Piece(line[at:end], quoted=True))
            at = end
    return None
