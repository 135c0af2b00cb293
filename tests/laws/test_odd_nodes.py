"""Whatever stands in a document where nothing has a place is told: an attribute or an element, in any element of it.

A reader of single attributes and children passes over all others, so each element is given one that nobody knows.
Below ``<metadata>`` it is another program's. What libvirt itself adds to a document may have any attribute.
"""

from __future__ import annotations

import copy

import pytest
from lxml import etree

from tests.laws.test_each_place import BARE, CONF, WITHOUT_VSWAP
from translator import conf_to_domain, domain_to_conf

#: What our own documents do not have, but others may.
LXC = """<domain type='lxc'>
  <name>web</name>
  <uuid>8d6f1fb2-6c3b-4a0e-9a0b-0c2c6f1d2b11</uuid>
  <memory unit='KiB'>524288</memory>
  <currentMemory unit='KiB'>524288</currentMemory>
  <blkiotune><weight>500</weight><device><path>/dev/sda</path><read_bytes_sec>4000</read_bytes_sec></device></blkiotune>
  <vcpu placement='static' cpuset='0-1'>2</vcpu>
  <numatune><memory mode='strict' nodeset='0'/></numatune>
  <resource><partition>/machine</partition></resource>
  <os><type arch='x86_64'>exe</type><init>/sbin/init</init><initenv name='A'>1</initenv></os>
  <idmap><uid start='0' target='1000' count='10'/><gid start='0' target='1000' count='10'/></idmap>
  <features><privnet/><capabilities policy='default'><mknod state='on'/></capabilities></features>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/libexec/libvirt_lxc</emulator>
    <filesystem type='mount' accessmode='passthrough'>
      <source dir='/vz/private/101'/><target dir='/'/><space_hard_limit unit='bytes'>4096</space_hard_limit>
      <alias name='fs0'/>
    </filesystem>
    <filesystem type='bind'><source dir='/srv'/><target dir='/srv'/><readonly/></filesystem>
    <interface type='ethernet'>
      <source><ip address='192.0.2.1' family='ipv4' prefix='32' peer='192.0.2.9'/></source>
      <ip address='192.0.2.9' family='ipv4' prefix='32'/><route family='ipv4' address='0.0.0.0' gateway='192.0.2.1'/>
    </interface>
    <interface type='bridge'>
      <mac address='00:18:51:00:00:01'/><source bridge='br0'/><target dev='veth1'/><guest dev='eth0'/>
      <bandwidth><outbound average='100'/></bandwidth><filterref filter='no-mac-spoofing'/><link state='up'/>
    </interface>
    <console type='pty' tty='/dev/pts/1'><source path='/dev/pts/1'/><target type='lxc' port='0'/></console>
    <hostdev mode='capabilities' type='net'><source><interface>eth5</interface></source></hostdev>
    <hostdev mode='capabilities' type='misc'>
      <source><char>/dev/fuse</char></source><alias name='hostdev1'/><address type='pci' slot='0x04'/>
    </hostdev>
  </devices>
  <seclabel type='dynamic' model='apparmor' relabel='yes'><label>l</label><imagelabel>i</imagelabel></seclabel>
</domain>
"""
#: What libvirt adds, or has in a label or a console that it gives, where an attribute says nothing of a container.
_LIBVIRTS = ("alias", "address", "seclabel", "label", "imagelabel")
_OF_CONSOLE = ("/domain/devices/console/source", "/domain/devices/console/target")
OURS = {
    f"{driver}-{name}": conf_to_domain(conf, driver=driver, ctid="101").text
    for driver in ("openvz", "lxc", "vz")
    for name, conf in {"vswap": CONF, "counters": WITHOUT_VSWAP, "bare": BARE}.items()
}
DOCUMENTS = {**OURS, "foreign": LXC, "foreign-vz": LXC.replace("type='lxc'", "type='vz'", 1)}


def _told(root: etree._Element) -> list[str]:
    report = domain_to_conf(etree.tostring(root, encoding="unicode"), ctid="101").report
    return [finding.message for finding in report.findings if finding.code == "VZ502"]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("what", ["attribute", "element"])
def test_a_node_that_nobody_knows_is_told(name: str, what: str) -> None:
    text = DOCUMENTS[name]
    root = etree.fromstring(text)
    paths = [root.getroottree().getpath(element) for element in root.iter(etree.Element)]
    silent, tried = [], 0
    for path in paths:
        if path.startswith("/domain/metadata/"):
            continue
        root = etree.fromstring(text)
        (element,) = root.xpath(path)
        if what == "attribute" and (path in _OF_CONSOLE or path.rpartition("/")[2] in _LIBVIRTS):
            continue
        if what == "attribute":
            element.set("odd", "1")
        else:
            element.append(etree.fromstring("<odd>1</odd>"))
        tried += 1
        told = [message for message in _told(root) if "odd" in message]
        # an element that is dropped takes along what stands in it
        if not told and not any(_about(message, element) for message in _told(root)):
            silent.append(path)
    assert tried > 10
    assert silent == []


def _about(message: str, element: etree._Element) -> bool:
    """Whether a message drops the element itself or one around it."""
    tags = [str(each.tag) for each in (element, *element.iterancestors()) if each.tag not in ("domain", "devices")]
    return any(f"<{tag}>" in message for tag in tags)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize(
    "node", [etree.Comment(" why "), etree.ProcessingInstruction("why", "not")], ids=["comment", "pi"]
)
def test_what_is_no_element_changes_nothing(name: str, node: etree._Comment) -> None:
    """A comment, or an instruction, first or last in any element that has others in it, says nothing to a conf."""
    text = DOCUMENTS[name]
    before = domain_to_conf(text, ctid="101")
    for element in list(etree.fromstring(text).iter(etree.Element)):
        path = element.getroottree().getpath(element)
        if not len(element) or path.startswith("/domain/metadata/"):
            continue
        for at in (0, len(element)):
            root = etree.fromstring(text)
            (here,) = root.xpath(path)
            here.insert(at, copy.deepcopy(node))
            after = domain_to_conf(etree.tostring(root, encoding="unicode"), ctid="101")
            assert after.text == before.text, path
            assert [each.message for each in after.report.findings] == [each.message for each in before.report.findings]
