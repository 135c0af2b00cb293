"""What is a source by its content: a conf, a domain document, another XML, an archive, or something else?"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

_OPENS_TAG = re.compile("[\ufeff \t\r\n]*<")
#: How UTF-16 starts when its bytes are taken for UTF-8: by its mark, or by a NUL in every other place.
_UTF16 = re.compile("\udcff\udcfe|\udcfe\udcff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0]")
_BOM = b"\xef\xbb\xbf"
#: Control characters that no text has: all but the bell, backspace, escape and those that move on, as file(1) has it.
_CONTROLS = bytes(set(range(32)) - set(b"\a\b\t\n\v\f\r\x1b"))
#: Where the root of a document is looked for, in bytes; a longer prolog is of nothing that we know.
_PROLOG = 1 << 16
#: A prolog, and the name of the root.
_ROOT = r"\ufeff?(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*+<(?:[^\s<>/:]+:)?([^\s<>/:!?]+)"
#: Archives and programs by how they begin.
_BEGINNINGS = {
    b"\x1f\x8b": "gzip data",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ\0": "xz data",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"\x89LZO\0\r\n\x1a\n": "lzop data",
    b"PK\x03\x04": "a zip archive",
    b"PK\x05\x06": "a zip archive",
    b"\x7fELF": "an ELF program",
    b"\x89PNG\r\n\x1a\n": "a PNG picture",
}
_STARTS = tuple(_BEGINNINGS)
_PROGRAMS = ("an ELF program", "a PNG picture")

Kind = Literal["conf", "document", "xml", "empty", "archive", "other"]


class Content(NamedTuple):
    """What some bytes are. ``name`` says it to people; for XML it is the name of the root element, '' without one."""

    kind: Kind
    name: str


_CONF = Content("conf", "a conf")


def content_of(data: bytes) -> Content:
    """Return what some bytes are; the beginning of a file is enough for all but the number of its control characters.

    A conf is any text: neither XML nor UTF-16, begun like no archive or program, and with no more control characters
    than lines. So a stray NUL, where vzctl stops reading a line, is that line's affair; a zeroed block or a binary is
    not. Whoever parses takes these too: it is for those who read files to refuse them.
    """
    if data.startswith(_STARTS):
        name = next(name for start, name in _BEGINNINGS.items() if data.startswith(start))
        if name != "bzip2 data" or data[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"):
            return Content("other" if name in _PROGRAMS else "archive", name)
    nul = data.find(b"\0")
    if 0 <= nul < 257 and data[257:262] == b"ustar":
        return Content("archive", "a tar archive")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (0 <= nul < 2 and _UTF16.match(data[:4].decode("latin-1"))):
        return Content("other", "UTF-16")
    text = data.removeprefix(_BOM).lstrip(b" \t\r\n")
    if not text:
        return Content("empty", "empty")
    if text[0] == 0x3C:  # <
        root = re.match(_ROOT, text[:_PROLOG].decode("utf-8", "replace"), re.DOTALL)
        name = root[1] if root else ""
        return Content("document" if name == "domain" else "xml", name)
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > 1 and controls > data.count(b"\n") + 1:
        lines = data.count(b"\n") + 1
        return Content("other", f"binary data, {controls} control characters in {lines} line{'s' * (lines > 1)}")
    return _CONF


def refusal(data: bytes, path: str) -> str | None:
    """Return why the bytes of a file are taken for neither conf nor document; None for those that are.

    A file whose name calls it a document is another question: ``mismatch`` answers it first.
    """
    wrong = mismatch(data.decode("utf-8", "surrogateescape"), path) if path == "-" or path.endswith(".xml") else None
    if wrong:
        return wrong[1]
    content = content_of(data)
    if content.name == "UTF-16":
        return "looks like UTF-16: convert it to UTF-8 first"
    if content.kind == "archive":
        return (
            f"{content.name}, neither a conf nor a document: unpack it; archives are known by their names "
            "(.tar, .tar.gz, .zip and the like)"
        )
    return f"{content.name}, neither a conf nor a document" if content.kind == "other" else None


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
