"""Do the findings about values say what the reader in question does with them?"""

from __future__ import annotations

import pytest

from translator import check_conf, conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName
from translator.lint.rule import Host


def messages(conf: str, code: str, dialect: DialectName = "vzctl") -> list[str]:
    found = check_conf(conf, ctid=101, dialect=dialect)
    return [finding.message for finding in found if finding.code == code]


@pytest.mark.parametrize("mac", ["zz", "0", "01", "é1:00:5E:00:00:01", "00-18-51-00-00-01"])
def test_a_key_that_libvirt_does_not_read_is_no_mac(mac: str) -> None:
    conf = f'NETIF="ifname=eth0,host_mac={mac}"\n'
    assert not messages(conf, "VZ412", "libvirt") + messages(conf, "VZ413", "libvirt")
    document = conf_to_domain(conf, ctid=101, dialect="libvirt").text
    assert domain_to_conf(document, dialect="libvirt").text == conf


FORGOTTEN = "an earlier line's value is forgotten"


@pytest.mark.parametrize(
    ("conf", "dialect", "forgotten"),
    [
        ('IOPRIO="1"\nIOPRIO="9"\n', "vzctl", True),
        ('IOPRIO="1"\nIOPRIO="x"\n', "vzctl", False),
        ('IOPRIO="9"\nIOPRIO="1"\n', "vzctl", False),
        ('IOLIMIT="1"\nIOLIMIT="x"\n', "vzctl", True),
        ('IOLIMIT="x"\nIOLIMIT="1"\n', "vzctl", False),
        ('IOPSLIMIT="1"\n#\nIOPSLIMIT="x"\nIOPSLIMIT="2"\n', "vzctl", True),
        ('IOPRIO="1"\nIOPRIO="9"\n', "libvzctl", False),
    ],
)
def test_a_refused_value_takes_an_earlier_one_along_where_it_does(
    conf: str, dialect: DialectName, forgotten: bool
) -> None:
    (message,) = messages(conf, "VZ201", dialect)
    assert (FORGOTTEN in message) == forgotten


def test_an_overflow_of_the_quota_is_refused_and_stored() -> None:
    (message,) = messages('DISKSPACE="-1"\n', "VZ201")
    assert "not valid, yet vzctl stores 9223372036854775807:9223372036854775807;" in message
    assert "stores" not in messages('DISKSPACE="x"\n', "VZ201")[0]


def test_what_is_left_of_a_list_with_a_bad_item() -> None:
    netif, ips = 'NETIF="ifname=eth0;bogus;ifname=eth1"\n', 'IP_ADDRESS="192.0.2.1 bogus 192.0.2.2"\n'
    dropped = ", so it and all that follows on the line is dropped"
    assert [dropped in messages(each, "VZ201")[0] for each in (netif, ips)] == [True, True]
    assert [dropped in messages(each, "VZ201", "libvzctl")[0] for each in (netif, ips)] == [False, True]
    assert "libvirt reads nothing of the line" in messages(ips, "VZ201", "libvirt")[0]


@pytest.mark.parametrize(
    ("text", "dialect", "wrong"),
    [
        ("1000m", "libvzctl", False),
        ("-0", "vzctl", False),
        ("+0050", "vzctl", False),
        ("-1", "vzctl", True),
        ("-1", "libvzctl", True),
        ("4294967297", "vzctl", True),
        ("4294967297", "libvzctl", False),
    ],
)
def test_a_ceiling_that_wraps(text: str, dialect: DialectName, wrong: bool) -> None:
    assert bool(messages(f'CPULIMIT="{text}"\n', "VZ225", dialect)) == wrong


def test_a_mac_is_what_its_reader_makes_of_it() -> None:
    conf = 'NETIF="ifname=eth0,mac=001851010203"\n'
    assert "is read as 00:85:01:20:00:00;" in messages(conf, "VZ414")[0]
    assert "is read as 00:18:51:01:02:03;" in messages(conf, "VZ414", "libvzctl")[0]
    assert not messages('NETIF="ifname=eth0,host_mac=001851010203"\n', "VZ414", "libvirt")


@pytest.mark.parametrize("conf", ['DEVICES="c:1:1:rw\tb:8:all:r"\n', 'PCI="01:00.0,02:00.0"\n'])
def test_libvzctl_separates_at_tabs_and_commas(conf: str) -> None:
    assert messages(conf, "VZ208")
    assert not messages(conf, "VZ208", "libvzctl")


def test_only_vzctl_has_no_room_for_many_devices() -> None:
    conf = f'DEVICES="{" ".join(f"c:10:{minor}:rw" for minor in range(100, 150))}"\n'
    assert messages(conf, "VZ207")
    assert not messages(conf, "VZ207", "libvzctl")


def test_what_stands_behind_a_missing_device_is_told_with_it() -> None:
    here = Host(devices=frozenset({"null"}))
    found = check_conf('DEVNODES="null:rw one:rw two:rw"\n', host=here)
    [told] = [each.message for each in found if each.code == "VZ211"]
    assert told == "DEVNODES: the host has no device /dev/one, so it and all that follows is dropped"


def test_an_empty_line_is_none_to_libvirt() -> None:
    assert "libvzctl, libvirt and a shell take this one" in messages('HOSTNAME="a"\nHOSTNAME="b"\n', "VZ105")[0]
    assert "and libvzctl and a shell take this one" in messages('HOSTNAME="a"\nHOSTNAME=""\n', "VZ105")[0]


@pytest.mark.parametrize(("dialect", "fixed"), [("vzctl", "192.0.2.1"), ("libvzctl", "192.0.2.1 ")])
def test_an_address_that_stands_twice(dialect: DialectName, fixed: str) -> None:
    conf = 'IP_ADDRESS="192.0.2.1 192.0.2.1/24"\n'
    (finding,) = [each for each in check_conf(conf, ctid=101, dialect=dialect) if each.code == "VZ402"]
    assert finding.message == "IP_ADDRESS: '192.0.2.1/24' stands twice; expected once"
    assert finding.fix is not None
    assert finding.fix.text == f'IP_ADDRESS="{fixed}"\n'
