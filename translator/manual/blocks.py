"""What is a page made of? Headings, paragraphs, code, lists and tables, out of which text and man pages are printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from markdown_it.token import Token

Style = Literal["", "code", "strong", "em"]


class Styled(NamedTuple):
    """Some words in one style."""

    text: str
    style: Style = ""


Line: TypeAlias = tuple[Styled, ...]


class Heading(NamedTuple):
    """A heading; the page's own title has level 1."""

    level: int
    words: Line


class Paragraph(NamedTuple):
    """Words that are broken into lines where they are shown."""

    words: Line


class Code(NamedTuple):
    """Lines that stay as they are."""

    text: str


class Items(NamedTuple):
    """A list; each item with the blocks in it."""

    items: tuple[tuple[Block, ...], ...]


class Table(NamedTuple):
    """A table: the words above its columns, and its rows."""

    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


Block: TypeAlias = "Heading | Paragraph | Code | Items | Table"


def read_blocks(markdown: str) -> list[Block]:
    """Return what a page is made of. ValueError for what no page of ours has. Comments are no part of it."""
    from markdown_it import MarkdownIt

    return list(_Reader(iter(MarkdownIt("commonmark").enable("table").parse(markdown))).until(""))


def plain(words: Line) -> str:
    """Return words without their styles."""
    return "".join(piece.text for piece in words)


class _Reader:
    """Goes through the tokens of a page once, each block to its end."""

    def __init__(self, tokens: Iterator[Token]) -> None:
        self._tokens = tokens

    def until(self, end: str) -> Iterator[Block]:
        for token in self._tokens:
            if token.type == end:
                return
            if token.type == "heading_open":
                yield Heading(int(token.tag[1:]), self._words("heading_close"))
            elif token.type == "paragraph_open":
                yield Paragraph(self._words("paragraph_close"))
            elif token.type in ("fence", "code_block"):
                yield Code(token.content)
            elif token.type == "bullet_list_open":
                yield Items(tuple(self._items("bullet_list_close")))
            elif token.type == "table_open":
                yield self._table()
            elif token.type != "html_block":
                raise ValueError(f"line {(token.map or [0])[0] + 1}: no page has {token.type}")

    def _items(self, end: str) -> Iterator[tuple[Block, ...]]:
        for token in self._tokens:
            if token.type == end:
                return
            yield tuple(self.until("list_item_close"))

    def _table(self) -> Table:
        rows: list[list[Line]] = []
        for token in self._tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(tuple(_pieces(token)))
        head, *others = (tuple(row) for row in rows)
        return Table(head, tuple(others))

    def _words(self, end: str) -> Line:
        words: list[Styled] = []
        for token in self._tokens:
            if token.type == end:
                break
            words += _pieces(token)
        return tuple(words)


_OPENED: dict[str, Style] = {"strong_open": "strong", "em_open": "em", "strong_close": "", "em_close": ""}


def _pieces(inline: Token) -> Iterator[Styled]:
    style: Style = ""
    target = ""
    for token in inline.children or ():
        if token.type == "text":
            yield Styled(token.content, style)
        elif token.type == "code_inline":
            yield Styled(token.content, "code")
        elif token.type == "softbreak":
            yield Styled(" ", style)
        elif token.type in _OPENED:
            style = _OPENED[token.type]
        elif token.type == "link_open":
            target = str(token.attrGet("href"))
            style = "em"
        elif token.type == "link_close":
            style = ""
            if ":" in target:  # another page is known by its topic, which is what the link says
                yield Styled(f" ({target})", style)
        elif token.type != "html_inline":
            raise ValueError(f"no page has {token.type} in its words")
