"""Do elements take the order that they are wanted in, and does all that stands among them stay where it is? Does a
new one stand beside its like?
"""

from __future__ import annotations

import pytest
from lxml import etree

from translator.domain.graft import arrange, insert

TEXT = "<a>\n  <b/>\n <!-- x -->\n    <c/> y\n<d/><e/>\n</a>"


@pytest.mark.parametrize(
    ("order", "after"),
    [
        ("bcd", TEXT),
        ("cb", "<a>\n  <c/>\n <!-- x -->\n    <b/> y\n<d/><e/>\n</a>"),
        ("db", "<a>\n  <d/>\n <!-- x -->\n    <c/> y\n<b/><e/>\n</a>"),
        ("edcb", "<a>\n  <e/>\n <!-- x -->\n    <d/> y\n<c/><b/>\n</a>"),
        ("b", TEXT),
    ],
)
def test_what_stands_among_them_stays(order: str, after: str) -> None:
    root = etree.fromstring(TEXT)
    found = {str(each.tag): each for each in root.iterchildren("*")}
    arrange([found[name] for name in order])
    assert etree.tostring(root, encoding="unicode") == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("<a><c/><b n='1'/><e/></a>", ["c", "b", "b", "e"]),
        ("<a><b/><e/><d/></a>", ["b", "b", "e", "d"]),
        ("<a><c/><e/></a>", ["b", "c", "e"]),
        ("<a><e/></a>", ["e", "b"]),
    ],
)
def test_a_new_one_stands_behind_its_like_or_before_what_is_later(text: str, after: list[str]) -> None:
    root = etree.fromstring(f"<root>{text}</root>")
    insert(root[0], root.makeelement("b", {}), ("b", "c", "d"))
    assert [each.tag for each in root[0]] == after
