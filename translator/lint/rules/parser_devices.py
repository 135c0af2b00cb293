"""What of a document's file systems, host devices and consoles does libvirt's parser refuse behind its schema?

Source: virDomainFSDefParseXML, virDomainHostdevDefParseXML, virDomainChrDefParseXML, virDomainDeviceInfoParseXML,
virDomainChrSourceDefValidate and virDomainDefHostdevValidate of libvirt 9.0 to 12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.characters import trim_xml
from translator.domain.reader import in_bytes
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.parser import any_base, decimal, signed
from translator.lint.rule import domain_check
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Of a console: the attribute of its <source> that each type cannot do without.
_CONSOLES = {
    "file": ("path",),
    "dev": ("path",),
    "pipe": ("path",),
    "unix": ("path",),
    "tcp": ("host", "service"),
    "spiceport": ("channel",),
    "dbus": ("channel",),
}
_HOSTDEVS = {"storage": "block", "misc": "char", "net": "interface"}
_TARGETS = ("none", "serial", "xen", "uml", "virtio", "lxc", "openvz", "sclp", "sclplm")
_PCI_MOST = {"bus": 0xFF, "slot": 0x1F, "function": 7}


@domain_check("XD235", of="filesystem")
def filesystems(context: DomainContext) -> Iterator[Finding]:
    """Look at each file system: its target, and what only machines have."""
    shared: set[str] = set()
    for each, parts in context.filesystems:
        driver, target, source = parts.get("driver"), parts.get("target"), parts.get("source")
        virtiofs = driver is not None and driver.get("type") == "virtiofs"
        place = "" if target is None else target.get("dir", "")
        if target is None or not place:
            message = "a file system without a target; expected <target dir='/...'/>"
            yield context.finding("XD235", each if target is None else target, message)
        elif virtiofs and place in shared:
            yield context.finding("XD235", each, f"a second virtiofs on {shown(place)}; expected another target")
        elif virtiofs:
            shared.add(place)
        pool = each.find("binary/thread_pool") if virtiofs else None
        if pool is not None and signed(pool.get("size", "0")) is None:
            message = f"{shown(pool.get('size', ''))} is no size of a pool; expected a number of less than 2^31"
            yield context.finding("XD235", pool, message, attribute="size")
        boot = parts.get("boot")
        if boot is not None and not virtiofs:
            yield context.finding("XD235", boot, "no container starts from a file system; expected no <boot>")
        if each.get("type") == "ram" and source is not None:
            usage = source.get("usage", "")
            size = in_bytes(decimal(usage, 2**64 - 1), source.get("units"), 1024)
            if size is None or size >= 2**64:
                message = f"{shown(usage)} is no size that libvirt holds; expected a number of less than 2^64 bytes"
                yield context.finding("XD235", source, message, attribute="usage")
        if driver is not None and driver.get("format") == "luks":
            message = "libvirt knows no format 'luks' here; expected raw, qcow2 or the like"
            yield context.finding("XD235", driver, message, attribute="format")


@domain_check("XD235", of="hostdev")
def hostdevs(context: DomainContext) -> Iterator[Finding]:
    """Look at each host device, by itself and beside those before it."""
    seen: list[tuple[object, ...]] = []
    for each in context.devices("hostdev"):
        kind, source = each.get("type", ""), each.find("source")
        if each.get("mode", "subsystem") != "subsystem":
            tag = _HOSTDEVS.get(kind)
            if tag is None:
                continue  # XD213 says it
            text = None if source is None else source.findtext(tag)
            if source is not None and not text:
                message = f"no device is named; expected <{tag}>"
                yield context.finding("XD235", source, message)
            key: tuple[object, ...] = (kind, text)
        else:
            yield from _subsystem(context, each, source, kind)
            key = _of_subsystem(kind, source)
        if key and key in seen:
            yield context.finding("XD235", each, "the same host device a second time; expected it once")
        elif key:
            seen.append(key)


def _subsystem(context: DomainContext, each: Element, source: Element | None, kind: str) -> Iterator[Finding]:
    if source is None:
        return
    if kind != "usb" and source.get("startupPolicy") is not None:
        message = "'startupPolicy' is for USB devices; expected none"
        yield context.finding("XD235", source, message, attribute="startupPolicy")
    for name in ("sgio", "rawio"):
        if kind != "scsi" and each.get(name):
            yield context.finding("XD235", each, f"'{name}' is for SCSI devices; expected none", attribute=name)
    if kind in ("pci", "usb") and each.get("model") is not None:
        yield context.finding(
            "XD235", each, f"a device of type {kind} has no 'model'; expected none", attribute="model"
        )
    if kind not in ("pci", "usb"):
        return
    for tag in ("vendor", "product", "address"):
        for part in source.iterfind(tag):
            yield from _numbers(context, part, kind)


def _numbers(context: DomainContext, part: Element, kind: str) -> Iterator[Finding]:
    for name, value in part.items():
        if name in ("type", "multifunction"):
            continue
        number = any_base(value)
        most = _PCI_MOST.get(str(name)) if kind == "pci" else None
        if number is None and any(each in "abcdefABCDEF" for each in value) and part.tag == "address":
            continue  # XD213 says it
        if number is None:
            message = f"{shown(value)} is no number to libvirt; expected it with 0x in front"
            yield context.finding("XD235", part, message, attribute=str(name))
        elif most is not None and number > most:
            message = f"{shown(value)} is above {most:#x}; expected at most that"
            yield context.finding("XD235", part, message, attribute=str(name))
        elif part.tag == "vendor" and not number:
            yield context.finding("XD235", part, "no device is of vendor 0; expected 0x0001 to 0xffff", attribute="id")


def _of_subsystem(kind: str, source: Element | None) -> tuple[object, ...]:
    """Return what libvirt tells two devices apart by; nothing where it is not compared here."""
    if source is None or kind not in ("pci", "usb"):
        return ()
    found = source.find("address")

    def number(name: str) -> int:
        return (any_base(found.get(name, "0")) or 0) if found is not None else 0

    if kind == "pci":
        return ("pci", *(number(name) for name in ("domain", "bus", "slot", "function")))
    if number("bus") and number("device"):
        return ("usb", "address", number("bus"), number("device"))
    ids = (source.find(tag) for tag in ("vendor", "product"))
    return ("usb", "ids", *(0 if each is None else any_base(each.get("id", "0")) or 0 for each in ids))


@domain_check("XD235", of="console")
def consoles(context: DomainContext) -> Iterator[Finding]:
    """Look at each console: where it leads to."""
    for each in context.devices("console"):
        kind = each.get("type", "pty")
        sources = each.findall("source")
        first = sources[0] if sources else None
        for target in each.iterfind("target"):
            if target.get("type", "lxc") not in _TARGETS:
                message = f"{shown(target.get('type', ''))} is no console; expected lxc, openvz or the like"
                yield context.finding("XD235", target, message, attribute="type")
            if decimal(target.get("port", "0")) is None:
                message = f"the port is {shown(target.get('port', ''))}; expected a number"
                yield context.finding("XD235", target, message, attribute="port")
        for name in _CONSOLES.get(kind, ()):
            if first is None or first.get(name) is None:
                yield context.finding(
                    "XD235", each, f"a console of type {kind} without '{name}'; expected it in <source>"
                )
        if kind == "udp" and not any(s.get("mode", "connect") == "connect" and s.get("service") for s in sources[:2]):
            yield context.finding("XD235", each, "a console of type udp without 'service'; expected it in <source>")
        leads = each.find("target")
        # the parser compares with the number that a channel's target has; that of a console's with this number is xen
        if kind == "spicevmc" and (leads is None or leads.get("type") != "xen"):
            yield context.finding("XD235", each, "no console is a spicevmc; expected another type", attribute="type")
        if len(sources) > (2 if kind == "udp" else 1):
            yield context.finding("XD235", sources[-1], "one <source> too many; expected one, and two of type udp")
        for tag in ("log", "protocol"):
            for extra in each.findall(tag)[1:]:
                yield context.finding("XD235", extra, f"a second <{tag}>; expected one")
        for source in sources if kind in ("tcp", "udp", "unix") else ():
            if trim_xml(source.get("mode", "connect")) not in ("bind", "connect"):
                message = f"the mode {shown(source.get('mode', ''))} is unknown; expected bind or connect"
                yield context.finding("XD235", source, message, attribute="mode")
        if first is not None:
            yield from _source(context, first, kind)
            yield from _labels(context, first)


def _source(context: DomainContext, source: Element, kind: str) -> Iterator[Finding]:
    if kind == "nmdm" and (source.get("master") is None) != (source.get("slave") is None):
        yield context.finding("XD235", source, "'master' without 'slave', or the other way; expected both")
    again = source.find("reconnect")
    if again is not None and kind in ("tcp", "unix"):
        if again.get("enabled") == "yes" and decimal(again.get("timeout")) is None:
            yield context.finding("XD235", again, "<reconnect> without 'timeout'; expected one in seconds")
        if source.get("mode") == "bind" and again.get("enabled"):
            yield context.finding("XD235", again, "only who connects can do so again; expected mode='connect'")
    channel = source.get("channel")
    if kind in ("spiceport", "dbus") and channel and not re.fullmatch(r"[A-Za-z0-9_.-]+", channel):
        message = f"{shown(channel)} is no name of a channel; expected letters, digits, '-', '_' and '.'"
        yield context.finding("XD235", source, message, attribute="channel")


def _labels(context: DomainContext, source: Element) -> Iterator[Finding]:
    """Look at the labels of a console, which take the place of the domain's of the same model."""
    fixed = {each.get("model") for each in context.root.iterfind("seclabel") if not _relabels(each)}
    if context.type == "lxc":
        fixed.discard(None)  # the driver gives it the host's model
    seen: set[str | None] = set()
    for label in source.iterfind("seclabel"):
        model = label.get("model")
        if model is not None and model in seen:
            yield context.finding("XD235", label, f"a second <seclabel> for {shown(model)}; expected one")
        seen.add(model)
        if model in fixed:
            message = "a label, and the domain's own does not relabel; expected relabel='yes' there, or none here"
            yield context.finding("XD235", label, message)
        elif label.findtext("label") and label.get("relabel") == "no":
            message = "a label and no relabeling; expected one or the other"
            yield context.finding("XD235", label, message, attribute="relabel")


