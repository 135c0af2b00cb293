"""How is a page shown as text? Broken to a width; tables in columns where there is room, else a row after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from translator.manual.blocks import Block, Code, Heading, Items, Line, Paragraph, Style, Styled, Table, plain

#: The narrowest column of broken text that reads well.
_NARROWEST = 18
_GAP = 2
#: How many lines a row of three columns and more may have.
_TALLEST = 5
_STYLES: dict[Style, str] = {"code": "1", "strong": "1", "em": "4"}
_WORD = re.compile(r" +|[^ ]+")


def as_text(blocks: Iterable[Block], width: int = 80, *, styled: bool = False) -> str:
    """Return a page as lines of at most ``width`` columns, but for code and words that are longer by themselves.

    ``styled`` makes headings, code and what is strong bold, by the codes that terminals know.
    """
    text = _Text(styled)
    lines: list[str] = []
    for block in blocks:
        if lines:
            lines.append("")
        lines += text.block(block, width)
    return "\n".join(lines) + "\n" if lines else ""


class _Text:
    def __init__(self, styled: bool) -> None:
        self._styled = styled

    def block(self, block: Block, width: int) -> list[str]:
        if isinstance(block, Heading):
            words = plain(block.words)
            return [self._style(words.upper() if block.level == 1 else words, "strong")]
        if isinstance(block, Paragraph):
            return self.broken(block.words, width)
        if isinstance(block, Code):
            return [f"    {line}".rstrip(" ") for line in block.text.rstrip("\n").split("\n")]
        if isinstance(block, Items):
            return self._items(block, width)
        return self._table(block, width)

    def broken(self, words: Line, width: int) -> list[str]:
        """Break words into lines."""
        lines: list[list[Styled]] = [[]]
        length = 0
        for run in _runs(words):
            size = _length(run)
            if lines[-1] and length + 1 + size > width:
                lines.append([])
                length = 0
            if lines[-1]:
                lines[-1].append(Styled(" "))
                length += 1
            lines[-1] += run
            length += size
        return ["".join(self._style(piece.text, piece.style) for piece in line) for line in lines]

    def _items(self, items: Items, width: int) -> list[str]:
        lines: list[str] = []
        for item in items.items:
            inner: list[str] = []
            for block in item:
                inner += self.block(block, width - 2)
            lines += [f"{'  ' if number else '- '}{line}".rstrip(" ") for number, line in enumerate(inner)]
        return lines

    def _table(self, table: Table, width: int) -> list[str]:
        widths = column_widths(table, width)
        if widths is None:
            return self._records(table, width)
        head = [tuple(_heading(piece) for piece in words) for words in table.head]
        rows = [self._row(row, widths) for row in table.rows]
        if len(widths) > 2 and max(map(len, rows), default=0) > _TALLEST:
            return self._records(table, width)
        if any(plain(words) for words in table.head):
            rows.insert(0, self._row(head, widths))
        return [line for row in rows for line in row]

    def _row(self, row: Sequence[Line], widths: Sequence[int]) -> list[str]:
        cells = [self.broken(words, each) if words else [""] for words, each in zip(row, widths, strict=True)]
        lines = []
        for number in range(max(len(cell) for cell in cells)):
            parts = [cell[number] if number < len(cell) else "" for cell in cells]
            padded = [part + " " * (each - _shown(part) + _GAP) for part, each in zip(parts, widths, strict=True)]
            lines.append("".join(padded).rstrip(" "))
        return lines

    def _records(self, table: Table, width: int) -> list[str]:
        """Show a table that has no room: the first cell of each row, and below it the others with their headings."""
        heads = [plain(words) for words in table.head]
        wide = max(len(head) for head in heads[1:])
        lines: list[str] = []
        for first, *others in table.rows:
            lines += self.broken(tuple(Styled(piece.text, "strong") for piece in first), width)
            for head, words in zip(heads[1:], others, strict=True):
                if words:
                    told = self.broken(words, width - wide - 4 - _GAP)
                    lines += [
                        f"    {'' if number else head:{wide}}{' ' * _GAP if wide else ''}{line}"
                        for number, line in enumerate(told)
                    ]
        return lines

    def _style(self, text: str, style: Style) -> str:
        code = _STYLES.get(style)
        return f"\x1b[{code}m{text}\x1b[0m" if self._styled and code and text.strip(" ") else text


def _heading(piece: Styled) -> Styled:
    return Styled(piece.text if piece.style == "code" else piece.text.upper(), "strong")


def _shown(text: str) -> int:
    return len(re.sub(r"\x1b\[[0-9]+m", "", text))


def _length(run: Sequence[Styled]) -> int:
    return sum(len(piece.text) for piece in run)


def _runs(words: Line) -> list[list[Styled]]:
    """Return what no line end may part: words, each of the spans that it is made of."""
    runs: list[list[Styled]] = [[]]
    for piece in words:
        for word in _WORD.findall(piece.text):
            if word.startswith(" "):
                runs.append([])
            else:
                runs[-1].append(Styled(word, piece.style))
    return [run for run in runs if run]


def column_widths(table: Table, width: int) -> list[int] | None:
    """Return the width of each column, None where the width has no room for them side by side."""
    columns = list(zip(table.head, *table.rows, strict=True))
    natural = [max(len(plain(words)) for words in column) for column in columns]
    longest = [max((_length(run) for words in column for run in _runs(words)), default=0) for column in columns]
    room = width - _GAP * (len(columns) - 1)
    if sum(natural) <= room:
        return natural
    least = [min(each, max(words, _NARROWEST)) for each, words in zip(natural, longest, strict=True)]
    if sum(least) > room:
        return None
    while (spare := room - sum(least)) > 0:
        wanting = [number for number, each in enumerate(least) if each < natural[number]]
        for number in wanting:
            least[number] += min(max(1, spare // len(wanting)), natural[number] - least[number], room - sum(least))
    return least
