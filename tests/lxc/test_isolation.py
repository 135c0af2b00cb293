"""Is a person told what is open between a container and its host?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from translator import conf_to_domain
from translator.conf.dialect import VZCTL
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.domain.document import parse_document
from translator.domain.read import read_domain
from translator.domain.view import View
from translator.isolation import OPENVZ_GIVES, address_commands, capabilities_apart, isolation_notes, mac_commands

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_readme_has_the_commands_that_were_tried() -> None:
    commands = address_commands(("ipv4", "ipv6"))
    assert len(commands) == 2
    for command in (*commands, *mac_commands()):
        assert f"\n{command}" in README
    assert address_commands(("ipv6",)) == commands[1:]
    assert address_commands(()) == []


def read(conf: str, **options: Any) -> tuple[Settings, View]:
    text = conf_to_domain(conf, ctid=101, driver="lxc", **options).text
    return settle(parse(conf, VZCTL), VZCTL), read_domain(parse_document(text)).view


def test_what_is_open_is_told() -> None:
    bare = dict(isolation_notes(*read("")))
    [given] = [text for text in bare if "capabilities that it did not have" in text]
    assert "SYS_ADMIN" in given
    assert "--idmap" in bare[given]
    assert "it has no more MKNOD" in bare
    assert len(bare) == 2
    assert "--idmap" not in dict(isolation_notes(*read("", idmap="100000:65536")))[given]
    routed = {text: why for text, why in isolation_notes(*read('IP_ADDRESS="2001:db8::1"\n')) if text not in bare}
    assert [*routed.values()] == [f"before it starts: {address_commands(('ipv6',))[0]}"]
    other = 'NETIF="ifname=eth0,bridge=br0"\nCAPABILITY="MKNOD:on"\n'
    assert [text for text, _ in isolation_notes(*read(other))] == [given]


@pytest.mark.parametrize(
    ("conf", "more", "less"),
    [
        ("", {"SYS_ADMIN", "NET_ADMIN", "SYS_RAWIO", "SYSLOG", "BPF"}, {"MKNOD"}),
        ('CAPABILITY="SYS_ADMIN:on SYS_TIME:on MKNOD:on"\n', {"NET_ADMIN"}, set()),
        ('CAPABILITY="SYS_RAWIO:off"\nFEATURES="bridge:on"\n', {"SYS_ADMIN"}, {"MKNOD"}),
    ],
)
def test_capabilities_that_only_one_of_them_gives(conf: str, more: set[str], less: set[str]) -> None:
    settings, view = read(conf)
    found = capabilities_apart(settings, view)
    assert more <= set(found.more)
    assert set(found.less) == less
    said = settings.value("CAPABILITY") or ()
    assert not {*found.more, *found.less} & {name for names in said for name in names}
    assert ("NET_ADMIN" in found.more) == ("bridge" not in conf)


def test_the_default_set_is_that_of_the_facts() -> None:
    facts = (Path(__file__).parents[2] / "fixtures" / "facts" / "ve-conf.md").read_text(encoding="utf-8")
    [names] = re.findall(r"^\* Default set \(V4\): ([A-Z_ ]+);", facts, re.MULTILINE)
    assert set(names.split()) == OPENVZ_GIVES
