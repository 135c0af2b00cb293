"""A parameter that a dialect does not read changes nothing of a document but its residue, which gives its line back."""

from __future__ import annotations

import pytest

from tests.laws.test_each_row import CTID, texts_of
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS, DialectName, dialect_named
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName
from translator.table import ROWS, Row

#: Beside it stands what may use another parameter: a container with RAM, a disk, an address and a CPU.
BESIDE = 'PHYSPAGES="0:65536"\nCPUS="2"\nIP_ADDRESS="192.0.2.10"\nVE_PRIVATE="/vz/private/101"\n'


def _texts_of(row: Row) -> list[str]:
    """Return texts that a reader of the parameter takes, for one that none of them reads any."""
    readers = (dialect_named(each) for each in DIALECTS)
    return next((texts_of(row, reader) for reader in readers if row.name in reader.rows), ["yes"])


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_row_of_others_is_carried_alone(dialect: DialectName, driver: DriverName) -> None:
    tried = 0
    bare = conf_to_domain(BESIDE, ctid=CTID, driver=driver, dialect=dialect)
    for row in ROWS:
        if row.name in dialect_named(dialect).rows:
            continue
        for text in _texts_of(row):
            conf = f'{BESIDE}{row.name}="{text}"\n'
            done = conf_to_domain(conf, ctid=CTID, driver=driver, dialect=dialect)
            assert _without_residue(done.text) == _without_residue(bare.text), conf
            assert [each.status for each in done.report.entries if each.name == row.name] == ["carried"]
            assert f'\n{row.name}="{text}"\n' in f"\n{domain_to_conf(done.text, dialect=dialect).text}"
            tried += 1
    assert tried or dialect_named(dialect).rows.keys() >= {row.name for row in ROWS}


def _without_residue(document: str) -> str:
    head, _, tail = document.partition("<metadata>")
    return head + tail.partition("</metadata>")[2]
