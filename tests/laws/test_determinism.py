"""Determinism: equal input gives equal bytes, whatever was translated before."""

from __future__ import annotations

from hypothesis import given

from tests.laws.translation import CTID, get
from tests.strategies import confs
from translator import conf_to_domain, domain_to_conf, normalize_conf


@given(confs(), confs())
def test_the_answer_does_not_depend_on_what_came_before(conf: str, other: str) -> None:
    first = conf_to_domain(conf, ctid=CTID)
    domain_to_conf(get(other))
    assert conf_to_domain(conf, ctid=CTID) == first


@given(confs())
def test_normalizing_settles(conf: str) -> None:
    once = normalize_conf(conf, ctid=CTID)
    assert normalize_conf(once, ctid=CTID) == once
