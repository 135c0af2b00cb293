"""Is each place declared whole: read as it is printed, and updated to what it would be printed as?"""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from translator import check_domain
from translator.domain.place.scalar import FLAG, KIB, NUMBER, TEXT, Scalar, ScalarKind
from translator.domain.places import BY_NAME, ORDER, PLACES
from translator.domain.read import read_domain
from translator.domain.update import update_document
from translator.domain.view import Filesystem, Hostdev, Nic
from translator.domain.write import write_domain
from translator.values.address import Address

#: Two values of each kind of text.
OF_KIND: dict[ScalarKind, tuple[Any, Any]] = {
    TEXT: ("a & b", "<c>"),
    NUMBER: (1000, 2000),
    KIB: (1024, 2048),
    FLAG: (True, True),
}
#: Two values of the places that are more than a text of their kind.
SPECIAL: dict[str, tuple[Any, Any]] = {
    "blkiotune/weight": (500, 100),
    "name": ("101", "102"),
    "uuid": ("5cc13ef4-a3d0-45c1-a2a4-ffd5ba9f26b4", "e9d05bc1-7cd8-4ac4-8ff6-ee0b2b0bb8b5"),
    "blkiotune/device": (
        (("/dev/sda", (("read_iops_sec", 10), ("write_iops_sec", 10))),),
        (("/dev/sda", (("read_iops_sec", 20), ("write_iops_sec", 20))),),
    ),
    "vcpu": (2, 4),
    "vcpu/@cpuset": ("0-3", "1,2"),
    "numatune/memory/@nodeset": ("0", "0-1"),
    "numatune/memory/@mode": ("restrictive", "strict"),
    "idmap": ((("uid", 0, 1000, 10), ("gid", 0, 1000, 10)), (("uid", 0, 2000, 10), ("gid", 0, 2000, 10))),
    "os/initenv": ((("A", "1 & 2"), ("B", "2")), (("A", "3"), ("C", "<d>"))),
    "features/capabilities": (("default", (("mknod", "on"),)), ("default", (("chown", "off"), ("mknod", "on")))),
    "filesystems": ((Filesystem("template", "debian"),), (Filesystem("template", "debian", "/", 2048, 1024),)),
    "interfaces": (
        (Nic("ethernet", ips=(Address("192.0.2.1"),)), Nic("bridge", source="br0", guest="eth0")),
        (Nic("ethernet", ips=(Address("192.0.2.1"),)), Nic("bridge", source="br1", guest="eth0")),
    ),
    "hostdevs": ((Hostdev("net", "eth5"),), (Hostdev("net", "eth5"), Hostdev("misc", "/dev/fuse"))),
}
VALUES = {place.path: OF_KIND[place.kind] for place in PLACES if isinstance(place, Scalar)} | SPECIAL
BESIDE: dict[str, dict[str, Any]] = {
    "vcpu/@cpuset": {"vcpu": 4},
    "numatune/memory/@nodeset": {"numatune/memory/@mode": "strict"},
    "numatune/memory/@mode": {"numatune/memory/@nodeset": "0"},
}
#: What every document has.
ALWAYS = {"name", "memory"}
#: Written by the residue's own functions, and held by its laws.
ELSEWHERE = {"residue"}
NAMES = sorted(BY_NAME.keys() - ELSEWHERE)


def document(kind: str, name: str, value: Any = None) -> str:
    """Return a document that says a value at one place, and no more than it has to."""
    view = {"type": kind, "name": "101", "memory": 1024, **BESIDE.get(name, {})}
    view.pop(name, None)
    if value is not None:
        view[name] = value
    return write_domain(view, "")


def test_every_place_has_values_here() -> None:
    assert VALUES.keys() == BY_NAME.keys() - ELSEWHERE


@pytest.mark.parametrize("kind", ["openvz", "lxc"])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_is_read(name: str, kind: str) -> None:
    for value in VALUES[name]:
        text = document(kind, name, value)
        read = read_domain(etree.fromstring(text))
        assert read.view[name] == value
        assert not [entry for entry in read.nodes if entry[2] == "dropped"]
        assert not [finding for finding in check_domain(text) if finding.code.startswith("XD1")], text


@pytest.mark.parametrize("kind", ["openvz", "lxc"])
@pytest.mark.parametrize("name", NAMES)
def test_a_place_is_updated_to_what_is_printed(name: str, kind: str) -> None:
    nothing, first, second = document(kind, name), *(document(kind, name, value) for value in VALUES[name])
    changes = [(first, second), (second, first)]
    if "/@" not in name and name not in ALWAYS:
        changes += [(nothing, first), (second, nothing)]
    for base, made in changes:
        assert update_document(base, made, base, [name]) == made
        assert update_document(base, made, base, [name], everything=True) == made


def test_what_stands_below_one_element_stands_together() -> None:
    """Otherwise the element would be printed twice."""
    above = [place.above for place in PLACES if place.above]
    runs = [one for one, other in zip(above, [*above[1:], ""], strict=True) if one != other]
    assert len(runs) == len(set(runs))
    assert len({place.path for place in PLACES}) == len(PLACES)
    assert [tag for tag in ORDER[""] if tag in runs] == runs


@pytest.mark.parametrize("element", ["<name other='x'>101</name>", "<features><privnet other='x'/></features>"])
def test_an_attribute_that_no_place_has_is_told(element: str) -> None:
    root = etree.fromstring(f"<domain type='lxc'>{element}</domain>")
    dropped = [entry[1] for entry in read_domain(root).nodes if entry[2] == "dropped"]
    assert len(dropped) == 1
    assert dropped[0].endswith("/@other")
