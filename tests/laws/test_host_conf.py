"""Layer: ``create(get(c over h)) = create(get(c))`` and ``put(get(c over h), c) = c``, for every vz.conf ``h``.

What a container has from its host shows in its document, and is in no conf that is made of it: an unedited document
gives the container's own conf, and a base comes back byte for byte.
"""

from __future__ import annotations

import pytest
from hypothesis import example, given

from tests.laws.translation import CTID
from tests.strategies import confs
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName


@pytest.mark.parametrize("dialect", ["vzctl", "libvzctl"])
@pytest.mark.parametrize("driver", DRIVERS)
@example(conf="", host='DISKSPACE="1:1"')
@example(conf="", host='VE_LAYOUT="ploop"')
@given(conf=confs(), host=confs())
def test_nothing_of_a_vz_conf_becomes_the_container_s_own(
    driver: DriverName, dialect: DialectName, conf: str, host: str
) -> None:
    alone = conf_to_domain(conf, ctid=CTID, driver=driver, dialect=dialect).text
    over = conf_to_domain(conf, ctid=CTID, driver=driver, dialect=dialect, host_conf=host).text
    own = domain_to_conf(alone, dialect=dialect).text
    assert domain_to_conf(over, dialect=dialect).text == own
    assert domain_to_conf(over, dialect=dialect, base=conf).text == conf
    for document in (alone, over):  # nor of one that is named on the way back
        assert domain_to_conf(document, dialect=dialect, host_conf=host).text == own
        assert domain_to_conf(document, dialect=dialect, base=conf, host_conf=host).text == conf
    assert conf_to_domain(conf, ctid=CTID, driver=driver, dialect=dialect, host_conf=host, base=over).text == over
    assert conf_to_domain(conf, ctid=CTID, driver=driver, dialect=dialect, base=over).text == over
