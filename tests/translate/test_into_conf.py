"""Does a base take what is said otherwise, in its own lines where it can, and with rivals in the order that counts?"""

from __future__ import annotations

import pytest

from translator.conf.dialect import LIBVZCTL
from translator.conf.parse import parse
from translator.conf.tree import render
from translator.lenses.into_conf import Settled, into_conf

PERCENT, MHZ, BYTES, NAME = 'CPULIMIT="10"\n', 'CPULIMIT_MHZ="100"\n', 'MEMGUARANTEE_BYTES="5"\n', 'NAME="a"\n'
ROWS = {
    "the later one counts": (PERCENT + NAME + MHZ, MHZ + PERCENT, None, MHZ + PERCENT),
    "the same order stays": (PERCENT + NAME + MHZ, NAME + PERCENT + MHZ, None, PERCENT + NAME + MHZ),
    "one alone keeps its line": (PERCENT + NAME, NAME + 'CPULIMIT="20"\n', None, 'CPULIMIT="20"\n' + NAME),
    "the other alone keeps its line": (MHZ + NAME, NAME + 'CPULIMIT_MHZ="20"\n', None, 'CPULIMIT_MHZ="20"\n' + NAME),
    "one in the place of the other": (PERCENT, MHZ, None, MHZ),
    "one of both is taken": (PERCENT + MHZ, 'CPULIMIT_MHZ="1"\n' + PERCENT, ("CPULIMIT",), MHZ + PERCENT),
    "no pair": (MHZ + BYTES, BYTES + 'CPULIMIT_MHZ="20"\n', None, 'CPULIMIT_MHZ="20"\n' + BYTES),
    "eleven digits": (BYTES + PERCENT, 'MEMGUARANTEE_BYTES="12345678901"\n' + PERCENT, None, None),
    "twelve digits, which it would cut": (
        BYTES + PERCENT,
        PERCENT + 'MEMGUARANTEE_BYTES="123456789012"\n',
        None,
        PERCENT + 'MEMGUARANTEE_BYTES="123456789012"\n',
    ),
}


@pytest.mark.parametrize("row", ROWS)
def test_a_base_takes_what_is_said_otherwise(row: str) -> None:
    base, made, taken, wanted = ROWS[row]
    old, new = (Settled.of(parse(text, LIBVZCTL), LIBVZCTL) for text in (base, made))
    assert render(into_conf(old, new, taken)) == (made if wanted is None else wanted)
