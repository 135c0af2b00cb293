"""Does check judge network documents by their own grammar, as libvirt's schema does?"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from translator import check_domain

CASES = Path(__file__).parents[2].parent / "shared" / "facts" / "rng-cases-network"


def test_a_network_is_no_domain_that_went_wrong() -> None:
    network = "<network>\n  <name>br0</name>\n  <forward mode='{}'/>\n  <bridge name='br0'/>\n</network>\n"
    assert check_domain(network.format("bridge")) == []
    (finding,) = check_domain(network.format("bridged"))
    assert (finding.line, finding.level, finding.parameter) == (3, "error", "/network/forward/@mode")
    assert "'bridged'" in finding.message


@pytest.mark.skipif(not CASES.exists(), reason="../shared/facts is not here")
def test_the_verdicts_are_libvirts() -> None:
    rows = csv.DictReader((CASES / "INDEX.tsv").read_text().splitlines(), delimiter="\t")
    wrong = [
        row["case"]
        for row in rows
        if bool(check_domain((CASES / row["rng"] / f"{row['case']}.xml").read_text())) != (row["rng"] == "invalid")
    ]
    assert wrong == []
