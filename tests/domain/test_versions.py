"""Does each libvirt take what we say that it takes? Held against the real schemas of Debian 12, 13 and sid.

The installed one is Debian 12's; the others are unpacked by CI (``.ci/run schemas``) into a folder that
``VZVIRT_SCHEMAS`` names, one below it a release.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.domain.documents import OTHERWISE_IN_LIBVIRT, fixtures
from tests.domain.libvirt import SCHEMAS, schemas_of, verdicts
from translator import Finding, check_domain
from translator.cli import vzvirt
from translator.domain.document import parse_document
from translator.domain.newer import NEWER
from translator.domain.releases import RELEASES
from translator.domain.schema import is_valid
from translator.domain.versions import newer_parts

OS = "<os><type>exe</type><init>/sbin/init</init>{}</os>"


def domain(inside: str = "", devices: str = "", os_: str = "", root: str = "") -> str:
    root = root or "<filesystem type='mount'><source dir='/p'/><target dir='/'/></filesystem>"
    return (
        f"<domain type='lxc'><name>101</name><memory>65536</memory>{inside}{OS.format(os_)}"
        f"<devices>{root}{devices}</devices></domain>"
    )


FILES = "<filesystem type='mount'>{}<source dir='/p'/><target dir='/'/>{}</filesystem>"
PCI = (
    "<hostdev mode='subsystem' type='pci'{}>{}<source><address domain='0' bus='0' slot='1' function='0'/></source>"
    "</hostdev>"
)
ETHERNET = "<interface type='ethernet'>{}</interface>"
NETWORK = "<network><name>n</name>{}</network>"


def bridge(inside: str) -> str:
    return domain(devices=f"<interface type='bridge'><source bridge='b'/>{inside}</interface>")


def networked(inside: str) -> str:
    return domain(devices=f"<interface type='network'><source network='n'/>{inside}</interface>")


def portgroup(inside: str) -> str:
    return NETWORK.format(f"<portgroup name='p'>{inside}</portgroup>")


#: A document for each part that 9.0 does not know, with the first release that does.
PARTS = {
    "hwuuid": ((11, 7), domain("<hwuuid>5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b11</hwuuid>")),
    "maxMemory": ((11, 3), domain("<maxMemory>131072</maxMemory>")),
    "path": (
        (12, 3),
        domain("<blkiotune><device><path>*</path><read_bytes_sec>5</read_bytes_sec></device></blkiotune>"),
    ),
    "on_crash": ((12, 6), domain("<on_crash>preserve-running</on_crash>")),
    "initgroup": ((11, 3), domain(os_="<initgroup>g</initgroup><inituser>u</inituser>")),
    "fs idmap": ((10, 0), domain(root=FILES.format("", "<idmap><uid start='0' target='1' count='2'/></idmap>"))),
    "openfiles": (
        (10, 6),
        domain(root=FILES.format("<driver type='virtiofs'/><binary><openfiles max='5'/></binary>", "")),
    ),
    "mtp": ((10, 2), domain(root=FILES.format("<driver type='mtp'/>", ""))),
    "currentAddress": (
        (11, 2),
        domain(devices=ETHERNET.format("<mac address='00:18:51:00:00:01' currentAddress='00:18:51:00:00:02'/>")),
    ),
    "route": ((12, 2), domain(devices=ETHERNET.format("<route family='ipv4' gateway='192.0.2.1'/>"))),
    "driver": ((10, 0), domain(devices=PCI.format("", "<driver model='vfio-x'/>"))),
    "display": ((10, 3), domain(devices=PCI.format(" display='on'", ""))),
    "ramfb": ((10, 3), domain(devices=PCI.format(" ramfb='on'", ""))),
    "loongarch64": ((10, 2), domain().replace("<type>", "<type arch='loongarch64'>")),
    "reconnect": (
        (9, 2),
        domain(
            devices="<console type='unix'><source mode='connect' path='/a'><reconnect delay='5'/></source></console>"
        ),
    ),
    **{
        f"{where} {rate}": ((11, 3), wrap(f"<bandwidth><{way} {rate}='4294967296'{more}/></bandwidth>"))
        for where, wrap, way, rate, more in (
            ("in", bridge, "inbound", "average", ""),
            ("out", bridge, "outbound", "average", ""),
            ("in", bridge, "inbound", "peak", " average='1'"),
            ("out", bridge, "outbound", "peak", " average='1'"),
            ("in", networked, "inbound", "floor", ""),
            ("out", networked, "outbound", "floor", ""),
            *(
                (f"{name} {way}", wrap, way, rate, "" if rate == "average" else " average='1'")
                for name, wrap in (("network", NETWORK.format), ("portgroup", portgroup))
                for way in ("inbound", "outbound")
                for rate in ("average", "peak", "floor")
            ),
        )
    },
    "nodeset": ((11, 8), domain(devices=PCI.format("", "<acpi nodeset='0-1'/>"))),
    "port": (
        (12, 8),
        domain(devices="<hostdev mode='subsystem' type='usb'><source><address bus='1' port='2.1'/></source></hostdev>"),
    ),
    "iommufd": ((12, 1), domain(devices=PCI.format("", "<driver name='vfio' iommufd='yes'/>"))),
    "forward": ((10, 0), NETWORK.format("<forward mode='nat'><driver/></forward>")),
    "switch": ((12, 1), NETWORK.format("<forward mode='hostdev'><driver name='vfio' iommufd='yes'/></forward>")),
    "both": ((12, 1), NETWORK.format("<forward mode='hostdev'><driver model='vfio-x' iommufd='no'/></forward>")),
    "title": ((9, 7), NETWORK.format("<title>t</title>")),
    "description": ((9, 7), NETWORK.format("<description>t</description>")),
}
#: Those that we know of the schemas that we have alone, and not from libvirt's history.
LATEST = ("maxMemory", "initgroup", "port")


def grammar(text: str) -> str:
    return "network.xsd" if text.startswith("<network") else "domain.xsd"


def releases(found: list[Finding]) -> set[tuple[int, ...]]:
    """Return the releases that some findings name."""
    words = (re.search(r"since libvirt ([0-9]+)\.([0-9]+)", each.message) for each in found)
    return {tuple(map(int, match.groups())) for match in words if match}


@pytest.mark.parametrize("libvirt", RELEASES)
@pytest.mark.parametrize("name", PARTS)
def test_a_newer_part_is_right_for_a_newer_libvirt(name: str, libvirt: str) -> None:
    since, text = PARTS[name]
    found = [each for each in check_domain(text, libvirt=libvirt) if each.code.startswith(("XD11", "XD29"))]
    assert is_valid(parse_document(text), grammar(text), libvirt) == (since <= RELEASES[libvirt])
    if since <= RELEASES[libvirt]:
        assert {each.level for each in found} <= {"info"}
        if text.startswith("<domain"):
            assert since in releases(found)
    else:
        assert {each.level for each in found} == {"error"}
        assert since in releases(found)
        assert max(releases(found)) == since
        told = next(each.message for each in found if f"since libvirt {since[0]}.{since[1]}" in each.message)
        assert ("or earlier" in told) == (name in LATEST or "bandwidth" in text)


#: The same parts with something in them that no libvirt takes, and what is said of it.
WRONG = {
    "hwuuid": ("<hwuuid> holds '5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b1'; expected a UUID", "b11<", "b1<"),
    "hwuuid with an attribute": (
        "<hwuuid> has attributes or elements; expected a text alone",
        "<hwuuid>",
        "<hwuuid a='1'>",
    ),
    "maxMemory": ("<maxMemory> holds 'much'; expected a", "131072", "much"),
    "initgroup": ("<initgroup> holds nothing; expected", "<initgroup>g</initgroup>", "<initgroup/>"),
    "fs idmap": ("<uid> of <idmap> is not a start, a target and a count; expected three numbers", " count='2'", ""),
    "fs idmap of others": ("element <pid> in <idmap> is unknown; expected uid or gid", "uid", "pid"),
    "openfiles": ("attribute 'max' of <openfiles> is '0'; expected a number of 1 or more", "max='5'", "max='0'"),
    "mtp": ("attribute 'colour' of <driver> is unknown", "type='mtp'", "type='mtp' colour='a'"),
    "currentAddress": ("attribute 'currentAddress' of <mac> is 'x'; expected a", "00:18:51:00:00:02", "x"),
    "route": ("attribute 'metric' of <route> is 'x'; expected", "gateway", "metric='x' gateway"),
    "driver": ("attribute 'model' of <driver> is 'a b'; expected letters", "vfio-x", "a b"),
    "display": ("attribute 'display' of <hostdev> is 'yes'; expected on or off", "'on'", "'yes'"),
    "ramfb": ("attribute 'ramfb' of <hostdev> is 'yes'; expected on or off", "ramfb='on'", "ramfb='yes'"),
    "iommufd": ("attribute 'iommufd' of <driver> is 'on'; expected yes or no", "'yes'", "'on'"),
    "reconnect": ("the delay is no number of seconds; expected one", "delay='5'", "delay='5s'"),
    "in average": (
        "is '18014398509481985'; expected up to 18014398509481984 KiB a second",
        "4294967296",
        "18014398509481985",
    ),
    "nodeset": ("attribute 'nodeset' of <acpi> is '0-'; expected a list such as 0-3,^2", "0-1", "0-"),
    "port": ("attribute 'port' of <address> is '2.'; expected a port such as 2 or 2.1", "2.1", "2."),
    "forward": ("attribute 'model' of <driver> is ''; expected letters", "<driver/>", "<driver model=''/>"),
    "switch": ("attribute 'iommufd' of <driver> is 'on'; expected yes or no", "'yes'", "'on'"),
    "both": ("attribute 'iommufd' of <driver> is 'on'; expected yes or no", "'no'", "'on'"),
    "both, the other": ("attribute 'model' of <driver> is 'a b'; expected letters", "vfio-x", "a b"),
    "title": ("<title> holds ''; expected a text in one line", "<title>t</title>", "<title/>"),
    "description": (
        "<description> has attributes or elements; expected a text alone",
        "<description>",
        "<description a='1'>",
    ),
}


def wrong(name: str) -> str:
    """Return the document of a part with what no libvirt takes."""
    part = next(each for each in sorted(PARTS, key=len, reverse=True) if name.startswith(each))
    *_, old, new = WRONG[name]
    text = PARTS[part][1]
    assert text.count(old) >= 1
    return text.replace(old, new)


@pytest.mark.parametrize("libvirt", RELEASES)
@pytest.mark.parametrize("name", WRONG)
def test_a_newer_part_is_looked_into(name: str, libvirt: str) -> None:
    said = [each.message for each in check_domain(wrong(name), libvirt=libvirt) if each.level == "error"]
    assert any(WRONG[name][0] in message for message in said), said
    assert not is_valid(parse_document(wrong(name)), grammar(wrong(name)), libvirt)


@pytest.mark.interop
@pytest.mark.parametrize("libvirt", SCHEMAS)
def test_the_schema_of_each_libvirt_looks_into_them_too(libvirt: str) -> None:
    for kind in ("domain", "network"):
        texts = [wrong(name) for name in WRONG if wrong(name).startswith(f"<{kind}")]
        theirs = verdicts(texts, kind, schemas_of(libvirt))
        assert [text for text, taken in zip(texts, theirs, strict=True) if taken] == []


def test_each_part_has_a_document() -> None:
    met = {part.path for _, text in PARTS.values() for _, part in newer_parts(parse_document(text))}
    assert met == {each.path for each in NEWER}


def test_what_is_wrong_beside_a_newer_part_is_told_alone() -> None:
    text = domain("<hwuuid>5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b11</hwuuid><nonsense/>")
    assert [each.code for each in check_domain(text) if each.code.startswith("XD1")] == ["XD110"]
    assert [each.code for each in check_domain(text, libvirt="9") if each.code.startswith("XD1")] == ["XD110"] * 2
    assert "XD112" in {each.code for each in check_domain(domain("<on_crash>preserve-walking</on_crash>"))}
    with pytest.raises(ValueError, match="no libvirt '8': one of 9, 10, 11, 12"):
        check_domain(text, libvirt="8")


def test_what_is_newer_has_a_code_beside_what_is_wrong_around_it() -> None:
    """The rule about the order is silent in an element that is wrong itself."""
    text = PARTS["initgroup"][1].replace("<os>", "<os colour='a'>")
    found = [(each.code, each.message) for each in check_domain(text, libvirt="9") if each.code.startswith("XD1")]
    assert set(found) == {
        ("XD110", "<initgroup> first is known since libvirt 11.3 or earlier, and this is for 9"),
        ("XD111", "attribute 'colour' of <os> is unknown; expected firmware"),
    }


def test_the_command_and_the_configuration_say_which(tmp_path: Path) -> None:
    file = tmp_path / "101.xml"
    file.write_text(domain("<on_crash>preserve-running</on_crash>"))
    select = ["--select", "XD112", str(file)]
    assert CliRunner().invoke(vzvirt, ["check", *select]).exit_code == 0
    assert CliRunner().invoke(vzvirt, ["check", "--libvirt", "11", *select]).exit_code == 1
    (tmp_path / "vzvirt.toml").write_text("libvirt = '11'\n")
    assert CliRunner().invoke(vzvirt, ["check", *select]).exit_code == 1
    assert CliRunner().invoke(vzvirt, ["check", "--libvirt", "12", *select]).exit_code == 0
    (tmp_path / "vzvirt.toml").write_text("libvirt = '8'\n")
    assert CliRunner().invoke(vzvirt, ["check", *select]).exit_code == 2


@pytest.mark.interop
@pytest.mark.parametrize("libvirt", SCHEMAS)
def test_the_schema_of_each_libvirt_agrees(libvirt: str) -> None:
    for kind in ("domain", "network"):
        texts = [text for _, text in PARTS.values() if text.startswith(f"<{kind}")]
        texts += [
            path.read_text()
            for path in fixtures("valid" if kind == "domain" else "networks")
            if f"{path.parent.name}/{path.stem}" not in OTHERWISE_IN_LIBVIRT
        ]
        ours = [is_valid(parse_document(text), f"{kind}.xsd", libvirt) for text in texts]
        theirs = verdicts(texts, kind, schemas_of(libvirt))
        assert [text for text, our, their in zip(texts, ours, theirs, strict=True) if our != their] == []


def test_what_an_element_of_a_newer_libvirt_holds_is_told() -> None:
    messages = [finding.message for finding in check_domain(domain("<hwuuid>x</hwuuid>"))]
    assert "<hwuuid> holds 'x'; expected a UUID" in messages
