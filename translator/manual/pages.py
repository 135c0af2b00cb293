"""Which pages has the manual? Files of Markdown beside this package; ``index.md`` has their order.

A page opens with the commands that it is about, in a comment, its title, and one sentence for the index.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

#: The page that lists the others.
INDEX = "index"
_LINK = re.compile(r"^\| \[([a-z0-9-]+)\]\(\1\.md\) \|", re.MULTILINE)
_HEAD = re.compile(r"(?:<!-- commands: ([a-z, ]+) -->\n)?# ([^\n]+)\n\n([^\n]+)\n")


class Page(NamedTuple):
    """A page: its ``topic``, which is its file's name, its ``title``, its ``summary`` in one line, the ``commands``
    that it is about, and its whole ``text``. Summary and text are Markdown.
    """

    topic: str
    title: str
    summary: str
    commands: tuple[str, ...]
    text: str

    @property
    def line(self) -> str:
        """The summary without marks."""
        return self.summary.replace("`", "")


def page(topic: str) -> Page:
    """Return the page of a topic. KeyError for a word that is none."""
    if topic not in (INDEX, *topics()):
        raise KeyError(topic)
    text = _text(topic)
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"{topic}.md does not open with its commands, a title and a sentence")
    commands, title, summary = head.groups()
    return Page(topic, title, summary, tuple((commands or "").split(", ")) if commands else (), text)


@cache
def topics() -> tuple[str, ...]:
    """Return the topics in the order of the index."""
    return tuple(_LINK.findall(_text(INDEX)))


def pages() -> list[Page]:
    """Return all pages but the index, in its order."""
    return [page(topic) for topic in topics()]


def pages_about(command: str) -> list[Page]:
    """Return the pages that are about a command."""
    return [each for each in pages() if command in each.commands]


def _text(topic: str) -> str:
    return (files("translator") / "docs" / f"{topic}.md").read_text(encoding="utf-8")
