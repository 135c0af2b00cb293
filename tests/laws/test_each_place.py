"""Each place: an edit of any place of any driver's document reaches the conf, or is told.

``put(x)`` of a document ``x`` in which one place was edited is a conf whose own document says at that place what ``x``
says, unless a finding names the place; nothing else of the conf changes. That holds with the conf as base and without,
and for the same document of another program, which has no residue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, cast

import pytest
from lxml import etree

from tests.laws.translation import CTID
from translator import Translation, conf_to_domain, domain_to_conf
from translator.conf.dialect import DialectName, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.domain.match import plain
from translator.domain.place.metadata import RESIDUE_TAG
from translator.lenses.drivers import DRIVERS, driver_named
from translator.lenses.lens import DriverName
from translator.lenses.network import MAC_FILTER

Element = etree._Element
Change = Callable[[Element], None]

CONF = (
    'NAME="web1"\nDESCRIPTION="a web server"\n'
    'PHYSPAGES="0:131072"\nSWAPPAGES="0:262144"\nVMGUARPAGES="33792:unlimited"\n'
    'CPUS="2"\nCPUMASK="0-1"\nCPUUNITS="1000"\nCPULIMIT="50"\nNODEMASK="0-1"\nIOPRIO="4"\nIOLIMIT="5000"\nIOPSLIMIT="70"\n'
    'VE_PRIVATE="/vz/private/$VEID"\nDISKSPACE="1048576:2097152"\nCAPABILITY="SYS_TIME:on MKNOD:off"\nNETDEV="eth5"\n'
    'DEVNODES="fuse:rw"\nIP_ADDRESS="192.0.2.10 2001:db8::1"\nONBOOT="yes"\n'
    'NETIF="ifname=eth0,mac=00:18:51:00:00:01,host_ifname=veth1,bridge=br0;ifname=eth1,mac=00:18:51:00:00:02,bridge=br1"\n'
)
#: What has no VSwap, so that PRIVVMPAGES says what the container may have.
WITHOUT_VSWAP = (
    CONF.replace("PHYSPAGES", "PRIVVMPAGES").replace('"0:131072"', '"65536:69632"').replace("SWAP", "OOMGUAR")
)
SEVEN = (
    CONF.replace(",bridge=br0;", ",network=n0,ip=198.51.100.2/255.255.255.0,gw=198.51.100.1;")
    .replace(",bridge=br1", ",network=n1")
    .replace('CAPABILITY="SYS_TIME:on MKNOD:off"\n', 'RATE="*:1:8000"\nRATEBOUND="yes"\nVE_LAYOUT="ploop"\n')
)
PLOOP = CONF + 'VE_LAYOUT="ploop"\n'
TEMPLATE = CONF.replace('VE_PRIVATE="/vz/private/$VEID"', 'OSTEMPLATE="debian-12"')
BARE = 'PHYSPAGES="0:131072"\nSWAPPAGES="0:262144"\n'


class Edit(NamedTuple):
    """One edit of the document of ``conf``; ``paths`` are the nodes that have to come back as they were edited, or
    ``line`` is what has to stand in the conf, where that is said in another way than it would have been written.
    """

    name: str
    change: Change
    paths: tuple[str, ...]
    conf: str = CONF
    line: str = ""


def _nodes(root: Element, path: str) -> list[Element]:
    found = root.xpath(path)
    assert found, path
    return found  # type: ignore[no-any-return]


def text(path: str, new: str, *also: str, conf: str = CONF) -> Edit:
    def change(root: Element) -> None:
        (_nodes(root, path))[0].text = new

    return Edit(f"{path} is {new}", change, (path, *also), conf)


def attribute(path: str, name: str, new: str, *also: str, conf: str = CONF) -> Edit:
    return Edit(f"{path}/@{name} is {new}", lambda root: _nodes(root, path)[0].set(name, new), (path, *also), conf)


def gone(path: str, *also: str, conf: str = CONF) -> Edit:
    def change(root: Element) -> None:
        element = _nodes(root, path)[0]
        above = element.getparent()
        assert above is not None
        above.remove(element)

    return Edit(f"{path} is gone", change, (path, *also), conf)


def added(path: str, xml: str, *also: str, before: str = "", conf: str = CONF) -> Edit:
    def change(root: Element) -> None:
        new = etree.fromstring(xml)
        if before:
            _nodes(root, before)[0].addprevious(new)
        else:
            _nodes(root, path.rpartition("/")[0])[0].append(new)

    return Edit(f"{path} is {xml}" if xml.count("<") == 1 else f"{path} comes in", change, (path, *also), conf)


_NIC = "devices/interface[@type='bridge']"
_ROUTED = "devices/interface[@type='ethernet']"
_FILES = "devices/filesystem"
#: Place to its edits. Each place of each driver has some: one without fails.
EDITS: dict[str, list[Edit]] = {
    "title": [text("title", "web2"), gone("title")],
    "description": [text("description", "another"), gone("description")],
    "memory": [text("memory", "1048576", "currentMemory")],
    "memtune/hard_limit": [text("memtune/hard_limit", "400000", conf=WITHOUT_VSWAP)],
    "memtune/soft_limit": [text("memtune/soft_limit", "200000", conf=WITHOUT_VSWAP)],
    "memtune/min_guarantee": [text("memtune/min_guarantee", "80000"), gone("memtune/min_guarantee")],
    "memtune/swap_hard_limit": [text("memtune/swap_hard_limit", "2097152")],
    "vcpu": [text("vcpu", "3")],
    "vcpu/@cpuset": [attribute("vcpu", "cpuset", "1")],
    "cputune/shares": [text("cputune/shares", "2048"), gone("cputune/shares")],
    "cputune/period": [text("cputune/period", "50000")._replace(paths=(), line='CPULIMIT="100"')],
    "cputune/quota": [text("cputune/quota", "25000"), text("cputune/quota", "25500"), gone("cputune/quota")],
    "numatune/memory/@nodeset": [attribute("numatune/memory", "nodeset", "1"), gone("numatune/memory")],
    "numatune/memory/@mode": [attribute("numatune/memory", "mode", "preferred")],
    "blkiotune/weight": [text("blkiotune/weight", "700"), text("blkiotune/weight", "710"), gone("blkiotune/weight")],
    "blkiotune/device": [
        text("blkiotune/device/path", "/dev/sdb"),
        text("blkiotune/device/read_bytes_sec", "4000"),
        gone("blkiotune/device"),
        added("blkiotune/device", "<device><path>/dev/sdc</path><read_iops_sec>5</read_iops_sec></device>"),
    ],
    "idmap": [attribute("idmap/uid", "target", "200000"), gone("idmap")],
    "os/initenv": [added("os/initenv", "<initenv name='A'>1</initenv>")],  # OpenVZ 7's: tests/translate/test_openvz7.py
    "features/privnet": [gone("features/privnet", conf=BARE)],
    "features/capabilities": [
        attribute("features/capabilities/sys_time", "state", "off"),
        gone("features/capabilities/mknod"),
        added("features/capabilities/chown", "<chown state='off'/>"),
        added("features/capabilities/syslog", "<syslog state='on'/>"),
        attribute("features/capabilities", "policy", "deny"),
        gone("features/capabilities"),
    ],
    "filesystems": [
        attribute(f"{_FILES}/source", "dir", "/srv/101"),
        attribute(f"{_FILES}/target", "dir", "/mnt"),
        text(f"{_FILES}/space_hard_limit", "4294967296"),
        gone(f"{_FILES}/space_soft_limit")._replace(paths=(), line='DISKSPACE="2097152:2097152"'),
        added(f"{_FILES}", "<filesystem type='mount'><source dir='/srv'/><target dir='/srv'/></filesystem>"),
    ],
    "interfaces": [
        attribute(f"{_NIC}/mac", "address", "00:18:51:00:00:09"),
        attribute(f"{_NIC}/source", "bridge", "br9"),
        attribute(f"{_NIC}/target", "dev", "veth9"),
        attribute(f"{_NIC}/guest", "dev", "lan0"),
        gone(f"{_NIC}/mac"),
        gone(_NIC),
        added(_NIC, "<interface type='bridge'><source bridge='br2'/><guest dev='eth2'/></interface>")._replace(
            paths=(f"{_NIC}/source", f"{_NIC}/guest")
        ),
        added(f"{_NIC}/ip", "<ip address='192.0.2.77' family='ipv4'/>"),
        added(f"{_NIC}/mtu", "<mtu size='1400'/>"),
        added(f"{_NIC}/bandwidth", "<bandwidth><outbound average='1000'/></bandwidth>"),
        added(f"{_NIC}/filterref", "<filterref filter='clean-traffic'/>"),
        attribute(f"{_ROUTED}/ip", "address", "192.0.2.11"),
        gone(_ROUTED),
        added(f"{_ROUTED}/ip", "<ip address='192.0.2.12' family='ipv4' prefix='32'/>")._replace(
            paths=(), line=" 192.0.2.12"
        ),
    ],
    "hostdevs": [
        text("devices/hostdev[@type='misc']/source/char", "/dev/kvm"),
        text("devices/hostdev[@type='misc']/source/char", "/srv/strange"),
        text("devices/hostdev[@type='net']/source/interface", "eth6"),
        gone("devices/hostdev"),
        added(
            "devices/hostdev",
            "<hostdev mode='capabilities' type='storage'><source><block>/dev/loop7</block></source></hostdev>",
        ),
    ],
}
_OPENVZ_ROOT = [attribute(f"{_FILES}/source", "name", "ubuntu-24")._replace(conf=TEMPLATE)]


_SPACE = "<space_hard_limit unit='bytes'>4294967296</space_hard_limit>"
_SECOND = "<filesystem type='file'><driver type='ploop' format='ploop'/><source file='/srv/d.hdd'/><target dir='/d'/>"
_VENET = "devices/interface[source/@network='host-routed']"
_PAIR = "devices/interface[source/@network='n0']"
_GATEWAY = "<route family='ipv4' address='0.0.0.0' gateway='192.0.2.1'/>"


def of_seven(*edits: Edit) -> list[Edit]:
    return [edit._replace(conf=SEVEN) for edit in edits]


#: What NETIF of OpenVZ 7 has, and what not.
_PAIRS_OF_SEVEN = of_seven(
    attribute(f"{_PAIR}/mac", "address", "00:18:51:00:00:09"),
    attribute(f"{_PAIR}/target", "dev", "veth9"),
    attribute(f"{_PAIR}/source", "network", "n2")._replace(paths=("devices/interface/source/@network",)),
    gone(f"{_PAIR}/mac"),
    gone(_PAIR),
    added(f"{_PAIR}/route", "<route family='ipv4' address='203.0.113.0' prefix='24' gateway='198.51.100.9'/>"),
    added(f"{_PAIR}/mtu", "<mtu size='1400'/>"),
    added(f"{_PAIR}/link", "<link state='down'/>"),
    added(f"{_PAIR}/filterref", "<filterref filter='clean-traffic'/>"),
    added("devices/interface", "<interface type='network'><source network='n3'/></interface>")._replace(
        paths=("devices/interface/source/@network",)
    ),
)
_IP4 = "<ip address='198.51.100.9' family='ipv4' prefix='25'/>"
_IP6 = "<ip address='2001:db8::7' family='ipv6' prefix='64'/>"
_ADDRESSES_OF_SEVEN = of_seven(
    attribute(f"{_PAIR}/ip", "address", "198.51.100.3"),
    attribute(f"{_PAIR}/ip", "prefix", "25"),
    attribute(f"{_PAIR}/route", "gateway", "198.51.100.9"),
    gone(f"{_PAIR}/ip"),
    gone(f"{_PAIR}/route"),
    added(f"{_PAIR}/ip", _IP6),
    added(f"{_PAIR}/ip", "<ip address='198.51.100.2' family='ipv4' prefix='25'/>"),
    added(f"{_PAIR}/route", _GATEWAY),
)
_RATE = "<bandwidth><outbound average='2000'/></bandwidth>"
_ROUTED_OF_SEVEN = of_seven(
    attribute(f"{_ROUTED}/ip", "address", "192.0.2.11"),
    gone(_ROUTED),
    added(f"{_ROUTED}/mac", "<mac address='00:18:51:00:00:09'/>"),
    added(f"{_ROUTED}/link", "<link state='down'/>"),
)

#: Place to its edits in documents of one kind, where they are others than in those of all.
OWN_EDITS: dict[str, dict[str, list[Edit]]] = {
    "lxc v2": {
        "memtune/soft_limit": [
            added("memtune/soft_limit", "<soft_limit>200000</soft_limit>", conf=WITHOUT_VSWAP),
        ],
    },
    "vz": {
        "name": [text("name", "web2"), text("name", str(CTID)), text("name", "7"), text("name", "a/b")],
        "filesystems": [
            attribute(f"{_FILES}/source", "file", "/srv/101/root.hdd", conf=PLOOP),
            attribute(f"{_FILES}/source", "file", "/srv/101/root.img", conf=PLOOP),
            attribute(f"{_FILES}/source", "file", "/root.hdd", conf=PLOOP),
            attribute(f"{_FILES}/source", "name", "ubuntu-24", conf=TEMPLATE),
            attribute(f"{_FILES}/target", "dir", "/mnt", conf=PLOOP),
            attribute(f"{_FILES}/driver", "format", "raw", conf=PLOOP),
            attribute(f"{_FILES}/driver", "type", "nbd", conf=PLOOP),
            attribute(_FILES, "type", "block", conf=PLOOP),
            attribute(_FILES, "accessmode", "mapped", conf=PLOOP),
            gone(f"{_FILES}/driver", conf=PLOOP)._replace(paths=(), line="VE_PRIVATE="),  # it says nothing then
            gone(_FILES, conf=PLOOP),
            gone(_FILES, conf=TEMPLATE),
            added(f"{_FILES}/space_hard_limit", _SPACE, conf=PLOOP),
            added(f"{_FILES}/space_soft_limit", _SPACE.replace("hard", "soft"), conf=PLOOP),
            added(f"{_FILES}/readonly", "<readonly/>", conf=PLOOP),
            added(_FILES, f"{_SECOND}</filesystem>", conf=PLOOP),
            added(_FILES, f"{_SECOND}</filesystem>", conf=TEMPLATE),
        ],
        "interfaces": [
            attribute(f"{_NIC}/mac", "address", "00:18:51:00:00:09"),
            attribute(f"{_NIC}/source", "bridge", "br9"),
            attribute(f"{_NIC}/target", "dev", "veth9"),
            attribute(_NIC, "trustGuestRxFilters", "no"),
            gone(f"{_NIC}/mac"),
            gone(f"{_NIC}/target"),
            gone(_NIC),
            added(f"{_NIC}/guest", "<guest dev='lan0'/>")._replace(paths=(), line="ifname=lan0,"),
            added(_NIC, "<interface type='bridge'><source bridge='br2'/></interface>")._replace(
                paths=(f"{_NIC}/source",)
            ),
            added(_NIC, "<interface type='direct'><source dev='eth0'/></interface>"),
            added(f"{_NIC}/ip", "<ip address='192.0.2.77' family='ipv4' prefix='24'/>"),
            added(f"{_NIC}/route", "<route family='ipv4' address='0.0.0.0' gateway='192.0.2.1'/>"),
            added(f"{_NIC}/mtu", "<mtu size='1400'/>"),
            added(f"{_NIC}/model", "<model type='virtio'/>"),
            added(f"{_NIC}/link", "<link state='down'/>"),
            added(f"{_NIC}/bandwidth", "<bandwidth><outbound average='1000'/></bandwidth>"),
            added(f"{_NIC}/filterref", "<filterref filter='clean-traffic'/>"),
            added(f"{_NIC}/filterref", f"<filterref filter='{MAC_FILTER}'/>"),
            attribute(f"{_VENET}/ip", "address", "192.0.2.11"),
            attribute(f"{_VENET}/ip", "prefix", "24"),
            attribute(f"{_VENET}/source", "network", "other"),
            gone(f"{_VENET}/ip"),
            gone(_VENET),
            added(f"{_VENET}/ip", "<ip address='192.0.2.12' family='ipv4' prefix='32'/>"),
            added(f"{_VENET}/mac", "<mac address='00:18:51:00:00:09'/>"),
            added(f"{_VENET}/target", "<target dev='veth9'/>"),
            added(f"{_VENET}/bandwidth", "<bandwidth><outbound average='1000'/></bandwidth>"),
            added(f"{_VENET}/filterref", f"<filterref filter='{MAC_FILTER}'/>"),
            added(f"{_VENET}/link", "<link state='down'/>"),
            added(f"{_VENET}/route", "<route family='ipv4' address='0.0.0.0' gateway='192.0.2.1'/>"),
        ],
    },
    "openvz 7": {
        "memtune/soft_limit": [],
        "interfaces": [
            *_PAIRS_OF_SEVEN,
            *_ROUTED_OF_SEVEN,
            *of_seven(
                added(f"{_PAIR}/bandwidth", _RATE),
                added(f"{_PAIR}/ip", _IP6)._replace(paths=(), line="ip6=2001:db8::7/64"),
                added(f"{_PAIR}/ip", _IP4)._replace(paths=(), line="198.51.100.9/255.255.255.128"),
                added(f"{_PAIR}/route", _GATEWAY)._replace(paths=(), line="gw=192.0.2.1"),
            ),
        ],
    },
    "lxc 7": {
        "features/capabilities": [],
        "memtune/soft_limit": [],
        "interfaces": [
            *_PAIRS_OF_SEVEN,
            *_ADDRESSES_OF_SEVEN,
            *_ROUTED_OF_SEVEN,
            *of_seven(
                attribute(f"{_PAIR}/guest", "dev", "lan0"),
                attribute(f"{_PAIR}/bandwidth/outbound", "average", "2000", "devices/interface/bandwidth"),
                gone(f"{_PAIR}/bandwidth", "devices/interface/bandwidth"),
            ),
        ],
    },
}
OWN_EDITS["vz 7"] = {
    **{place: of_seven(*edits) for place, edits in OWN_EDITS["vz"].items()},
    "interfaces": [
        *_PAIRS_OF_SEVEN,
        *_ADDRESSES_OF_SEVEN,
        *of_seven(
            attribute(_PAIR, "trustGuestRxFilters", "no"),
            added(f"{_PAIR}/guest", "<guest dev='lan0'/>")._replace(paths=(), line="ifname=lan0,"),
            added(f"{_PAIR}/bandwidth", _RATE),
            attribute(f"{_VENET}/ip", "address", "192.0.2.11"),
            attribute(f"{_VENET}/ip", "prefix", "24"),
            gone(_VENET),
            added(f"{_VENET}/ip", "<ip address='192.0.2.12' family='ipv4' prefix='32'/>"),
            added(f"{_VENET}/mac", "<mac address='00:18:51:00:00:09'/>"),
            added(f"{_VENET}/target", "<target dev='veth9'/>"),
            added(f"{_VENET}/bandwidth", _RATE),
            added(f"{_VENET}/link", "<link state='down'/>"),
            added(f"{_VENET}/route", _GATEWAY),
        ),
    ],
}
#: The drivers, with the hierarchy of the one that has several, or with OpenVZ 7.
KINDS = ("openvz", "lxc v1", "lxc v2", "vz", "openvz 7", "lxc 7", "vz 7")
WHOSE = ("ours", "ours with its base", "another program's")


def cases() -> Iterator[Any]:
    for kind in KINDS:
        for lens in driver_named(kind.partition(" ")[0]).lenses:
            for place in lens.places:
                edits = EDITS.get(place, []) + (_OPENVZ_ROOT if (kind, place) == ("openvz", "filesystems") else [])
                for edit in OWN_EDITS.get(kind, {}).get(place, edits):
                    # another program's document is read as libvirt's manual has it: for v1
                    for whose in WHOSE[:2] if kind == "lxc v2" else WHOSE:
                        yield pytest.param(kind, place, edit, whose, id=f"{whose}-{kind}: {edit.name}")


def document_of(
    conf: str, kind: str, device: str = "/dev/sda", idmap: str | None = "100000:65536", host_conf: str | None = None
) -> str:
    driver, _, of = kind.partition(" ")
    options: dict[str, Any] = {"block_device": device, "idmap": idmap} if driver == "lxc" else {}
    options |= {"cgroup": of if of.startswith("v") else "v1"} if options else {}
    options |= {"dialect": dialect_of(kind), "host_conf": host_conf}
    return conf_to_domain(conf, ctid=CTID, driver=cast("DriverName", driver), **options).text


def dialect_of(kind: str) -> DialectName:
    return "libvzctl" if kind.endswith("7") else "vzctl"


def said(root: Element, paths: tuple[str, ...]) -> list[object]:
    return [[each if isinstance(each, str) else plain(each) for each in root.xpath(path)] for path in paths]


def values(conf: str, dialect: DialectName) -> dict[str, object]:
    reader = dialect_named(dialect)
    by_name = settle(parse(conf, reader), reader).by_name
    return {name: setting.value for name, setting in by_name.items() if setting.kept}


def test_every_place_has_edits() -> None:
    places = {place for driver in DRIVERS for lens in driver_named(driver).lenses for place in lens.places}
    assert {*EDITS, *(place for edits in OWN_EDITS.values() for place in edits)} == places


@pytest.mark.parametrize(("kind", "place", "edit", "whose"), list(cases()))
def test_an_edit_reaches_the_conf_or_is_told(kind: str, place: str, edit: Edit, whose: str) -> None:
    dialect = dialect_of(kind)
    root = etree.fromstring(document_of(edit.conf, kind).encode())
    if whose == "another program's":
        for residue in list(root.iter(RESIDUE_TAG)):
            residue.getparent().remove(residue)  # type: ignore[union-attr]
    unedited = domain_to_conf(etree.tostring(root, encoding="unicode"), ctid=CTID, dialect=dialect)
    edit.change(root)
    base = edit.conf if whose == "ours with its base" else None
    result = domain_to_conf(etree.tostring(root, encoding="unicode"), ctid=CTID, base=base, dialect=dialect)
    device = root.findtext("blkiotune/device/path") or "/dev/sda"
    idmap = "100000:65536" if root.find("idmap") is not None else None
    again = etree.fromstring(document_of(result.text, kind, device, idmap).encode())
    if edit.line:
        assert edit.line in result.text
    elif not told(result, unedited, place):
        assert said(again, edit.paths) == said(root, edit.paths)
    lenses = driver_named(kind.partition(" ")[0]).lenses
    parameters = {name for lens in lenses if place in lens.places for name in lens.parameters}
    if whose == "another program's" and place == "filesystems":
        parameters |= {"DISKINODES", "DISK_QUOTA"}  # what vzctl demands beside the space, or in its place
    before, after = (values(each, dialect) for each in (unedited.text if base is None else base, result.text))
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} <= parameters


def told(result: Translation, unedited: Translation, place: str) -> bool:
    """Whether the edit has a finding: a new one, or the one that the place has in any case."""
    known = {finding.message for finding in unedited.report.findings}
    return any(each.message not in known or each.parameter == place for each in result.report.findings)
