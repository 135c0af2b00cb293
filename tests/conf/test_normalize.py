"""Does normalizing leave alone what the reader's own writer would leave alone?"""

from __future__ import annotations

import pytest

from translator import normalize_conf


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ('TOTVMPAGES="1:2"\nNAME="a"\nTOTVMPAGES="3:4"\n', "libvzctl"),
        ('QUOTATIME="1"\nQUOTATIME="2"\n', "libvzctl"),
        ('VE_STOP_MODE="stop"\nVE_STOP_MODE="suspend"\n', "vzctl"),
        ('VETH="a"\nVETH="b"\n', "vzctl"),
        ('IP_ADDRESS=""\nIP_ADDRESS="0.0.0.0"\n', "vzctl"),
        ('ONBOOT="maybe"\nONBOOT="perhaps"\n', "vzctl"),
        ('HOSTNAME=""\nHOSTNAME=""\n', "libvirt"),
        ("# a comment without an end", "vzctl"),
        ("x", "vzctl"),
    ],
)
def test_lines_of_which_none_is_in_force_stay(text: str, dialect: str) -> None:
    assert normalize_conf(text, ctid=101, dialect=dialect) == text


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ('LOG_LEVEL="1"\nLOG_LEVEL="2"', 'LOG_LEVEL="2"\n'),
        ('CPULIMIT="50%"\nCPULIMIT="60"', 'CPULIMIT="50%"\n'),
        ('NAME="a"\nNAME="b"', 'NAME="a"\n'),
        ('# a\nNAME="b"', '# a\nNAME="b"\n'),
        ("# a\n# b", "# a\n# b"),
    ],
)
def test_what_is_left_of_a_file_ends_its_line(text: str, normal: str) -> None:
    # vzctl reads a file that is one line without its end in another way
    assert normalize_conf(text, ctid=101) == normal
