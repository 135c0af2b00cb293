"""Bytes: ``render(parse(t)) = t`` for every text ``t`` and every dialect. Parsing is total."""

from __future__ import annotations

from hypothesis import given

from tests.strategies import any_text, confs, dialects
from translator.conf.dialect import Dialect
from translator.conf.parse import parse
from translator.conf.tree import render


@given(confs(), dialects())
def test_a_conf_is_its_leaves(text: str, dialect: Dialect) -> None:
    assert render(parse(text, dialect)) == text


@given(any_text(), dialects())
def test_any_text_is_its_leaves(text: str, dialect: Dialect) -> None:
    assert render(parse(text, dialect)) == text
