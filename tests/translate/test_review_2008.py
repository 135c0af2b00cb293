"""What did the mailing-list review of July 2008 ask for, and where does each thing live today? One test a question."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from lxml import etree

from translator import conf_to_domain, domain_to_conf
from translator.cli import vzvirt

TEMPLATE = 'OSTEMPLATE="fedora-core-5-i386"\n'


def document(conf: str, ctid: int = 101) -> etree._Element:
    return etree.fromstring(conf_to_domain(conf, ctid=ctid).text)


def attribute(root: etree._Element, path: str, name: str) -> str | None:
    """Return an attribute of an element that has to be there."""
    element = root.find(path)
    assert element is not None, path
    return element.get(name)


def domain(devices: str = "", name: str = "101") -> str:
    return (
        f"<domain type='openvz'><name>{name}</name><memory unit='KiB'>262144</memory>"
        f"<os><type>exe</type><init>/sbin/init</init></os><devices>{devices}</devices></domain>"
    )


def test_the_id_stands_beside_the_name() -> None:
    root = document('NAME="web"\n', ctid=2105)
    assert root.findtext("name") == "2105"
    assert root.findtext("title") == "web"
    assert attribute(root, "metadata/{*}container", "ctid") == "2105"


def test_name_comes_back_from_the_title() -> None:
    assert domain_to_conf(conf_to_domain('NAME="web one"\n', ctid=101).text).text == 'NAME="web one"\n'


def test_an_id_is_generated_for_a_document_without_one(tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    folder.mkdir()
    for taken in ("101.conf", "102.conf", "0.conf"):
        (folder / taken).write_text(TEMPLATE)
    (tmp_path / "web.xml").write_text(domain(name="web"))
    args = ["convert", str(tmp_path / "web.xml"), "--ctid", "next", "--in", str(folder), "-o", str(folder)]
    result = CliRunner().invoke(vzvirt, args)
    assert result.exit_code == 0, result.output
    assert (folder / "103.conf").exists()


def test_ostemplate_is_the_source_of_a_template_file_system() -> None:
    root = document(TEMPLATE)
    assert attribute(root, "devices/filesystem", "type") == "template"
    assert attribute(root, "devices/filesystem/source", "name") == "fedora-core-5-i386"
    assert attribute(root, "devices/filesystem/target", "dir") == "/"


def test_the_sample_a_container_was_made_from() -> None:
    conf = 'ORIGIN_SAMPLE="vswap-256m"\nCONFIGFILE="basic"\n'
    carried = {item.get("name"): item.get("value") for item in document(conf).iter("{*}parameter")}
    assert carried == {"ORIGIN_SAMPLE": "vswap-256m", "CONFIGFILE": "basic"}
    assert domain_to_conf(conf_to_domain(conf, ctid=101).text).text == conf


def test_diskspace_is_limits_of_the_root_in_bytes() -> None:
    root = document(TEMPLATE + 'DISKSPACE="2G:2.2G"\n')
    assert root.findtext("devices/filesystem/space_soft_limit") == str(2 * 2**30)
    assert root.findtext("devices/filesystem/space_hard_limit") == str(2306867 * 1024)


def test_diskinodes_are_carried_by_their_meaning() -> None:
    root = document(TEMPLATE + 'DISKINODES="131072:144179"\n')
    (parameter,) = root.iter("{*}parameter")
    assert dict(parameter.attrib) == {"name": "DISKINODES", "soft": "131072", "hard": "144179", "unit": "inode"}


def test_routed_addresses_need_no_network_definition() -> None:
    root = document('IP_ADDRESS="192.0.2.10 2001:db8::10"\n')
    interfaces = root.findall("devices/interface")
    assert [i.get("type") for i in interfaces] == ["ethernet", "ethernet"]
    assert [attribute(i, "ip", "address") for i in interfaces] == ["192.0.2.10", "2001:db8::10"]
    assert root.find("devices/interface/source") is None


def test_a_bridge_interface_whose_host_device_and_host_mac_are_optional() -> None:
    device = "<interface type='bridge'><source bridge='eth15'/><mac address='00:11:22:33:44:56'/></interface>"
    conf = domain_to_conf(domain(device)).text
    assert 'NETIF="ifname=eth0,bridge=eth15,mac=00:11:22:33:44:56,host_mac=FE:FF:FF:FF:FF:FF"\n' in conf
    root = document(conf)
    assert attribute(root, "devices/interface", "type") == "bridge"
    assert attribute(root, "devices/interface/source", "bridge") == "eth15"
    assert attribute(root, "devices/interface/mac", "address") == "00:11:22:33:44:56"
    assert root.find("devices/interface/target") is None


def test_a_host_adapter_moved_into_the_container() -> None:
    conf = 'NETDEV="eth1 eth2"\n'
    made = conf_to_domain(conf, ctid=101).text
    items = [item.text for item in etree.fromstring(made).iter("{*}item")]
    assert items == ["eth1", "eth2"]
    assert domain_to_conf(made).text == conf


def test_a_host_adapter_of_a_foreign_document_becomes_netdev() -> None:
    device = (
        "<hostdev mode='capabilities' type='net'><source><interface>eth1</interface></source></hostdev>"
        "<console type='pty'/>"
    )
    conf = domain_to_conf(domain(device).replace("type='openvz'", "type='lxc'", 1)).text
    assert 'NETDEV="eth1"\n' in conf


def test_what_openvz_cannot_express_is_named_and_kept_with_a_base() -> None:
    base = domain("\n  <!-- seen from outside -->\n  <graphics type='vnc'/>\n")
    result = domain_to_conf(base)
    (finding,) = result.report.findings
    assert (finding.line, finding.code) == (3, "VZ502")
    assert "<graphics> is dropped: a container has no display" in finding.message
    changed = conf_to_domain(result.text + 'CPUS="2"\n', ctid=101, base=base).text
    assert "<!-- seen from outside -->" in changed
    assert "<graphics type=" in changed
    assert etree.fromstring(changed).findtext("vcpu") == "2"
    assert conf_to_domain(result.text, ctid=101, base=base).text == base


def test_memory_of_zero_is_what_libvirts_driver_prints_when_it_does_not_know() -> None:
    document = domain().replace("262144", "0")
    result = domain_to_conf(document)
    free = 'PHYSPAGES="0:2251799813685248"\nSWAPPAGES="0:2251799813685248"\n'
    assert result.text == free + 'DISK_QUOTA="no"\n'
    assert result.report.dropped == ()
    assert [finding.code for finding in result.report.findings] == ["VZ553"]
    assert domain_to_conf(document, base="").text == ""  # a conf says itself what it has


def test_only_the_root_is_a_containers_file_system() -> None:
    mount = "<filesystem type='mount'><source dir='{}'/><target dir='{}'/></filesystem>\n"
    devices = mount.format("/data", "/data") + mount.format("/vz/private/101", "/") + mount.format("/other", "/")
    result = domain_to_conf(domain(devices))
    assert 'VE_PRIVATE="/vz/private/101"\n' in result.text
    assert sorted((finding.line, finding.code) for finding in result.report.findings) == [(1, "VZ502"), (3, "VZ502")]


def test_the_image_of_a_virtuozzo_container_is_a_ploop_layout() -> None:
    device = "<filesystem type='file'><source file='/vz/private/101/root.hdd'/><target dir='/'/></filesystem>"
    conf = domain_to_conf(domain(device).replace("type='openvz'", "type='vz'", 1)).text
    assert 'VE_PRIVATE="/vz/private/101"\n' in conf
    assert 'VE_LAYOUT="ploop"\n' in conf


def test_an_address_that_is_none_makes_no_interface() -> None:
    result = domain_to_conf(domain("<interface type='ethernet'><ip address='192.0.2.300'/></interface>"))
    assert "NETIF" not in result.text
    assert {entry.name for entry in result.report.dropped} == {"devices/interface", "devices/interface/ip"}
