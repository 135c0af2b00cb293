"""Does a conf of plain lines settle the same by the quick way as line by line?"""

from __future__ import annotations

import pytest

from tests.fleet.generate import confs
from translator.conf import settle
from translator.conf.dialect import DIALECTS, VZCTL, dialect_named
from translator.conf.parse import parse


@pytest.mark.parametrize("name", DIALECTS)
def test_both_ways_give_the_same(name: str) -> None:
    dialect = dialect_named(name)
    for kept in (settle._alone(name), settle._reader(name)):
        kept.cache_clear()  # so that both ways share what a line says: it is like itself alone
    plain = 'ONBOOT="yes"\n# a comment\n\nHOSTNAME="web"\nQUOTATIME="0"\n'
    assert settle._settle_plain(parse(plain, dialect), dialect) is not None
    for text in (plain, *(text for _, text in confs(60, dirty=0.5))):
        tree = parse(text, dialect)
        assert settle._settle_plain(tree, dialect) in (None, settle._settle_any(tree, dialect, None))


@pytest.mark.parametrize("line", ['ONBOOT="yes"', "no equals sign", 'NOPE="x"', 'ONBOOT="maybe"', '="192.0.2.1"'])
def test_odd_lines_are_looked_at(line: str) -> None:
    tree = parse(f'ONBOOT="yes"\n{line}\n', VZCTL)
    assert settle._settle_plain(tree, VZCTL) is None
