"""Where does a document say an item of a conf, and which items does a residue of somebody else's make?"""

from __future__ import annotations

import pytest

from translator import domain_to_conf
from translator.conf.dialect import LIBVZCTL, VZCTL, Dialect
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.lenses.drivers import driver_of
from translator.lenses.origin import UUID_LINE
from translator.lenses.put import place_of_item

RESIDUE = (
    "<domain type='openvz'><name>101</name><metadata><vz:container xmlns:vz='urn:vzvirt:openvz:1' ctid='101'>\n"
    "<vz:parameter name='{}'>{}</vz:parameter>\n</vz:container></metadata><memory>65536</memory></domain>"
)


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (UUID_LINE, "uuid"),
        ("UUID", "uuid"),
        ("\nno line at all", "metadata/container"),
        ("CPUS", "metadata/container/CPUS"),
        ("CPULIMIT", "cputune/period"),
        ("IP_ADDRESS", "devices/interface/ip"),
        ("X", "metadata"),
    ],
)
def test_a_conflict_is_told_at_the_node_that_says_the_item(key: str, place: str) -> None:
    driver = driver_of("openvz")
    assert driver is not None
    assert place_of_item(key, {"metadata/container/CPUS", "metadata/container/UUID"}, driver) == place


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<vz:interface ifname='eth0' mac='a'/><vz:disk uuid='1' mnt='/a'/>", "ifname=eth0,mac=a;uuid=1,mnt=/a"),
        ("<vz:switch name='a' state='on'/><vz:item>b c</vz:item>", "a:on b c"),
        ("<vz:note/><vz:item>b</vz:item>", "b"),
        ("", ""),
    ],
)
def test_a_parameter_of_nobody_has_the_text_of_its_elements(inside: str, text: str) -> None:
    assert f'X="{text}"\n' in domain_to_conf(RESIDUE.format("X", inside)).text


@pytest.mark.parametrize(
    ("dialect", "items"),
    [
        (VZCTL, [(0, "unknown", "FOO", "FOO"), (1, "invalid", "", "nonsense")]),
        (
            LIBVZCTL,
            [(0, "unknown", "FOO", "FOO"), *((at, "unknown", "", t) for at, t in ((1, "nonsense"), (2, "all")))],
        ),
    ],
)
def test_a_line_is_objected_to_by_its_name_or_else_by_its_text(
    dialect: Dialect, items: list[tuple[int, str, str, str]]
) -> None:
    assert settle(parse('FOO="x"\n="nonsense"\n="all"\nCPUS="2"\n', dialect), dialect).problems == items
