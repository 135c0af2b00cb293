"""Is a conf of libvzctl's translated as libvzctl reads it, there and back?"""

from __future__ import annotations

import re

import pytest

from translator import check_conf, conf_to_domain, domain_to_conf, normalize_conf
from translator.show import show_conf

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


@pytest.mark.parametrize(
    ("conf", "lines", "quota"),
    [
        ('CPULIMIT_MHZ="100"\nCPULIMIT="10"\n', 'CPULIMIT="10"\n', "10000"),
        ('CPULIMIT="10"\nCPULIMIT_MHZ="100"\n', 'CPULIMIT_MHZ="100"\n', None),
        # the place of a name is that of its first line, its text that of its last
        ('CPULIMIT="10"\nCPULIMIT_MHZ="100"\nCPULIMIT="20"\n', 'CPULIMIT_MHZ="100"\n', None),
        ('CPULIMIT="1000Mhz"\n#\n', 'CPULIMIT_MHZ="1000"\n#\n', None),
        ('CPULIMIT_MHZ="5"\nCPULIMIT="1000m"\n', 'CPULIMIT_MHZ="1000"\n', None),
        ('MEMGUARANTEE_BYTES="5"\nMEMGUARANTEE="auto"\n', 'MEMGUARANTEE="auto"\n', None),
        ('MEMGUARANTEE="50"\nMEMGUARANTEE_BYTES="auto"\n', 'MEMGUARANTEE="auto"\n', None),
        # one that is refused takes nobody's place
        ('NUMIPTENT="5"\nIPTENTRIES="x"\n', 'NUMIPTENT="5:5"\nIPTENTRIES="x"\n', None),
        ('IPTENTRIES="6"\nNUMIPTENT="5"\nIPTENTRIES="7"\n', 'NUMIPTENT="5:5"\n', None),
        ('CPULIMIT="10"\nCPULIMIT_MHZ="99999999999999999999"\n', None, "10000"),
    ],
)
def test_two_names_of_one_value(conf: str, lines: str | None, quota: str | None) -> None:
    """libvzctl reads the names in the order in which they first appear, and the last one that it can read counts."""
    saved = normalize_conf(conf, ctid=101, dialect="libvzctl")
    assert saved == (lines or conf)
    assert normalize_conf(saved, ctid=101, dialect="libvzctl") == saved
    for driver in DRIVERS:
        document = conf_to_domain(conf, ctid=101, dialect="libvzctl", driver=driver).text
        assert (f"<quota>{quota}</quota>" in document) == (quota is not None)
        assert domain_to_conf(document, dialect="libvzctl", base=conf).text == conf
        back = domain_to_conf(document, dialect="libvzctl").text
        assert normalize_conf(back, ctid=101, dialect="libvzctl").replace("#\n", "") == saved.replace("#\n", "")


def test_the_overruled_name_is_told() -> None:
    (found,) = check_conf('CPULIMIT="10"\nCPULIMIT_MHZ="100"\n', ctid=101, dialect="libvzctl")
    assert (found.code, found.line, found.parameter) == ("VZ106", 1, "CPULIMIT")
    assert "CPULIMIT_MHZ" in found.message
    assert "line 2" in found.message


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("conf", ['CPULIMIT_MHZ="100"\nCPULIMIT="10"\n', 'CPULIMIT_MHZ="100"\n'])
def test_an_edited_quota_counts(conf: str, driver: str) -> None:
    document = conf_to_domain(conf, ctid=101, dialect="libvzctl", driver=driver).text
    tuned = "<cputune><period>100000</period><quota>20000</quota></cputune>"
    edited = re.sub("<cputune>.*</cputune>", "", document, flags=re.DOTALL).replace("<os>", f"{tuned}<os>")
    assert tuned in edited
    for base in (None, conf):
        assert domain_to_conf(edited, dialect="libvzctl", base=base).text == 'CPULIMIT="20"\n'


def test_only_the_last_line_is_read() -> None:
    """A text that another one replaces is never looked at."""
    found = check_conf('ONBOOT="maybe"\nONBOOT="yes"\n', ctid=101, dialect="libvzctl")
    assert [(each.code, each.line) for each in found] == [("VZ106", 1)]
    found = check_conf('ONBOOT="yes"\nONBOOT="maybe"\n', ctid=101, dialect="libvzctl")
    assert [(each.code, each.line) for each in found] == [("VZ106", 1), ("VZ201", 2)]


@pytest.mark.parametrize(
    ("conf", "saved"),
    [
        ('DESCRIPTION="main web server"', 'DESCRIPTION="main web server"'),
        ("DESCRIPTION=main=20web # c", 'DESCRIPTION="main=20web"'),
        ('DEVNODES="null:rw null:none"', 'DEVNODES="null:rw null:none"'),  # denied: nothing would be saved
        ('DEVNODES="null:rw tun:r null:none"', 'DEVNODES="tun:r "'),
        ('IP_ADDRESS="10.0.0.1/24 10.0.0.1/16"', 'IP_ADDRESS="10.0.0.1/255.255.255.0 "'),
        ('IP_ADDRESS="0.0.0.0/24 10.0.0.1"', 'IP_ADDRESS="10.0.0.1 "'),
        ('BINDMOUNT="/srv:/data,ro,"', 'BINDMOUNT="/srv:/data,ro "'),
        ('MEMINFO="none:M"', 'MEMINFO="none"'),
    ],
)
def test_as_libvzctl_saves_it(conf: str, saved: str) -> None:
    assert normalize_conf(conf + "\n#\n", ctid=101, dialect="libvzctl") == saved + "\n#\n"


def test_operations_with_a_fraction() -> None:
    """libvzctl refuses the text, and keeps its whole number."""
    conf = 'IOPSLIMIT="25.5"\n#\n'
    assert [each.code for each in check_conf(conf, ctid=101, dialect="libvzctl")] == ["VZ201"]
    (shown,) = show_conf(conf, ctid=101, dialect="libvzctl")
    assert shown.value == 25
