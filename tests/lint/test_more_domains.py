"""What does one rule leave to another, or to the driver? Small documents of which it says nothing."""

from __future__ import annotations

import pytest

from translator import check_domain

ROOT = "<filesystem type='mount'><source dir='/p'/><target dir='/'/></filesystem>"


def codes(kind: str, devices: str, inside: str = "") -> list[str]:
    document = (
        f"<domain type='{kind}'><name>101</name><memory>65536</memory><os><type>exe</type><init>/sbin/init</init></os>"
        f"<devices>{ROOT}{devices}</devices>{inside}</domain>"
    )
    return [finding.code for finding in check_domain(document)]


def test_a_blank_address_is_for_the_grammar() -> None:
    found = codes("lxc", "<interface type='ethernet'><ip address=' '/></interface>")
    assert "XD112" in found
    assert "XD203" not in found


@pytest.mark.parametrize(("kind", "model", "told"), [("lxc", "", 0), ("openvz", "", 1), ("lxc", "model='m'", 0)])
def test_a_label_without_a_model_is_of_the_host_s_to_lxc(kind: str, model: str, told: int) -> None:
    console = "<console type='pty'><source><seclabel><label>y</label></seclabel></source></console>"
    label = f"<seclabel {model} type='static' relabel='no'><label>x</label></seclabel>"
    assert codes(kind, console, label).count("XD235") == told


def test_a_label_of_the_model_that_does_not_relabel_is_told() -> None:
    console = "<console type='pty'><source><seclabel model='m'><label>y</label></seclabel></source></console>"
    assert "XD235" in codes(
        "lxc", console, "<seclabel model='m' type='static' relabel='no'><label>x</label></seclabel>"
    )


@pytest.mark.parametrize(("name", "kind", "told"), [("sgio", "usb", 1), ("rawio", "usb", 1), ("sgio", "scsi", 0)])
def test_what_only_a_scsi_device_has(name: str, kind: str, told: int) -> None:
    value = "unfiltered" if name == "sgio" else "yes"
    address = "<address bus='1' device='1'/>"
    device = f"<hostdev mode='subsystem' type='{kind}' {name}='{value}'><source>{address}</source></hostdev>"
    document = (
        "<domain type='lxc'><name>101</name><memory>65536</memory><os><type>exe</type><init>/sbin/init</init></os>"
        f"<devices>{ROOT}{device}</devices></domain>"
    )
    messages = [finding.message for finding in check_domain(document)]
    assert messages.count(f"'{name}' is for SCSI devices; expected none") == told
