"""What of a document's memory and CPUs does libvirt's parser refuse behind its schema?

Source: virDomainDefTunablesParse, virDomainVcpuParse, virDomainNumatuneParseXML, virDomainDefPostParseMemory and
virDomainDefTunablesValidate of libvirt 9.0 to 12. Facts: libvirt-domain.md 3.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.characters import trim_xml
from translator.domain.reader import scaled
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.parser import decimal, wrong_list
from translator.lint.rule import domain_check
from translator.wording import counted, shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Sizes: bytes a unit where none is given, and the most bytes that the parser takes.
_SIZES = {
    "currentMemory": (1024, 2**63 - 1),
    "maxMemory": (1024, 2**63 - 1),
    "hard_limit": (1024, (2**53 - 1) * 1024),
    "soft_limit": (1024, (2**53 - 1) * 1024),
    "swap_hard_limit": (1024, (2**53 - 1) * 1024),
    "min_guarantee": (1024, 2**64 - 1),
    "space_hard_limit": (1, 2**64 - 1),
    "space_soft_limit": (1, 2**64 - 1),
}
#: So few digits of such units are never too many.
_SMALL, _UNITS = 12, (None, "KiB", "bytes", "b")


@domain_check("XD231", of=" ".join(_SIZES))
def sizes(context: DomainContext) -> Iterator[Finding]:
    """Look for sizes that are too large."""
    for element in [each for tag in _SIZES for each in context.tags.get(tag, ())]:
        unit, most = _SIZES[str(element.tag)]
        if len(element.text or "") < _SMALL and element.get("unit") in _UNITS:
            continue
        size = scaled(element, unit)
        if size is not None and size > most:
            message = f"<{element.tag!s}> is more than {most} bytes; expected less"
            yield context.finding("XD231", element, message)


@domain_check("XD231", of="maxMemory")
def slots(context: DomainContext) -> Iterator[Finding]:
    """Look for memory to be plugged in that makes no sense."""
    root = context.root
    largest = root.find("maxMemory")
    if largest is None:
        return
    most_memory, slots, memory = scaled(largest, 1024), decimal(largest.get("slots", "0")), root.find("memory")
    if most_memory is None or slots is None:
        return
    if (most_memory > 0) != (slots > 0):
        message = (
            f"<maxMemory> is {most_memory} bytes in {counted(slots, 'slot')}; expected both above 0, or no <maxMemory>"
        )
        yield context.finding("XD231", largest, message)
    elif most_memory and memory is not None and most_memory < (scaled(memory, 1024) or 0):
        yield context.finding("XD231", largest, "<maxMemory> is less than <memory>; expected at least as much")


@domain_check("XD232", of="vcpu emulatorpin vcpupin")
def cpus(context: DomainContext) -> Iterator[Finding]:
    """Look at the number of CPUs, and at every list of CPUs and nodes."""
    root = context.root
    vcpu = root.find("vcpu")
    number = 1
    if vcpu is not None:
        number = decimal(vcpu.text) or 0
        current = decimal(vcpu.get("current", "0"))
        if not number and (vcpu.text or "").strip("0") == "":
            yield context.finding("XD232", vcpu, "no CPU at all; expected 1 or more")
        elif current is not None and current > number:
            message = f"{current} current CPUs are more than all, {number}; expected at most {number}"
            yield context.finding("XD232", vcpu, message, attribute="current")
        if vcpu.get("placement") != "auto":
            yield from _list(context, vcpu, "cpuset")
    if "emulatorpin" not in context.tags and "vcpupin" not in context.tags:
        return
    for pin in root.iterfind("cputune/emulatorpin"):
        yield from _list(context, pin, "cpuset")
    seen: set[int] = set()
    for pin in root.iterfind("cputune/vcpupin"):
        which = decimal(pin.get("vcpu"))
        if which is None or which >= number:
            continue  # passed over
        if which in seen:
            message = f"CPU {which} is pinned a second time; expected one <vcpupin> for each"
            yield context.finding("XD232", pin, message, attribute="vcpu")
        seen.add(which)
        yield from _list(context, pin, "cpuset")


@domain_check("XD232", of="numatune")
def nodes(context: DomainContext) -> Iterator[Finding]:
    """Look at the memory of NUMA nodes, which is bound by a list, or automatically."""
    root = context.root
    vcpu, memory = root.find("vcpu"), root.find("numatune/memory")
    if memory is not None:
        placement, listed = memory.get("placement"), memory.get("nodeset")
        yield from _list(context, memory, "nodeset")
        by_list = placement == "static" or (
            placement is None and memory.get("mode") is not None and (vcpu is None or vcpu.get("placement") != "auto")
        )
        if by_list and listed is None:
            message = "memory is bound to nodes and none is named; expected nodeset='0' or the like"
            yield context.finding("XD232", memory, message)
    if root.find("cpu/numa/cell") is None:
        for node in root.iterfind("numatune/memnode"):
            yield context.finding(
                "XD232", node, "<memnode> is for NUMA cells of the guest, which has none; expected none"
            )


@domain_check("XD232", of="device")
def throttles(context: DomainContext) -> Iterator[Finding]:
    """Look for a block device that is limited twice."""
    seen: set[str] = set()
    for path in context.root.iterfind("blkiotune/device/path"):
        text = path.text or ""
        if text in seen:
            message = f"{shown(text)} is limited a second time; expected one <device> for each"
            yield context.finding("XD232", path, message)
        seen.add(text)


def _list(context: DomainContext, element: Element, attribute: str) -> Iterator[Finding]:
    text = element.get(attribute)
    reason = wrong_list(text) if text is not None and trim_xml(text) else ""
    if reason:
        message = f"{shown(text or '')} is no list that libvirt reads: {reason}; expected one such as 0-3,^2"
        yield context.finding("XD232", element, message, attribute=attribute)
