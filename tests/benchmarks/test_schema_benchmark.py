"""How long does it take to read and to judge a document of 5 KB?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from translator.domain.document import parse_document
from translator.domain.schema import is_valid, iter_schema_findings

pytestmark = pytest.mark.benchmark
FIXTURES = Path(__file__).parents[2] / "fixtures" / "documents"
NIC = "<interface type='ethernet'><ip address='192.0.2.7' family='ipv4' prefix='32'/><link state='up'/></interface>"
TEXT = f"<domain type='openvz'><name>7</name><memory>64</memory><devices>{NIC * 45}</devices></domain>"


def test_parse_by_lxml_alone(benchmark: Any) -> None:
    benchmark(etree.fromstring, TEXT.encode())


def test_parse(benchmark: Any) -> None:
    benchmark(parse_document, TEXT)


def test_judge(benchmark: Any) -> None:
    assert benchmark(is_valid, parse_document(TEXT))


def test_judge_a_real_one(benchmark: Any) -> None:
    assert benchmark(is_valid, parse_document((FIXTURES / "valid" / "residue.xml").read_text("utf-8")))


def test_explain(benchmark: Any) -> None:
    text = TEXT.replace("prefix='32'", "prefix='132'", 1)
    assert len(benchmark(lambda: list(iter_schema_findings(text)))) == 1
