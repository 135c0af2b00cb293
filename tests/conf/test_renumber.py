"""Does a conf under a new id have what belongs to that id, is the rest told, and does nothing else change?"""

from __future__ import annotations

import pytest

from tests.recorded import random_confs
from translator.conf.dialect import DIALECTS
from translator.conf.renumber import renumber

UUID, OTHER = "fbcdf284-5345-416b-a589-7b5fcaa87673", "0dd3b2e0-8d24-4a1e-9f2c-1c1a4ce0c2aa"
CHANGED, LEFT, SAME = "VZ571", "VZ572", "VZ573"


@pytest.mark.parametrize(
    ("line", "become", "code"),
    [
        ('VE_PRIVATE="/vz/private/101"', 'VE_PRIVATE="/vz/private/201"', CHANGED),
        ("VE_PRIVATE=/vz/private/101/", "VE_PRIVATE=/vz/private/201/", CHANGED),
        ('  VE_ROOT="/vz/101/root/101" # it', '  VE_ROOT="/vz/201/root/201" # it', CHANGED),
        ('VE_PRIVATE="/vz/private/$VEID"', 'VE_PRIVATE="/vz/private/$VEID"', ""),
        ('VE_ROOT="/vz/root/${VEID}"', 'VE_ROOT="/vz/root/${VEID}"', ""),
        ('VE_PRIVATE="/vz/private/1010"', 'VE_PRIVATE="/vz/private/1010"', LEFT),
        ('VE_PRIVATE="/srv/raid101/web"', 'VE_PRIVATE="/srv/raid101/web"', LEFT),
        ('VE_ROOT="/srv/mnt"', 'VE_ROOT="/srv/mnt"', LEFT),
        ('NETIF="ifname=eth0,host_ifname=veth101.0"', 'NETIF="ifname=eth0,host_ifname=veth201.0"', CHANGED),
        (
            'NETIF="ifname=eth0,host_ifname=veth101.0;ifname=eth101,host_ifname=v101e1"',
            'NETIF="ifname=eth0,host_ifname=veth201.0;ifname=eth101,host_ifname=v201e1"',
            CHANGED,
        ),
        ('NETIF="ifname=eth0,host_ifname=veth1.101"', 'NETIF="ifname=eth0,host_ifname=veth1.101"', LEFT),
        ('NETIF="ifname=eth0,host_ifname=veth1010.0"', 'NETIF="ifname=eth0,host_ifname=veth1010.0"', LEFT),
        ('NETIF="ifname=eth0,bridge=vmbr101"', 'NETIF="ifname=eth0,bridge=vmbr101"', ""),
        ('NETIF="ifname=eth0,mac=00:18:51:C1:05:EE"', 'NETIF="ifname=eth0,mac=00:18:51:C1:05:EE"', SAME),
        ('NAME="web"', 'NAME="web"', SAME),
        ('IP_ADDRESS="10.0.0.101"', 'IP_ADDRESS="10.0.0.101"', SAME),
        ('IP_ADDRESS=""', 'IP_ADDRESS=""', ""),
        ("#UUID: 00000000-0000-4000-8000-000000000101", "#UUID: 00000000-0000-4000-8000-000000000101", SAME),
        ('OUR_DATA="/data/101/x"', 'OUR_DATA="/data/101/x"', LEFT),
        ('OUR_DATA="/data/101x"', 'OUR_DATA="/data/101x"', ""),
        ('PHYSPAGES="0:101"', 'PHYSPAGES="0:101"', ""),
    ],
)
def test_a_line_under_a_new_id(line: str, become: str, code: str) -> None:
    done = renumber(f"ONBOOT=yes\n{line}\n", "101", "201")
    assert done.text == f"ONBOOT=yes\n{become}\n"
    assert {(each.code, each.line) for each in done.findings} == ({(code, 2)} if code else set())
    if code == CHANGED:
        assert renumber(done.text, "201", "101").text == f"ONBOOT=yes\n{line}\n"


def test_the_marker_stands_under_what_is_told() -> None:
    conf = 'NETIF="ifname=eth0,mac=00:18:51:C1:05:EE,host_ifname=veth101.0"\n'
    told = {each.code: each for each in renumber(conf, "101", "201").findings}
    at = told[CHANGED].column - 1
    assert conf[at : at + told[CHANGED].width] == "veth101.0"
    assert told[CHANGED].message == "NETIF: 'veth201.0' for container 201; 101 has 'veth101.0'"


def test_a_name_that_the_kernel_would_cut_is_told_and_left() -> None:
    conf = 'NETIF="ifname=eth0,host_ifname=veth101.0"\n'
    done = renumber(conf, "101", "2147483644")
    assert (done.text, [each.code for each in done.findings]) == (conf, [LEFT])
    assert "'veth2147483644.0' is too long" in done.findings[0].message


def test_what_no_two_have_is_told_once() -> None:
    conf = 'NAME="web"\nIP_ADDRESS="10.0.0.1"\nNETIF="ifname=eth0,mac=00:18:51:C1:05:EE"\n'
    (told,) = renumber(conf, "101", "201").findings
    assert (told.line, told.code) == (1, SAME)
    assert told.message.startswith("NAME, IP_ADDRESS and the MACs of NETIF stay")


def test_a_container_of_virtuozzo_is_known_by_a_uuid() -> None:
    conf = f'VEID="{UUID}"\nVE_PRIVATE="/vz/private/{UUID}"\nUUID="{UUID}"\n'
    done = renumber(conf, UUID, OTHER, "libvzctl")
    assert done.text == f'VEID="{OTHER}"\nVE_PRIVATE="/vz/private/{OTHER}"\nUUID="{UUID}"\n'
    assert [each.code for each in done.findings] == [CHANGED, CHANGED, SAME]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_only_lines_that_are_told_of_change(dialect: str) -> None:
    changes = 0
    for case in random_confs():
        conf = case["conf"] + 'VE_ROOT="/vz/root/101"\n'
        assert renumber(conf, "101", "101", dialect).text == conf
        done = renumber(conf, "101", "201", dialect)
        before, after = conf.split("\n"), done.text.split("\n")
        assert len(before) == len(after)
        changed = {at + 1 for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other}
        assert changed == {each.line for each in done.findings if each.code == CHANGED}
        changes += len(changed)
    assert changes > 200
