"""PutGet and Frame: ``get(put(x, c)) ≈ x − loss`` when the document was edited; a row whose part of the document did
not change keeps its line's bytes."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from tests.laws.translation import get, shape, values
from tests.strategies import clean_confs
from translator import domain_to_conf
from translator.conf.dialect import VZCTL
from translator.conf.parse import parse

#: A place, its new text, the parameter behind it, and a line that makes sure that there is such a place.
EDITS = st.sampled_from(
    [
        ("title", "a new title", "NAME", 'NAME="old"\n'),
        ("description", "another text & more", "DESCRIPTION", 'DESCRIPTION="old"\n'),
        ("memtune/soft_limit", "40000", "PRIVVMPAGES", 'PRIVVMPAGES="65536:69632"\n'),
        ("memtune/min_guarantee", "80000", "VMGUARPAGES", 'VMGUARPAGES="33792:44444"\n'),
        ("cputune/shares", "2048", "CPUUNITS", 'CPUUNITS="1000"\n'),
        ("blkiotune/weight", "700", "IOPRIO", 'IOPRIO="4"\n'),
        ("vcpu", "7", "CPUS", 'CPUS="2"\n'),
        ("uuid", "00000000-0000-4000-8000-000000000001", "", "#UUID: 5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b11\n"),
    ]
)
Edit = tuple[str, str, str, str]


def prepared(conf: str, edit: Edit) -> tuple[str, str]:
    """Return the conf, with the place that is edited in it, and its edited document."""
    path, text, name, line = edit
    derived = bool(name) and all(getattr(leaf, "name", "") != name for leaf in parse(conf, VZCTL))
    if derived or etree.fromstring(get(conf).encode()).find(path) is None:
        kept = [leaf.raw for leaf in parse(conf, VZCTL) if getattr(leaf, "name", "") != name]
        conf = "".join(raw if raw.endswith("\n") else raw + "\n" for raw in kept) + line
    root = etree.fromstring(get(conf).encode())
    element = root.find(path)
    assert element is not None
    assume(element.text != text)
    element.text = text
    return conf, etree.tostring(root, encoding="unicode")


@given(clean_confs(), EDITS)
def test_an_edit_reaches_the_conf_and_comes_back(conf: str, edit: Edit) -> None:
    conf, document = prepared(conf, edit)
    result = domain_to_conf(document, base=conf)
    assert result.report.dropped == ()
    again = etree.fromstring(get(result.text).encode())
    assert again.findtext(edit[0]) == edit[1]


@given(clean_confs(), EDITS)
def test_only_the_line_of_the_edited_row_changes(conf: str, edit: Edit) -> None:
    conf, document = prepared(conf, edit)
    after = domain_to_conf(document, base=conf).text
    was, now = conf.split("\n"), after.split("\n")
    assert len(was) == len(now)
    assert sum(a != b for a, b in zip(was, now, strict=True)) == 1
    before, then = values(conf), values(after)
    assert then.pop(edit[2], None) != before.pop(edit[2], None) or not edit[2]
    assert then == before


@given(clean_confs(), EDITS)
def test_putting_twice_is_putting_once(conf: str, edit: Edit) -> None:
    conf, document = prepared(conf, edit)
    once = domain_to_conf(document, base=conf).text
    assert domain_to_conf(document, base=once).text == once


@given(clean_confs(), EDITS)
def test_an_edit_without_a_base_means_the_same(conf: str, edit: Edit) -> None:
    conf, document = prepared(conf, edit)
    assert values(domain_to_conf(document).text) == values(domain_to_conf(document, base=conf).text)


@given(clean_confs())
def test_layout_does_not_count(conf: str) -> None:
    document = get(conf)
    other = etree.tostring(etree.fromstring(document.encode()), encoding="unicode")
    other = other.replace("<devices>", "<devices><!-- x -->")
    assert shape(other) == shape(document)
    assert domain_to_conf(other, base=conf).text == conf
