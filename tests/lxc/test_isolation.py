"""Is a person told what is open between a container and its host?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from translator import conf_to_domain
from translator.conf.dialect import VZCTL
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.domain.document import parse_document
from translator.domain.read import read_domain
from translator.isolation import OPENVZ_GIVES, address_commands, capabilities_apart

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_readme_has_the_commands_that_were_tried() -> None:
    commands = address_commands(("ipv4", "ipv6"))
    assert len(commands) == 2
    for command in commands:
        assert f"\n{command}" in README
    assert address_commands(("ipv6",)) == commands[1:]
    assert address_commands(()) == []


@pytest.mark.parametrize(
    ("conf", "more", "less"),
    [
        ("", {"SYS_ADMIN", "NET_ADMIN", "SYS_RAWIO", "SYSLOG", "BPF"}, {"MKNOD"}),
        ('CAPABILITY="SYS_ADMIN:on SYS_TIME:on MKNOD:on"\n', {"NET_ADMIN"}, set()),
        ('CAPABILITY="SYS_RAWIO:off"\nFEATURES="bridge:on"\n', {"SYS_ADMIN"}, {"MKNOD"}),
    ],
)
def test_capabilities_that_only_one_of_them_gives(conf: str, more: set[str], less: set[str]) -> None:
    settings = settle(parse(conf, VZCTL), VZCTL)
    view = read_domain(parse_document(conf_to_domain(conf, ctid=101, driver="lxc").text)).view
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
