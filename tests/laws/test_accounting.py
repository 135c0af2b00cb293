"""Accounting: each assignment of ``c``, and each node of ``x``, is in exactly one of translated, carried, dropped; and
what is called translated or carried comes back: the reader takes the same value from the conf made of the document,
and that conf's own document says the same in the same place.
"""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.laws.foreign import Read, foreign, read
from tests.laws.related import related
from tests.strategies import confs, same
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS, Dialect, DialectName, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import Assignment, Comment, Opaque
from translator.lenses.drivers import DRIVERS
from translator.lenses.hierarchy import Hierarchy
from translator.lenses.lens import DriverName

CTID = 101
READERS = [(dialect, driver) for dialect in DIALECTS for driver in DRIVERS]
EVERY = pytest.mark.parametrize(("dialect", "driver"), READERS)
CONFS = st.one_of(confs(), related(), related())


@EVERY
@given(conf=CONFS)
def test_each_line_that_is_no_comment_has_one_entry(conf: str, dialect: DialectName, driver: DriverName) -> None:
    report = conf_to_domain(conf, ctid=CTID, dialect=dialect, driver=driver).report
    tree = parse(conf, dialect_named(dialect))
    expected = [at for at, leaf in enumerate(tree, 1) if not isinstance(leaf, Comment)]
    assert [entry.line for entry in report.entries] == expected
    assert sum(report.counts().values()) == len(expected)
    assert report.dropped == ()


@EVERY
@given(conf=CONFS)
def test_each_residue_item_and_each_element_is_accounted_for(
    conf: str, dialect: DialectName, driver: DriverName
) -> None:
    document = conf_to_domain(conf, ctid=CTID, dialect=dialect, driver=driver).text
    report = domain_to_conf(document, dialect=dialect).report
    root = etree.fromstring(document.encode())
    residue = root.find("metadata/{*}container")
    assert residue is not None
    carried = [entry for entry in report.entries if entry.name.startswith("metadata/container/")]
    assert len(carried) == len(residue)
    top = {str(child.tag) for child in root}
    assert top == {entry.name.partition("/")[0] for entry in report.entries}


def _raw(conf: str, reader: Dialect, name: str) -> list[str]:
    """Return the lines that stand under a name that no reader knows, or that nobody can read."""
    known = reader.rows
    leaves = [leaf for leaf in parse(conf, reader) if isinstance(leaf, Opaque | Assignment) and leaf.name not in known]
    return sorted(leaf.raw.removesuffix("\n") for leaf in leaves if (leaf.name or "") == name)


@EVERY
@given(conf=CONFS)
def test_what_is_called_translated_or_carried_comes_back(conf: str, dialect: DialectName, driver: DriverName) -> None:
    reader = dialect_named(dialect)
    made = conf_to_domain(conf, ctid=CTID, dialect=dialect, driver=driver)
    back = domain_to_conf(made.text, dialect=dialect)
    assert [each for each in back.report.findings if each.code != "VZ201"] == []
    before, after = (settle(parse(text, reader), reader) for text in (conf, back.text))
    for entry in made.report.entries:
        if entry.name in reader.rows:
            assert same(before.value(entry.name), after.value(entry.name)), entry
        else:
            assert _raw(conf, reader, entry.name) == _raw(back.text, reader, entry.name), entry
    assert {entry.name for entry in made.report.entries} >= after.by_name.keys()


def check(document: str, dialect: DialectName, base: str | None = None) -> None:
    """Each node that ended in a place, and of which nothing is said, is in the document of the conf made of it."""
    done = domain_to_conf(document, ctid=CTID, dialect=dialect, base=base)
    wanted = read(document)
    # without a mark, a document is one for cgroup v1
    cgroup = wanted.derived.get("cgroup", "v1") if wanted.driver == "lxc" else None
    again = read(
        conf_to_domain(
            done.text,
            ctid=CTID,
            dialect=dialect,
            driver=cast("DriverName", wanted.driver),
            cgroup=cast("Hierarchy | None", cgroup),
        ).text
    )
    told = {each.parameter.partition("/@")[0] for each in done.report.findings if each.parameter}
    for place in wanted.places:
        if not any(_about(place, path) for path in told):
            assert again.says(place) == wanted.says(place), (place, done.text)
            assert place != "filesystems" or wanted.roots() in (None, again.roots()), done.text


def _about(place: str, path: str) -> bool:
    """Whether a finding is about a place: at it, in it, or at what it is the number or the limit of."""
    if (place, path) == ("memory", "memtune/hard_limit"):
        return True  # the RAM of LXC, both
    first, last = place.partition("/")[0].rstrip("s"), path.rpartition("/")[2]
    return place.startswith(path) or path.startswith(first) or last.rstrip("s") == first or first in path


@pytest.mark.parametrize("dialect", DIALECTS)
@given(document=foreign())
def test_what_a_foreign_document_says_is_in_the_conf(document: str, dialect: DialectName) -> None:
    check(document, dialect)


@EVERY
@given(conf=related(), data=st.data())
def test_what_an_edited_document_says_is_in_the_conf(
    conf: str, data: st.DataObject, dialect: DialectName, driver: DriverName
) -> None:
    made = conf_to_domain(conf, ctid=CTID, dialect=dialect, driver=driver).text
    edited = data.draw(Read.edits(made))
    check(edited, dialect)
    check(edited, dialect, conf)


@EVERY
@given(conf=related(), document=foreign(), data=st.data())
def test_putting_twice_is_putting_once(
    conf: str, document: str, data: st.DataObject, dialect: DialectName, driver: DriverName
) -> None:
    made = conf_to_domain(conf, ctid=CTID, dialect=dialect, driver=driver).text
    for text in (document, data.draw(Read.edits(made))):
        once = domain_to_conf(text, ctid=CTID, dialect=dialect, base=conf)
        twice = domain_to_conf(text, ctid=CTID, dialect=dialect, base=once.text).text
        told = once.report.dropped or any("swap stays" in each.message for each in once.report.findings)
        assert told or twice == once.text
