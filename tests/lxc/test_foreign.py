"""What becomes of LXC documents that other programs wrote? A conf that vzctl takes, and a word on each lost node."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.interop.harness import validate
from tests.lxc.cases import documents, values
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.levels import LOSSES

FILES = documents()


def read(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "surrogateescape")


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_conf_is_one_that_vzctl_accepts(file: Path) -> None:
    reader = dialect_named("vzctl")
    conf = domain_to_conf(read(file), ctid=101).text
    assert not settle(parse(conf, reader), reader).problems
    assert values(conf).keys() >= {"PHYSPAGES", "SWAPPAGES"}  # without which vzctl starts no VSwap container


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_every_node_has_a_fate(file: Path) -> None:
    done = domain_to_conf(read(file), ctid=101)
    dropped = [entry for entry in done.report.entries if entry.status == "dropped"]
    findings = [finding for finding in done.report.findings if finding.code in LOSSES]
    assert len(dropped) == len(findings)
    assert all(entry.reason for entry in dropped)
    root = etree.fromstring(file.read_bytes())
    lines = {entry.line for entry in done.report.entries}
    below = [child for child in (*root, *root.findall("devices/*")) if isinstance(child.tag, str)]
    assert {child.sourceline for child in below} <= lines


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_conf_is_a_container_of_ours(file: Path) -> None:
    conf = domain_to_conf(read(file), ctid=101).text
    document = conf_to_domain(conf, ctid=101, driver="lxc").text
    again = domain_to_conf(document)
    assert values(again.text) == values(conf)
    assert not again.report.findings


@pytest.mark.interop
def test_what_comes_of_them_is_valid() -> None:
    made = {
        file.stem: conf_to_domain(domain_to_conf(read(file), ctid=101).text, ctid=101, driver="lxc").text
        for file in FILES
    }
    verdicts = validate(made)
    assert not {name: verdict for name, verdict in verdicts.items() if verdict}


def lxc(*parts: str, devices: str = "") -> str:
    return (
        f"<domain type='lxc'><name>101</name><memory unit='KiB'>262144</memory>{''.join(parts)}"
        "<os><type>exe</type><init>/sbin/init</init></os>"
        f"<features><privnet/></features><devices>{devices}<console type='pty'/></devices></domain>"
    )


@pytest.mark.parametrize(
    ("node", "word"),
    [
        ("<filesystem type='ram'><source usage='1'/><target dir='/tmp'/></filesystem>", "ram"),
        ("<filesystem type='mount'><source dir='/a'/><target dir='/b'/></filesystem>", "101.mount|CTID.mount"),
        ("<filesystem type='file'><source file='/a.qcow2'/><target dir='/'/></filesystem>", "no private area"),
        ("<interface type='direct'><source dev='eth0' mode='bridge'/></interface>", "direct"),
        ("<interface type='bridge'><source bridge='b'/><ip address='10.0.0.1' prefix='8'/></interface>", "addresses"),
        ("<interface type='ethernet'><mac address='02:00:00:00:00:01'/><ip address='10.0.0.1'/></interface>", "MAC"),
        ("<hostdev mode='capabilities' type='misc'><source><char>/srv/x</char></source></hostdev>", "below /dev"),
        ("<hostdev mode='capabilities' type='net'><source><interface>tap1</interface></source></hostdev>", "tap1"),
        ("<hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/></source></hostdev>", "by name"),
        ("<emulator>/usr/bin/x</emulator><disk type='file'/>", "disk"),
    ],
)
def test_a_device_without_home_is_told(node: str, word: str) -> None:
    findings = domain_to_conf(lxc(devices=node)).report.findings
    assert any(part in finding.message for finding in findings for part in word.split("|")), findings


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ("<memtune><hard_limit unit='MiB'>128</hard_limit></memtune>", 'PHYSPAGES="0:32768"'),
        ("<memtune><swap_hard_limit unit='MiB'>512</swap_hard_limit></memtune>", 'SWAPPAGES="0:65536"'),
        ("<numatune><memory mode='strict' nodeset='0-1'/></numatune>", 'NODEMASK="0-1"'),
        ("<cputune><period>50000</period><quota>25000</quota></cputune>", 'CPULIMIT="50"'),
        ("<blkiotune><weight>333</weight></blkiotune>", 'IOPRIO="2"'),
        (
            "<blkiotune><device><path>/dev/sda</path><read_bytes_sec>9</read_bytes_sec>"
            "<write_bytes_sec>7</write_bytes_sec></device></blkiotune>",
            'IOLIMIT="7"',
        ),
    ],
)
def test_a_limit_becomes_a_parameter(part: str, line: str) -> None:
    assert line in domain_to_conf(lxc(part)).text.splitlines()


@pytest.mark.parametrize("memory", ["", "<memory unit='KiB'>9007199254740991</memory>"])
def test_no_limit_of_memory_is_one_that_vzctl_starts(memory: str) -> None:
    done = domain_to_conf(lxc().replace("<memory unit='KiB'>262144</memory>", memory))
    assert done.text.startswith('PHYSPAGES="0:2251799813685248"\nSWAPPAGES="0:2251799813685248"\n')
    assert any("no limit of RAM" in finding.message for finding in done.report.findings)
    document = conf_to_domain(done.text, ctid=101, driver="lxc").text
    assert "<memory unit='KiB'>9007199254740991</memory>" in document
    assert "hard_limit" not in document
    back = domain_to_conf(document)
    assert (back.text, back.report.findings) == (done.text, ())


def test_a_policy_is_spelled_out() -> None:
    features = "<features><capabilities policy='deny'><chown state='on'/></capabilities></features>"
    document = lxc().replace("<features><privnet/></features>", features)
    capability = values(domain_to_conf(document).text)["CAPABILITY"]
    assert capability.on == ("CHOWN",)  # type: ignore[attr-defined]
    assert "SYS_ADMIN" in capability.off  # type: ignore[attr-defined]


def test_an_image_of_ploop_is_a_private_area() -> None:
    image = "<filesystem type='file'><source file='/vz/private/7/root.hdd/root.hdd'/><target dir='/'/></filesystem>"
    conf = values(domain_to_conf(lxc(devices=image)).text)
    assert (conf["VE_PRIVATE"], conf["VE_LAYOUT"]) == ("/vz/private/7", "ploop")


@pytest.mark.parametrize(
    ("capabilities", "told"),
    [
        ("policy='allow'", ["VZ532", "VZ558"]),
        ("policy='deny'", ["VZ558"]),
        ("policy='default'", []),
    ],
)
def test_power_over_the_host_is_named(capabilities: str, told: list[str]) -> None:
    inside = "<mac_admin state='off'/>"  # which no container of OpenVZ has: nothing is lost
    features = f"<features><privnet/><capabilities {capabilities}>{inside}</capabilities></features>"
    text = (
        "<domain type='lxc'><name>101</name><memory>65536</memory><os><type>exe</type><init>/sbin/init</init></os>"
        f"{features}<devices><filesystem type='mount'><source dir='/srv/r'/><target dir='/'/></filesystem></devices>"
        "</domain>"
    )
    found = [each for each in domain_to_conf(text).report.findings if each.parameter == "features/capabilities"]
    assert sorted(each.code for each in found) == told
    for each in found:
        if each.code == "VZ532":
            assert each.level == "warning"
            assert "SYS_ADMIN SYS_MODULE SYS_RAWIO SYS_TIME" in each.message
    some = text.replace(inside, "<sys_module state='off'/><sys_rawio state='off'/><sys_admin state='on'/>")
    messages = [each.message for each in domain_to_conf(some).report.findings if each.code == "VZ532"]
    assert all("SYS_MODULE" not in each and "SYS_ADMIN" in each for each in messages)
    assert bool(messages) == ("default" not in capabilities)  # deny gives what it lists
