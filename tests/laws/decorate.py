"""What do other people make of our documents? The same in another spelling, with nodes and comments of their own."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from lxml import etree

Element = etree._Element
MARK = "urn:example:theirs"
_UNITS = {"KiB": 1024, "bytes": 1, "k": 1024, "KB": 1000, "MiB": 2**20, "M": 2**20, "GiB": 2**30}
#: Where a comment, or what else is foreign, is put: elements that no change of a conf takes away.
_STABLE = (".", "metadata", "devices", "os")
_ORDERED = ("memtune", "cputune", "devices", "devices/filesystem", "devices/interface")


def _respell_amount(draw: st.DrawFn, element: Element) -> None:
    text = element.text or ""
    if text.isdigit() and element.get("unit") in _UNITS:
        amount = int(text) * _UNITS[element.get("unit", "")]
        units = [unit for unit, size in _UNITS.items() if amount % size == 0]
        unit = draw(st.sampled_from(units))
        element.text = str(amount // _UNITS[unit])
        element.set("unit", unit)


def amounts(draw: st.DrawFn, root: Element) -> None:
    """Say amounts in other units."""
    for element in list(root.iterfind(".//*[@unit]")):
        if element.tag in ("memory", "currentMemory") or str(element.tag).endswith("_limit"):
            _respell_amount(draw, element)


def period(draw: st.DrawFn, root: Element) -> None:
    """Say a quota in another period."""
    elements = root.find("cputune/period"), root.find("cputune/quota")
    part = draw(st.sampled_from((2, 4, 10)))
    for element in elements:
        if element is not None and elements[0] is not None:
            element.text = str(int(element.text or "0") // part)


def one_limit(draw: st.DrawFn, root: Element) -> None:
    """Leave out one of two limits."""
    for path in ("memtune/soft_limit", "memtune/hard_limit", "devices/filesystem/space_soft_limit"):
        element = root.find(path)
        if element is not None and draw(st.booleans()):
            _drop(element)


def order(draw: st.DrawFn, root: Element) -> None:
    """Shuffle children whose order says nothing, interfaces and devices among themselves too."""
    for path in _ORDERED:
        for element in root.iterfind(path):
            element[:] = draw(st.permutations(list(element)))


def no_residue(draw: st.DrawFn, root: Element) -> None:
    """Have another program's document: no residue."""
    del draw
    metadata = root.find("metadata")
    if metadata is not None:
        _drop(metadata)


def no_names(draw: st.DrawFn, root: Element) -> None:
    """Leave out names of interfaces inside the container."""
    for element in list(root.iterfind("devices/interface[@type='bridge']/guest")):
        if draw(st.booleans()):
            _drop(element)


def one_routed(draw: st.DrawFn, root: Element) -> None:
    """Have one routed interface for several addresses."""
    routed = [each for each in root.iterfind("devices/interface[@type='ethernet']") if each.find("ip") is not None]
    for element in routed[1:]:
        if draw(st.booleans()):
            routed[0].extend(element.findall("ip"))
            _drop(element)


def repeated(draw: st.DrawFn, root: Element) -> None:
    """Have a device twice."""
    devices = root.findall("devices/*")
    if devices:
        element = draw(st.sampled_from(devices))
        copy = etree.fromstring(etree.tostring(element))
        element.addnext(copy)


def attributes(draw: st.DrawFn, root: Element) -> None:
    """Add attributes and children that libvirt knows and no conf."""
    del draw
    for path, name, value in (("mac", "type", "static"), ("target", "managed", "no")):
        for element in root.iterfind(f"devices/interface/{path}"):
            element.set(name, value)
    for element in root.iterfind("devices/interface"):
        etree.SubElement(element, "mtu", size="1400")


def other_places(draw: st.DrawFn, root: Element) -> None:
    """Fill places that the conf left empty, as a person would."""
    for tag, text in (("title", "t"), ("vcpu", "3"), ("title", "")):
        if root.find(tag) is None and draw(st.booleans()):
            element = etree.Element(tag)
            element.text = text
            root.insert(1, element)


#: A document of another program is read by other rules, so there are many of those.
CHANGES: tuple[Callable[[st.DrawFn, Element], None], ...] = (
    amounts,
    period,
    one_limit,
    order,
    no_residue,
    no_residue,
    no_residue,
    no_names,
    one_routed,
    repeated,
    attributes,
    other_places,
)


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _mark(draw: st.DrawFn, root: Element) -> None:
    """Put comments and metadata of another program where they have to stay."""
    for number in range(draw(st.integers(0, 3))):
        found = [each for path in _STABLE for each in root.iterfind(path)] or [root]
        parent = draw(st.sampled_from(found))
        parent.insert(draw(st.integers(0, len(parent))), etree.Comment(f" theirs {number} "))
    if draw(st.booleans()):
        metadata = root.find("metadata")
        if metadata is None:
            metadata = etree.Element("metadata")
            root.insert(1, metadata)
        metadata.insert(0, etree.Element(f"{{{MARK}}}note", nsmap={"their": MARK}))
    if draw(st.booleans()) and (devices := root.find("devices")) is not None:
        devices.insert(0, etree.Element("memballoon", model="none"))


@st.composite
def decorated(draw: st.DrawFn, document: str) -> str:
    """Return a document as others leave it."""
    root = etree.fromstring(document.encode())
    for change in draw(st.lists(st.sampled_from(CHANGES), max_size=5, unique_by=lambda change: change.__name__)):
        change(draw, root)
    _mark(draw, root)
    if draw(st.booleans()):
        etree.indent(root, " ")
    return etree.tostring(root, encoding="unicode")


def theirs(document: str) -> list[str]:
    """Return the marks of others in a document, sorted."""
    root = etree.fromstring(document.encode())
    comments = [each.text or "" for each in root.iter() if isinstance(each, etree._Comment)]
    nodes = [str(each.tag) for each in root.iter("*") if each.tag in ("memballoon", f"{{{MARK}}}note")]
    return sorted([*comments, *nodes])


def sizes(document: str) -> dict[str, int]:
    """Return how many MTUs the interfaces of each name have."""
    root = etree.fromstring(document.encode())
    found: dict[str, int] = {}
    for nic in root.iterfind("devices/interface[guest]"):
        guest = nic.find("guest")
        if guest is not None:
            name = guest.get("dev", "")
            found[name] = found.get(name, 0) + len(nic.findall("mtu"))
    return found
