"""Is what libvirt fills in by itself taken for something that the user said?

Random documents are defined with libvirt's LXC driver, and what it prints of them is read: the conf is the same, and
nothing more is told of it, on the way back or by ``check``.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import NamedTuple

import pytest
from lxml import etree

from tests.boot.harness import Host
from tests.verdict.campaign import SEED
from tests.verdict.walk import Walk
from translator import check_domain, conf_to_domain, domain_to_conf

NUMBER = 200
#: What libvirt prints otherwise than it read it; each is told once, whichever way it stands there.
_SAME = {"numatune/memory": "vcpu/@placement"}


class Told(NamedTuple):
    """What is said of a document: the conf's lines, and how often each thing is told."""

    conf: tuple[str, ...]
    findings: Counter[tuple[str, str]]
    check: Counter[str]


def _told(document: str) -> Told:
    back = domain_to_conf(document, ctid=101)
    # an id is no fault to be told, and a description of nothing is none
    lines = [line for line in back.text.splitlines() if line and not line.startswith(("#UUID", 'DESCRIPTION=""'))]
    findings = Counter(
        (each.code, _SAME.get(str(each.parameter), str(each.parameter))) for each in back.report.findings
    )
    return Told(tuple(lines), findings, Counter(each.code for each in check_domain(document)))


def _documents(number: int) -> list[str]:
    """Return documents without errors, with what differs each time they are defined in them: names, MAC addresses."""
    walk = Walk(random.Random(f"filled in {SEED}"))  # noqa: S311
    documents: list[str] = []
    while len(documents) < number:
        root = etree.fromstring(walk.domain("lxc"))
        for uuid in root.iterfind("uuid"):
            root.remove(uuid)
        for name in root.iterfind("name"):
            name.text = str(10_000 + len(documents))
        for at, nic in enumerate(root.iterfind("devices/interface")):
            mac = nic.find("mac")
            mac = etree.SubElement(nic, "mac") if mac is None else mac
            mac.set("address", f"52:54:00:{len(documents) // 256:02x}:{len(documents) % 256:02x}:{at % 256:02x}")
            for source in nic.iterfind("source[@network]"):
                source.attrib.pop("bridge", None)  # the state of a domain that runs: not kept
        document = etree.tostring(root, encoding="unicode")
        if not any(each.level == "error" for each in check_domain(document, libvirt="9")):
            documents.append(document)
    return documents


@pytest.mark.boot
def test_what_libvirt_fills_in_is_not_the_users(host: Host) -> None:
    folder = host.folder / "filled"
    folder.mkdir()
    documents = _documents(NUMBER)
    script = []
    for at, document in enumerate(documents):
        (folder / f"{at}.xml").write_text(document, encoding="utf-8")
        name = 10_000 + at
        script += [f"define {folder}/{at}.xml", f"dumpxml --inactive {name}", f"undefine {name}", f"echo end of {at}"]
    said = host.attempt(["virsh", "-q", "-c", "lxc:///system", "\n".join(script)]).out
    pairs = [
        (document, said[said.index("<domain", begin) : said.index("</domain>", begin) + len("</domain>")])
        for at, document in enumerate(documents)
        if "<domain" in said[(begin := said.find(f"end of {at - 1}") if at else 0) : said.index(f"end of {at}")]
    ]
    assert len(pairs) > NUMBER * 0.95
    assert all("<vcpu placement=" in printed for _, printed in pairs)
    for document, printed in pairs:
        own, filled = _told(document), _told(printed)
        assert filled.conf == own.conf, f"{document}\n{printed}"
        assert not filled.findings - own.findings, f"{document}\n{printed}"
        # libvirt prints in four digits of ten what it reads in three of sixteen
        assert not filled.check - own.check or "bus='" in printed, f"{document}\n{printed}"


def test_one_cpu_that_libvirt_says_is_no_loss() -> None:
    text = "<domain type='lxc'><name>a</name><memory>65536</memory><vcpu{}>1</vcpu><os><type>exe</type></os></domain>"
    for said, told in ((" placement='static'", []), ("", ["VZ556"])):
        back = domain_to_conf(text.format(said), ctid=101)
        assert "CPUS" not in back.text
        assert [each.code for each in back.report.findings if each.parameter == "vcpu"] == told


def test_one_cpu_that_is_libvirts_bounds_no_quota() -> None:
    text = (
        "<domain type='lxc'><name>a</name><memory>65536</memory><vcpu placement='static'>{}</vcpu>"
        "<cputune><quota>300000</quota></cputune><os><type>exe</type></os></domain>"
    )
    one, two = (domain_to_conf(text.format(number), ctid=101) for number in (1, 2))
    assert 'CPULIMIT="300"' in one.text
    assert "VZ559" not in {each.code for each in one.report.findings}
    assert "VZ559" in {each.code for each in two.report.findings}


def test_a_document_for_cgroup_v2_has_swap_alone() -> None:
    conf = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\n'
    for cgroup in ("v1", "v2"):
        made = conf_to_domain(conf, ctid=101, driver="lxc", cgroup=cgroup).text
        assert [each.code for each in check_domain(made)] == ["XD305"]
    # of any other document libvirt's manual holds: it is RAM and swap
    foreign = re.sub("  <metadata>.*</metadata>\n", "", made, flags=re.DOTALL)
    assert [each.code for each in check_domain(foreign)] == ["XD305", "XD303"]
