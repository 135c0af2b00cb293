"""Normalizing: ``n(t)`` reads as ``t`` does, ``n(n(t)) = n(t)``, and says each parameter in force on one line.

"Reads as" means that every parameter has the value that the reader's own writer would save.
"""

from __future__ import annotations

from hypothesis import example, given

from tests.strategies import confs, dialects
from translator import normalize_conf
from translator.conf.dialect import VZCTL, Dialect
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.values.codec import UNSET


def canonical(settings: Settings) -> dict[str, str]:
    """Return the canonical text of what is in force, what no writer ever saves aside."""
    return {
        name: text
        for name, setting in settings.by_name.items()
        if setting.value is not UNSET and (text := setting.codec.encode(setting.value))
    }


def settled(text: str, dialect: Dialect) -> Settings:
    return settle(parse(text, dialect), dialect)


@given(confs(), dialects())
@example('IP_ADDRESS="10.0.0.1 0::0"\n', VZCTL)
def test_a_normalized_conf_reads_the_same(text: str, dialect: Dialect) -> None:
    before = settled(text, dialect)
    normal = normalize_conf(text, ctid=101, dialect=dialect.name)
    after = canonical(settled(normal, dialect))
    # what the host's end is called stands there once it is saved
    expected = canonical(before)
    expected.pop("NETIF", None)
    after.pop("NETIF", None)
    if "\n" in text:
        assert after == expected


@given(confs(), dialects())
@example('IP_ADDRESS="10.0.0.1 0::0"\n', VZCTL)
def test_normalizing_twice_is_normalizing_once(text: str, dialect: Dialect) -> None:
    normal = normalize_conf(text, ctid=101, dialect=dialect.name)
    assert normalize_conf(normal, ctid=101, dialect=dialect.name) == normal


@given(confs(), dialects())
def test_a_parameter_that_is_in_force_stands_once(text: str, dialect: Dialect) -> None:
    after = settled(normalize_conf(text, ctid=101, dialect=dialect.name), dialect)
    for setting in after.by_name.values():
        assert len(setting.kept) <= 1 or not setting.row.saved or setting.row.name == "DEVNODES"
