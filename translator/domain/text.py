"""How does text become XML text, and which text cannot?"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

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
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_xml(text: str) -> bool:
    """Whether XML 1.0 can hold the text: no NUL, no control characters, no lone surrogates."""
    return _NOT_XML.search(text) is None


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


def to_percent(text: str) -> str:
    """Return any text, also bytes that are no UTF-8, as text that XML can hold."""
    return quote(text.encode("utf-8", "surrogateescape"), safe=" !#$&'()*+,/:;=?@[]\"<>^`{|}~")


def from_percent(text: str) -> str:
    """Return what to_percent was given."""
    return unquote(text, encoding="utf-8", errors="surrogateescape")
