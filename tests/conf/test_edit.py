"""Does one value change, and nothing else of its line?"""

from __future__ import annotations

import pytest

from translator.conf.dialect import VZCTL
from translator.conf.edit import set_text
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import render


@pytest.mark.parametrize(
    ("conf", "name", "text", "wanted"),
    [
        ('CPUS="1"\n# two\nCPUS="2" # why\n', "CPUS", "3", 'CPUS="3"\n# two\nCPUS="2" # why\n'),
        ('IP_ADDRESS="10.0.0.1"\nIP_ADDRESS="10.0.0.2"\n', "IP_ADDRESS", "10.0.0.1", 'IP_ADDRESS="10.0.0.1"\n'),
        ('IP_ADDRESS="10.0.0.1"\n', "IP_ADDRESS", "10.0.0.1", 'IP_ADDRESS="10.0.0.1"\n'),
        ("HOSTNAME=a~\nCPUS=1\n", "HOSTNAME", 'b"c', 'HOSTNAME=b"c\nCPUS=1\n'),
        ("HOSTNAME=a~\r\nCPUS=1\n", "HOSTNAME", "", 'HOSTNAME=""\r\nCPUS=1\n'),
        ("HOSTNAME=a~\nCPUS=1\n", "HOSTNAME", "", 'HOSTNAME=""\nCPUS=1\n'),
    ],
)
def test_a_line_changes_in_its_place(conf: str, name: str, text: str, wanted: str) -> None:
    tree = parse(conf, VZCTL)
    assert render(set_text(tree, settle(tree, VZCTL), name, text)) == wanted
