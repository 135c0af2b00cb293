"""What does each reader make of $VEID, and of the slashes at the end of a path?"""

from __future__ import annotations

import pytest

from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS
from translator.values.word import resolve


@pytest.mark.parametrize(
    ("path", "vzctl", "libvzctl", "libvirt"),
    [
        ("/vz/private/$VEID", "/vz/private/101", "/vz/private/101", "/vz/private/101"),
        ("/vz/private/${VEID}", "/vz/private/101", "/vz/private/101", "/vz/private/${VEID}"),
        ("/vz/$VEID/$VEID", "/vz/101/$VEID", "/vz/101/$VEID", "/vz/101/101"),
        ("/vz/${VEID}/$VEIDX", "/vz/${VEID}/101X", "/vz/${VEID}/101X", "/vz/${VEID}/101X"),
        ("/vz/private/$VEID//", "/vz/private/101", "/vz/private/101//", "/vz/private/101//"),
        ("/", "", "/", "/"),
    ],
)
def test_a_path_as_each_reader_uses_it(path: str, vzctl: str, libvzctl: str, libvirt: str) -> None:
    assert [resolve(path, "101", dialect=dialect) for dialect in DIALECTS] == [vzctl, libvzctl, libvirt]
    for dialect, used in zip(DIALECTS, (vzctl, libvzctl, libvirt), strict=True):
        conf = f'VE_PRIVATE="{path}"\n'
        for driver in ("openvz", "lxc"):
            document = conf_to_domain(conf, ctid=101, dialect=dialect, driver=driver).text
            assert not used or f"<source dir='{used}'/>" in document
            assert domain_to_conf(document, dialect=dialect).text == conf
            assert domain_to_conf(document, dialect=dialect, base=conf).text == conf
