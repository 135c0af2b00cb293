"""What does libvirt's own OpenVZ driver hand to vzctl for a container, and is ours right where it is not?"""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.interop.harness import define
from translator import conf_to_domain
from translator.vzctl import Command, vzctl_commands

pytestmark = pytest.mark.interop

CONF = """OSTEMPLATE="debian-7"
DISKSPACE="1048576:1153434"
CPUS="2"
IP_ADDRESS="192.0.2.10 2001:db8::10"
NETIF="ifname=eth0,bridge=br0,mac=00:18:51:01:02:03,host_ifname=veth101.0,host_mac=00:18:51:04:05:06"
"""


def test_it_names_a_template_that_nobody_asked_for_and_we_name_ours() -> None:
    theirs = _options(define(conf_to_domain(CONF, ctid=101).text, 101).vzctl_commands)
    ours = _options(vzctl_commands(CONF, ctid=101).commands)
    assert ours["--ostemplate"] == ["debian-7"]
    assert theirs["--ostemplate"] != ["debian-7"]  # libvirt 9.0.0 hands over what stands at an address in memory


def test_we_agree_on_what_it_gets_right() -> None:
    theirs = _options(define(conf_to_domain(CONF, ctid=101).text, 101).vzctl_commands)
    ours = _options(vzctl_commands(CONF, ctid=101).commands)
    for option in ("--diskspace", "--cpus", "--ipadd"):
        assert ours[option] == theirs[option]
    [given], [handed] = (text["--netif_add"] for text in (ours, theirs))
    assert given.upper().split(",")[:3] == handed.upper().split(",")[:3]
    assert given.split(",")[3] == "00:18:51:04:05:06"  # which it makes up
    assert given.split(",")[4] == handed.split(",")[4] == "br0"


def _options(commands: tuple[Command, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for command in commands:
        words = list(command)
        for option, value in pairwise(words):
            if option.startswith("--"):
                found.setdefault(option, []).append(value)
    return found
