"""Is nothing of a document lost in silence? Each node that says more than a conf can is told of; ``strict`` fails."""

from __future__ import annotations

import pytest

from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName
from translator.errors import LossError
from translator.levels import LOSSES


def document(body: str = "", devices: str = "", kind: str = "openvz") -> str:
    return (
        f"<domain type='{kind}'><name>101</name><memory unit='KiB'>262144</memory>{body}"
        f"<os><type>exe</type><init>/sbin/init</init></os><devices>{devices}</devices></domain>"
    )


#: What a domain of LXC needs to have nothing of its host's.
OWN = (
    "<features><privnet/></features>",
    "<filesystem type='mount'><source dir='/vz/private/101'/><target dir='/'/></filesystem>",
)


def told(text: str) -> list[str]:
    result = domain_to_conf(text)
    losses = [finding.message for finding in result.report.findings if finding.code in LOSSES]
    assert len(losses) == len(result.report.dropped)
    if losses:
        with pytest.raises(LossError):
            domain_to_conf(text, strict=True)
    return losses


NIC = "<interface type='bridge'><source bridge='br0'/><guest dev='eth0'/>{}</interface>"
ROUTED = "<interface type='ethernet'><ip address='192.0.2.1'{}/>{}</interface>"
ROOT = "<filesystem type='mount'{}><source dir='/vz/private/101'/><target dir='/'/>{}</filesystem>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<currentMemory unit='KiB'>131072</currentMemory>", "<currentMemory> is dropped: a container has no balloon"),
        ("<vcpu current='1'>4</vcpu>", "current= of <vcpu> is dropped: a container has all its CPUs from the start"),
        ("<vcpu placement='auto'>4</vcpu>", "placement= of <vcpu>"),
        ("<vcpu cpuset='1,5000-6000'>4</vcpu>", "cpuset= of <vcpu> is dropped: a mask goes up to 4095"),
        ("<resource><partition>/machine/prod</partition></resource>", "OpenVZ has no partitions"),
        ("<seclabel type='static' model='selinux'><label>x</label></seclabel>", "OpenVZ has no security labels"),
        ("<on_crash>restart</on_crash>", "<on_crash> is dropped: OpenVZ knows destroy alone, not restart"),
        ("<title>first</title><title>second</title>", "<title> is dropped: it stands twice: the first counts"),
        ("<memtune><hard_limit unit='E'>64</hard_limit></memtune>", "more memory than libvirt can say"),
        ("<clock offset='utc' adjustment='reset'/>", "adjustment= of <clock>"),
    ],
)
def test_a_setting_that_no_parameter_has(body: str, words: str) -> None:
    (message,) = told(document(body))
    assert words in message


@pytest.mark.parametrize(
    ("device", "words"),
    [
        ("<emulator>/opt/mine</emulator>", "vzctl starts the container, not /opt/mine"),
        (NIC.format("<mac address='00:18:51:00:00:01' type='static'/>"), "type= of <mac>"),
        (NIC.format("").replace("type='bridge'", "type='bridge' trustGuestRxFilters='yes'"), "trustGuestRxFilters="),
        (NIC.format("<target dev='v0' managed='no'/>"), "managed= of <target>"),
        (NIC.format("<source bridge='br1'/>"), "<source> is dropped: it stands twice"),
        (NIC.format("").replace("'br0'", "'br0' macTableManager='kernel'"), "macTableManager= of <source>"),
        (NIC.format("<ip address='192.0.2.1' prefix='24'/>"), "set them inside the container"),
        (ROUTED.format(" peer='192.0.2.254'", ""), "192.0.2.254"),
        (ROUTED.format("", "<mac address='00:18:51:00:00:01'/>"), "venet0 has no MAC address"),
        (ROUTED.format("", "<target dev='tap5'/>"), "tap5"),
        (ROUTED.format("", "<source><ip address='192.0.2.254'/></source>"), "192.0.2.254"),
        (ROUTED.format("", "<source><route address='0.0.0.0' gateway='192.0.2.9'/></source>"), "the host's end"),
        (ROOT.format(" accessmode='squash'", ""), "accessmode= of <filesystem>"),
        (ROOT.format(" fmode='0755'", ""), "fmode= of <filesystem>"),
        (ROOT.format("", "<driver type='path' wrpolicy='immediate'/>"), "wrpolicy= of <driver>"),
        (ROOT.format("", "<driver type='loop'/>"), "<driver>"),
        (
            ROOT.format("", "").replace("mount", "bind"),
            "VE_PRIVATE is a folder, and /vz/private/101 is mounted as bind",
        ),
        ("<interface type='network'><source network='host-routed'/><target dev='venet0'/></interface>", "IP_ADDRESS"),
    ],
)
def test_a_part_of_a_device_that_no_parameter_has(device: str, words: str) -> None:
    (message,) = told(document(devices=device))
    assert words in message


