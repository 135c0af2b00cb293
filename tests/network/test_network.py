"""Which networks do confs need, and does libvirt take them?"""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.interop.harness import validate
from tests.lxc.cases import confs
from translator.cli.network import command
from translator.network import group_by_prefix, networks_of
from translator.values.address import Address

BRIDGED = 'NETIF="ifname=eth0,bridge=br0;ifname=eth1,bridge=br-lan.7"\n'
ROUTED = 'IP_ADDRESS="192.0.2.10 192.0.2.1 10.1.2.3/8 10.0.0.9/24 2001:db8::10"\n'


def test_a_bridge_is_a_network_of_its_name() -> None:
    documents, findings = networks_of([("101.conf", BRIDGED), ("102.conf", BRIDGED)])
    assert [document.name for document in documents] == ["br-lan.7", "br0"]
    assert documents[1].text == (
        "<network>\n  <name>br0</name>\n  <forward mode='bridge'/>\n  <bridge name='br0'/>\n</network>\n"
    )
    assert not findings


def test_addresses_are_one_routed_network_grouped_by_prefix() -> None:
    [document], _ = networks_of([("101.conf", ROUTED), ("102.conf", 'IP_ADDRESS="192.0.2.2"\n')])
    root = etree.fromstring(document.text)
    assert root.findtext("name") == "venet"
    assert [(ip.get("family"), ip.get("address"), ip.get("prefix")) for ip in root.iter("ip")] == [
        (None, "10.0.0.1", "8"),
        (None, "192.0.2.3", "24"),
        ("ipv6", "2001:db8::1", "64"),
    ]


def test_no_conf_no_network() -> None:
    assert networks_of([("101.conf", "")]) == ([], [])


def test_a_name_that_is_none_is_told() -> None:
    documents, [finding] = networks_of([("7.conf", 'NAME="x"\nNETIF="ifname=eth0,bridge=br 0"\n')])
    assert not documents
    assert (finding.path, finding.line, finding.code) == ("7.conf", 2, "VZ515")


def test_virtuozzo_names_its_bridges_otherwise() -> None:
    conf = 'NETIF="ifname=eth0,type=bridge,network=br7"\n'
    [document], _ = networks_of([("101.conf", conf)], dialect="libvzctl")
    assert document.name == "br7"


_ADDRESSES = st.lists(
    st.one_of(
        st.builds(Address, st.ip_addresses(v=4).map(str), st.none() | st.integers(0, 32)),
        st.builds(Address, st.ip_addresses(v=6).map(str), st.none() | st.integers(0, 128)),
    ),
    max_size=8,
)


@given(_ADDRESSES)
def test_every_address_is_in_exactly_one_group(addresses: list[Address]) -> None:
    nets = group_by_prefix(addresses)
    for address in addresses:
        ip = ipaddress.ip_address(address.ip)
        assert sum(ip.version == net.version and ip in net for net in nets) == 1


def test_the_command_writes_a_file_a_network(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "101.conf").write_text(BRIDGED + ROUTED)
    (tmp_path / "conf" / "0.conf").write_text('NETIF="ifname=eth0,bridge=host"\n')
    run = CliRunner().invoke(command, [str(tmp_path / "conf"), "-o", str(tmp_path / "out")])
    assert run.exit_code == 0, run.output
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["br-lan.7.xml", "br0.xml", "venet.xml"]
    again = CliRunner().invoke(command, [str(tmp_path / "conf"), "-o", str(tmp_path / "out")])
    assert again.exit_code == 2
    forced = CliRunner().invoke(command, [str(tmp_path / "conf"), "-o", str(tmp_path / "out"), "--force"])
    assert forced.exit_code == 0


def test_the_command_prints(tmp_path: Path) -> None:
    run = CliRunner().invoke(command, ["-"], input=BRIDGED)
    assert run.output.count("<network>") == 2
    assert CliRunner().invoke(command, [str(tmp_path / "none.conf")]).exit_code == 3


@pytest.mark.interop
def test_libvirts_schema_takes_them() -> None:
    documents = {
        f"{case.name}/{document.name}": document.text
        for case in confs()
        for document in networks_of([(case.name, case.conf)])[0]
    }
    assert documents
    verdicts = validate(documents, "network")
    assert not {name: verdict for name, verdict in verdicts.items() if verdict}
