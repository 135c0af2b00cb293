"""Whose conf does a text look like? By what only libvzctl reads, wherever that is, and only if nobody has chosen."""

from __future__ import annotations

import pytest

from translator.conf.dialect import DIALECTS, DialectName
from translator.conf.whose import FIELDS, NAMES, dialect_for, sign_of_seven
from translator.table import BY_NAME

SEVENS = {
    **{f'ONBOOT="yes"\n {name}="x"\n': (13, name) for name in NAMES},
    **{f'NETIF="ifname=eth0,{field}=x"\n': (0, f"{field}= in NETIF") for field in FIELDS},
    "\tUUID=1": (0, "UUID"),
    'NETIF="network=x"': (0, "network= in NETIF"),
}
OTHERS = (
    *("", "#UUID=1\n", " # UUID=1\n", 'NETIF="ifname=eth0,bridge=type"\n', 'NAME="UUID=1"\n', 'NETIF="host_ip=1"\n'),
    *("XUUID=1\n", "UUID =1\n", "UUIDS=1\n", 'NETIF="ifname=eth0" # ip=1\n', 'NETIF="ifname=eth0"\n#ip=1\n'),
)


def test_only_libvzctl_knows_these_names() -> None:
    assert {BY_NAME[name].known for name in NAMES} == {"7"}


@pytest.mark.parametrize("text", SEVENS)
def test_what_libvzctl_alone_reads_is_a_sign(text: str) -> None:
    sign = sign_of_seven(text)
    assert sign is not None
    assert tuple(sign) == SEVENS[text]
    assert dialect_for(text, "auto") == "libvzctl"


@pytest.mark.parametrize("text", OTHERS)
def test_what_vzctl_reads_too_is_no_sign(text: str) -> None:
    assert sign_of_seven(text) is None
    assert dialect_for(text, "auto") == "vzctl"


@pytest.mark.parametrize("chosen", DIALECTS)
def test_what_is_chosen_stays(chosen: DialectName) -> None:
    assert {dialect_for(text, chosen) for text in (*SEVENS, *OTHERS)} == {chosen}
