"""How does an edited document keep the spelling of what was not edited: its quotes, entities and line ends?

lxml knows what a document says, not how: it writes double quotes and its own entities. What an element says in its
start tag and in the text after it is taken from the base as it stood there, wherever it still says the same.
"""

from __future__ import annotations

import re

from lxml import etree

from translator.domain.span import TAG

_NAME = re.compile(r"<([^ \t\r\n/>]+)")
_DOUBLE = re.compile(r'="([^"]*)"')


class Spelling:
    """The text of each element of ``root``, which was parsed from ``text``, before anything is edited."""

    def __init__(self, text: str, root: etree._Element) -> None:
        self._crlf = "\r\n" in text and not re.search(r"(?<!\r)\n", text)
        tags = _tags(text)
        elements = list(root.getroottree().getroot().iter("*"))
        # Holding on to the elements keeps lxml from making new proxies for them. The last is let go first: for each
        # element of a tree that was taken out, lxml looks from the first on for one that is still held.
        self._known = {
            element: (_said(element), element.text, tag, after, element.text is None and not len(element))
            for element, (tag, after) in reversed(list(zip(elements, tags, strict=True)))
        }
        self._single = sum(tag.count("='") for tag, _ in tags) > sum(tag.count('="') for tag, _ in tags)

    def write(self, root: etree._Element) -> str:
        """Return the text of the edited root."""
        made = etree.tostring(root, encoding="unicode", with_tail=False)
        elements = root.iter("*")
        parts: list[str] = []
        end = 0
        for match in TAG.finditer(made):
            if not match[1]:
                continue
            start, stop = match.span()
            after = made[stop : _next(made, stop)]
            tag, after = self._spell(next(elements), match[0], after)
            parts += [made[end:start], tag, after]
            end = _next(made, stop)
        text = "".join((*parts, made[end:]))
        return text.replace("\n", "\r\n") if self._crlf else text

    def _spell(self, element: etree._Element, tag: str, after: str) -> tuple[str, str]:
        said, text, old_tag, old_after, empty = self._known.get(element, (None, None, "", "", False))
        closed = tag.endswith("/>")
        if said == _said(element) and old_tag.endswith("/>") == closed:
            tag = old_tag
        elif said == _said(element) and closed and empty:
            return f"{old_tag}</{_NAME.match(old_tag)[1]}>".replace("\r\n", "\n"), after  # type: ignore[index]
        elif self._single:
            tag = _DOUBLE.sub(_requote, tag)
        if text == element.text and said is not None and old_after and not tag.endswith("/>"):
            after = old_after
        elif said is None and self._single:
            after = after.replace('"', "&quot;").replace("'", "&apos;")
        return tag.replace("\r\n", "\n"), after.replace("\r\n", "\n")


def _said(element: etree._Element) -> object:
    return element.tag, element.prefix, element.attrib.items(), element.nsmap


def _requote(match: re.Match[str]) -> str:
    value = match[1].replace("'", "&apos;")
    return f"='{value}'"


def _tags(text: str) -> list[tuple[str, str]]:
    """Return each start tag, and the text after it where that has no CDATA section."""
    found = []
    for match in TAG.finditer(text):
        if match[1]:
            stop = match.end()
            end = _next(text, stop)
            found.append((match[0], "" if text.startswith("<![CDATA[", end) else text[stop:end]))
    return found


def _next(text: str, start: int) -> int:
    end = text.find("<", start)
    return len(text) if end < 0 else end
