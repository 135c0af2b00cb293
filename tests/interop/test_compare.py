"""Does the comparison see what differs, and nothing else?"""

from __future__ import annotations

import pytest

from tests.interop import known
from tests.interop.compare import Difference, differences, nodes
from tests.interop.known import disagreements
from tests.interop.rules import RULES, unexpected


def domain(devices: str = "", rest: str = "") -> str:
    return f"<domain type='openvz'>{rest}<devices>{devices}</devices></domain>"


def test_layout_and_comments_do_not_count() -> None:
    assert nodes("<domain><!-- x -->\n <name> 1\n</name></domain>") == nodes("<domain><name>1</name></domain>")


def test_an_empty_element_is_a_node() -> None:
    assert ("/domain/devices/filesystem[1]/readonly", "", "") in nodes(domain("<filesystem><readonly/></filesystem>"))


def test_what_only_we_have_does_not_count() -> None:
    assert differences(domain(rest="<title>web</title><metadata><x/></metadata>"), domain()) == []


def test_an_interface_is_known_by_its_kind_and_place() -> None:
    bridge = "<interface type='bridge'><source bridge='b'/><mac address='{}'/></interface>"
    routed = "<interface type='ethernet'><ip address='{}'/></interface>"
    ours = domain(bridge.format("x") + routed.format("1") + routed.format("2"))
    theirs = domain(routed.format("1") + routed.format("3") + bridge.format("x"))
    assert differences(ours, theirs) == [
        Difference("/domain/devices/interface.ethernet[2]/ip[1]", "@address", "2", "3")
    ]


def test_a_bridge_interface_without_a_bridge_is_compared_with_an_ethernet_one() -> None:
    found = differences(domain("<interface type='ethernet'/>"), domain("<interface type='bridge'/>"))
    assert found == [Difference("/domain/devices/interface.ethernet[1]", "@type", "ethernet", "bridge")]


def test_a_missing_node_is_a_difference() -> None:
    assert [str(found) for found in differences(domain(), domain(rest="<vcpu placement='static'>2</vcpu>"))] == [
        "/domain/vcpu/@placement: ours None, theirs 'static'",
        "/domain/vcpu/text(): ours None, theirs '2'",
    ]


def test_an_element_that_is_empty_in_theirs_may_hold_more_in_ours() -> None:
    assert differences(domain("<interface type='ethernet'/>"), domain()) == []


def test_addresses_that_mean_none_do_not_shift_the_others() -> None:
    routed = "<interface type='ethernet'><ip address='{}'/></interface>"
    theirs = domain(routed.format("::") + routed.format("1") + routed.format("2"))
    assert unexpected(domain(routed.format("1") + routed.format("2")), theirs, "") == []
    assert len(unexpected(domain(routed.format("1")), theirs, "")) == 2


def test_each_rule_covers_what_it_is_for_and_not_its_neighbour() -> None:
    interface = "/domain/devices/interface.ethernet[1]"
    meant = {
        "memory": (Difference("/domain/memory", "text()", "65536", "0"), ""),
        "vcpu": (Difference("/domain/vcpu", "text()", None, "2"), 'CPUS="unlimited"\n'),
        "mac": (Difference(f"{interface}/mac", "@address", None, "00:00:00:00:00:00"), ""),
        "group mac": (Difference(f"{interface}/mac", "@address", None, "01:00:00:00:00:01"), ""),
        "bridge": (Difference(interface, "@type", "ethernet", "bridge"), ""),
    }
    neighbours = [
        (Difference("/domain/memory", "text()", "65536", "1"), ""),
        (Difference("/domain/vcpu", "text()", None, "2"), 'CPUS="2"\n'),
        (Difference("/domain/vcpu", "text()", "3", "2"), "CPUS=2"),
        (Difference(f"{interface}/mac", "@address", None, "02:00:00:00:00:01"), ""),
        (Difference(f"{interface}/mac", "@address", "00:00:00:00:00:01", "00:00:00:00:00:00"), ""),
        (Difference(interface, "@type", "bridge", "ethernet"), ""),
    ]
    for name, case in meant.items():
        assert [rule.name for rule in RULES if rule.applies(*case)] == [name]
    for case in neighbours:
        assert [rule.name for rule in RULES if rule.applies(*case)] == []


def test_the_table_is_held_against_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [known.Known("pairs/a", "/domain/name/text()", "why"), known.Known("pairs/b", "dots", "why")]
    entries.append(known.Known("corpus/c", "dots", "not looked at"))
    monkeypatch.setattr(known, "known", {"differs": entries}.get)
    found = {"pairs/a": ["/domain/name/text(): ours None, theirs '1'", "/domain/name: ours"], "pairs/b": []}
    assert disagreements("differs", found) == [
        "pairs/a: not in the table: /domain/name: ours",
        "pairs/b: in the table, and no more so: dots",
    ]
