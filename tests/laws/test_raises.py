"""Raises: a public function raises only what its docstring names, for any text whatever.

Odd values stand in every place that the grammar has, and on the line of every parameter. What is wrong with the text
of a user is a finding, an entry of the report, or InputError; any other exception is a fault of ours.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import LAWS
from tests.nasty import NASTY
from tests.odd_documents import ODD, PLACES, likely, odd_documents, smallest, spoilt, variants, with_value
from tests.strategies import any_text, confs
from translator import (
    Conf,
    Domain,
    InputError,
    LossError,
    check_conf,
    check_domain,
    conf_to_domain,
    domain_to_conf,
    normalize_conf,
)
from translator.conf.dialect import DIALECTS, DialectName
from translator.convert import convert_text
from translator.diff import differences, meaning
from translator.domain.places import BY_NAME as OF_A_DOCUMENT
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName
from translator.network import networks_of
from translator.plan import make_plan
from translator.show import show_conf, show_document
from translator.table import ROWS
from translator.target import Options
from translator.vzctl import vzctl_commands

CTID = 101
dialects = st.sampled_from(DIALECTS)
#: A text that is read as a conf, as a document, and as the base of either.
TEXTS = st.one_of(confs(), odd_documents(), any_text())


def all_of_a_conf(text: str, dialect: DialectName) -> None:
    """Call what takes a conf; nothing is wrong with one that would not be told, so nothing is raised."""
    for driver in DRIVERS:
        for device in (None, "/dev/sda") if driver == "lxc" else (None,):
            done = conf_to_domain(
                text, ctid=CTID, driver=driver, dialect=dialect, block_device=device, keep_source=True
            )
        done = conf_to_domain(text, ctid=CTID, driver=driver, dialect=dialect)
        show_conf(text, ctid=CTID, driver=driver, dialect=dialect)
        make_plan(text, done, dialect=dialect)
        for base in (None, text):
            domain_to_conf(done.text, dialect=dialect, base=base)
        conf_to_domain(text, ctid=CTID, driver=driver, dialect=dialect, base=done.text)
    normalize_conf(text, ctid=CTID, dialect=dialect)
    check_conf(text, ctid=CTID, dialect=dialect)
    networks_of([("101.conf", text)], dialect=dialect)
    try:
        vzctl_commands(text, ctid=CTID, dialect=dialect)
    except ValueError as refused:
        if "is the host's own" not in str(refused):
            raise
    with refusing():  # what starts like a document is read as one
        meant = meaning(text, "101.conf", dialect)
        assert differences(meant, meant) == []


def all_of_a_document(text: str, conf: str, dialect: DialectName) -> None:
    """Call what takes a document; what cannot be read is an InputError."""
    check_domain(text)
    for base in (None, conf):
        with refusing():
            domain_to_conf(text, ctid=CTID, dialect=dialect, base=base)
        with refusing(LossError):
            domain_to_conf(text, dialect=dialect, base=base, strict=True)
    with refusing():
        show_document(text, dialect=dialect)
    with refusing():
        meaning(text, "101.xml", dialect)
    for driver in DRIVERS:
        with refusing():
            conf_to_domain(conf, ctid=CTID, driver=driver, dialect=dialect, base=text)


@contextlib.contextmanager
def refusing(*more: type[Exception]) -> Iterator[None]:
    """Let pass what a text may be refused with, told as findings that name a line and a column."""
    with contextlib.suppress(LossError) if LossError in more else contextlib.nullcontext():
        try:
            yield
        except InputError as error:
            finding = error.finding
            assert finding.line >= 1
            assert finding.column >= 1
            assert finding.message


@given(confs(), dialects)
def test_any_conf_is_read_by_all(conf: str, dialect: DialectName) -> None:
    all_of_a_conf(conf, dialect)


@given(odd_documents(), confs(), dialects)
def test_any_document_is_read_by_all(document: str, conf: str, dialect: DialectName) -> None:
    all_of_a_document(document, conf, dialect)


@given(st.data(), confs(), dialects, st.sampled_from(DRIVERS))
def test_our_own_document_is_read_by_all_however_it_is_edited(
    data: st.DataObject, conf: str, dialect: DialectName, driver: DriverName
) -> None:
    device = "/dev/sda" if driver == "lxc" else None
    document = conf_to_domain(conf, ctid=CTID, driver=driver, dialect=dialect, block_device=device).text
    all_of_a_document(data.draw(spoilt(document)), conf, dialect)


@given(TEXTS, TEXTS, dialects)
def test_any_text_is_converted_or_refused(text: str, base: str, dialect: DialectName) -> None:
    for path in ("101.conf", "101.xml", "a b"):
        for to in (None, "conf", "domain", "vzctl", "pct"):
            for given_base in (None, base):
                with refusing(LossError):
                    options = Options(to=to, dialect=dialect, strict=True)
                    convert_text(text, path, options, ctid="101", base=given_base)
    all_of_a_document(text, "", dialect)
    check_conf(text, dialect=dialect)


def all_of_a_conf_object(conf: Conf, other: Conf, changes: Mapping[str, object]) -> None:
    """Call what a conf can do, and change it; what it cannot take leaves it as it was."""
    for name in conf:
        assert conf.text_of(name) is not None
        assert conf.lines_of(name)
        assert conf[name] is not None
    assert repr(conf)
    conf.findings()
    conf.networks()
    for driver in DRIVERS:
        conf.to_domain(driver=driver)
    with contextlib.suppress(ValueError):  # no number as an id, or the host's own files
        conf.commands()
    with refusing():
        conf.differences(other)
    before = conf.text
    try:
        conf.change(changes)
    except (KeyError, ValueError):
        assert conf.text == before
    for name in changes:
        with contextlib.suppress(KeyError):
            del conf[name]


def all_of_a_domain_object(domain: Domain, changes: Mapping[str, object]) -> None:
    """Call what a document can do, and change it; what it cannot take leaves it as it was."""
    assert repr(domain)
    for place in domain:
        assert domain[place] is not None
    domain.findings()
    for name, value in changes.items():
        before = domain.text
        try:
            domain.change({name: value}, ctid=CTID)
        except (KeyError, ValueError, InputError):
            assert domain.text == before
        with contextlib.suppress(KeyError, ValueError):
            domain[name] = value
        with contextlib.suppress(KeyError):
            del domain[name]


#: What a program may want to give a parameter or a place: texts, numbers, lists, and what is none of these.
VALUES = st.one_of(
    st.sampled_from((*ODD, *NASTY)),
    any_text(),
    st.integers(),
    st.floats(),
    st.none(),
    st.booleans(),
    st.lists(st.one_of(st.integers(), any_text()), max_size=2),
    st.tuples(st.integers(), st.integers()),
    st.just(object()),
)
CHANGES = st.dictionaries(
    st.one_of(st.sampled_from([row.name for row in ROWS]), st.sampled_from(sorted(OF_A_DOCUMENT)), any_text()),
    VALUES,
    max_size=3,
)


@given(TEXTS, confs(), CHANGES, dialects)
def test_a_conf_object_takes_any_text_and_any_change(
    text: str, other: str, changes: dict[str, object], dialect: DialectName
) -> None:
    conf, more = (Conf.parse(each, ctid=CTID, dialect=dialect) for each in (text, other))
    with refusing():  # what starts like a document
        all_of_a_conf_object(conf, more, changes)


OURS = confs().map(lambda conf: conf_to_domain(conf, ctid=CTID, driver="lxc").text)


@given(st.one_of(odd_documents(), OURS), CHANGES)
def test_a_domain_object_takes_any_text_and_any_change(text: str, changes: dict[str, object]) -> None:
    with refusing():
        all_of_a_domain_object(Domain.parse(text), changes)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_parameter_takes_any_value(dialect: DialectName) -> None:
    """Each conf has a line for every parameter; in all of them together each value stands at every third parameter."""
    texts = list(dict.fromkeys((*ODD, *NASTY)))
    for first in range(DIALECTS.index(dialect), len(texts), len(DIALECTS)):
        values = (texts[(first + at) % len(texts)] for at in itertools.count())
        conf = "".join(f'{row.name}="{text}"\n' for row, text in zip(ROWS, values, strict=False))
        all_of_a_conf(conf, dialect)


#: How many of the odd values a place has in the short form: each place has others, so that all stand in some places.
FEW = 12
TOPS = sorted({str(place).partition("/")[0] for place in PLACES})


@pytest.mark.parametrize("top", TOPS)
def test_every_place_takes_any_value(top: str) -> None:
    """Each value stands in one way that the elements above may be, and each way has some value."""
    tried = 0
    for number, place in enumerate(PLACES):
        if str(place).partition("/")[0] != top:
            continue
        ways = variants(place)
        odd = ODD if LAWS == "campaign" else [ODD[(number * FEW + at) % len(ODD)] for at in range(FEW)]
        for at, value in enumerate((*likely(place), *odd)):
            kind = DRIVERS[(number + at) % len(DRIVERS)]
            document = with_value(smallest(kind), place, value, ways[at % len(ways)])
            tried += 1
            with refusing():
                conf = domain_to_conf(document, ctid=CTID).text
                if at % 8 == 0:
                    conf_to_domain(conf + 'CPUS="7"\n', ctid=CTID, driver=kind, base=document)
            if at % 8 == 4:
                check_domain(document)
    assert tried


ODD_WORDS: list[tuple[str, Callable[[Any], object]]] = [
    ("ctid of conf_to_domain", lambda word: conf_to_domain("", ctid=word)),
    ("ctid of domain_to_conf", lambda word: domain_to_conf("<domain type='lxc'/>", ctid=word)),
    ("ctid of normalize_conf", lambda word: normalize_conf("", ctid=word)),
    ("ctid of check_conf", lambda word: check_conf("", ctid=word)),
    ("ctid of show_conf", lambda word: show_conf("", ctid=word)),
    ("ctid of vzctl_commands", lambda word: vzctl_commands("", ctid=word)),
    ("ctid of convert_text", lambda word: convert_text("", "web.conf", Options(), ctid=word)),
    ("dialect of conf_to_domain", lambda word: conf_to_domain("", ctid=1, dialect=word)),
    ("dialect of domain_to_conf", lambda word: domain_to_conf("<domain type='lxc'/>", dialect=word)),
    ("dialect of check_conf", lambda word: check_conf("", dialect=word)),
    ("driver of conf_to_domain", lambda word: conf_to_domain("", ctid=1, driver=word)),
    ("driver of show_conf", lambda word: show_conf("", ctid=1, driver=word)),
    ("idmap of conf_to_domain", lambda word: conf_to_domain("", ctid=1, driver="lxc", idmap=word)),
    ("block_device of conf_to_domain", lambda word: conf_to_domain("", ctid=1, driver="lxc", block_device=word)),
]


@pytest.mark.parametrize(("name", "call"), ODD_WORDS, ids=[name for name, _ in ODD_WORDS])
@given(any_text())
@settings(max_examples=20)
def test_any_argument_is_taken_or_a_value_error(name: str, call: Callable[[str], object], word: str) -> None:
    with contextlib.suppress(ValueError):  # InputError is one
        call(word)
