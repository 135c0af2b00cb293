"""Which networks do confs need, and does libvirt take them?"""

from __future__ import annotations

import ipaddress
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.interop.harness import validate
from tests.lxc.cases import confs
from tests.strategies import confs as confs_of_any_kind
from translator import check_domain, conf_to_domain
from translator.cli import vzvirt
from translator.conf.dialect import DIALECTS, DialectName
from translator.lenses.drivers import DRIVERS
from translator.network import bridge_commands, group_by_prefix, host_needs, networks_of, routed_network
from translator.values.address import Address

BRIDGED = 'NETIF="ifname=eth0,bridge=br0;ifname=eth1,bridge=br-lan.7"\n'
LAN = 'NETIF="ifname=eth0,network=my lan"\n'
ROUTED = 'IP_ADDRESS="192.0.2.10 192.0.2.1 10.1.2.3/8 10.0.0.9/24 2001:db8::10"\n'


def test_a_bridge_is_no_network_but_a_command_for_the_host() -> None:
    needs = host_needs([("101.conf", BRIDGED), ("102.conf", BRIDGED)])
    assert needs == ([], ["br-lan.7", "br0"], [])
    assert bridge_commands("br0") == (
        "ip link show dev br0 || ip link add name br0 type bridge && ip link set dev br0 up"
    )


def possible(name: str) -> bool:
    """Whether a kernel lets an interface have a name (net/core/dev.c, dev_valid_name)."""
    return len(name.encode()) < 16 and name not in (".", "..") and not set(name) & set("/: \t\n\v\f\r\xa0")


#: What every host of the driver has, or the driver itself.
THERE = {"default", "host-routed"}


@pytest.mark.parametrize("dialect", DIALECTS)
@given(st.lists(confs_of_any_kind(), min_size=1, max_size=3))
def test_what_is_printed_is_what_the_documents_refer_to(dialect: DialectName, texts: list[str]) -> None:
    needs = host_needs([(f"{at}.conf", text) for at, text in enumerate(texts, 101)], dialect=dialect)
    for driver in DRIVERS:
        networks, bridges = set(), set()
        for text in texts:
            document = conf_to_domain(text, ctid=101, dialect=dialect, driver=driver).text
            for source in etree.fromstring(document.encode()).iterfind("devices/interface/source"):
                networks.add(source.get("network"))
                bridges.add(source.get("bridge"))
        wanted = {name for name in networks - THERE if name and "/" not in name}
        assert {document.name for document in needs.networks} == wanted
        assert set(needs.bridges) == {name for name in bridges - THERE if name and possible(name)}
    for printed in needs.networks:
        assert etree.fromstring(printed.text).findtext("name") == printed.name
        assert check_domain(printed.text) == []


def test_addresses_are_one_routed_network_grouped_by_prefix() -> None:
    [document], _ = networks_of([("101.conf", ROUTED), ("102.conf", 'IP_ADDRESS="192.0.2.2"\n')], routed=True)
    root = etree.fromstring(document.text)
    assert root.findtext("name") == "venet"
    assert [(ip.get("family"), ip.get("address"), ip.get("prefix")) for ip in root.iter("ip")] == [
        (None, "10.0.0.1", "8"),
        (None, "192.0.2.3", "24"),
        ("ipv6", "2001:db8::1", "64"),
    ]


def test_no_conf_no_network() -> None:
    assert networks_of([("101.conf", "")]) == ([], [])
    assert networks_of([("101.conf", ROUTED)]) == ([], []), "no document refers to one"
    assert networks_of([("101.conf", 'IP_ADDRESS="0.0.0.0 ::"\n')], routed=True) == ([], [])


def test_a_container_has_no_address_of_the_hosts() -> None:
    full = " ".join(f"198.51.100.{last}" for last in range(1, 255))
    conf = f'IP_ADDRESS="{full} 192.0.2.1/30 192.0.2.2/30 203.0.113.0/31 203.0.113.1/31"\n'
    [document], _ = networks_of([("101.conf", conf)], routed=True)
    assert [(ip.get("address"), ip.get("prefix")) for ip in etree.fromstring(document.text).iter("ip")] == [
        ("192.0.2.3", "29"),
        ("198.51.100.255", "23"),
        ("203.0.113.2", "30"),
    ]


def test_one_address_with_two_prefixes_is_in_the_larger_network() -> None:
    confs = [("101.conf", 'IP_ADDRESS="10.0.0.2/24"\n'), ("102.conf", 'IP_ADDRESS="10.0.0.2/16"\n')]
    for pair in (confs, confs[::-1]):
        [document], _ = networks_of(pair, routed=True)
        assert "<ip address='10.0.0.1' prefix='16'/>" in document.text


