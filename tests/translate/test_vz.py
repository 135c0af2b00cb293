"""What does libvirt's vz driver get of a conf, and what comes back of the documents that it prints?

The driver itself runs on OpenVZ 7 and Virtuozzo alone; what it takes, refuses and prints is read in its source
(``fixtures/facts/libvirt-vz.md``), line by line.
"""

from __future__ import annotations

import re

import pytest
from lxml import etree

from translator import check_domain, conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.errors import InputError

CTID = 101
#: A container as OpenVZ 7 has them.
SEVEN = (
    'NAME="web1"\nDESCRIPTION="the web"\nPHYSPAGES="65536:65536"\nSWAPPAGES="131072:131072"\nCPUS="2"\nCPUMASK="0-3"\n'
    'CPUUNITS="1000"\nONBOOT="yes"\nVE_LAYOUT="ploop"\nVE_PRIVATE="/vz/private/$VEID"\nOSTEMPLATE="centos-7-x86_64"\n'
    'IP_ADDRESS="192.0.2.10 2001:db8::1/64"\n'
    'NETIF="ifname=venet0,mac=00:18:51:01:02:01;'
    "ifname=eth0,network=Bridged,mac=00:18:51:01:02:03,mac_filter=off,ip=198.51.100.2/24,gw=198.51.100.1;"
    'ifname=eth5,mac=00:18:51:01:02:04;ifname=eth6,network=Other,mac=00:18:51:01:02:05"\n'
)
#: The same for the readers of OpenVZ 6.
SIX = SEVEN.replace("network=", "bridge=").replace(",ip=198.51.100.2/24,gw=198.51.100.1", "")
SIX = SIX.replace("ifname=venet0,mac=00:18:51:01:02:01;", "").replace('"65536:65536"', '"0:65536"')
CONFS = {"libvzctl": SEVEN, "vzctl": SIX}


def made(conf: str, dialect: DialectName = "vzctl") -> str:
    return conf_to_domain(conf, ctid=CTID, driver="vz", dialect=dialect).text


def texts(document: str, path: str) -> list[str]:
    found = etree.fromstring(document.encode()).xpath(path)
    assert isinstance(found, list)
    return [each if isinstance(each, str) else str(each.text) for each in found]


def printed(document: str) -> str:
    """Return a document as the driver prints it once it is defined: without what it forgets, and with its own."""
    root = etree.fromstring(document.encode())
    root.set("id", str(CTID))
    for path in ("metadata", "description"):
        for each in root.findall(path):
            root.remove(each)
    for nic in root.iterfind("devices/interface"):
        nic.set("trustGuestRxFilters", nic.get("trustGuestRxFilters", "no"))
        etree.SubElement(nic, "link", state="up")
        if nic.find("mac") is None:
            nic.insert(0, etree.Element("mac", address="42:1c:00:11:22:33"))
    for root_fs in root.iterfind("devices/filesystem"):
        root_fs.set("accessmode", "passthrough")
        root_fs.set("type", "file")
    return etree.tostring(root, encoding="unicode")


def value(conf: str, name: str, dialect: DialectName = "vzctl") -> object:
    reader = dialect_named(dialect)
    return settle(parse(conf, reader), reader).value(name)


@pytest.mark.parametrize("dialect", CONFS)
def test_what_the_driver_takes_is_in_its_places(dialect: DialectName) -> None:
    text = made(CONFS[dialect], dialect)
    assert texts(text, "/domain/@type") == ["vz"]
    assert texts(text, "name") == ["web1"]
    assert texts(text, "description") == ["the web"]
    assert texts(text, "title") == []
    assert texts(text, "memory") == texts(text, "currentMemory") == ["262144"]
    assert texts(text, "vcpu") == ["2"]
    assert texts(text, "vcpu/@cpuset") == ["0-3"]
    assert texts(text, "on_reboot") == ["restart"]
    assert texts(text, "devices/filesystem/source/@file") == ["/vz/private/101/root.hdd"]
    assert texts(text, "devices/filesystem/driver/@*") == ["ploop", "ploop"]
    venet = "devices/interface[source/@network='host-routed']"
    assert texts(text, f"{venet}/ip/@address") == ["192.0.2.10", "2001:db8::1"]
    assert texts(text, f"{venet}/ip/@prefix") == ["32", "64"]
    assert texts(text, "devices/interface/guest") == []
    assert texts(text, "devices/interface/@trustGuestRxFilters") == ["no", "yes"]
    on = "network" if dialect == "libvzctl" else "bridge"
    assert texts(text, f"devices/interface/source/@{on}")[-2:] == ["Bridged", "Other"]
    if dialect == "libvzctl":
        pair = "devices/interface[source/@network='Bridged']"
        assert texts(text, f"{pair}/ip/@address") == ["198.51.100.2"]
        assert texts(text, f"{pair}/route/@*") == ["ipv4", "0.0.0.0", "198.51.100.1"]  # noqa: S104
        assert texts(text, f"{venet}/mac/@address") == ["00:18:51:01:02:01"]
    assert not [each for each in check_domain(text) if each.level != "info"]


