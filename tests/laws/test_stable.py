"""Stability: ``get(create(get(c))) = get(c)``, byte for byte, for every conf, good and bad.

The document of a conf, the conf of that document without a base, and its document again: every reader, every driver.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden import folders
from tests.strategies import any_text, confs
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS, DialectName
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName

CTID = 101
READERS = [(dialect, driver) for dialect in DIALECTS for driver in DRIVERS]


def check(conf: str, dialect: DialectName, driver: DriverName) -> None:
    document = conf_to_domain(conf, ctid=CTID, dialect=dialect, driver=driver).text
    made = domain_to_conf(document, dialect=dialect).text
    assert conf_to_domain(made, ctid=CTID, dialect=dialect, driver=driver).text == document
    assert domain_to_conf(document, base=made, dialect=dialect).text == made


@pytest.mark.parametrize(("dialect", "driver"), READERS)
@given(conf=confs())
def test_a_document_comes_back_from_the_conf_made_of_it(conf: str, dialect: DialectName, driver: DriverName) -> None:
    check(conf, dialect, driver)


@pytest.mark.parametrize(("dialect", "driver"), READERS)
@given(text=any_text() | st.lists(any_text(), max_size=4).map("\n".join))
def test_a_document_of_any_text_comes_back(text: str, dialect: DialectName, driver: DriverName) -> None:
    check(text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape"), dialect, driver)


@pytest.mark.parametrize(("dialect", "driver"), READERS)
@pytest.mark.parametrize("case", folders("pairs"), ids=lambda path: path.name)
def test_a_document_of_a_fixture_comes_back(case: Path, dialect: DialectName, driver: DriverName) -> None:
    check((case / "in.conf").read_bytes().decode("utf-8", "surrogateescape"), dialect, driver)


ODD = (
    'ONBOOT="yes"\nKMEMSIZE="1:2"\nNAME="a"\n',  # in another order than the table's
    'X="1"\nKMEMSIZE="1:2"\n',
    'KMEMSIZE="never closed\nKMEMSIZE="1:2"\n',
    'DEVNODES="x:rw"\nDEVNODES="null:rw"\n',
    'CPUS="2"\nCPUMASK="0-1"\nCPUMASK="0-1"\n',
    'PHYSPAGES="0:100"\n',
    'PHYSPAGES="0:100"\nSWAPPAGES="0:unlimited"\n',
    "NAME=\nONBOOT=yes",
)


@pytest.mark.parametrize(("dialect", "driver"), READERS)
@pytest.mark.parametrize("conf", ODD)
def test_a_document_of_odd_lines_comes_back(conf: str, dialect: DialectName, driver: DriverName) -> None:
    check(conf, dialect, driver)
