"""GetPut: ``put(get(c), c) = c``, byte for byte, for every conf: opaque lines, duplicates, unknown parameters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.translation import CTID, get
from tests.strategies import any_text, confs
from translator import conf_to_domain, domain_to_conf
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName


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


@given(confs(), confs(), st.sampled_from(DRIVERS))
def test_a_document_that_nobody_wrote_into_becomes_what_one_with_a_comment_does(
    conf: str, other: str, driver: DriverName
) -> None:
    def commented(document: str) -> str:
        return document.replace("  <name>", "  <!-- theirs -->\n  <name>", 1)

    document = conf_to_domain(conf, ctid=CTID, driver=driver).text
    for after in (conf, other):
        ours, theirs = (
            conf_to_domain(after, ctid=CTID, driver=driver, base=base) for base in (document, commented(document))
        )
        assert theirs.text == commented(ours.text)
        assert theirs.report.findings == ours.report.findings
