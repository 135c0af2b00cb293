"""Validity: ``get(c)`` satisfies our grammar for every ``c``, whatever is wrong with it."""

from __future__ import annotations

from hypothesis import given

from tests.laws.translation import get
from tests.strategies import confs
from translator.domain.schema import iter_schema_findings


@given(confs())
def test_what_we_write_satisfies_the_grammar(conf: str) -> None:
    assert list(iter_schema_findings(get(conf))) == []
