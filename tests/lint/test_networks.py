"""Does check judge network documents by their own grammar, as libvirt's schema does?"""

from __future__ import annotations

from tests.recorded import libvirt_verdicts
from translator import check_domain


def test_a_network_is_no_domain_that_went_wrong() -> None:
    network = "<network>\n  <name>br0</name>\n  <forward mode='{}'/>\n  <bridge name='br0'/>\n</network>\n"
    assert check_domain(network.format("bridge")) == []
    (finding,) = check_domain(network.format("bridged"))
    assert (finding.line, finding.level, finding.parameter) == (3, "error", "/network/forward/@mode")
    assert "'bridged'" in finding.message


def test_the_verdicts_are_libvirts() -> None:
    rows = libvirt_verdicts("networks")
    wrong = [
        row["case"] for row in rows if bool(check_domain(row["text"], libvirt="9")) != (row["schema"] == "invalid")
    ]
    assert rows
    assert wrong == []
