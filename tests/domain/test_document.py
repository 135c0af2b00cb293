"""Is untrusted XML read safely, and refused in words?"""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from translator.domain.document import SYNTAX_CODES, parse_document
from translator.domain.schema import iter_schema_findings
from translator.errors import InputError
from translator.finding import Finding
from translator.limits import MAX_DEPTH, MAX_DOCUMENT

LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
PIECES = st.sampled_from(
    [
        *(
            "<domain type='lxc'>",
            "</domain>",
            "<name>",
            "</name>",
            "<metadata>",
            "</metadata>",
            "<",
            ">",
            "/>",
            "'",
            '"',
            "=",
        ),
        *("&", "&amp;", "&#0;", "&x;", "<!DOCTYPE ", "<!ENTITY x 'y'>", "[", "]>", "<!--", "-->", "<![CDATA[", "]]>"),
        *("<?xml version='1.0' encoding='UTF-16'?>", "<?", "?>", "<vz:container xmlns:vz='urn:vzvirt:openvz:1'/>"),
        *("\x00", "\udce9", "\ud800", "\ufffe", "\ufeff", "\n", "\r", "é", "\U0001f600", "x"),
        "<memory _once='memory'>1</memory>",
    ]
)


def refused(text: str) -> Finding:
    with pytest.raises(InputError) as caught:
        parse_document(text)
    return caught.value.finding


def test_text_comes_back() -> None:
    text = "<domain>\r\n <!-- é --><a b='&#10;\U0001f600'><![CDATA[<x>]]></a>&amp;\x85</domain>"
    root = parse_document(text)
    expected = '<domain>\n <!-- é --><a b="&#10;\U0001f600"><![CDATA[<x>]]></a>&amp;\x85</domain>'
    assert etree.tostring(root, encoding="unicode") == expected


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "UTF-16", "UTF-32", "koi8-r", "no-such-thing"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_declared_encoding_is_not_asked(mark: str, encoding: str) -> None:
    root = parse_document(f"{mark}<?xml version='1.0' encoding='{encoding}'?>\n<domain>é€</domain>")
    assert root.text == "é€"


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE domain>",
        f"<!DOCTYPE domain [<!ENTITY l0 'ha'>{LAUGHS}]>",
        "<!DOCTYPE domain SYSTEM 'file:///etc/passwd'>",
        "<!DOCTYPE domain [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE domain [<!ENTITY % p SYSTEM 'http://192.0.2.1/'> %p;]>",
        "<!DOCTYPE domain [<!ATTLIST domain type CDATA 'lxc'>]>",
        "<?xml version='1.0'?>\n<!-- <!DOCTYPE no> --><?pi?> <!DOCTYPE domain>",
        "\ufeff<!DOCTYPE domain>",
    ],
)
def test_doctype(doctype: str) -> None:
    start = time.perf_counter()
    finding = refused(f"{doctype}<domain>&l9;&x;</domain>")
    assert time.perf_counter() - start < 1
    assert finding.code == "XD101"
    assert "DOCTYPE" in finding.message


def test_doctype_in_a_comment_is_a_comment() -> None:
    assert parse_document("<domain><!-- <!DOCTYPE x> --><![CDATA[<!DOCTYPE x>]]></domain>").tag == "domain"


def test_entity_without_a_dtd() -> None:
    assert "&x; is not defined" in refused("<domain>&x;</domain>").message


