"""How is a page printed as a man page? In the macros that man, groff and mandoc know (man 7 groff_man)."""

from __future__ import annotations

from collections.abc import Iterable

from translator import __version__
from translator.manual.blocks import Block, Code, Heading, Items, Line, Paragraph, Styled, Table, plain

_FONTS = {"code": "B", "strong": "B", "em": "I"}


def as_man(name: str, section: int, summary: str, blocks: Iterable[Block]) -> str:
    """Return a man page: ``name`` as man knows it, its section of the manual, and what it is in one line."""
    lines = [
        f'.TH {quoted(name.upper())} {section} "" {quoted(f"vzvirt {__version__}")} {quoted("vzvirt")}',
        ".SH NAME",
        f"{escaped(name)} \\- {escaped(summary.rstrip('.'))}",
    ]
    for block in blocks:
        lines += _block(block)
    return "\n".join(lines) + "\n"


def _block(block: Block) -> list[str]:
    if isinstance(block, Heading):
        words = plain(block.words)
        return [f".SH {quoted(words.upper())}" if block.level < 3 else f".SS {quoted(words)}"]
    if isinstance(block, Paragraph):
        return [".PP", words_of(block.words)]
    if isinstance(block, Code):
        return [".PP", ".RS 4", ".EX", *map(_line, block.text.rstrip("\n").split("\n")), ".EE", ".RE"]
    if isinstance(block, Items):
        lines = []
        for first, *others in block.items:
            assert isinstance(first, Paragraph)  # noqa: S101 - our pages open their items with words
            lines += [".IP \\(bu 2", words_of(first.words)]
            for each in others:
                lines += [".RS 2", *_block(each), ".RE"]
        return lines
    return _table(block)


def _table(table: Table) -> list[str]:
    heads = [plain(words) for words in table.head]
    lines = []
    for first, *others in table.rows:
        lines += [".TP", words_of(tuple(Styled(piece.text, "strong") for piece in first) or (Styled(" "),))]
        told = [(head, words) for head, words in zip(heads[1:], others, strict=True) if words]
        if not told:
            lines.append("\\&")
        for number, (head, words) in enumerate(told):
            if number:
                lines.append(".br")
            named = (Styled(f"{head}: ", "em"),) if len(heads) > 2 and head else ()
            lines.append(words_of((*named, *words)))
    return lines


def words_of(words: Line) -> str:
    """Return words on one line, in the fonts of their styles."""
    parts = []
    for piece in words:
        font = _FONTS.get(piece.style)
        text = escaped(piece.text)
        if piece.style == "code":
            text = " ".join(f"\\%{word}" for word in text.split(" "))  # or man would put hyphens into it
        parts.append(f"\\f{font}{text}\\fP" if font else text)
    return _guarded("".join(parts))


def escaped(text: str) -> str:
    """Return text of which nothing is an escape, and each hyphen is the one of a keyboard."""
    return (
        text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("^", "\\(ha")
        .replace("~", "\\(ti")
        .replace('"', "\\(dq")
    )


def quoted(text: str) -> str:
    """Return text as one argument of a macro."""
    return f'"{escaped(text)}"'


def _line(text: str) -> str:
    return _guarded(escaped(text))


def _guarded(line: str) -> str:
    """Keep a line that starts like a request, with a point, from being one."""
    return f"\\&{line}" if line.startswith((".", "'")) else line
