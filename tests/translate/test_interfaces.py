"""What becomes of an interface in a document, beyond what NETIF holds?"""

from __future__ import annotations

import pytest

from translator import domain_to_conf

DOCUMENT = """\
<domain type='openvz'>
  <name>101</name>
  <memory unit='KiB'>262144</memory>
  <devices>
    <interface type='{kind}'>
      <source {kind}='br0'/>
      {inside}
      <guest dev='eth0'/>
    </interface>
  </devices>
</domain>
"""


def lost(inside: str, kind: str = "bridge", dialect: str = "vzctl") -> list[tuple[str, str, str]]:
    result = domain_to_conf(DOCUMENT.format(inside=inside, kind=kind), dialect=dialect)
    assert "ifname=eth0" in result.text
    return [(f.code, f.level, f.message) for f in result.report.findings]


def test_addresses_of_a_pair_are_not_lost_in_silence() -> None:
    message = "<ip> is dropped: NETIF takes no addresses from a document: set them inside the container"
    assert lost("<ip address='192.0.2.1' prefix='24'/>") == [("VZ502", "warning", message)]


def test_routes_of_a_pair_are_not_lost_in_silence() -> None:
    message = "<route> is dropped: NETIF takes no routes from a document: set them inside the container"
    route = "<route address='0.0.0.0' prefix='0' gateway='192.0.2.254'/>"
    assert lost(route) == [("VZ502", "warning", message)]


def test_a_link_that_is_down_is_brought_up() -> None:
    assert lost("<link state='down'/>") == [("VZ503", "info", "<link>: vzctl brings every interface up")]


@pytest.mark.parametrize(
    ("dialect", "said"),
    [("vzctl", ["<source>: the network br0 is given as a bridge of that name"]), ("libvzctl", [])],
)
def test_a_network_is_a_bridge_for_vzctl_alone(dialect: str, said: list[str]) -> None:
    assert [message for _, _, message in lost("", "network", dialect)] == said


def test_a_second_interface_of_one_name_costs_only_itself() -> None:
    second = "<guest dev='eth0'/></interface><interface type='bridge'><source bridge='br1'/>"
    result = domain_to_conf(DOCUMENT.format(kind="bridge", inside=second))
    assert 'NETIF="ifname=eth0,bridge=br0"\n' in result.text
    messages = [finding.message for finding in result.report.findings]
    assert messages == ["<interface> is dropped: guest device eth0 stands twice: vzctl keeps the first"]