@pytest.mark.parametrize("dialect", CONFS)
def test_our_document_says_the_whole_conf(dialect: DialectName) -> None:
    conf = CONFS[dialect]
    text = made(conf, dialect)
    back = domain_to_conf(text, dialect=dialect)
    assert back.ctid == str(CTID)
    assert back.report.findings == ()
    for name in (
        "NAME",
        "DESCRIPTION",
        "PHYSPAGES",
        "SWAPPAGES",
        "CPUS",
        "OSTEMPLATE",
        "VE_PRIVATE",
        "NETIF",
        "ONBOOT",
    ):
        assert value(back.text, name, dialect) == value(conf, name, dialect), name
    assert domain_to_conf(text, dialect=dialect, base=conf).text == conf
    assert made(back.text, dialect) == text


@pytest.mark.parametrize("dialect", CONFS)
def test_what_libvirt_prints_of_it_is_no_edit_of_the_conf(dialect: DialectName) -> None:
    conf = CONFS[dialect]
    text = printed(made(conf, dialect))
    back = domain_to_conf(text, dialect=dialect, base=conf)
    assert back.text == conf
    assert back.ctid == str(CTID)
    # venet's adapter is printed without the addresses
    bare = re.sub(r"<ip address=.(192|2001).*?/>", "", text)
    assert bare != text
    assert domain_to_conf(bare, dialect=dialect, base=conf).text == conf


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("<name>web1<", "<name>web2<", ('NAME="web1"', 'NAME="web2"')),
        ("<name>web1<", "<name>101<", ('NAME="web1"\n', "")),
        (">262144<", ">524288<", ('"0:65536"', '"0:131072"')),
        (">2</vcpu>", ">4</vcpu>", ('CPUS="2"', 'CPUS="4"')),
        ("cpuset='0-3'", "cpuset='1'", ('CPUMASK="0-3"', 'CPUMASK="1"')),
        ("'/vz/private/101/root.hdd'", "'/srv/7/root.hdd'", ("/vz/private/$VEID", "/srv/7")),
        ("'192.0.2.10'", "'192.0.2.11'", ("192.0.2.10", "192.0.2.11")),
        ("trustGuestRxFilters='no'", "trustGuestRxFilters='yes'", (",mac_filter=off", "")),
        ("bridge='Other'", "bridge='br9'", ("bridge=Other", "bridge=br9")),
        ("address='00:18:51:01:02:05'", "address='00:18:51:01:02:06'", ("01:02:05", "01:02:06")),
    ],
)
def test_an_edit_changes_its_parameter_alone(before: str, after: str, change: tuple[str, str]) -> None:
    text = made(SIX)
    wanted = SIX.replace(*change)
    assert wanted != SIX
    assert text.count(before) >= 1
    edited = text.replace(before, after)
    assert domain_to_conf(edited, base=SIX).text == wanted
    assert domain_to_conf(printed(edited), base=SIX).text == wanted
    assert sorted(domain_to_conf(edited).text.splitlines()) == sorted(wanted.splitlines())


@pytest.mark.parametrize(
    ("pages", "kib"),
    [("65536", 262144), ("65537", 263168), ("1", 1024), ("1073741568", 4294966272), ("1073741824", 4294966272)],
)
def test_ram_is_whole_mib_that_the_driver_reads_back(pages: str, kib: int) -> None:
    conf = f'PHYSPAGES="0:{pages}"\nSWAPPAGES="0:5"\n'
    done = conf_to_domain(conf, ctid=CTID, driver="vz")
    assert texts(done.text, "memory") == [str(kib)]
    assert kib % 1024 == 0
    assert kib >> 10 << 10 < 2**32
    assert ("VZ591" in [each.code for each in done.report.findings]) == (int(pages) * 4 != kib)
    for text in (done.text, printed(done.text)):
        assert domain_to_conf(text, base=conf).text == conf
    assert set(domain_to_conf(done.text).text.splitlines()) == set(conf.splitlines())
    edited = re.sub(rf">{kib}<", ">1048576<", done.text)
    assert domain_to_conf(edited, base=conf).text == conf.replace(pages, "262144", 1)


