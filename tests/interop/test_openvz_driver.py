"""Does libvirt agree with what we make of a conf: its driver node by node, its schema, and on define?"""

from __future__ import annotations

import re

import pytest
from lxml import etree

import translator
from tests.interop.corpus import Case, found_in_the_wild, pairs
from tests.interop.harness import define, define_all, dump_each, validate, with_uuid
from tests.interop.known import disagreements
from tests.interop.rules import unexpected

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Give every case, the UUID that the driver would make up being in its conf."""
    found = [
        Case(case.name, case.ctid, with_uuid(case.conf, case.ctid), case.document)
        for case in [*pairs(), *found_in_the_wild()]
    ]
    assert found, "there are no pairs to compare"
    return found


@pytest.fixture(scope="module")
def documents(cases: list[Case]) -> dict[str, str]:
    """Give what we make of each conf."""
    return {case.name: translator.conf_to_domain(case.conf, ctid=case.ctid).text for case in cases}


def test_we_print_what_the_driver_prints(cases: list[Case], documents: dict[str, str]) -> None:
    theirs = dump_each([(case.ctid, case.conf) for case in cases])
    found = {
        case.name: ["driver: reads nothing of it"]
        if their is None
        else [str(one) for one in unexpected(documents[case.name], their, case.conf)]
        for case, their in zip(cases, theirs, strict=True)
    }
    complaints = disagreements("differs", found)
    assert not complaints, "\n".join(complaints)


def test_what_we_print_is_valid(cases: list[Case], documents: dict[str, str]) -> None:
    written = {name: _plainly_named(document) for name, document in documents.items()}
    written |= {f"{case.name}/out.xml": _plainly_named(case.document) for case in cases if case.document}
    found: dict[str, list[str]] = {case.name: [] for case in cases}
    for name, verdict in validate(written).items():
        if verdict is not None:
            found[name.removesuffix("/out.xml")].append(verdict)
    complaints = disagreements("invalid", found)
    assert not complaints, "\n".join(complaints)


def test_the_driver_takes_what_we_print(cases: list[Case], documents: dict[str, str]) -> None:
    results = define_all([(documents[case.name], case.ctid) for case in cases])
    found = {
        case.name: [] if result.ok else [result.error or "no reason given"]
        for case, result in zip(cases, results, strict=True)
    }
    complaints = disagreements("refused", found)
    assert not complaints, "\n".join(complaints)


def test_the_driver_sets_each_address_and_interface(cases: list[Case], documents: dict[str, str]) -> None:
    for case, result in zip(cases, define_all([(documents[c.name], c.ctid) for c in cases]), strict=True):
        if not result.ok:
            continue  # the test above has said so
        options = [word for command in result.vzctl_commands for word in command]
        interfaces = etree.fromstring(documents[case.name].encode("utf-8", "surrogateescape")).find("devices")
        assert interfaces is not None
        addresses = interfaces.findall("interface[@type='ethernet']/ip")
        routed = {address.getparent() for address in addresses}
        assert options.count("--ipadd") == len(addresses), case.name
        assert options.count("--netif_add") == len(interfaces.findall("interface")) - len(routed), case.name


def test_the_driver_gives_one_cpu_where_nothing_is_said(cases: list[Case], documents: dict[str, str]) -> None:
    seen = set()
    for case, result in zip(cases, define_all([(documents[c.name], c.ctid) for c in cases]), strict=True):
        set_to = [command[4] for command in result.vzctl_commands if command[3:4] == ("--cpus",)]
        told = any(each.code == "XD217" for each in translator.check_domain(documents[case.name]))
        if result.ok:
            assert told is (
                etree.fromstring(documents[case.name].encode("utf-8", "surrogateescape")).find("vcpu") is None
            )
            assert set_to == ["1"] or not told, case.name
            seen.add(told)
    assert seen == {True, False}


def test_the_driver_makes_a_conf_anew_and_sets_no_ram() -> None:
    conf = with_uuid('VE_PRIVATE="/vz/private/101"\nPHYSPAGES="0:65536"\nHOSTNAME="x"\nCPUS="1"\n', 101)
    done = define(translator.conf_to_domain(conf, ctid=101).text, 101, conf=conf)
    assert done.ok
    assert [command[3:-1] for command in done.vzctl_commands] == [("--cpus", "1"), ("--kmemsize", str(65536 * 4096))]
    left = [line.partition("=")[0] for line in (done.conf_text_after or "").splitlines() if "=" in line]
    assert left == ["VE_PRIVATE"], "the sample of the harness is empty"


def _plainly_named(document: str) -> str:
    """Write a template's name as libvirt's schema wants it: without the dots that most real names have, or slashes.

    The driver prints them all the same, and takes them, and so do we.
    """
    return re.sub(
        r"(<source name=['\"])([^'\"]*)", lambda name: name[1] + re.sub(r"[^A-Za-z0-9_+-]", "-", name[2]), document
    )