def test_names_are_unique() -> None:
    conf = 'NETIF="ifname=eth0,network=venet;ifname=eth1,type=bridge,network=virbr-venet"\nIP_ADDRESS="10.0.0.2"\n'
    documents, _ = networks_of([("101.conf", conf)], dialect="libvzctl", routed=True)
    assert [document.name for document in documents] == ["venet", "venet1"]
    assert "<bridge name='virbr-venet1' " in documents[1].text


@pytest.mark.parametrize(
    "other", ['NAMESERVER="192.168.0.1"', 'VE_DEFAULT_GATEWAY_eth0="192.168.0.1"', 'DESCRIPTION="router 192.168.0.1"']
)
def test_the_host_gets_no_address_that_a_conf_names(other: str) -> None:
    """The router of a network is its name server, as a rule: with its address the host would take its place."""
    confs = [("101.conf", 'IP_ADDRESS="192.168.0.100"\n'), ("102.conf", f"{other}\n")]
    [document], _ = networks_of(confs, routed=True)
    assert "<ip address='192.168.0.2' prefix='24'/>" in document.text


def test_what_a_document_of_another_program_refers_to_is_there(tmp_path: Path) -> None:
    interfaces = (
        "<interface type='network'><source network='lab' bridge='virbr7'/></interface>"
        "<interface type='bridge'><source bridge='br3'/></interface>"
    )
    foreign = (
        "<domain type='lxc'><name>x</name><memory>1048576</memory><os><type>exe</type><init>/sbin/init</init></os>"
        f"<devices><filesystem type='mount'><source dir='/srv/x'/><target dir='/'/></filesystem>{interfaces}</devices>"
        "</domain>"
    )
    (tmp_path / "x.xml").write_text(foreign)
    run = CliRunner().invoke(vzvirt, ["network", str(tmp_path / "x.xml")])
    assert run.stdout == ""
    assert run.stderr == f"vzvirt: the host needs the bridge br3: {bridge_commands('br3')}\n"
    default = host_needs([("101.conf", 'NETIF="ifname=eth0,bridge=default;ifname=eth1,bridge=br0"\n')])
    assert (default.networks, default.bridges) == ([], ["br0"]), "libvirt brings its own"


def test_a_name_that_is_none_is_told() -> None:
    documents, [finding] = networks_of([("7.conf", 'NAME="x"\nNETIF="ifname=eth0,bridge=br 0"\n')])
    assert not documents
    assert (finding.path, finding.line, finding.code) == ("7.conf", 2, "VZ515")


def test_virtuozzo_names_its_bridges_otherwise() -> None:
    conf = 'NETIF="ifname=eth0,type=bridge,network=br7"\n'
    needs = host_needs([("101.conf", conf)], dialect="libvzctl")
    assert (needs.networks, needs.bridges) == ([], ["br7"])


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
    taken = {ipaddress.ip_address(address.ip) for address in addresses}
    for element in etree.fromstring(routed_network(addresses)).iter("ip"):
        host = ipaddress.ip_interface(f"{element.get('address')}/{element.get('prefix')}")
        assert host.ip not in taken
        assert host.version == 6 or host.network.prefixlen > 30 or host.ip != host.network.broadcast_address