def _relabels(label: Element) -> bool:
    return label.get("relabel", "yes" if label.get("type", "dynamic") == "dynamic" else "no") == "yes"


@domain_check("XD235", of="acpi rom boot")
def details(context: DomainContext) -> Iterator[Finding]:
    """Look at what every device may have: an ACPI index, a boot order, a ROM."""
    for parent in context.root.iterfind("devices/*"):
        acpi, rom, boot = parent.find("acpi"), parent.find("rom"), parent.find("boot")
        for element, name in ((acpi, "index"), (boot, "order")):
            text = element.get(name) if element is not None else None
            if element is not None and text is not None and not decimal(text):
                yield context.finding("XD235", element, f"{name} is {shown(text)}; expected 1 or more", attribute=name)
        loaded = boot.get("loadparm") if boot is not None else None
        if boot is not None and loaded is not None and re.fullmatch(r"[A-Za-z0-9. ]{1,8}", loaded.strip(" ")) is None:
            message = f"{shown(loaded)} cannot be loaded; expected 1 to 8 letters and digits"
            yield context.finding("XD235", boot, message, attribute="loadparm")
        if rom is not None and rom.get("enabled") == "no" and (rom.get("bar") or rom.get("file")):
            yield context.finding("XD235", rom, "a ROM that is off and has 'bar' or 'file'; expected neither")
