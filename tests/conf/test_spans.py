"""Where does a value stand in its line, whatever character it ends with, and where an item of it? Which characters
around it does a reader take away? And in which order are complaints?
"""

from __future__ import annotations

import string

import pytest

from translator.conf.dialect import dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.spots import Spots
from translator.conf.tree import Assignment, value_span


@pytest.mark.parametrize("last", [each for each in string.printable if each not in "\"#'\\" + string.whitespace])
@pytest.mark.parametrize("line", ["X={}\n", 'X="{}"\n', "X={}", 'X="{}"\r\n', "X={} \t\n"])
def test_the_span_of_a_value_is_the_value(last: str, line: str) -> None:
    raw = line.format(f"a{last}")
    _, leaf = parse(f"#\n{raw}", dialect_named("vzctl"))
    column, width = value_span(leaf)
    assert raw[column - 1 : column - 1 + width] == f"a{last}"


@pytest.mark.parametrize("dialect", ["vzctl", "libvzctl", "libvirt"])
def test_complaints_are_in_the_order_of_their_lines(dialect: str) -> None:
    again = 'CPUS="x"\nNUMPROC="5"\nNUMPROC="y"\nONBOOT="z"\nCPUS="y"\nNAME="a"\nNAME="a"\n'
    text = f'{again}QUOTATIME="w"\nONBOOT="v"\nU="1"\n'
    reader = dialect_named(dialect)
    places = [problem.at for problem in settle(parse(text, reader), reader).problems]
    assert places == sorted(places)
    assert len(places) > 1


#: What each reader takes away, or takes for something else, at the end of a bare value.
TAKEN = {"vzctl": "\"'\\#", "libvzctl": "\"'\\#", "libvirt": '"'}


@pytest.mark.parametrize(("dialect", "taken"), TAKEN.items())
@pytest.mark.parametrize("end", ["\n", "\r\n", " \t\n", ""])
def test_nothing_else_around_a_value_is_taken_away(dialect: str, taken: str, end: str) -> None:
    for each in string.printable:
        if each not in taken + string.whitespace:
            leaf = parse(f"#\nNAME={each}a b{each}{end}", dialect_named(dialect))[1]
            assert isinstance(leaf, Assignment)
            assert (leaf.name, leaf.text.rstrip()) == ("NAME", f"{each}a b{each}")


@pytest.mark.parametrize(
    ("value", "item", "offset", "span"),
    [
        ("ab b ab", "b", -1, (9, 1)),
        ("ab b ab", "b", 1, (7, 1)),
        ("ab b ab", "b", 0, (9, 1)),
        ("ab cb", "b", -1, (7, 1)),
        ("ab b", "b", -1, (9, 1)),
        ("ab cb", "ab cb", -1, (6, 5)),
        ("ab cb", "", -1, (6, 5)),
        ("ab cb", "d", -1, (6, 5)),
        ("xab ab", "ab", -1, (10, 2)),
    ],
)
def test_an_item_is_found_whole_before_it_is_found_within_another(
    value: str, item: str, offset: int, span: tuple[int, int]
) -> None:
    (leaf,) = parse(f'BOX="{value}"\n', dialect_named("vzctl"))
    assert Spots(leaf).of(item, offset) == span
