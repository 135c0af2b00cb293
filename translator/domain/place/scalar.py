"""How is a single value read, printed and updated: a text, a number, an amount of memory?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from translator.domain.graft import set_text
from translator.domain.place import Place
from translator.domain.reader import IMPLIED, Reader, content, scaled
from translator.domain.text import escape
from translator.domain.view import View
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.side import Side

_NUMBER = re.compile(r"-?[0-9]{1,19}").fullmatch
#: Bytes that no place of libvirt's has room for.
_TOO_MANY = 2**64


class Unread(Exception):  # noqa: N818 - a verdict about a document, not a fault of ours
    """An element that holds no value of its kind; the text says why."""


class ScalarKind(NamedTuple):
    """How an element's text is a value: ``read`` returns None where it says nothing, and raises Unread; ``write`` gives
    the text of a value, escaped.

    ``unit`` is the one that numbers are printed in. ``empty`` stands for an element that says all by being there.
    """

    read: Callable[[Element], Any]
    write: Callable[[Any], str] = str
    unit: str = ""
    empty: bool = False


def _number(element: Element) -> int:
    text = content(element)
    if _NUMBER(text) is None:
        raise Unread(f"{shown(text)} is no whole number")
    return int(text)


def _kib(element: Element) -> int:
    number = scaled(element, 1024)
    if number is None or number >= _TOO_MANY:
        what = "no amount of memory" if number is None else "more memory than libvirt can say"
        raise Unread(f"{shown(content(element))} with unit {shown(element.get('unit', 'KiB'))} is {what}")
    return -(-number // 1024)


#: A text as it stands; an empty one is none to libvirt (virXPathString).
TEXT = ScalarKind(lambda element: content(element) or None, escape)
#: A whole number, which may be negative.
NUMBER = ScalarKind(_number)
#: An amount of memory in KiB, in any of libvirt's units.
KIB = ScalarKind(_kib, unit="KiB")
#: True where the element is there.
FLAG = ScalarKind(lambda _: True, lambda _: "", empty=True)
_UNIT = frozenset(("unit",))
_NONE = frozenset[str]()


class Scalar(Place):
    """An element whose text is one value: ``Scalar("cputune/shares", NUMBER)``."""

    def __init__(self, path: str, kind: ScalarKind) -> None:
        super().__init__(path, path)
        self.kind = kind
        self._value, self._text = kind.read, kind.write
        self.attributes = _UNIT if kind.unit else _NONE
        unit = f" unit='{kind.unit}'" if kind.unit else ""
        self._head = f"{self.indent}<{self.tag}{unit}{'/>' if kind.empty else '>'}"
        self._tail = "\n" if kind.empty else f"</{self.tag}>\n"

    def read(self, reader: Reader, element: Element) -> None:
        """Read the value; an element that has none is dropped."""
        path = self.path
        try:
            value = self._value(element)
        except Unread as problem:
            reader.drop(element, path, str(problem))
            return
        if value is not None:
            reader.view[path] = value
        reader.take(element, path, IMPLIED if value is None else path)
        reader.leaf(element, path, self.attributes)

    def write(self, value: Any, view: View) -> str:
        """Return the element's line."""
        return f"{self._head}{self._text(value)}{self._tail}"

    def update(self, base: Side, before: Side | None, after: Side, name: str) -> None:
        """Have the text of the element, and the unit that it is in, be those of ``after``."""
        for element, model in base.pairs(self.path, after):
            self.update_text(base, element, model)

    def update_text(self, base: Side, element: Element, model: Element) -> None:
        """Write the text of one element."""
        set_text(element, model.text)
        if (unit := model.get("unit")) is not None:
            element.set("unit", unit)


def update_attribute(base: Side, after: Side, name: str) -> None:
    """Have an attribute, ``path/@name``, be that of ``after``."""
    path, _, attribute = name.partition("/@")
    for element, model in base.pairs(path, after):
        value = model.get(attribute)
        if value is None:
            element.attrib.pop(attribute, None)
            continue
        element.set(attribute, value)
        if element.get("placement") == "auto":
            # a list is not heeded, or not even allowed, where libvirt is to choose
            element.set("placement", "static")
