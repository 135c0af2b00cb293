"""How does text become XML text, and which text cannot?"""

from __future__ import annotations

import re

_SPECIAL = re.compile("[&<>'\"\r]")
_SPECIAL_ATTRIBUTE = re.compile("[&<>'\"\r\n\t]")
_ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "'": "&apos;",
    '"': "&quot;",
    "\r": "&#13;",
    "\n": "&#10;",
    "\t": "&#9;",
}
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_xml(text: str) -> bool:
    """Whether XML 1.0 can hold the text: no NUL, no control characters, no lone surrogates."""
    return (text.isascii() and text.isprintable()) or _NOT_XML.search(text) is None


def is_line(text: str) -> bool:
    """Whether XML 1.0 can hold the text, and schemas that allow any text on one line take it: XSD and RELAX NG let a
    pattern's dot stand for neither line feed nor carriage return.
    """
    return "\n" not in text and "\r" not in text and is_xml(text)


def escape(text: str) -> str:
    """Return the text for an element's content, with libvirt's entities."""
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda match: _ENTITIES[match[0]], text)


def escape_attribute(text: str) -> str:
    """Return the text for an attribute in single quotes; tabs and line ends survive as references."""
    if _SPECIAL_ATTRIBUTE.search(text) is None:
        return text
    return _SPECIAL_ATTRIBUTE.sub(lambda match: _ENTITIES[match[0]], text)


_NOT_PLAIN = re.compile("[^ -$&-~]+")
_PERCENT = re.compile("%u([0-9A-F]{4})|((?:%[0-9A-F]{2})+)")


def to_percent(text: str) -> str:
    """Return any text as printable ASCII: bytes as ``%HH``, and ``%uHHHH`` for surrogates that stand for no byte."""
    return _NOT_PLAIN.sub(_percent_run, text)


def _percent_run(match: re.Match[str]) -> str:
    """Return what stands for characters in a row; bytes that are a letter together are told from that letter."""
    run: str = match[0]
    percent = "".join(map(_to_percent, run))
    if from_percent(percent) == run:
        return percent
    return "".join(f"%u{ord(char):04X}" if "\ud800" <= char <= "\udfff" else _to_percent(char) for char in run)


def _to_percent(char: str) -> str:
    try:
        return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return f"%u{ord(char):04X}"


def from_percent(text: str) -> str:
    """Return what to_percent was given."""
    return _PERCENT.sub(_from_percent, text)


def _from_percent(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return bytes.fromhex(match[2].replace("%", "")).decode("utf-8", "surrogateescape")
