"""Does a long text cost no more than its length? No pattern may go over it again from every place in it."""

from __future__ import annotations

import time

import pytest

from translator import check_conf
from translator.conf.dialect import DIALECTS, DialectName

LONG = 40_000


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("name", "start", "piece", "end"),
    [
        ("DESCRIPTION", "", "1", "x"),
        ("DESCRIPTION", "1.", "1", "x"),
        ("DESCRIPTION", "", " ", "x"),
        ("KMEMSIZE", "1:", "1", "x"),
        ("DEVICES", "c:1:1:rw ", "a", ""),
        ("PCI", "01:00.0 ", "a", ""),
        ("NETIF", "ifname=eth0, mac=00:18:51:00:00:01", " ", "x"),
    ],
)
def test_a_long_text_is_read_once(dialect: DialectName, name: str, start: str, piece: str, end: str) -> None:
    before = time.process_time()
    check_conf(f'{name}="{start}{piece * LONG}{end}"\n', ctid=101, dialect=dialect)
    # quadratic, it would be more than ten
    assert time.process_time() - before < 3
