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
from translator.lint.rules.vz_refusals import REFUSALS

FACTS = (ROOT / "fixtures" / "facts" / "libvirt-vz.md").read_text()
FILE = (
    "<filesystem type='file'{}><driver type='ploop' format='ploop'{}/><source file='/p'/><target dir='/'/>{}"
    "</filesystem>"
)
PLOOP = FILE.format("", "", "")
PLACE = "<address type='drive' controller='{}' bus='{}' target='{}' unit='{}'/>"
TEMPLATE = "<filesystem type='template'><source name='t'/><target dir='/'/></filesystem>"
DISK = "<disk type='{0}' device='{1}'><source {2}='/d'/>{3}<target dev='sda' bus='scsi'/></disk>"


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


def named(name: str, bus: str = "", inside: str = "") -> str:
    on = f" bus='{bus}'" if bus else ""
    return domain(devices=f"<disk><source file='/d'/><target dev='{name}'{on}/>{inside}</disk>")


def disk(inside: str, device: str = "disk", kind: str = "file") -> str:
    return domain(devices=DISK.format(kind, device, "dev" if kind == "block" else "file", inside))


UDP = "<source mode='{}' host='192.0.2.1' service='{}'/>"
VNC = "<graphics type='vnc'/>"
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
    "domain_postparse.c:763": [
        domain("<maxMemory slots='1'>131072</maxMemory>"),
        domain(devices="<memory model='dimm'><target><size>1</size><node>0</node></target></memory>"),
    ],
    "domain_postparse.c:843": [domain().replace(">web<", ">a/b<")],
    "domain_postparse.c:851": [
        domain("<vcpus><vcpu id='0' enabled='yes'/></vcpus>"),
        domain("<vcpus><vcpu id='0' enabled='yes'/><vcpu id='1' enabled='no'/></vcpus>"),
    ],
    "2449": [domain("<vcpu current='1'>2</vcpu>")],
    "2455": [domain("<vcpu placement='auto'>2</vcpu>")],
    "2466": [
        domain(f"<cputune><{each}>{number}</{each}></cputune>")
        for each, number in (("shares", 1000), ("period", 100000), ("quota", -1), ("quota", 50000))
    ],
    "2476": [
        domain("<vcpu cpuset='0-1'>2</vcpu><cputune><vcpupin vcpu='0' cpuset='0'/></cputune>"),
        domain("<cputune><vcpupin vcpu='0' cpuset='0'/></cputune>"),
        domain("<cputune><vcpupin vcpu='0' cpuset='0'/></cputune>").replace("<vcpu>2</vcpu>", ""),
    ],
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
    "2575": [
        domain("<clock offset='localtime'/>"),
        domain("<clock offset='utc' adjustment='3600'/>"),
        domain("<clock offset='utc'><timer name='rtc'/></clock>"),
    ],
    "2593": [
        domain(devices="<sound model='ac97'/>"),
        domain(devices="<hostdev mode='capabilities' type='misc'><source><char>/dev/fuse</char></source></hostdev>"),
        domain(devices="<hub type='usb'/>"),
        domain(devices="<parallel type='pty'/>"),
        domain(devices="<channel type='pty'><target type='virtio' name='n'/></channel>"),
    ],
    "2609": [
        domain(devices=f"{VNC}<input type='tablet' bus='parallels'/>"),
        domain(devices=f"{VNC}<input type='mouse' bus='ps2'/>"),
        domain(devices=f"{VNC}<input type='mouse'/><input type='mouse'/>"),
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
    "2768": [domain(devices="<serial type='dev'><source path='/d'/><target type='isa-serial'/></serial>")],
    "2815": [
        domain(devices=f"<serial type='udp'>{UDP.format('bind', 1)}{UDP.format('connect', 2)}</serial>"),
        domain(devices=f"<serial type='udp'>{UDP.format('connect', 2)}</serial>"),
    ],
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
    "2891": [nic("<vlan trunk='yes'><tag id='1'/></vlan>"), nic("<vlan><tag id='1'/><tag id='2'/></vlan>")],
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
    "vz_utils.c:344": [disk("<driver copy_on_read='on'/>"), disk("<driver copy_on_read='off'/>")],
    "vz_utils.c:351": [disk("").replace("file='/d'", "file='/d' startupPolicy='optional'")],
    "vz_utils.c:358": [disk("<transient/>")],
    "vz_utils.c:365": [disk("<driver discard='unmap'/>")],
    "vz_utils.c:372": [disk("<driver iothread='1'/>")],
    "vz_utils.c:381": [disk("", kind="volume")],
    "vz_utils.c:204": [disk(PLACE.format(1, 0, 0, 0)), named("sdh"), named("hde"), named("sdaa")],
    "vz_utils.c:211": [disk(PLACE.format(0, 0, 1, 0))],
    "vz_utils.c:220": [named("hda", inside=PLACE.format(0, 0, 0, 2))],
    "vz_utils.c:230": [disk(PLACE.format(0, 1, 0, 0)), named("sda", "sata", PLACE.format(0, 1, 0, 0))],
    "vz_utils.c:246": [named("vda"), named("sda", "usb"), named("xvda"), named("vda", "virtio")],
    "vz_utils.c:252": [named("sdA", "scsi", PLACE.format(0, 0, 0, 0))],
    "vz_utils.c:259": [
        disk(PLACE.format(0, 0, 0, 1)),
        named("sdc", "scsi", PLACE.format(0, 0, 0, 1)),
        named("hdc", "ide", PLACE.format(0, 0, 0, 1)),
        named("hdc", "ide", PLACE.format(0, 1, 0, 1)),
        named("sdc", "sata", PLACE.format(0, 0, 0, 1)),
    ],
    "vz_utils.c:420": [
        disk("<driver type='raw'/>"),
        disk("<driver type='qcow2'/>"),
        disk("<driver type='ploop'/>", "cdrom"),
        disk("<driver type='ploop'/>", kind="block"),
    ],
    "vz_utils.c:432": [named("sda", "xen")],
    "vz_utils.c:456": [domain(devices=f"<controller type='{kind}'/>") for kind in ("usb", "pci", "fdc", "xenbus")],
    "vz_utils.c:467": [domain(devices="<controller type='scsi' model='lsilogic'/>")],
    "domain_conf.c:6507": [named("sdA"), named("sda_")],
    "domain_validate.c:759": [named("hda", inside="<address type='pci'/>")],
    "domain_validate.c:870": [disk("", "cdrom").replace("bus='scsi'", "bus='fdc'")],
    "domain_validate.c:896": [named("fda"), named("foo")],
    "domain_validate.c:913": [
        domain(devices="<disk><target dev='sda'/></disk>"),
        domain(devices="<disk type='block'><source file='/d'/><target dev='sda'/></disk>"),
    ],
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
    domain(devices=f"{VNC}<input type='mouse' bus='parallels'/>"),
    domain(devices=f"{VNC}<input type='mouse'/><input type='keyboard' bus='parallels'/>"),
    domain("<clock offset='utc' adjustment='reset'/>"),
    domain("<cputune><vcpupin vcpu='2' cpuset='0'/></cputune>"),
    domain("<maxMemory>0</maxMemory>"),
    domain(devices=f"<serial type='udp'>{UDP.format('bind', 1)}{UDP.format('connect', 1)}</serial>"),
    nic("<vlan trunk='no'><tag id='1'/></vlan>"),
    disk(""),
    disk("<driver type='ploop' io='native'/>"),
    disk("<driver type='aio'/>", kind="block"),
    disk("<driver type='raw'/>", "cdrom"),
    disk("<blockio logical_block_size='0'/><iotune><total_bytes_sec>0</total_bytes_sec></iotune>"),
    disk("<iotune><total_bytes_sec_max>5</total_bytes_sec_max></iotune>"),
    named("sdg"),
    named("sdg", "scsi", PLACE.format(0, 0, 0, 6)),
    named("hdd"),
    named("sdf", "sata"),
    named("ioemu:hda"),
    named("hdc", inside=PLACE.format(0, 1, 0, 0)),
    named("hde", inside=PLACE.format(0, 2, 0, 0)),
    named("sdc", inside=PLACE.format(0, 0, 0, 2)),
    named("sdc", "sata", PLACE.format(0, 0, 0, 2)),
    domain(devices="<disk device='cdrom'><target dev='hda'/></disk>"),
    *(domain(devices=f"<controller type='{kind}'/>") for kind in ("ide", "scsi", "sata")),
    *(domain(devices=f"<controller type='scsi' model='{kind}'/>") for kind in ("auto", "buslogic", "virtio-scsi")),
    nic("<route address='0.0.0.0' gateway='192.0.2.1'/><route family='ipv6' address='::' gateway='2001:db8::1'/>"),
    domain("<title>machine</title>", os="<type>hvm</type>"),
    domain("<title>web</title>").replace("type='vz'", "type='lxc'"),
]


