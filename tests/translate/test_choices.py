"""What is a caller told who chooses something that there is not? What stood there, and what is expected."""

from __future__ import annotations

from typing import Any

import pytest

from translator import conf_to_domain

_MAP = "(expected START:COUNT, such as 100000:65536)"
_SIZE = "(expected a number with K, M, G or T, such as 64G)"
_FILTER = "(expected the name of one, such as no-mac-spoofing)"
_CTID = "(expected a number up to 2147483644, or a UUID)"


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"driver": "qemu"}, "no driver 'qemu': one of openvz, lxc, vz"),
        ({"cgroup": "v3"}, "no hierarchy of cgroups: 'v3' (expected v2 or v1)"),
        ({"idmap": "1"}, f"no map of ids: '1' {_MAP}"),
        ({"idmap": "x:1"}, f"no map of ids: 'x:1' {_MAP}"),
        ({"idmap": "1000:0"}, f"no map of ids: '1000:0' {_MAP}"),
        ({"idmap": "4294967295:2"}, f"no map of ids: '4294967295:2' {_MAP}"),
        ({"block_device": "sda"}, "no block device: 'sda' (expected an absolute path, such as /dev/sda)"),
        ({"host_ram": "0"}, f"no size: '0' {_SIZE}"),
        ({"host_ram": "64X"}, f"no size: '64X' {_SIZE}"),
        ({"host_ram": "9E"}, f"no size: '9E' {_SIZE}"),
        ({"nwfilter": "a b"}, f"no network filter: 'a b' {_FILTER}"),
        ({"nwfilter": ""}, f"no network filter: '' {_FILTER}"),
        ({"name_by": "title"}, "no naming: 'title' (expected ctid, name, hostname)"),
        ({"layout": "raw"}, "no layout: 'raw' (expected simfs or ploop)"),
        ({"driver": "openvz", "cgroup": "v2"}, "the driver 'openvz' has no cgroup: lxc has"),
        ({"dialect": "x"}, "no dialect 'x': one of vzctl, libvzctl, libvirt"),
        ({"ctid": "web"}, f"no container id: 'web' {_CTID}"),
        ({"ctid": -1}, f"no container id: '-1' {_CTID}"),
        ({"ctid": 2**31}, f"no container id: '2147483648' {_CTID}"),
    ],
)
def test_a_choice_that_there_is_not(choice: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is held below
        conf_to_domain("", **{"ctid": 101, "driver": "lxc", **choice})
    assert str(caught.value) == message


@pytest.mark.parametrize("idmap", ["0:1", "4294967294:1", "0:70000"])
def test_a_map_of_ids_at_its_bounds_is_one(idmap: str) -> None:
    assert f"target='{idmap.partition(':')[0]}'" in conf_to_domain("", ctid=101, driver="lxc", idmap=idmap).text


def test_what_no_driver_has_is_a_mistake_of_the_program() -> None:
    choice: dict[str, Any] = {"colour": "red"}
    with pytest.raises(TypeError, match=r"^no driver has 'colour'$"):
        conf_to_domain("", ctid=101, driver="lxc", **choice)