def test_the_command_writes_a_file_a_network(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    lan = 'NETIF="ifname=eth0,network=lan;ifname=eth1,network=my net;ifname=eth2,type=bridge,network=br0"\n'
    (tmp_path / "conf" / "101.conf").write_text(lan + ROUTED)
    (tmp_path / "conf" / "0.conf").write_text('NETIF="ifname=eth0,network=host"\n')
    words = [str(tmp_path / "conf"), "--dialect", "libvzctl", "-o", str(tmp_path / "out")]
    run = CliRunner().invoke(vzvirt, ["network", *words])
    assert run.exit_code == 1, "what they lead to is for somebody to say"
    assert "VZ527 eth0 is in the network lan" in run.stderr
    assert f"the host needs the bridge br0: {bridge_commands('br0')}\n" in run.stderr
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["lan.xml", "my net.xml"]
    assert CliRunner().invoke(vzvirt, ["network", *words]).exit_code == 1, "the same bytes are there already"
    routed = CliRunner().invoke(vzvirt, ["network", *words, "--routed"])
    assert routed.exit_code == 1
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["lan.xml", "my net.xml", "venet.xml"]
    (tmp_path / "out" / "lan.xml").write_text("mine")
    other = CliRunner().invoke(vzvirt, ["network", *words])
    assert other.exit_code == 2
    assert "--force" in other.output
    forced = CliRunner().invoke(vzvirt, ["network", *words, "--force"])
    assert forced.exit_code == 1
    assert check_domain((tmp_path / "out" / "lan.xml").read_text()) == []


def test_the_command_reads_documents_too(tmp_path: Path) -> None:
    (tmp_path / "web.xml").write_text(conf_to_domain(BRIDGED + ROUTED, ctid=101, driver="lxc").text)
    (tmp_path / "broken.xml").write_text("<domain")
    run = CliRunner().invoke(vzvirt, ["network", str(tmp_path / "web.xml")])
    (tmp_path / "101.conf").write_text(BRIDGED + ROUTED)
    assert run.exit_code == 0, run.output
    assert run.output == CliRunner().invoke(vzvirt, ["network", str(tmp_path / "101.conf")]).output
    broken = CliRunner().invoke(vzvirt, ["network", str(tmp_path / "broken.xml")])
    assert broken.exit_code == 3
    assert "    <domain\n" in broken.stderr


def test_the_command_reads_backups(tmp_path: Path) -> None:
    dump = tmp_path / "vzdump-openvz-101-2013_05_01-02_00_01.tar.gz"
    (tmp_path / "101.conf").write_text(BRIDGED + ROUTED)
    with tarfile.open(dump, "w:gz") as file:
        file.add(tmp_path / "101.conf", "./etc/vzdump/vps.conf")
    run = CliRunner().invoke(vzvirt, ["network", str(dump)])
    assert run.exit_code == 0, run.output
    assert run.output == CliRunner().invoke(vzvirt, ["network", str(tmp_path / "101.conf")]).output


def test_the_command_shows_the_line_of_a_conf_and_none_of_a_document(tmp_path: Path) -> None:
    conf, document = tmp_path / "101.conf", tmp_path / "102.xml"
    conf.write_text('NAME="x"\nNETIF="ifname=eth0,bridge=br 0"\n')
    document.write_text(conf_to_domain(conf.read_text(), ctid=102).text)
    run = CliRunner().invoke(vzvirt, ["network", str(conf)])
    assert run.stderr.startswith(f"{conf}:2:27: VZ515 ")
    assert '    NETIF="ifname=eth0,bridge=br 0"\n                              ^^^^\n' in run.stderr
    of_document = CliRunner().invoke(vzvirt, ["network", str(document)]).stderr
    assert of_document.startswith(f"{document}:1:1: VZ515 ")
    assert of_document.count("\n") == 1


def test_the_command_prints(tmp_path: Path) -> None:
    run = CliRunner().invoke(vzvirt, ["network", "-", "--routed"], input=BRIDGED + ROUTED)
    assert run.stdout.count("<network>") == 1
    assert run.stderr.count("the host needs the bridge") == 2
    assert CliRunner().invoke(vzvirt, ["network", str(tmp_path / "none.conf")]).exit_code == 3


@pytest.mark.interop
def test_libvirts_schema_takes_them() -> None:
    documents = {
        f"{case.name}/{document.name}": document.text
        for case in confs()
        for dialect in ("vzctl", "libvzctl")
        for document in networks_of([(case.name, case.conf), ("lan", LAN)], dialect=dialect, routed=True)[0]
    }
    assert documents
    verdicts = validate(documents, "network")
    assert not {name: verdict for name, verdict in verdicts.items() if verdict}


def test_a_virtual_network_is_told_for_no_conf_says_what_it_is() -> None:
    conf = (
        'NAME="x"\nNETIF="ifname=eth0,network=my lan;ifname=eth1,network=my lan;ifname=eth2,network=default;'
        'ifname=eth3,type=routed,network=other;ifname=eth4,type=bridge,network=br0"\n'
    )
    (documents, bridges, [finding]) = host_needs([("7.conf", conf)], dialect="libvzctl")
    assert ([document.name for document in documents], bridges) == (["my lan"], ["br0"])
    assert documents[0].text == (
        "<network>\n  <!-- What it leads to stands in no conf: its node knows. As it stands, it leads nowhere. -->\n"
        "  <name>my lan</name>\n</network>\n"
    )
    assert (finding.path, finding.line, finding.code, finding.level) == ("7.conf", 2, "VZ527", "info")
    assert "eth0 is in the network my lan" in finding.message
    assert "'virsh net-dumpxml 'my lan''" in finding.message
    done = conf_to_domain(conf, ctid=7, driver="lxc", dialect="libvzctl", layout="simfs")
    assert [each.message for each in done.report.findings if each.code == "VZ527"] == [finding.message]
    # vzctl knows no such key
    assert not [each for each in networks_of([("7.conf", conf)])[1] if each.code == "VZ527"]
