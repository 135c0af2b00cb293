"""Is a page of Markdown shown as what it says, whatever the width, and nothing of it left out?"""

from __future__ import annotations

import pytest

from tests.terminal import without_style
from translator.manual.blocks import Code, Heading, Items, Paragraph, Styled, Table, plain, read_blocks
from translator.manual.pages import INDEX, page, topics
from translator.manual.text import as_text, column_widths


def shown(markdown: str, width: int = 40, *, styled: bool = False) -> str:
    return as_text(read_blocks(markdown), width, styled=styled)


def test_a_page_is_made_of_blocks() -> None:
    text = "<!-- a mark -->\n\n# A `b`\n\nC *d* **e** [f](f.md) [g](https://g)\nh.\n\n- i\n- j\n\n  ```sh\n  k\n  ```\n"
    assert read_blocks(text) == [
        Heading(1, (Styled("A "), Styled("b", "code"))),
        Paragraph(
            (
                *(Styled("C "), Styled("d", "em"), Styled(" "), Styled("e", "strong"), Styled(" "), Styled("f", "em")),
                *(Styled(" "), Styled("g", "em"), Styled(" (https://g)"), Styled(" "), Styled("h.")),
            )
        ),
        Items(((Paragraph((Styled("i"),)),), (Paragraph((Styled("j"),)), Code("k\n")))),
    ]


@pytest.mark.parametrize("text", ["1. ordered\n", "> quoted\n", "![image](x.png)\n", "a\n\n---\n", "a  \nb\n"])
def test_what_no_page_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no page has"):
        read_blocks(text)


def test_words_are_broken_and_code_is_not() -> None:
    assert shown("one two `three` four\n\n```sh\none two three four\n\nfive\n```\n", 10) == (
        "one two\nthree four\n\n    one two three four\n\n    five\n"
    )
    assert shown("- one two three\n- four\n", 9) == "- one two\n  three\n- four\n"
    assert shown("(`a`, **b**)\n", 3) == "(a,\nb)\n", "a sign stays at its word"


def test_a_table_has_columns_where_there_is_room() -> None:
    table = "| a | b `c` |\n|---|---|\n| one | two three four five six |\n| `x` | y |\n"
    assert shown(table) == "A    B c\none  two three four five six\nx    y\n"
    assert shown(table, 25) == "A    B c\none  two three four five\n     six\nx    y\n"
    assert (
        shown(table, 12)
        == "one\n    b c  two\n         three\n         four\n         five\n         six\nx\n    b c  y\n"
    )
    assert shown("| | |\n|---|---|\n| a | b |\n") == "a  b\n", "no line for headings that say nothing"


def test_a_table_of_long_rows_is_shown_row_by_row() -> None:
    long = "word " * 60
    table = f"| a | b | c |\n|---|---|---|\n| one | {long} | |\n"
    lines = shown(table, 60).splitlines()
    assert lines[0] == "one"
    assert lines[1].startswith("    b  word word")
    assert not any(line.startswith("    c") for line in lines), "an empty cell is not told"


@pytest.mark.parametrize("topic", [INDEX, *topics()])
@pytest.mark.parametrize("width", [40, 80, 100])
def test_every_word_of_a_page_is_shown(topic: str, width: int) -> None:
    blocks = read_blocks(page(topic).text)
    text = as_text(blocks, width)
    assert without_style(as_text(blocks, width, styled=True)) == text
    words = text.upper().split()
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            assert is_within(plain(block.words).upper().split(), words)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    assert set(plain(cell).upper().split()) <= set(words)
            widths = column_widths(block, width)
            assert widths is None or sum(widths) + 2 * (len(widths) - 1) <= width


def is_within(some: list[str], words: list[str]) -> bool:
    starts = [number for number, word in enumerate(words) if word == some[0]]
    return any(words[start : start + len(some)] == some for start in starts)
