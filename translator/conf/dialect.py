"""Whose reading rules apply? How each program takes a line apart, and which parameters it knows.

``vzctl`` is vzctl 4.11.1, ``libvzctl`` libvzctl 8.0.90 (OpenVZ 7), ``libvirt`` the OpenVZ driver of libvirt 9.0.0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from translator.conf.tree import Assignment, Comment, Leaf, Opaque
from translator.errors import EditError
from translator.table import ROWS, Row
from translator.values.codec import Codec, byte_length, file_bytes

#: C's isspace() without the line feed that ends a line.
BLANKS = " \t\r\v\f"
#: Texts that every dialect reads back from between double quotes as they are.
_SAFE = re.compile(r"""[^"'#\\\n\0\t]+""")
#: Characters that fit every reader's buffer, whatever their bytes.
_SHORT = 10_000
#: Bytes that libvzctl reads at a time, of a line and of a name.
_LINE_ROOM = 40_959
_NAME_ROOM = 4_095
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
NO_EQUALS = "no '=' on the line"
NO_QUOTE = "the double quote is never closed"
LONG_NAME = "the name is longer than 511 bytes"
LONG_NAME7 = "the name is longer than 4095 bytes"
UNSEEN = "the name does not stand at the start of the line"


DialectName = Literal["vzctl", "libvzctl", "libvirt"]


class Dialect(NamedTuple):
    """A reader of confs.

    ``plain`` matches a line, without its line feed, of the plain form ``NAME="text"``: groups name and text; ``read``
    takes any line apart. ``rows`` are the names it knows; with ``last_wins`` the last of
    several lines counts for every parameter, else each row says which.
    """

    name: DialectName
    plain: re.Pattern[str]
    read: Callable[[str], Leaf]
    rows: Mapping[str, Row]
    last_wins: bool

    def codec(self, row: Row) -> Codec:
        """Return how this reader reads the values of ``row``."""
        own = row.codec if self.name == "vzctl" else row.codec7 if self.name == "libvzctl" else row.codec_libvirt
        return row.codec if own is None else own

    def write(self, name: str, text: str) -> str:
        """Return the line, line feed included, that this reader takes for ``name`` and ``text``.

        EditError when there is none: a line feed or NUL in the text, quoting that this reader cannot undo, or nothing
        at all for libvirt, to which an empty value is none.
        """
        if len(text) <= _SHORT and _SAFE.fullmatch(text):
            return f'{name}="{text}"\n'
        if "\n" not in text and "\0" not in text and (text or self.name != "libvirt"):
            plain = f'{name}="{text}"\n'
            escaped = plain if not ('"' in text or "\\" in text) else f'{name}="{_escape(text)}"\n'
            for line in (escaped, plain):
                leaf = self.read(line)
                if isinstance(leaf, Assignment) and leaf.name == name and leaf.text == text:
                    return line
        raise EditError(f"no line of the {self.name} dialect can hold {name}={text!r}")


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _until_nul(raw: str) -> str:
    return raw[: raw.find("\0")] if "\0" in raw else raw


def read_vzctl(raw: str) -> Leaf:
    """Take one line apart as vzctl 4.11.1 does: backslashes go first, the last quote of the line closes the value."""
    line = _until_nul(raw)
    if "\\" in line:
        line = _ESCAPE.sub(r"\1", line.rstrip("\n"))
    line = line.strip(BLANKS + "\n")
    if not line or line[0] == "#":
        return Comment(raw)
    name, equals, text = line.partition("=")
    if not equals:
        return Opaque(raw, NO_EQUALS)
    if len(name) >= 128 and byte_length(name) >= 512:
        return Opaque(raw, LONG_NAME)
    if text.startswith('"'):
        end = text.rfind('"', 1)
        if end < 0:
            return Opaque(raw, NO_QUOTE, name)
        text = text[1:end]
    return Assignment(raw, name, text)


def read_libvzctl(raw: str) -> Leaf:
    """Take one line apart as libvzctl does: comments are cut, one quote goes at each end whether or not they match.

    Its buffer ends a line of 40960 bytes or more. It takes what follows for a line of its own; here that is no more
    than the rest of this one, which sets nothing.
    """
    line = raw if len(raw) <= _SHORT else file_bytes(raw)[:_LINE_ROOM].decode("utf-8", "surrogateescape")
    line = _until_nul(line)
    if "\\" in line:
        line = _ESCAPE.sub(r"\1", line.rstrip("\n"))
    line = _without_comment(line).strip(BLANKS + "\n")
    if not line:
        return Comment(raw)
    if line[-1] in "\"'":
        line = line[:-1]
    name, equals, text = line.partition("=")
    if not equals:
        return Opaque(raw, NO_EQUALS)
    if len(name) * 4 > _NAME_ROOM and byte_length(name) > _NAME_ROOM:
        return Opaque(raw, LONG_NAME7)
    if text[:1] in ('"', "'"):
        text = text[1:]
    return Assignment(raw, name, text)


def _without_comment(line: str) -> str:
    """Cut a comment: a ``#`` at the start of a word and outside quotes. The other kind of quote is text inside one."""
    if "#" not in line:
        return line
    quote = ""
    for at, char in enumerate(line):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "#" and (at == 0 or line[at - 1] in " \t\r\v\f"):
            return line[:at]
    return line


_LIBVIRT_VALUE = re.compile(r'["\t\n]*([^"\t\n]*)')


def read_libvirt(raw: str) -> Leaf:
    """Take one line apart as libvirt's OpenVZ driver does: a name counts only at column 1, a value ends at quote, tab
    or line feed, and nothing is unescaped. An empty value is no value.
    """
    line = _until_nul(raw)
    if not line.strip(BLANKS + "\n") or line[0] == "#":
        return Comment(raw)
    name, equals, rest = line.partition("=")
    if not equals:
        return Opaque(raw, NO_EQUALS)
    if name.strip(BLANKS) != name:
        return Opaque(raw, UNSEEN)
    match = _LIBVIRT_VALUE.match(rest)
    return Assignment(raw, name, match[1] if match else "")


def _known(*who: str) -> dict[str, Row]:
    index = {}
    for row in ROWS:
        if row.known in who:
            index[row.name] = row
            index.update(dict.fromkeys(row.aliases, row))
            if "7" in who:
                index.update(dict.fromkeys(row.aliases7, row))
    return index


def _plain(value: str) -> re.Pattern[str]:
    return re.compile(rf'([A-Z][A-Z0-9_]{{0,99}})="({value})"')


VZCTL = Dialect("vzctl", _plain(r'[^"\\\n\0]*'), read_vzctl, _known("4", "B"), last_wins=False)
LIBVZCTL = Dialect(
    "libvzctl", _plain(rf"""[^"'#\\\n\0]{{0,{_SHORT}}}"""), read_libvzctl, _known("7", "B"), last_wins=True
)
LIBVIRT = Dialect("libvirt", _plain(r'[^"\t\n\0]*'), read_libvirt, _known("4", "B"), last_wins=True)
_DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (VZCTL, LIBVZCTL, LIBVIRT)}
DIALECTS = tuple(dialect.name for dialect in _DIALECTS.values())


def dialect_named(name: str) -> Dialect:
    """Return the dialect; ValueError for a name that is none."""
    try:
        return _DIALECTS[name]
    except KeyError:
        raise ValueError(f"no dialect {name!r}: one of {', '.join(DIALECTS)}") from None
