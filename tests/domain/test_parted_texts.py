"""Is a text the same to us, as to libvirt, where comments part it?"""

from __future__ import annotations

import pytest
from lxml import etree

from tests.laws.translation import values
from tests.told.test_edits import DOCUMENTS
from translator import check_domain, domain_to_conf


def parted(text: str) -> str:
    """Return a document with a comment before, between and behind the letters of each text."""
    root = etree.fromstring(text.encode())
    for element in root.iter(etree.Element):
        if element.text and element.text.strip() and not len(element):
            letters, element.text = element.text, ""
            for letter in letters:
                comment = etree.Comment(" by hand ")
                comment.tail = letter
                element.append(comment)
    return etree.tostring(root, encoding="unicode")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_text_with_comments_in_it_is_one_text(name: str) -> None:
    text = DOCUMENTS[name]
    assert "<!-- by hand -->" in parted(text)
    before, after = (domain_to_conf(each, ctid=101) for each in (text, parted(text)))
    assert values(after.text) == values(before.text)
    said = [[(each.code, each.message) for each in check_domain(each)] for each in (text, parted(text))]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("memory", "said"),
    [
        ("<!-- much -->65536", []),
        ("655<!-- much -->36<!-- more -->", []),
        ("65536<x/>", ["element <x> stands in <memory>; expected no elements there"]),
        ("65536<x/>much", ["element <x> stands in <memory>; expected no elements there"]),
        ("<x/>", ["<memory> holds nothing; expected a", "element <x> stands in <memory>; expected no elements there"]),
        ("<!-- -->much", ["<memory> holds 'much'; expected a"]),
    ],
)
def test_a_document_that_is_refused_has_its_texts_all_the_same(memory: str, said: list[str]) -> None:
    text = f"<domain type='lxc' x='y'><name>a</name><memory>{memory}</memory><os><type>exe</type></os></domain>"
    found = [each.message for each in check_domain(text) if each.code in ("XD110", "XD112")]
    assert [message.startswith(start) for message, start in zip(found, said, strict=True)] == [True] * len(said), found