def refusals(text: str) -> list[str]:
    return [each.message for each in check_domain(text) if each.code in ("XD232", "XD235", "XD401")]


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
    """Return what is named in words like ``2411, 2417`` and ``vz_utils.c: 275, 283``; vz_sdk.c goes without saying."""
    found, file = [], ""
    for named, number in re.findall(r"(?:(\w+\.c): ?)?(\d+)", source):
        file = f"{named}:" if named else file
        found.append(file.removeprefix("vz_sdk.c:") + number)
    return found


def _told(heading: str) -> list[str]:
    """Return the lines that a table of the facts names in its cells of numbers, with their files."""
    inside = FACTS.partition(f"\n{heading} ")[2].partition("\n##")[0]
    cells = [cell.strip() for row in inside.splitlines() if row.startswith("| ") for cell in row.split("|")[1:-1]]
    return [line for cell in cells if re.fullmatch(r"[\w.:, ]*\d", cell) for line in _lines(cell)]


def test_each_refusal_of_the_facts_has_a_document_and_no_document_is_without_its_fact() -> None:
    said = _told("## 2.")
    assert len(said) == len(set(said))
    assert set(said) == REFUSED.keys() - {"3762"}  # no line says it: what Virtuozzo's own call answers there does


def test_each_refusal_of_the_source_has_a_rule_or_a_reason() -> None:
    with_rule, with_reason = _told("## 2."), _told("### 2.1")
    assert not set(with_rule) & set(with_reason)
    assert len(with_reason) == len(set(with_reason))
    of_driver = [line for line in (*with_rule, *with_reason) if not line.startswith("domain_")]
    assert f"counted by a script over the sources: {len(of_driver)} lines of `vz*.c`" in FACTS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (named("sda", "sata"), "refuses SATA on Virtuozzo 7"),
        (domain(devices="<controller type='sata'/>"), "refuses SATA on Virtuozzo 7"),
        (domain(devices="<controller type='scsi' model='buslogic'/>"), "refuses the model buslogic on Virtuozzo 7"),
        (domain(devices="<controller type='scsi' model='virtio-scsi'/>"), "the model virtio-scsi on Virtuozzo 6"),
        (domain(devices="<controller type='scsi' model='auto'/>"), ""),
        (domain(devices="<controller type='ide'/>"), ""),
        (named("hda"), ""),
        (named("sda"), ""),
    ],
)
def test_what_one_version_of_virtuozzo_refuses_is_a_warning(text: str, told: str) -> None:
    found = [each for each in check_domain(text) if each.code == "XD404"]
    assert len(found) == bool(told)
    assert all(told in each.message and each.level == "warning" for each in found)


@pytest.mark.parametrize(
    "text",
    [
        domain("<idmap><uid start='0' target='1' count='2'/><gid start='0' target='1' count='2'/></idmap>"),
        domain(devices="<console type='pty'/>"),
        domain(devices="<memballoon model='none'/>"),
        nic("<mtu size='1400'/>"),
        nic("<vlan><tag id='1'/></vlan>"),
        domain(os=f"{INIT}<inituser>u</inituser>"),
    ],
)
def test_what_the_driver_forgets_is_told(text: str) -> None:
    assert [each.level for each in check_domain(text) if each.code == "XD403"] == ["info"]


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
