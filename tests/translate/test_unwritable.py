"""What becomes of a document's texts that no line of a conf can hold?"""

from __future__ import annotations

import pytest

from translator import domain_to_conf
from translator.conf.dialect import DialectName

DOCUMENT = "<domain type='openvz'>\n<name>101</name>\n{}\n<memory unit='KiB'>262144</memory>\n</domain>\n"


@pytest.mark.parametrize("uuid", ["x\nCPUS=9", "6d4a7fb2", "zd4a7fb2-3d3c-4d1f-9c0e-0a1b2c3d4e5f"])
def test_a_text_that_is_no_uuid_is_dropped(uuid: str) -> None:
    result = domain_to_conf(DOCUMENT.format(f"<uuid>{uuid}</uuid>"))
    assert "UUID" not in result.text
    assert "CPUS" not in result.text
    assert [(f.line, f.message) for f in result.report.findings] == [(3, f"<uuid> is dropped: {uuid!r} is no UUID")]


def test_a_uuid_without_dashes_gets_them() -> None:
    result = domain_to_conf(DOCUMENT.format("<uuid>6D4A7FB23D3C4D1F9C0E0A1B2C3D4E5F</uuid>"))
    assert "#UUID: 6d4a7fb2-3d3c-4d1f-9c0e-0a1b2c3d4e5f\n" in result.text


def test_a_title_that_is_no_name_is_dropped_at_its_line() -> None:
    (finding,) = domain_to_conf(DOCUMENT.format("<title>a/b</title>")).report.findings
    assert (finding.line, finding.column, finding.width) == (3, 1, 6)
    assert finding.message.startswith("<title> is dropped: NAME cannot say it: no text says 'a/b': expected ASCII")


@pytest.mark.parametrize(
    ("dialect", "bad", "line"),
    [
        ("vzctl", "address='0.0.0.0'", 'IP_ADDRESS="192.0.2.1"\n'),
        ("libvirt", "address='192.0.2.2' prefix='24'", 'IP_ADDRESS="192.0.2.1"\n'),
    ],
)
def test_an_address_that_cannot_be_said_costs_only_itself(dialect: DialectName, bad: str, line: str) -> None:
    nic = "<interface type='ethernet'>\n<ip {}/>\n</interface>\n"
    devices = "<devices>\n" + nic.format("address='192.0.2.1'") + nic.format(bad) + "</devices>"
    result = domain_to_conf(DOCUMENT.format(devices), dialect=dialect)
    assert line in result.text
    said = [f for f in result.report.findings if "<ip>" in f.message]
    address = bad.replace("' prefix='", "/").removeprefix("address='").removesuffix("'")
    assert [f.line for f in said] == [7]
    assert f"<ip> is dropped: IP_ADDRESS cannot say {address}: expected addresses" in said[0].message
