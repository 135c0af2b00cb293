"""Is an element's path libxml2's, and its span where it stands?"""

from __future__ import annotations

import pytest
from lxml import etree

from tests.domain.documents import fixtures
from translator.domain.span import Paths, Spans, root_span

SMALL = (
    "<a><b/><b/><c/><x:b xmlns:x='u'/><x:b xmlns:x='v'/><c><d/><d/></c></a>",
    "<a><b/><!-- no element --><?nor this?><x:b xmlns:x='u'/>text<b/></a>",
)


@pytest.mark.parametrize(
    "text", [*SMALL, *(path.read_text("utf-8") for path in fixtures("valid"))], ids=lambda text: str(len(text))
)
def test_a_path_is_libxml2_s(text: str) -> None:
    root = etree.fromstring(text.encode())
    paths = Paths()
    for element in root.iter("*"):
        theirs = root.getroottree().getpath(element)
        assert paths.of(element) == theirs.replace("*", etree.QName(element).localname)


def test_a_default_namespace_is_left_out() -> None:
    root = etree.fromstring("<a xmlns='u'><b/><c/><b/></a>")
    paths = Paths()
    assert [paths.of(child) for child in root] == ["/a/b[1]", "/a/c[2]", "/a/b[3]"]


@pytest.mark.parametrize(
    "above",
    ["", "\n", "<!-- <domain> -->\n\n  ", "<?xml version='1.0'?>\n", "<?xml version='1.0'?><?a <b> ?>\n<!---->\t"],
)
@pytest.mark.parametrize("name", ["domain", "x:domain", "d\u00f6main"])
def test_the_span_of_the_root_is_the_same_without_all_others(above: str, name: str) -> None:
    text = f"{above}<{name} xmlns:x='urn:x' type='lxc'>\n<name>1</name></{name}>"
    root = etree.fromstring(text.encode())
    assert root_span(text) == Spans(text, root).element(root)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("<a>\n  stray<b/> more\n</a>", (2, 3, 5)),
        ("<a> stray text\n<b/></a>", (1, 5, 10)),
        ("<a><b/> behind</a>", (1, 1, 2)),
        ("<a/>", (1, 1, 2)),
        ("<a>x<b/></a>", (1, 4, 1)),
    ],
)
def test_the_span_of_a_stray_text_is_that_text(text: str, span: tuple[int, int, int]) -> None:
    root = etree.fromstring(text)
    assert Spans(text, root).stray(root) == span
