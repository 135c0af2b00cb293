"""Validity: ``get(c)`` satisfies our grammar for every ``c``, whatever is wrong with it: every reader, every driver."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.laws.related import TEXTS
from tests.strategies import confs
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS, DialectName
from translator.domain.schema import iter_schema_findings
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName

CTID = 101
EVERY = pytest.mark.parametrize(
    ("dialect", "driver"), [(dialect, driver) for dialect in DIALECTS for driver in DRIVERS]
)
#: What XML cannot hold, what an attribute or a pattern changes, what means something in it, and what is no letter.
ODD = (
    "\r",
    "\t",
    "\x01",
    "\v",
    "\x7f",
    "\x85",
    "\u2028",
    "\ufffe",
    "\udc80",
    "\u00a0",
    "<",
    "&",
    "'",
    "]]>",
    "%",
    "\\",
    "//",
)


@EVERY
@given(conf=confs())
def test_what_we_write_satisfies_the_grammar(conf: str, dialect: DialectName, driver: DriverName) -> None:
    document = conf_to_domain(conf, ctid=CTID, dialect=dialect, driver=driver).text
    assert list(iter_schema_findings(document)) == []


def _odd(text: str, odd: str) -> list[str]:
    """Return a text with something odd before, behind and in the middle of it, and in place of what a path names."""
    half = len(text) // 2
    return [odd + text, text + odd, text[:half] + odd + text[half:], f"/{odd}"]


@EVERY
@pytest.mark.parametrize("name", TEXTS)
def test_odd_characters_in_a_value_satisfy_the_grammar_and_come_back(
    name: str, dialect: DialectName, driver: DriverName
) -> None:
    for odd in ODD:
        for value in _odd(TEXTS[name][0], odd):
            conf = f'{name}="{value}"\n'
            document = conf_to_domain(conf, ctid=CTID, dialect=dialect, driver=driver).text
            assert list(iter_schema_findings(document)) == [], conf
            assert domain_to_conf(document, dialect=dialect, base=conf).text == conf