def codes(conf: str, dialect: DialectName = "vzctl") -> set[str]:
    return {each.code for each in conf_to_domain(conf, ctid=CTID, driver="vz", dialect=dialect).report.findings}


def test_what_is_left_out_is_told() -> None:
    image = 'VE_LAYOUT="ploop"\nVE_PRIVATE="/p"\nCPUS="1"\nPHYSPAGES="0:256"\n'
    assert codes(image) == {"VZ596"}
    assert codes(image + 'CPULIMIT="50"\n') == {"VZ593", "VZ596"}
    assert codes(image.replace('CPUS="1"\n', "")) == {"VZ592", "VZ596"}
    assert codes(image.replace('PHYSPAGES="0:256"\n', "")) == {"VZ591", "VZ596"}
    assert codes(image + 'ONBOOT="yes"\n') == {"VZ517", "VZ596"}
    assert codes(image + 'NETIF="ifname=eth0"\n') == {"VZ594", "VZ596"}
    assert codes(image.replace("ploop", "simfs")) == {"VZ595", "VZ596"}
    assert codes(image.replace("ploop", "simfs") + 'OSTEMPLATE="a.b"\n') == {"VZ501", "VZ595", "VZ596"}
    [found] = [
        each
        for each in conf_to_domain('OSTEMPLATE="a"\n', ctid=CTID, driver="vz").report.findings
        if each.code == "VZ595"
    ]
    assert found.message == "libvirt's vz driver makes a new container of a, without the files of this one"
    assert codes(image.replace('"/p"', '"/"')) == {"VZ521", "VZ596"}


@pytest.mark.parametrize(
    "line",
    [
        'CPULIMIT_MHZ="1000"',
        'CPULIMIT="1000m"',
        'MEMGUARANTEE="50"',
        'MEMGUARANTEE_BYTES="1048576"',
        'RATE="*:1:1000"',
        'BINDMOUNT="/srv:/data"',
        'DISK="uuid={6d9f1a2b-0000-4000-8000-000000000001},mnt=/data,image=/vz/data.hdd"',
        'DISK="uuid={00000000-0000-0000-0000-000000000000},mnt=/,image=root.hdd;'
        'uuid={6d9f1a2b-0000-4000-8000-000000000001},mnt=/data,device=/dev/vdb"',
    ],
)
def test_what_only_openvz_7_has_and_is_left_out_is_told(line: str) -> None:
    conf = f'VE_PRIVATE="/p"\nCPUS="1"\nPHYSPAGES="256:256"\n{line}\n'
    findings = conf_to_domain(conf, ctid=CTID, driver="vz", dialect="libvzctl").report.findings
    [found] = [each for each in findings if each.code == "VZ593"]
    name = line.partition("=")[0]
    assert (found.line, found.message) == (
        4,
        f"libvirt's vz driver has no place for {name}: set them on the node afterwards",
    )


def test_a_root_disk_is_the_one_that_the_document_has() -> None:
    disk = 'DISK="uuid={00000000-0000-0000-0000-000000000000},mnt=/,image=root.hdd"\n'
    assert codes('VE_PRIVATE="/p"\nCPUS="1"\nPHYSPAGES="256:256"\n' + disk, "libvzctl") == {"VZ596"}


def test_ram_that_only_its_allocation_bounds_is_no_more_than_that() -> None:
    image = 'VE_PRIVATE="/vz/private/101"\nVE_LAYOUT="ploop"\nCPUS="2"\nPRIVVMPAGES="65536:65536"\n'
    assert texts(made(image), "memory") == ["262144"]
    assert codes(image) == {"VZ593", "VZ596"}


def test_the_files_are_in_an_image_where_the_reader_says_so() -> None:
    private = 'VE_PRIVATE="/p"\nOSTEMPLATE="t"\n'
    assert texts(made(private, "libvzctl"), "devices/filesystem/source/@*") == ["/p/root.hdd"]
    assert texts(made(private), "devices/filesystem/source/@*") == ["t"]
    assert texts(made('VE_LAYOUT="ploop"\n' + private), "devices/filesystem/source/@*") == ["/p/root.hdd"]


