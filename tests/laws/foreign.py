"""What do documents of other programs, and edited ones of ours, say place by place? Drawn, and read for comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st
from lxml import etree

from translator.domain.document import parse_document
from translator.domain.read import read_domain
from translator.domain.view import ROUTED, UNLIMITED_KIB
from translator.lenses.cpu import spell_cpuset
from translator.lenses.drivers import DRIVERS, driver_of
from translator.lenses.vz import MOST_MIB

_TEXT = st.sampled_from(("web", "a b", "x,y", "é", "a&b", "", "007", "n" * 70))
_KIB = st.sampled_from(("400", "800", "1024", "401", "0", "9007199254740991", "4"))
#: Path of an element that libvirt's grammar knows, to its texts.
_ELEMENTS = {
    "title": _TEXT,
    "description": _TEXT,
    "memory": _KIB,
    "currentMemory": _KIB,
    "blkiotune/weight": st.sampled_from(("100", "500", "333", "0")),
    "memtune/hard_limit": _KIB,
    "memtune/soft_limit": _KIB,
    "memtune/min_guarantee": _KIB,
    "memtune/swap_hard_limit": _KIB,
    "vcpu": st.sampled_from(("1", "2", "4", "0", "x")),
    "cputune/shares": st.sampled_from(("1000", "2", "0", "262144")),
    "cputune/period": st.sampled_from(("100000", "50000")),
    "cputune/quota": st.sampled_from(("50000", "-1", "0", "1", "12345")),
}
_CPUSET = st.sampled_from((None, None, "0-1", "0,1,3", "0-3,^1", "5"))
_NIC = st.sampled_from(
    (
        "<interface type='bridge'><source bridge='br0'/></interface>",
        "<interface type='bridge'><mac address='00:18:51:00:00:01'/><source bridge='br1'/><guest dev='eth3'/>"
        "</interface>",
        "<interface type='network'><source network='default'/></interface>",
        "<interface type='ethernet'><ip address='192.0.2.1' family='ipv4'/></interface>",
        "<interface type='ethernet'><ip address='192.0.2.1' family='ipv4' prefix='24'/><guest dev='eth7'/></interface>",
        "<interface type='bridge'><mac address='00:18:51:00:00:02'/><source bridge='br1'/><target dev='v7'/>"
        "</interface>",
        "<interface type='bridge'><source bridge='br1'/><ip address='192.0.2.2' family='ipv4' prefix='24'/>"
        "</interface>",
        "<interface type='direct'><source dev='eth0'/></interface>",
    )
)
_ROOT = st.sampled_from(
    (
        "",
        "<filesystem type='mount'><source dir='/srv/r'/><target dir='/'/></filesystem>",
        "<filesystem type='template'><source name='debian'/><target dir='/'/></filesystem>",
        "<filesystem type='file'><source file='/srv/root.hdd/root.hdd'/><target dir='/'/></filesystem>",
        "<filesystem type='mount'><source dir='/srv/r'/><target dir='/'/><space_hard_limit unit='MiB'>5"
        "</space_hard_limit></filesystem>",
        "<filesystem type='block'><source dev='/dev/vg/r'/><target dir='/'/></filesystem>",
    )
)
#: Places whose records our own writer spells in its way; whether each is there is what counts.
_LISTS = ("interfaces", "hostdevs", "filesystems")


class Read(NamedTuple):
    """A document as its driver's lenses see it."""

    driver: str
    view: dict[str, Any]
    #: Places that the residue marks as derived, with what they were then.
    derived: dict[str, str]

    @property
    def places(self) -> list[str]:
        """The places that are given, by a parameter and not derived."""
        driver = driver_of(self.view["type"])
        assert driver is not None
        mine = {place for lens in driver.lenses if lens.parameters for place in lens.places}
        given = [place for place in self.view if place in mine and self.says(place) is not None]
        return [place for place in given if str(self.view[place]) != self.derived.get(place)]

    def says(self, place: str) -> object:
        """Return what stands in a place, in one spelling."""
        value = self.view.get(place)
        if place == "vcpu/@cpuset" and value is not None:
            return spell_cpuset(value)
        if place == "memory" and value and self.driver == "vz":
            mib = -(-value // 1024)
            return mib if mib < MOST_MIB else None  # what it takes, and what stands for no limit
        if place in _LISTS:
            return _said_by(place, self.driver, value or ())
        if place == "cputune/period":
            return None  # alone it says nothing
        if place == "cputune/quota" and value:
            return -1 if value < 0 else value / (self.view.get("cputune/period") or 100_000)
        return None if value in (0, "", UNLIMITED_KIB) else value  # libvirt's words for none

    def roots(self) -> list[str] | None:
        """The folders that are file systems; None where other things are, which documents may say in another way."""
        found = self.view.get("filesystems", ())
        return sorted(each.source for each in found) if all(each.type == "mount" for each in found) else None

    @staticmethod
    def edits(document: str) -> st.SearchStrategy[str]:
        """Return a document of ours with one or two elements edited, taken away or added."""
        one = st.sampled_from(sorted(_ELEMENTS)).flatmap(
            lambda path: st.tuples(st.just(path), st.none() | _ELEMENTS[path])
        )
        return st.lists(one, min_size=1, max_size=2).map(lambda changes: _edited(document, changes))


def _said_by(place: str, driver: str, records: Sequence[Any]) -> object:
    """Return how many records there are, and what of them stands in the documents of this driver, too."""
    if place == "interfaces":
        ips = sorted(ip.ip for nic in records for ip in nic.ips if driver != "openvz" or not nic.source)
        return (
            len(records),
            ips,
            sorted(
                (nic.source if nic.source and nic.source != ROUTED else "", nic.mac or "", nic.target or "")
                for nic in records
            ),
        )
    return len(records)


def _edited(document: str, changes: list[tuple[str, str | None]]) -> str:
    root = etree.fromstring(document.encode())
    for path, text in changes:
        element = root.find(path)
        if element is not None and text is None:
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)
        elif element is not None:
            element.text = text
        elif text is not None and "/" in path:
            parent = root.find(path.partition("/")[0])
            if parent is not None:
                etree.SubElement(parent, path.partition("/")[2]).text = text
    return etree.tostring(root, encoding="unicode")


def read(document: str) -> Read:
    """Read a document."""
    root = parse_document(document)
    view = read_domain(root).view
    marks = {each.get("place", ""): each.get("value", "") for each in root.iterfind("metadata/{*}container/{*}derived")}
    driver = driver_of(view["type"])
    assert driver is not None
    return Read(driver.name, view, marks)


@st.composite
def foreign(draw: st.DrawFn) -> str:
    """Return a document of another program: each place at random."""
    root = etree.Element("domain", type=draw(st.sampled_from((*DRIVERS, "parallels"))))
    etree.SubElement(root, "name").text = draw(_TEXT.filter(bool) | st.just("101"))
    for path, texts in _ELEMENTS.items():
        text = draw(st.none() | texts)
        if text is None:
            continue
        parent = root
        for tag in path.split("/")[:-1]:
            below = root.find(tag)
            parent = etree.SubElement(root, tag) if below is None else below
        element = etree.SubElement(parent, path.rpartition("/")[2])
        element.text = text
        if path == "vcpu" and (cpuset := draw(_CPUSET)) is not None:
            element.set("cpuset", cpuset)
    devices = draw(_ROOT) + "".join(draw(st.lists(_NIC, max_size=2, unique=True)))
    root.append(etree.fromstring(f"<devices>{devices}</devices>"))
    return re.sub(r"\s+$", "", etree.tostring(root, encoding="unicode"))
