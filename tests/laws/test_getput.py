"""GetPut: ``put(get(c), c) = c``, byte for byte, for every conf: opaque lines, duplicates, unknown parameters."""

from __future__ import annotations

from hypothesis import given

from tests.laws.translation import CTID, get
from tests.strategies import any_text, confs
from translator import conf_to_domain, domain_to_conf


@given(confs())
def test_a_conf_comes_back_from_its_document_and_itself(conf: str) -> None:
    assert domain_to_conf(get(conf), base=conf).text == conf


@given(any_text())
def test_any_text_comes_back_from_its_document_and_itself(text: str) -> None:
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")
    assert domain_to_conf(get(text), base=text).text == text


@given(confs())
def test_a_conf_comes_back_from_a_document_that_keeps_its_source(conf: str) -> None:
    document = conf_to_domain(conf, ctid=CTID, keep_source=True).text
    assert domain_to_conf(document).text == conf


@given(confs())
def test_a_document_comes_back_from_its_conf_and_itself(conf: str) -> None:
    document = get(conf)
    assert conf_to_domain(domain_to_conf(document).text, ctid=CTID, base=document).text == document
