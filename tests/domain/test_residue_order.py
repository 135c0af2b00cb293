"""When do two residues say the same? The order of different parameters says nothing, that of lines of one does."""

from __future__ import annotations

import pytest
from lxml import etree

from translator.domain.place.metadata import carried

A, B = "<vz:derived place='memory' value='1'/>", "<vz:derived place='vcpu' value='2'/>"
C, D = "<vz:parameter name='CPUS' value='1'/>", "<vz:parameter name='ONBOOT' value='yes'/>"
FIRST, SECOND = "<vz:parameter name='CPUS' value='x' status='refused'/>", "<vz:parameter name='CPUS' value='1'/>"
X, Y = "<vz:line status='unparsable' name='N'>x</vz:line>", "<vz:line status='unparsable' name='M'>y</vz:line>"


def said(inside: str) -> object:
    residue = f"<vz:container xmlns:vz='urn:vzvirt:openvz:1' ctid='101'>{inside}</vz:container>"
    return carried(etree.fromstring(f"<domain><metadata>{residue}</metadata></domain>"))


@pytest.mark.parametrize(("one", "other"), [(A, B), (C, D), (A, C), (X, Y), (X, A)])
def test_the_order_of_different_things_says_nothing(one: str, other: str) -> None:
    assert said(one + other) == said(other + one)
    assert said(one + other) != said(one)


def test_the_order_of_lines_of_one_parameter_says_something() -> None:
    assert said(FIRST + SECOND) != said(SECOND + FIRST)


def test_a_document_without_a_residue_carries_nothing() -> None:
    assert carried(etree.fromstring("<domain/>")) is None
