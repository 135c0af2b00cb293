"""GetPut and the residue's law on lines that were once lost: every reader, every driver, with and without the base."""

from __future__ import annotations

import pytest

from tests.laws.test_dialects import values
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS

CONFS = ('IP_ADDRESS="10.0.0.1 0::0"\n', 'IP_ADDRESS="0::0"\nNAME="x"\n', 'IP_ADDRESS="::0/0 0.0.0.0/0"\n')


@pytest.mark.parametrize("driver", ["openvz", "lxc"])
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("conf", CONFS)
def test_nothing_is_lost(conf: str, dialect: str, driver: str) -> None:
    document = conf_to_domain(conf, ctid=101, dialect=dialect, driver=driver).text
    back = domain_to_conf(document, base=conf, dialect=dialect)
    assert back.text == conf
    assert not back.report.findings
    alone = domain_to_conf(document, dialect=dialect)
    assert values(alone.text, dialect) == values(conf, dialect)
    assert not alone.report.findings