@pytest.mark.parametrize(
    ("device", "words"),
    [
        ("<hostdev mode='capabilities' type='net'><source><interface>eth1</interface></source>"
         "<ip address='192.0.2.1'/></hostdev>", "<ip> is dropped: an adapter moves without it"),
        ("<hostdev mode='capabilities' type='storage'><source><char>/dev/tty0</char></source></hostdev>", "by name"),
    ],
)  # fmt: skip
def test_a_part_of_a_host_device_that_no_parameter_has(device: str, words: str) -> None:
    (message,) = told(document(OWN[0], device + OWN[1], kind="lxc"))
    assert words in message


def test_a_throttle_that_is_no_number() -> None:
    device = "<blkiotune><device><path>/dev/sda</path><read_bytes_sec>x</read_bytes_sec></device></blkiotune>"
    assert told(document(device + OWN[0], OWN[1], kind="lxc")) == [
        "<read_bytes_sec> is dropped: 'x' is no whole number"
    ]


def test_what_libvirt_adds_by_itself_is_no_loss() -> None:
    text = document(
        "<currentMemory unit='KiB'>262144</currentMemory><vcpu placement='static' current='2'>2</vcpu>"
        "<resource><partition>/machine</partition></resource><on_reboot>restart</on_reboot>"
        "<seclabel type='none'/>",
        "<emulator>/usr/lib/libvirt/libvirt_lxc</emulator>"
        + ROOT.format(" accessmode='passthrough'", "<alias name='fs0'/>")
        + "<interface type='network'><mac address='52:54:00:01:02:03'/>"
        "<source network='net' portid='1' bridge='virbr0'/>"
        "<target dev='vnet0'/><guest dev='eth0' actual='eth0'/><alias name='net0'/></interface>"
        "<console type='pty' tty='/dev/pts/1'><source path='/dev/pts/1'/><target type='lxc' port='0'/></console>",
        kind="lxc",
    )
    assert told(text) == []


def test_the_routed_network_of_the_vz_driver_is_venet() -> None:
    nic = (
        "<interface type='network'><source network='host-routed'/><ip address='192.0.2.1' prefix='24'/></interface>"
        + NIC.format("")
    )
    assert domain_to_conf(document(devices=nic, kind="vz")).text.count("ifname=") == 1
    assert 'IP_ADDRESS="192.0.2.1/24"' in domain_to_conf(document(devices=nic, kind="vz")).text


def test_a_comment_is_no_part_of_a_text_and_not_its_end() -> None:
    text = document("<title>web<!-- c --> server</title>").replace("<name>101", "<name>10<!-- x -->1")
    text = text.replace("262144", "26214<!-- -->4")
    result = domain_to_conf(text)
    assert result.ctid == "101"
    assert 'NAME="web server"\n' in result.text
    assert 'PHYSPAGES="0:65536"\n' in result.text


@pytest.mark.parametrize("cpuset", ["0-4095", "0-999999999"])
def test_all_cpus_are_no_list(cpuset: str) -> None:
    assert 'CPUMASK="all"\n' in domain_to_conf(document(f"<vcpu cpuset='{cpuset}'>2</vcpu>")).text


