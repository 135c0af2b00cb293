"""Which devices does vzctl lend to no container, whatever its host has? Loop devices, by number or by name."""

from __future__ import annotations

import pytest

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