def test_depth() -> None:
    assert parse_document("<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH).tag == "a"
    for depth in (MAX_DEPTH + 1, 300, 100_000):
        assert refused("<a>" * depth + "</a>" * depth).code == "XD103"
    assert refused("<a>" * MAX_DEPTH + "<a/>" + "</a>" * MAX_DEPTH).code == "XD103"
    assert len(parse_document("<a>" + "<b></b>" * 1000 + "</a>")) == 1000


def test_size() -> None:
    assert refused(" " * (MAX_DOCUMENT + 1)).code == "XD102"
    assert refused("é" * (MAX_DOCUMENT // 2 + 1)).code == "XD102"
    assert refused(f"<a>{'x' * (MAX_DOCUMENT - 100)}</a>").code == "XD102", "libxml2's own limit of a text"


@pytest.mark.parametrize(
    ("text", "place", "code", "words"),
    [
        ("", (1, 1), "XD100", "no element starts here"),
        ("hello", (1, 1), "XD100", "no element starts here"),
        ("<a>\n é\x00</a>", (2, 3), "XD104", "U+0000"),
        ("<a>\x1b</a>", (1, 4), "XD104", "U+001B"),
        ("<a>\ufffe</a>", (1, 4), "XD104", "U+FFFE"),
        ("<a>\n\n é\udce9</a>", (3, 3), "XD105", "byte 0xE9 is not UTF-8; expected UTF-8 text"),
        ("<?xml version='1.0' encoding='latin1'?><a>\udce9</a>", (1, 43), "XD105", "declares latin1: convert it"),
        ("<a>\ud800</a>", (1, 4), "XD104", "U+D800 is half of a pair"),
        ("<a>\udc7f</a>", (1, 4), "XD104", "U+DC7F is half of a pair"),
        ("<a>\udcff</a>", (1, 4), "XD105", "byte 0xFF"),
        ("<a>\udd00</a>", (1, 4), "XD104", "U+DD00 is half of a pair"),
        ("<a>\n<b></a>", (2, 8), "XD100", "</a> ends what <b> on line 2 began"),
        ("<a>\n<b>", (2, 4), "XD100", "ends inside <b>, begun on line 2"),
        ("<a b=1/>", (1, 6), "XD100", "not in quotes"),
        ("<a b/>", (1, 5), "XD100", "has no value"),
        ("<a b='1' b='2'/>", (1, 15), "XD100", "attribute 'b' stands twice"),
        ("<x:a/>", (1, 5), "XD100", "prefix 'x' of a is not declared"),
        ("<a/><b/>", (1, 5), "XD100", "something follows"),
        ("<a>R&D</a>", (1, 7), "XD100", "&amp;"),
        (" <?xml version='1.0'?><a/>", (1, 7), "XD100", "very start"),
        ("<a>&#0;</a>", (1, 8), "XD100", "number"),
        ("<a b='x\n</a>", (2, 1), "XD100", ""),
    ],
)
def test_refused(text: str, place: tuple[int, int], code: str, words: str) -> None:
    finding = refused(text)
    assert (finding.line, finding.column) == place
    assert finding.code == code
    assert finding.level == "error"
    assert words in finding.message


def test_errors_do_not_pile_up() -> None:
    messages = {refused("<a>").message for _ in range(50)}
    assert len(messages) == 1


@settings(deadline=None)  # the first refusal imports xmlschema
@given(st.one_of(st.text(), st.text(st.characters(exclude_categories=())), st.lists(PIECES).map("".join)))
def test_nothing_but_input_errors(text: str) -> None:
    try:
        root = parse_document(text)
    except InputError as error:
        finding = error.finding
        assert finding.code in SYNTAX_CODES
        assert 1 <= finding.line <= text.count("\n") + 1
        assert 1 <= finding.column <= len(text) + 1
        assert list(iter_schema_findings(text)) == [finding]
    else:
        assert root.getroottree().docinfo.doctype == ""
        for finding in iter_schema_findings(text):
            assert finding.code in ("XD115", "XD117", "XD118", "XD110", "XD111", "XD112", "XD113", "XD114", "XD116")


@settings(deadline=None)  # the first refusal imports xmlschema
@given(st.lists(PIECES).map("".join))
def test_well_formed_garbage_in_a_domain(text: str) -> None:
    document = f"<domain type='lxc'><name>1</name><metadata><a xmlns='urn:x'>{text}</a></metadata>{text}</domain>"
    for finding in iter_schema_findings(document):
        assert finding.code != "XD119"


@pytest.mark.parametrize("text", ["<a>{}</a>", "<a>é{}</a>"])
def test_a_document_may_be_as_large_as_the_limit(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    full = text.format("x" * (50 - len(text.format("").encode())))
    assert len(full.encode()) == 50
    monkeypatch.setattr("translator.domain.document.MAX_DOCUMENT", 50)
    assert parse_document(full).tag == "a"
    for larger in (full.replace("x", "xx", 1), full.replace("x", "é", 1)):
        with pytest.raises(InputError) as caught:
            parse_document(larger)
        assert caught.value.finding.code == "XD102"
        assert re.fullmatch("the document has 51 (characters|bytes); expected at most 50", caught.value.finding.message)
