"""Does a value survive being written and read again, in every dialect?

With ``n = encode ∘ decode``: ``decode(n(t)) = decode(t)`` where the codec calls the value faithful, ``n(n(t)) = n(t)``,
``decode(write(v)) = v`` for every value ``v`` that some text has, and no text raises anything but Refused. One address
is an exception to the second: vzctl writes ``0::0`` as ``::``, which it then takes for none.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nasty import NASTY
from tests.strategies import same, texts_for
from translator.conf.dialect import DIALECTS, Dialect, dialect_named
from translator.table import Row
from translator.values.codec import UNSET, Refused

CASES = [(dialect_named(name), row) for name in DIALECTS for row in dict.fromkeys(dialect_named(name).rows.values())]
IDS = [f"{dialect.name}-{row.name}" for dialect, row in CASES]


def check(dialect: Dialect, row: Row, text: str) -> None:
    codec = dialect.codec(row)
    try:
        value = codec.decode(text)
    except Refused as refused:
        value = refused.kept
    if value is UNSET:
        return
    assert same(codec.decode(codec.write(value)), value), codec.write(value)
    canonical = codec.encode(value)
    if not canonical:
        return  # an empty list cannot be written
    try:
        again = codec.decode(canonical)
    except Refused as refused:
        assert not codec.faithful(value)
        again = refused.kept
    if codec.faithful(value):
        assert same(again, value), canonical
    if again is not UNSET and not (row.name == "IP_ADDRESS" and not codec.faithful(value)):
        assert codec.encode(again) == canonical


@pytest.mark.parametrize(("dialect", "row"), CASES, ids=IDS)
def test_nasty_texts(dialect: Dialect, row: Row) -> None:
    for text in NASTY:
        check(dialect, row, text)


@given(data=st.data())
def test_any_text(data: st.DataObject) -> None:
    dialect, row = data.draw(st.sampled_from(CASES))
    check(dialect, row, data.draw(texts_for(row)))
