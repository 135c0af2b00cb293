"""How does libvirt's parser read a disk: on which bus does it stand, and which number has its name there?

Source: virDomainDiskDefPostParse, virDomainDiskDefAssignAddress and virDiskNameParse of libvirt 9.0 to 12.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The bus of a name, where the document names none.
_BUSES = {"hd": "ide", "sd": "scsi", "vd": "virtio", "xvd": "xen", "ubd": "uml"}
_NAME = re.compile(r"(?:fd|hd|vd|sd|xvd|ubd)([a-z]+)[0-9]*")
#: A number of more letters is past every bus.
_MOST_LETTERS = 6


class DomainDisk(NamedTuple):
    """A disk as libvirt takes it. ``kind`` is disk, cdrom, floppy or lun; ``number`` counts names from 0 (sda), None
    for a name that has none; ``address`` is the element that places it, None where its name does.
    """

    element: Element
    kind: str
    name: str
    bus: str
    number: int | None
    address: Element | None


def read_disk(element: Element) -> DomainDisk:
    """Return what libvirt makes of a ``<disk>``."""
    target = element.find("target")
    kind = element.get("device", "disk")
    name = "" if target is None else target.get("dev", "").removeprefix("ioemu:")
    bus = "" if target is None else target.get("bus", "")
    if not bus:
        by_name = (found for start, found in _BUSES.items() if name.startswith(start))
        bus = "fdc" if kind == "floppy" else next(by_name, "ide")
    return DomainDisk(element, kind, name, bus, _index(name), element.find("address"))


def _index(name: str) -> int | None:
    match = _NAME.fullmatch(name)
    if match is None or len(match[1]) > _MOST_LETTERS:
        return None
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("a") + 1
    return number - 1
