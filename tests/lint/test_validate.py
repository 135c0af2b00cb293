"""How many files does vzcfgvalidate want, whatever the sockets? Its answers to a conf that breaks no rule, and changes.

Each pair is what was changed and the number that it wanted of NUMFILE's barrier (None: it was content).
"""

from __future__ import annotations

import pytest

from translator.conf.dialect import VZCTL
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.lint.examples import COMPLETE
from translator.lint.validate import breaches


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, None),
        ({"NUMFILE": "100"}, 5760),
        ({"NUMTCPSOCK": "unlimited", "NUMFILE": "1000"}, None),
        ({"NUMOTHERSOCK": "unlimited", "NUMFILE": "1000"}, None),
        ({"NUMOTHERSOCK": "9223372036854775806", "NUMFILE": "1000"}, None),
        ({"NUMPTY": "unlimited", "NUMFILE": "1000"}, None),
        ({"NUMTCPSOCK": "unlimited", "NUMOTHERSOCK": "unlimited"}, None),
        ({"NUMTCPSOCK": "unlimited", "NUMOTHERSOCK": "unlimited", "NUMPTY": "unlimited"}, 9223372036854775805),
        ({"AVNUMPROC": "unlimited", "NUMFILE": "1"}, 9223372036854775776),
        ({"AVNUMPROC": "576460752303423488", "NUMFILE": "10"}, 736),
        ({"AVNUMPROC": "", "NUMPROC": "unlimited"}, 9223372036854775776),
    ],
)
def test_files_for_processes_or_sockets(changes: dict[str, str], wanted: int | None) -> None:
    conf = "".join(f'{name}="{text}"\n' for name, text in {**COMPLETE, **changes}.items() if text)
    found = [breach for breach in breaches(settle(parse(conf, VZCTL), VZCTL)) if breach.code == "VZ316"]
    assert [breach.wants for breach in found] == ([] if wanted is None else [f"barrier >= {wanted}"])
