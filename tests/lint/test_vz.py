"""Each refusal of libvirt's vz driver: a document that meets it, and none of ours that does.

The driver cannot be run here: what it refuses is read in its source, and its lines stand beside the facts of it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given

from tests.docs.pages import ROOT
from tests.strategies import confs
from translator import check_domain, conf_to_domain
from translator.lint.rules.vz import REFUSALS

FACTS = (ROOT / "fixtures" / "facts" / "libvirt-vz.md").read_text()
FILE = (
    "<filesystem type='file'{}><driver type='ploop' format='ploop'{}/><source file='/p'/><target dir='/'/>{}"
    "</filesystem>"
)
PLOOP = FILE.format("", "", "")
TEMPLATE = "<filesystem type='template'><source name='t'/><target dir='/'/></filesystem>"
DISK = "<disk type='{}' device='{}'>{}<target dev='sda' bus='scsi'/></disk>"


def domain(inside: str = "", devices: str = "", os: str = "<init>/sbin/init</init>", root: str = PLOOP) -> str:
    memory = "" if "<memory" in inside else "<memory>65536</memory>"
    vcpu = "" if "<vcpu" in inside else "<vcpu>2</vcpu>"
    kind = "" if "<type" in os else "<type>exe</type>"
    return (
        f"<domain type='vz'><name>web</name>{memory}{vcpu}{inside}<os>{kind}{os}</os>"
        f"<devices>{root}{devices}</devices></domain>"
    )


def nic(inside: str, kind: str = "network") -> str:
    return domain(devices=f"<interface type='{kind}'><source network='n'/>{inside}</interface>")


def disk(inside: str, device: str = "disk", kind: str = "file") -> str:
    return domain(devices=DISK.format(kind, device, inside))


INIT = "<init>/sbin/init</init>"
#: A document for each line of the driver that refuses one.
REFUSED = {
    "2411": [domain("<title>web</title>")],
    "2417": [domain("<blkiotune><device><path>/dev/sda</path><weight>500</weight></device></blkiotune>")],
    "2424": [domain("<memory>65536</memory><currentMemory>32768</currentMemory>")],
    "2431": [domain("<memory>65537</memory>"), domain("<memory unit='b'>67108865</memory>")],
    "2442": [
        domain("<memoryBacking><hugepages/></memoryBacking>"),
        *(
            domain(f"<memtune><{each}>1024</{each}></memtune>")
            for each in ("hard_limit", "soft_limit", "swap_hard_limit", "min_guarantee")
        ),
    ],
    "2449": [
        domain("<vcpu current='1'>2</vcpu>"),
        domain("<vcpus><vcpu id='0' enabled='yes'/><vcpu id='1' enabled='no'/></vcpus>"),
    ],
    "2455": [domain("<vcpu placement='auto'>2</vcpu>")],
    "2466": [
        domain(f"<cputune><{each}>{number}</{each}></cputune>")
        for each, number in (("shares", 1000), ("period", 100000), ("quota", -1), ("quota", 50000))
    ],
    "2476": [domain("<vcpu cpuset='0-1'>2</vcpu><cputune><vcpupin vcpu='0' cpuset='0'/></cputune>")],
    "2491": [
        domain("<numatune><memory mode='strict' nodeset='0'/></numatune>"),
        domain("<numatune><memory nodeset='0'/></numatune>"),
        domain("<numatune><memnode cellid='0' mode='strict' nodeset='0'/></numatune>"),
    ],
    "2501": [
        domain("<on_poweroff>restart</on_poweroff>"),
        domain("<on_reboot>destroy</on_reboot>"),
        domain("<on_crash>restart</on_crash>"),
    ],
    "2518": [
        domain(os=f"<type machine='pc'>exe</type>{INIT}"),
        domain(os=f"{INIT}<kernel>/k</kernel>"),
        domain(os=f"{INIT}<bootmenu enable='yes'/>"),
        domain("<bootloader>/b</bootloader>"),
    ],
    "2550": [
        domain(os=""),
        domain(os="<init>/bin/init</init>"),
        domain(os=f"{INIT}<initarg>x</initarg>"),
        domain(os=f"{INIT}<boot dev='hd'/>"),
    ],
    "3892": [domain(os=f"<type arch='ppc64'>exe</type>{INIT}")],
    "2557": [domain(devices="<emulator>/e</emulator>")],
    "2565": [
        domain("<features><privnet/></features>"),
        domain("<features><capabilities policy='allow'/></features>"),
    ],
    "2575": [domain("<clock offset='localtime'/>"), domain("<clock offset='utc'><timer name='rtc'/></clock>")],
    "2593": [
        domain(devices="<sound model='ac97'/>"),
        domain(devices="<hostdev mode='capabilities' type='misc'><source><char>/dev/fuse</char></source></hostdev>"),
        domain(devices="<hub type='usb'/>"),
        domain(devices="<parallel type='pty'/>"),
        domain(devices="<channel type='pty'><target type='virtio' name='n'/></channel>"),
    ],
    "2614": [domain(devices="<input type='mouse' bus='parallels'/>")],
    "3912": [domain(devices="<graphics type='vnc'/><graphics type='vnc'/>")],
    "vz_utils.c:499": [domain(devices="<graphics type='sdl'/>")],
    "vz_utils.c:506": [domain(devices="<graphics type='vnc' websocket='5700'/>")],
    "vz_utils.c:514": [domain(devices="<graphics type='vnc' keymap='de'/>")],
    "vz_utils.c:521": [domain(devices="<graphics type='vnc' sharePolicy='allow-exclusive'/>")],
    "vz_utils.c:529": [domain(devices="<graphics type='vnc' connected='keep'/>")],
    "vz_utils.c:536": [domain(devices="<graphics type='vnc' passwdValidTo='2030-01-01T00:00:00'/>")],
    "vz_utils.c:543": [
        domain(devices="<graphics type='vnc'><listen type='address'/><listen type='address'/></graphics>")
    ],
    "vz_utils.c:551": [domain(devices="<graphics type='vnc'><listen type='none'/></graphics>")],
    "2781": [domain(devices="<serial type='pty'/>")],
    "2788": [domain(devices="<serial type='dev'><source path='/d'/><address type='isa'/></serial>")],
    "2795": [domain(devices="<serial type='dev'><source path='/d'><seclabel relabel='no'/></source></serial>")],
    "2803": [domain(devices="<serial type='tcp'><source host='h' service='1'/><protocol type='telnet'/></serial>")],
    "2828": [nic("", "ethernet"), nic("", "direct")],
    "2835": [nic("<backend tap='/t'/>")],
    "2842": [domain(devices="<interface type='network'><source network='n' portgroup='p'/></interface>")],
    "2849": [nic("<tune><sndbuf>0</sndbuf></tune>")],
    "2856": [nic("<script path='/s'/>")],
    "2863": [nic("<guest dev='eth0'/>")],
    "2870": [nic("<address type='pci'/>")],
    "2877": [nic("<filterref filter='f'/>")],
    "2884": [nic("<bandwidth><inbound average='1'/></bandwidth>")],
    "2891": [nic("<vlan trunk='yes'><tag id='1'/></vlan>")],
    "2904": [
        domain(root="<filesystem type='mount'><source dir='/p'/><target dir='/'/></filesystem>"),
        domain(root="<filesystem><source dir='/p'/><target dir='/'/></filesystem>"),
    ],
    "2911": [domain(root="<filesystem type='file'><source file='/p'/><target dir='/'/></filesystem>")],
    "2918": [domain(root=FILE.format(" accessmode='mapped'", "", ""))],
    "2925": [domain(root=FILE.format("", " wrpolicy='immediate'", ""))],
    "2932": [domain(root=PLOOP.replace(" format='ploop'", " format='raw'"))],
    "2939": [domain(root=FILE.format("", "", "<readonly/>"))],
    "2946": [domain(root=FILE.format("", "", "<space_hard_limit>5</space_hard_limit>"))],
    "3126": [nic("<route address='10.0.0.0' prefix='8' gateway='192.0.2.1'/>")],
    "3134": [nic("<route address='0.0.0.0' gateway='192.0.2.1'/><route address='0.0.0.0' gateway='192.0.2.2'/>")],
    "3144": [
        nic(
            "<route family='ipv6' address='::' gateway='2001:db8::1'/>"
            "<route family='ipv6' address='::' gateway='2001:db8::2'/>"
        )
    ],
    "4087": [domain(devices=PLOOP.replace("'/'", "'/mnt'"), root=TEMPLATE)],
    "4101": [domain(devices=TEMPLATE, root=PLOOP.replace("'/'", "'/mnt'"))],
    "3762": [domain(root="")],
    "vz_utils.c:275": [disk("", "lun"), disk("", "floppy")],
    "vz_utils.c:283": [disk("<blockio logical_block_size='512'/>")],
    "vz_utils.c:296": [disk("<iotune><total_bytes_sec>5</total_bytes_sec></iotune>")],
    "vz_utils.c:308": [disk("<wwn>5000c50015ea71ad</wwn>")],
    "vz_utils.c:315": [disk("<vendor>v</vendor>")],
    "vz_utils.c:322": [disk("<product>p</product>")],
    "vz_utils.c:329": [disk("<driver error_policy='stop'/>")],
    "vz_utils.c:337": [disk("<driver io='threads'/>")],
    "vz_utils.c:344": [disk("<driver copy_on_read='on'/>")],
    "vz_utils.c:351": [disk("<source file='/d' startupPolicy='optional'/>")],
    "vz_utils.c:358": [disk("<transient/>")],
    "vz_utils.c:365": [disk("<driver discard='unmap'/>")],
    "vz_utils.c:372": [disk("<driver iothread='1'/>")],
    "vz_utils.c:381": [disk("", kind="volume")],
}
TAKEN = [
    domain(),
    domain("<memory unit='MiB'>64</memory><currentMemory unit='KiB'>65536</currentMemory>"),
    domain("<memtune><hard_limit>9007199254740991</hard_limit></memtune>"),
    domain(
        "<vcpu placement='static' current='2' cpuset='0,1'>2</vcpu><cputune><vcpupin vcpu='0' cpuset='0-1'/></cputune>"
    ),
    domain("<on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>"),
    domain("<clock offset='utc'/><features><capabilities policy='default'/></features>"),
    domain(os=f"<type arch='i686'>exe</type>{INIT}"),
    domain(root=TEMPLATE),
    domain(devices="<graphics type='vnc'/><input type='mouse' bus='parallels'/>"),
    nic("<route address='0.0.0.0' gateway='192.0.2.1'/><route family='ipv6' address='::' gateway='2001:db8::1'/>"),
    domain("<title>machine</title>", os="<type>hvm</type>"),
    domain("<title>web</title>").replace("type='vz'", "type='lxc'"),
]


def refusals(text: str) -> list[str]:
    return [each.message for each in check_domain(text) if each.code == "XD401"]


@pytest.mark.parametrize("line", REFUSED)
def test_what_the_driver_refuses_is_found(line: str) -> None:
    for text in REFUSED[line]:
        assert refusals(text), text
        assert refusals(text.replace("type='vz'", "type='parallels'")) == refusals(text)


@pytest.mark.parametrize("text", TAKEN)
def test_what_the_driver_takes_is_not(text: str) -> None:
    assert refusals(text) == []


def test_each_line_of_the_table_has_a_document() -> None:
    known = {line for each in REFUSALS for line in _lines(each.source)}
    assert known <= REFUSED.keys()
    for each in REFUSALS:
        (words,) = {f"refuses {each.what}; expected {each.taken}"}
        met = [text for line in _lines(each.source) for text in REFUSED[line]]
        assert any(words in message for text in met for message in refusals(text)), words


def _lines(source: str) -> list[str]:
    file = source.partition(":")[0] + ":" if ":" in source else ""
    return [file + line for line in re.findall(r"\d+", source.rpartition(":")[2])]


def test_each_refusal_of_the_facts_has_a_document_and_no_document_is_without_its_fact() -> None:
    section = FACTS.partition("## 2. ")[2].partition("\n## ")[0]
    said = set(re.findall(r"\b(\d{4})\b", section))
    assert said == {line for line in REFUSED if line.isdigit()} - {"3762"}


def test_none_of_ours_meets_a_refusal_but_that_of_a_container_without_root() -> None:
    found = [*Path(ROOT / "fixtures" / "pairs").glob("*/in.conf"), *Path(ROOT / "fixtures" / "boot").glob("*/*.conf")]
    assert len(found) > 40
    for path in found:
        assert_taken(path.read_bytes().decode("utf-8", "surrogateescape"))


@pytest.mark.hypothesis
@given(confs())
def test_no_random_document_of_ours_meets_a_refusal(conf: str) -> None:
    assert_taken(conf)


def assert_taken(conf: str) -> None:
    for dialect in ("vzctl", "libvzctl"):
        done = conf_to_domain(conf, ctid=101, driver="vz", dialect=dialect)
        without_root = {"VZ595", "VZ521"} & {
            each.code for each in done.report.findings
        } and "<filesystem" not in done.text
        assert len(refusals(done.text)) == bool(without_root), refusals(done.text)
