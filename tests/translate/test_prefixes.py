"""Which prefixes of an address are taken back, and which are told of?"""

from __future__ import annotations

import pytest

from translator import domain_to_conf


@pytest.mark.parametrize(
    ("address", "prefix", "taken"),
    [
        ("192.0.2.1", "32", True),
        ("192.0.2.1", "33", False),
        ("192.0.2.1", "x", False),
        ("2001:db8::1", "33", True),
        ("2001:db8::1", "128", True),
        ("2001:db8::1", "129", False),
    ],
)
@pytest.mark.parametrize("where", ["<ip {}/>", "<source><ip {}/></source><ip address='192.0.2.9'/>"])
def test_a_prefix_is_no_longer_than_its_address(where: str, address: str, prefix: str, taken: bool) -> None:
    ip = where.format(f"address='{address}' prefix='{prefix}'")
    text = (
        "<domain type='openvz'><name>101</name><memory>65536</memory><os><type>exe</type></os>"
        f"<devices><interface type='ethernet'>{ip}</interface></devices></domain>"
    )
    found = [each.message for each in domain_to_conf(text).report.findings if "prefix" in each.message]
    assert [f"'{prefix}' is no prefix of {address}" in message for message in found] == [True] * (not taken)
