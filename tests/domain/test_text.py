"""Does any text survive in the printable ASCII that stands for it in a document?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nasty import NASTY, PIECES
from translator import check_domain, conf_to_domain, domain_to_conf
from translator.domain.text import from_percent, is_xml, to_percent

ODD = st.lists(st.sampled_from((*PIECES, "\udce2\udc80\udca8", "%", "%41", "%uDC80", "a")), max_size=6).map("".join)


@given(st.one_of(ODD, st.sampled_from(NASTY), st.text(st.characters(exclude_categories=()))))
def test_percent_is_undone(text: str) -> None:
    """``from_percent(to_percent(t)) = t``, bytes that are a letter together included."""
    percent = to_percent(text)
    assert percent.isascii()
    assert is_xml(percent)
    assert from_percent(percent) == text


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("a b~", "a b~"),
        ("100%", "100%25"),
        ("\n\t\x7f", "%0A%09%7F"),
        ("éü", "%C3%A9%C3%BC"),
        ("\udcff\udcfe", "%FF%FE"),
        ("\udcc3\udca9", "%uDCC3%uDCA9"),
        ("\ud800x", "%uD800x"),
    ],
)
def test_percent_is_as_short_as_can_be(text: str, percent: str) -> None:
    assert to_percent(text) == percent


@pytest.mark.parametrize("text", ["\udce2\udc80\udca8", "x\ud800\udcc3\udca9", "é\udcc3\udca9é"])
def test_bytes_that_are_a_letter_together_stay_bytes(text: str) -> None:
    conf = f"{text}\n\n"
    assert domain_to_conf(conf_to_domain(conf, ctid=101).text, base=conf).text == conf


@pytest.mark.parametrize("field", ["mac_filter", "mac_filter=", "mac_filter=maybe", "mac_filter=on,mac_filter=off"])
def test_what_libvirt_passes_over_is_no_reason_for_a_wrong_document(field: str) -> None:
    conf = f'NETIF="ifname=eth0,{field}"\n\n'
    document = conf_to_domain(conf, ctid=101, dialect="libvirt").text
    assert not [each for each in check_domain(document) if each.level == "error"]
    assert domain_to_conf(document, base=conf, dialect="libvirt").text == conf
