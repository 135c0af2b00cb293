"""Residue: ``create(get(c))`` has, for every parameter, the value that vzctl takes from ``c``; what is outside the
table returns with identical raw text."""

from __future__ import annotations

from hypothesis import given

from tests.laws.translation import get, values
from tests.strategies import confs
from translator import domain_to_conf
from translator.conf.dialect import VZCTL
from translator.conf.parse import parse
from translator.conf.tree import Assignment, Opaque


def odd_lines(conf: str) -> list[str]:
    return [
        leaf.raw.removesuffix("\n")
        for leaf in parse(conf, VZCTL)
        if isinstance(leaf, Opaque) or (isinstance(leaf, Assignment) and leaf.name not in VZCTL.rows)
    ]


@given(confs())
def test_vzctl_sees_the_same_container(conf: str) -> None:
    assert values(domain_to_conf(get(conf)).text) == values(conf)


@given(confs())
def test_unknown_and_unreadable_lines_keep_their_raw_text(conf: str) -> None:
    back = domain_to_conf(get(conf)).text
    assert sorted(odd_lines(back)) == sorted(odd_lines(conf))


@given(confs())
def test_nothing_of_our_own_document_is_dropped(conf: str) -> None:
    assert domain_to_conf(get(conf)).report.dropped == ()
