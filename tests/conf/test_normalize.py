"""Does normalizing leave alone what the reader's own writer would leave alone?"""

from __future__ import annotations

import pytest

from translator import normalize_conf
from translator.conf.dialect import VZCTL, DialectName
from translator.conf.normalize import saved_text
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.values.codec import UNSET


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
        ('IP_ADDRESS="10.0.0.1"\n=all\n="10.0.0.1"\n', "vzctl"),
        ('DESCRIPTION="C:\\\\dir"\n', "vzctl"),
        ("# a comment without an end", "vzctl"),
        ("x", "vzctl"),
    ],
)
def test_lines_of_which_none_is_in_force_stay(text: str, dialect: DialectName) -> None:
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


@pytest.mark.parametrize("field", ["ip=10.0.0.9", "vlan=7", " bridge=br0"])
def test_fields_that_vzctl_does_not_know_are_not_saved(field: str) -> None:
    mac = "00:18:51:01:02:03"
    saved = f'NETIF="ifname=eth0,mac={mac},host_ifname=veth101.0,host_mac={mac}"\n'
    assert normalize_conf(f'NETIF="ifname=eth0,mac={mac},{field}"\n', ctid=101) == saved
    assert normalize_conf(f'NETIF="ifname=eth0,{field}"\n', ctid=101) == 'NETIF="ifname=eth0,host_ifname=veth101.0"\n'


@pytest.mark.parametrize(
    ("texts", "verdicts", "value"),
    [
        (("1", "x"), ["", "duplicate"], "1"),
        (("x", "1", "2"), ["invalid", "", "duplicate"], "1"),
        (("auto", "1", "x"), ["", "", "duplicate"], "auto"),
        (("1", "auto", "x"), ["", "", "duplicate"], "auto"),
        (("auto", "x"), ["", "invalid"], "auto"),
        (("1", "2", "auto", "3"), ["", "duplicate", "", "duplicate"], "auto"),
    ],
)
def test_which_line_of_a_mask_is_a_duplicate(texts: tuple[str, ...], verdicts: list[str], value: str) -> None:
    settings = settle(parse("".join(f'CPUMASK="{text}"\n' for text in texts), VZCTL), VZCTL)
    assert saved_text(settings.by_name["CPUMASK"], "101") == value
    found = {problem.at: problem.verdict for problem in settings.problems}
    assert [found.get(at, "") for at in range(len(texts))] == verdicts


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("", UNSET), ("-1", UNSET), ("x", 6)])
def test_an_id_that_is_none_takes_the_earlier_one_away(text: str, number: object) -> None:
    settings = settle(parse(f'VEID="6"\nVEID="{text}"\n', VZCTL), VZCTL)
    assert settings.value("VEID") == number