def test_a_weight_of_0_is_none() -> None:
    assert "CPUUNITS" not in domain_to_conf(document("<cputune><shares>0</shares></cputune>")).text


def test_a_loss_stands_at_its_own_interface() -> None:
    nics = "\n".join(NIC.replace("eth0", f"eth{at}").format("<ip address='192.0.2.1'/>" * (at == 0)) for at in range(3))
    (finding,) = domain_to_conf(document(devices=f"\n{nics}\n")).report.findings
    assert (finding.line, finding.column) == (2, 67)


def test_a_renamed_interface_keeps_what_no_document_shows() -> None:
    macs = "mac=00:18:51:00:00:01,host_ifname=v1,host_mac=00:18:51:00:00:02"
    conf = f'NETIF="ifname=eth0,bridge=br0,{macs},mac_filter=off"\n'
    text = conf_to_domain(conf, ctid=101).text.replace("guest dev='eth0'", "guest dev='eth7'")
    assert domain_to_conf(text).text == conf.replace("eth0", "eth7")


def test_lxc_goes_by_the_hard_limit() -> None:
    text = conf_to_domain('PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\n', ctid=101, driver="lxc").text
    text = text.replace("<memory unit='KiB'>262144", "<memory unit='KiB'>524288")
    assert "<memory> is dropped: LXC goes by memtune's hard limit, 262144 KiB: change that" in told(text)


def test_swap_below_the_ram_is_none() -> None:
    text = document("<memtune><swap_hard_limit unit='KiB'>1024</swap_hard_limit></memtune>")
    assert 'SWAPPAGES="0"\n' in domain_to_conf(text).text
    assert len(told(text)) == 1


def test_elements_that_hold_others_are_merged_where_they_stand_twice() -> None:
    text = document(
        "<memtune><hard_limit>40</hard_limit></memtune>"
        "<memtune><hard_limit>80</hard_limit><soft_limit>20</soft_limit></memtune>"
    )
    assert told(text) == ["<hard_limit> is dropped: it stands twice: the first counts"]
    assert 'PRIVVMPAGES="5:10"\n' in domain_to_conf(text).text


def test_a_base_whose_devices_stand_twice_takes_a_conf() -> None:
    nics = [NIC.format("").replace("eth0", name) for name in ("eth0", "eth1")]
    base = document(devices=f"{nics[0]}</devices><devices>{nics[1]}")
    conf = domain_to_conf(base).text.replace("eth1,bridge=br0", "eth1,bridge=br9")
    assert domain_to_conf(conf_to_domain(conf, ctid=101, base=base).text).text == conf


def test_a_base_takes_a_path_that_no_document_has_a_place_for() -> None:
    base = document(devices=ROOT.format("", "").replace("/vz/private/101", "vz/private/7"))
    text = conf_to_domain('VE_PRIVATE="vz/private/8"\n', ctid=101, base=base).text
    assert domain_to_conf(text).text == 'VE_PRIVATE="vz/private/8"\n'


@pytest.mark.parametrize(
    ("conf", "dialect"),
    [
        ('NETIF="ifname=averyveryverylongname0"\n', "libvirt"),
        ('NETIF="ifname=eth0,mac=00:18:50:FE:EF:0B,host_ifname=ve18:50:07:B8:F4"\n', "libvirt"),
        ("NETIF=host_ifname=\n", "libvirt"),
        ('HOSTNAME=2" #\n', "libvzctl"),
        ('NAMESERVER=8.8.8.8" #\n', "libvzctl"),
    ],
)
def test_what_a_reader_takes_and_no_line_says_comes_back_as_it_stood(conf: str, dialect: DialectName) -> None:
    back = domain_to_conf(conf_to_domain(conf, ctid=101, dialect=dialect).text, dialect=dialect)
    assert back.text == conf
    assert back.report.findings == ()


def test_a_network_without_a_name_is_not_told_as_one() -> None:
    result = domain_to_conf(document(devices="<interface type='network'/>"))
    assert 'NETIF="ifname=eth0"\n' in result.text
    assert not [each for each in result.report.findings if "None" in each.message]
