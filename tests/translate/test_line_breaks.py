"""Do characters that other programs take for line ends survive in every native text of a document?"""

from __future__ import annotations

import pytest

from translator import conf_to_domain, domain_to_conf
from translator.lenses.lens import DriverName

BREAKS = "\x85\u2028\u2029"


@pytest.mark.parametrize("driver", ["openvz", "lxc", "vz"])
@pytest.mark.parametrize("name", ["DESCRIPTION", "OSTEMPLATE", "VE_PRIVATE"])
def test_no_line_end_but_the_line_feed(name: str, driver: DriverName) -> None:
    conf = f'{name}="/vz/a{BREAKS}b"\n'
    document = conf_to_domain(conf, ctid=101, driver=driver).text
    assert BREAKS in document
    assert domain_to_conf(document).text == conf
