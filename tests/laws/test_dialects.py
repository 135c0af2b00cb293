"""The laws of the lenses in the dialects ``libvzctl`` and ``libvirt``: GetPut, residue, validity.

``put(get(c), c) = c`` byte for byte; every parameter has in ``create(get(c))`` the value that it has in ``c``; and
``get(c)`` is a document of our grammar. Reading the document in another dialect loses nothing without saying so.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.strategies import clean_confs, confs
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS, DialectName, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.domain.text import is_xml
from translator.lenses.lens import DriverName
from translator.table import ROWS
from translator.values.codec import UNSET

OTHERS = st.sampled_from(("libvzctl", "libvirt"))
DRIVERS = st.sampled_from(("openvz", "lxc", "vz"))
#: The parameters that libvzctl reads in its own way.
OWN = tuple(row for row in ROWS if row.known == "7" or (row.known == "B" and row.codec7 is not None))
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parents[2] / "grammars" / "domain.xsd"))


def values(text: str, dialect: DialectName) -> dict[str, str]:
    reader = dialect_named(dialect)
    settings = settle(parse(text, reader), reader)
    # as text, for a factor may be no number
    return {name: repr(each.value) for name, each in settings.by_name.items() if each.value is not UNSET}


@given(confs(), OTHERS, DRIVERS)
def test_a_conf_comes_back_from_its_document_and_itself(conf: str, dialect: DialectName, driver: DriverName) -> None:
    document = conf_to_domain(conf, ctid=101, dialect=dialect, driver=driver).text
    assert domain_to_conf(document, base=conf, dialect=dialect).text == conf


@given(confs(), OTHERS, DRIVERS)
def test_a_document_carries_every_value(conf: str, dialect: DialectName, driver: DriverName) -> None:
    document = conf_to_domain(conf, ctid=101, dialect=dialect, driver=driver).text
    assert values(domain_to_conf(document, dialect=dialect).text, dialect) == values(conf, dialect)


@given(clean_confs("libvzctl", OWN), DRIVERS)
def test_values_of_libvzctl_travel_by_their_meaning(conf: str, driver: DriverName) -> None:
    document = conf_to_domain(conf, ctid=101, dialect="libvzctl", driver=driver).text
    assert "<vz:line" not in document or not is_xml(conf)
    SCHEMA.assertValid(etree.fromstring(document.encode()))
    assert values(domain_to_conf(document, dialect="libvzctl").text, "libvzctl") == values(conf, "libvzctl")


@pytest.mark.parametrize("dialect", DIALECTS)
@given(conf=clean_confs("libvzctl", OWN))
def test_any_dialect_can_write_the_document(dialect: DialectName, conf: str) -> None:
    document = conf_to_domain(conf, ctid=101, dialect="libvzctl").text
    for line in domain_to_conf(document, dialect=dialect).text.split("\n"):
        assert "=" in line or not line or line.startswith("#UUID: ")
