"""Do remembered readings hold nothing but themselves? A fleet of odd values must not fill the memory."""

from __future__ import annotations

import pytest

from translator.conf.settle import Reading
from translator.table import BY_NAME


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("IP_ADDRESS", "2001:db8::10000"),
        ("NETIF", "eth0"),
        ("DISKSPACE", "2GB"),
        ("KMEMSIZE", "1:2:3"),
        ("DEVNODES", "null"),
    ],
)
def test_a_refusal_keeps_no_frames(name: str, text: str) -> None:
    row = BY_NAME[name]
    refused = Reading(row, row.codec, text).refused
    assert refused is not None
    assert refused.__context__ is None
    assert refused.__traceback__ is None
