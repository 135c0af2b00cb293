"""Do the findings about values say what the reader in question does with them?"""

from __future__ import annotations

import pytest

from translator import check_conf, conf_to_domain, domain_to_conf


def messages(conf: str, code: str, dialect: str = "vzctl") -> list[str]:
    found = check_conf(conf, ctid=101, dialect=dialect)
    return [finding.message for finding in found if finding.code == code]


@pytest.mark.parametrize("mac", ["zz", "0", "01", "é1:00:5E:00:00:01", "00-18-51-00-00-01"])
def test_a_key_that_libvirt_does_not_read_is_no_mac(mac: str) -> None:
    conf = f'NETIF="ifname=eth0,host_mac={mac}"\n'
    assert not messages(conf, "VZ412", "libvirt") + messages(conf, "VZ413", "libvirt")
    document = conf_to_domain(conf, ctid=101, dialect="libvirt").text
    assert domain_to_conf(document, dialect="libvirt").text == conf
