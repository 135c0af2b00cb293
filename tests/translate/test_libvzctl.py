"""Is a conf of libvzctl's translated as libvzctl reads it, there and back?"""

from __future__ import annotations

import pytest

from translator import check_conf, conf_to_domain, domain_to_conf, normalize_conf

DRIVERS = ("openvz", "lxc")


@pytest.mark.parametrize(
    ("text", "saved"),
    [
        ("10.0.0.1/::1.2.3.4", "10.0.0.1 "),  # an IPv6 address is a mask, too: of its first four bytes
        ("10.0.0.1/fffe::1.2.3.4", "10.0.0.1/255.254.0.0 "),
        ("10.0.0.1/1.2.3.4", "10.0.0.1/1.2.3.4 "),
        ("::1/255.255.255.0", "::1/255.255.255.0 "),  # libvzctl itself saves ::1/16777215, and refuses that
        ("::ffff:1.2.3.4/64", "::ffff:1.2.3.4/64.0.0.0 "),
    ],
)
def test_masks_of_all_kinds(text: str, saved: str) -> None:
    conf = f'IP_ADDRESS="{text}"\n#\n'
    assert not [finding for finding in check_conf(conf, dialect="libvzctl") if finding.level == "error"]
    assert normalize_conf(conf, ctid=101, dialect="libvzctl") == f'IP_ADDRESS="{saved}"\n#\n'
    for driver in DRIVERS:
        document = conf_to_domain(conf, ctid=101, dialect="libvzctl", driver=driver).text
        assert domain_to_conf(document, dialect="libvzctl", base=conf).text == conf
        back = domain_to_conf(document, dialect="libvzctl").text
        assert normalize_conf(back, ctid=101, dialect="libvzctl") == f'IP_ADDRESS="{saved}"\n'


@pytest.mark.parametrize(
    "line", ['IPV6="yes"', 'BANDWIDTH="eth0:102400"', 'RATEMPU="eth0:1000"', 'REPAIR_MODE="force"']
)
def test_what_libvzctl_asks_for_by_name_is_known(line: str) -> None:
    """It reads these from the container's file itself: tc.c, veth.c and fs.c of 8.0.90."""
    conf = f"{line}\n#\n"
    assert check_conf(conf, ctid=101, dialect="libvzctl") == []
    for driver in DRIVERS:
        result = conf_to_domain(conf, ctid=101, dialect="libvzctl", driver=driver)
        assert [entry.reason for entry in result.report.entries] == ["no place in libvirt"]
        assert domain_to_conf(result.text, dialect="libvzctl").text == f"{line}\n"
