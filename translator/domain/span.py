"""Where in the text does an element or an attribute stand? At a line and a column, found by a scan.

lxml knows the line on which a start tag ends, and no column. A scan of the text of a document that is known to be
well-formed, and to have no DTD, gives both exactly. It is for documents with findings only: it costs a few times what
parsing did.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

from lxml import etree

#: What starts with ``<`` in such a document; group 1 is a start tag's name. Possessive, so that it cannot backtrack.
TAG = re.compile(
    r"""<!--.*?--> | <!\[CDATA\[.*?\]\]> | <\?.*?\?> | <([^ \t\r\n/>!?]++)(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""",
    re.S | re.X,
)
_ATTRIBUTE = re.compile(r"""[ \t\r\n]([^ \t\r\n=]+)[ \t\r\n]*=[ \t\r\n]*("[^"]*"|'[^']*')""")
_START = re.compile(r"<[^ \t\r\n/>]+")
_ROOT = re.compile(r"<[^ \t\r\n/>!?]+")
_STRAY = re.compile(r"[ \t\r\n]*+([^< \t\r\n][^<\n]*)")


class Span(NamedTuple):
    """A stretch of text: line and column from 1, ``width`` in characters within the line."""

    line: int
    column: int
    width: int = 1


class Paths:
    """The paths of a parsed document's elements, each step with a number where siblings share its name.

    They are those of libxml2, which counts all siblings anew for each element.
    """

    def __init__(self) -> None:
        self._steps: dict[etree._Element | None, dict[etree._Element, str]] = {}

    def of(self, element: etree._Element) -> str:
        """Return the path of an element, such as ``/domain/devices/interface[2]/ip``."""
        steps = []
        each: etree._Element | None = element
        while each is not None:
            parent = each.getparent()
            if parent not in self._steps:
                self._steps[parent] = _steps([each] if parent is None else list(parent.iterchildren("*")))
            steps.append(self._steps[parent][each])
            each = parent
        return "/".join(("", *reversed(steps)))


def _steps(siblings: list[etree._Element]) -> dict[etree._Element, str]:
    """Return the last step of each element's path."""
    keys = [(etree.QName(each), each.prefix) for each in siblings]
    # in a default namespace every sibling counts: XPath 1.0 can name none of them
    named = [f"{prefix}:{name.localname}" if prefix else name.localname for name, prefix in keys]
    known = [(text, bool(name.namespace)) for text, (name, _) in zip(named, keys, strict=True)]
    totals = Counter(known)
    seen: Counter[tuple[str, bool]] = Counter()
    steps = {}
    for at, (element, text, key, (name, prefix)) in enumerate(zip(siblings, named, known, keys, strict=True), 1):
        seen[key] += 1
        number, several = (at, len(siblings)) if name.namespace and not prefix else (seen[key], totals[key])
        steps[element] = f"{text}[{number}]" if several > 1 else text
    return steps


def root_span(text: str) -> Span:
    """Return the span of the root's name in its start tag: what :class:`Spans` says, without all the others."""
    name = _ROOT.match(text)
    if name is not None:  # most documents begin with it
        return Span(1, 1, name.end())
    start = next(match.start() for match in TAG.finditer(text) if match[1])
    name = _START.match(text, start)
    begin = text.rfind("\n", 0, start) + 1
    return Span(text.count("\n", 0, start) + 1, start - begin + 1, name.end() - start if name else 1)


class Spans:
    """The spans of a parsed document's elements in the text it was parsed from."""

    def __init__(self, text: str, root: etree._Element) -> None:
        self._text = text
        self.paths = Paths()
        self._lines = [0]
        self._lines.extend(match.end() for match in re.finditer("\n", text))
        spans = [match.span() for match in TAG.finditer(text) if match[1]]
        # Holding on to the elements keeps lxml from making new proxies for them.
        self._spans = dict(zip(root.getroottree().getroot().iter("*"), spans, strict=True))
        self._attributes: dict[etree._Element, dict[tuple[str, bool], tuple[int, int]]] = {}

    def element(self, element: etree._Element) -> Span:
        """Return the span of an element's name in its start tag, the ``<`` included."""
        start, end = self._spans[element]
        name = _START.match(self._text, start, end)
        return self._span(start, name.end() - start if name else 1)

    def attribute(self, element: etree._Element, name: str) -> Span:
        """Return the span of ``name='value'``, or of the element when it has no such attribute.

        ``name`` is as lxml gives it, ``{namespace}local`` or ``local``.
        """
        if element not in self._attributes:
            self._attributes[element] = self._find_attributes(element)
        start, end = self._attributes[element].get((name.rpartition("}")[2], "}" in name), (0, 0))
        return self._span(start, end - start) if end else self.element(element)

    def _find_attributes(self, element: etree._Element) -> dict[tuple[str, bool], tuple[int, int]]:
        """Return where each attribute stands, by its local name and whether it has a prefix; the first of a name."""
        found: dict[tuple[str, bool], tuple[int, int]] = {}
        for match in _ATTRIBUTE.finditer(self._text, *self._spans[element]):
            found.setdefault((match[1].rpartition(":")[2], ":" in match[1]), (match.start(1), match.end()))
        return found

    def stray(self, element: etree._Element) -> Span:
        """Return the span of the first text between an element's children, if it follows the start tag."""
        _, end = self._spans[element]
        text = _STRAY.match(self._text, end)
        return self._span(text.start(1), text.end() - text.start(1)) if text else self.element(element)

    def _span(self, start: int, width: int) -> Span:
        line = bisect_right(self._lines, start)
        begin = self._lines[line - 1]
        end = self._lines[line] - 1 if line < len(self._lines) else len(self._text)
        return Span(line, start - begin + 1, max(1, min(width, end - start)))