@pytest.mark.parametrize(
    ("document", "ctid"),
    [
        ("<domain type='vz' id='7'><name>web</name>", "7"),
        ("<domain type='parallels' id='7'><name>102</name>", "7"),
        ("<domain type='vz'><name>102</name>", "102"),
        ("<domain type='vz' id='fbcdf284-5345-416b-a589-7b5fcaa87673'><name>102</name>", "102"),
    ],
)
def test_the_id_of_one_that_runs_is_the_container_s(document: str, ctid: str) -> None:
    text = f"{document}<memory>65536</memory><os><type>exe</type></os></domain>"
    done = domain_to_conf(text)
    assert done.ctid == ctid
    told = [each.message for each in done.report.findings if "no name can be a number" in each.message]
    assert len(told) == ("102" in document and ctid == "7")


def test_another_program_s_container_starts() -> None:
    text = printed(made(SIX))
    done = domain_to_conf(text)
    assert value(done.text, "NAME") == "web1"
    assert value(done.text, "SWAPPAGES") is not None
    assert 'VE_LAYOUT="ploop"\n' in done.text
    assert [pair.mac_filter for pair in value(done.text, "NETIF")] == ["off", None]  # type: ignore[attr-defined]


def test_a_template_takes_the_place_of_an_image() -> None:
    text = made(SIX)
    image = text[text.index("    <filesystem") : text.index("    </filesystem>")]
    template = "    <filesystem type='template'>\n      <source name='debian'/>\n      <target dir='/'/>\n"
    back = domain_to_conf(text.replace(image, template)).text
    assert value(back, "OSTEMPLATE") == "debian"
    assert texts(made(back), "devices/filesystem/source/@name") == ["debian"]


def test_a_path_that_says_itself_that_it_is_an_image_needs_no_layout() -> None:
    conf = 'VE_PRIVATE="/a/root.hdd"\n'
    assert domain_to_conf(made(conf)).text == conf


#: What stands in libvirt's own test of its schema for this driver's containers, and in the machine of its page on the
#: driver (domain-parallels-ct-simple.xml, drvvirtuozzo.rst).
_BESIDE = (
    "<clock offset='utc'/><on_poweroff>destroy</on_poweroff><on_reboot>destroy</on_reboot><on_crash>destroy</on_crash>"
)
_SCREEN = "<video><model type='vga' vram='16777216' heads='1'><acceleration accel3d='no' accel2d='no'/></model></video>"
THEIRS = (
    "<domain type='vz'><name>205</name><uuid>6f1d0f0e-55c8-4c0f-9d0a-2f7a3b9c1e44</uuid><description></description>"
    "<memory unit='KiB'>262144</memory><currentMemory unit='KiB'>262144</currentMemory>"
    "<vcpu placement='static'>8</vcpu><os><type arch='x86_64'>exe</type><init>/sbin/init</init></os>"
    + _BESIDE
    + "<devices>"
    "<filesystem type='template'><source name='centos-6-x86_64'/><target dir='/'/></filesystem>"
    "<filesystem type='file' accessmode='passthrough'><driver type='ploop' format='ploop'/><source file='/srv/ploop'/>"
    "<target dir='/mnt'/></filesystem>" + _SCREEN + "</devices></domain>"
)
MACHINE = (
    "<domain type='vz'><name>one</name><memory unit='KiB'>1048576</memory><vcpu placement='static'>2</vcpu>"
    "<os><type arch='x86_64'>hvm</type></os>" + _BESIDE + "<devices><disk type='file' device='disk'>"
    "<source file='/srv/one'/><target dev='hda'/></disk>" + _SCREEN + "</devices></domain>"
)


def test_libvirts_own_container_is_read() -> None:
    done = domain_to_conf(THEIRS)
    said = {"CPUS": 8, "OSTEMPLATE": "centos-6-x86_64", "PHYSPAGES": (0, 65536)}
    assert done.ctid == "205"
    assert {name: value(done.text, name) for name in said} == said
    assert [(each.code, each.parameter) for each in done.report.findings if each.level != "info"] == [
        ("VZ502", "devices/video"),
        ("VZ502", "filesystem"),
    ]


def test_of_libvirts_own_container_the_driver_refuses_two_nodes() -> None:
    # libvirt tests its schema alone with it
    found = [(each.code, each.parameter) for each in check_domain(THEIRS) if each.level == "error"]
    assert found == [("XD401", "/domain/on_reboot"), ("XD401", "/domain/devices/filesystem[2]")]
    made = conf_to_domain(domain_to_conf(THEIRS).text, ctid=205, driver="vz").text
    assert not [each for each in check_domain(made) if each.level == "error"]


def test_a_machine_of_the_driver_is_no_container() -> None:
    assert not check_domain(MACHINE)
    with pytest.raises(InputError, match="virtual machine") as refused:
        domain_to_conf(MACHINE)
    assert refused.value.finding.code == "XD108"
