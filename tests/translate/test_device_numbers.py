"""Which device has which number? As the kernel's list of devices has it (Documentation/admin-guide/devices.txt)."""

from __future__ import annotations

import pytest

from translator import conf_to_domain

#: Those that a container is given by its configuration.
NAMED = {
    "c:1:1": "mem",
    "c:1:11": "kmsg",
    "c:10:130": "watchdog",
    "c:10:135": "rtc",
    "c:10:183": "hwrng",
    "c:10:200": "net/tun",
    "c:10:229": "fuse",
    "c:10:232": "kvm",
    "c:10:236": "mapper/control",
    "c:10:237": "loop-control",
    "c:10:238": "vhost-net",
    "c:108:0": "ppp",
    "b:8:0": "sda",
    "b:8:15": "sda15",
    "b:8:16": "sdb",
    "b:8:33": "sdc1",
    "b:8:240": "sdp",
    "b:8:255": "sdp15",
}
#: Those that libvirt's LXC driver gives every container: null, zero, full, random, urandom, tty, console, ptmx.
EVERYBODYS = ("c:1:3", "c:1:5", "c:1:7", "c:1:8", "c:1:9", "c:5:0", "c:5:1", "c:5:2")
NAMELESS = ("c:1:2", "c:5:3", "c:10:199", "b:8:256", "b:1:1", "c:8:0")


@pytest.mark.parametrize("number", NAMED)
def test_a_device_is_known_by_its_number(number: str) -> None:
    made = conf_to_domain(f'DEVICES="{number}:rw"\n', ctid=101, driver="lxc")
    tag = "block" if number.startswith("b") else "char"
    assert f"<{tag}>/dev/{NAMED[number]}</{tag}>" in made.text
    assert "VZ513" not in [each.code for each in made.report.findings]


@pytest.mark.parametrize("number", EVERYBODYS)
def test_a_device_that_everybody_has_needs_no_word(number: str) -> None:
    made = conf_to_domain(f'DEVICES="{number}:rw"\n', ctid=101, driver="lxc")
    assert "<hostdev" not in made.text
    assert "VZ513" not in [each.code for each in made.report.findings]


@pytest.mark.parametrize("number", NAMELESS)
def test_a_number_without_one_name_is_told(number: str) -> None:
    made = conf_to_domain(f'DEVICES="{number}:rw"\n', ctid=101, driver="lxc")
    assert "<hostdev" not in made.text
    assert "VZ513" in [each.code for each in made.report.findings]


@pytest.mark.parametrize("line", ['DEVNODES="net/tun:r "', 'DEVICES="c:10:200:r "', 'DEVICES="c:4:64:rw "'])
def test_a_device_that_is_left_out_is_said_to_be(line: str) -> None:
    made = conf_to_domain(f"{line}\n", ctid=101, driver="lxc")
    assert "<hostdev" not in made.text
    assert [": not given: " in each.message for each in made.report.findings if each.code == "VZ513"] == [True]
