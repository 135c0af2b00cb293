"""Accounting: each assignment of ``c``, and each node of ``x``, is in exactly one of translated, carried, dropped."""

from __future__ import annotations

from hypothesis import given
from lxml import etree

from tests.laws.translation import CTID, get
from tests.strategies import confs
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import VZCTL
from translator.conf.parse import parse
from translator.conf.tree import Comment


@given(confs())
def test_each_line_that_is_no_comment_has_one_entry(conf: str) -> None:
    report = conf_to_domain(conf, ctid=CTID).report
    expected = [at for at, leaf in enumerate(parse(conf, VZCTL), 1) if not isinstance(leaf, Comment)]
    assert [entry.line for entry in report.entries] == expected
    assert sum(report.counts().values()) == len(expected)
    assert report.dropped == ()


@given(confs())
def test_each_residue_item_and_each_element_is_accounted_for(conf: str) -> None:
    document = get(conf)
    report = domain_to_conf(document).report
    root = etree.fromstring(document.encode())
    residue = root.find("metadata/{*}container")
    assert residue is not None
    carried = [entry for entry in report.entries if entry.name.startswith("metadata/container/")]
    assert len(carried) == len(residue)
    top = {str(child.tag) for child in root}
    assert top == {entry.name.partition("/")[0] for entry in report.entries}
