"""Where does a value stand in its line, whatever character it ends with? And in which order are complaints?"""

from __future__ import annotations

import string

import pytest

from translator.conf.dialect import dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import value_span


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
