"""Which devices does vzctl lend to no container, whatever its host has? Loop devices, by number or by name."""

from __future__ import annotations

import pytest

from translator import check_conf
from translator.conf.dialect import VZCTL
from translator.values.codec import UNSET, Refused


@pytest.mark.parametrize("text", ["loop0:rw", "./loop0:r", "x/..//loop12:none", "loop7:"])
def test_no_loop_device_by_name(text: str) -> None:
    codec = VZCTL.codec(VZCTL.rows["DEVNODES"])
    with pytest.raises(Refused) as refused:
        codec.decode(f"null:rw {text} zero:rw")
    assert (refused.value.item, [str(node) for node in refused.value.kept]) == (text, ["null:rw"])


@pytest.mark.parametrize("name", ["loop-control", "loop", "loop0p1", "xloop0", "loop0/x"])
def test_other_names_are_for_the_host_to_say(name: str) -> None:
    assert VZCTL.codec(VZCTL.rows["DEVNODES"]).decode(f"{name}:rw") is not UNSET


@pytest.mark.parametrize(
    ("line", "dropped"),
    [
        ('DEVICES="c:10:200:rw\tc:10:229:rw"', r"'\tc:10:229:rw'"),
        ('DEVICES="c:1:3:r c:10:200:rw\vx"', r"'\x0bx'"),
        ('DEVICES="c:10:200:\trw"', ""),
        ('DEVICES="c:\t10:200:rw c:1:3:rwqrwq"', ""),
        ('PCI="01:00.0,02:00.0"', "',02:00.0'"),
        ('PCI="01:00.0 02:00.0x"', "'x'"),
        ('PCI="0x1:\t2.3"', ""),
    ],
)
def test_what_is_cut_off_an_item_is_told(line: str, dropped: str) -> None:
    told = [each.message for each in check_conf(f"{line}\n\n", ctid=101) if each.code == "VZ208"]
    assert [f"{dropped} is dropped in silence" in message for message in told] == [True] * bool(dropped)
