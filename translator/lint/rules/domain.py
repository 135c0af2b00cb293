"""Which documents are valid by the schema, and wrong all the same?

Errors are what every driver's parser refuses, or the driver of the document's own type. lxml is imported only for
documents, so this module is imported only for them, too.
Facts: libvirt-domain.md 1.7, 1.8, 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from translator.characters import XML_BLANKS, trim_xml, upper
from translator.container.paths import is_hosts_own
from translator.domain.encoding import declared_encoding, is_read_by
from translator.domain.number import whole
from translator.domain.reader import scaled
from translator.finding import Finding
from translator.lint.addresses import unusable, wrong_mac
from translator.lint.context import DomainContext
from translator.lint.parser import decimal
from translator.lint.rule import REGISTRY, domain_check
from translator.lint.rules import domain_declared  # noqa: F401 - declares the rules
from translator.values.address import Address, read_ip
from translator.values.codec import Refused
from translator.values.netif import INTERFACE_NAME_BYTES
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Those that kernels of OpenVZ were built for; libvirt's driver takes that of its host.
_ARCHITECTURES = ("x86_64", "i686")
_CTID = re.compile(r"[0-9]{1,10}")
_SHARES = (2, 262144)
_WHOSE = ("", "global_", "emulator_", "iothread_")
_MOST_MEMORY = 2**63 - 1
#: Their names in a document are those of the kernel without CAP_, in lower case.
_QUOTA = (1000, 17592186044415)
_PERIOD = (1000, 1000000)
#: What libvirt takes of each (but 0): of one CPU, of all, of libvirt_lxc itself.
_CPUTUNE = {
    "shares": _SHARES,
    **{f"{whose}{what}": limits for whose in _WHOSE for what, limits in (("quota", _QUOTA), ("period", _PERIOD))},
}
_IGNORED_NICS = ("network", "direct", "user", "internal", "vhostuser", "server", "client", "mcast", "udp", "hostdev")


def _number(element: Element | None, default: int = 1024) -> int | None:
    return None if element is None else scaled(element, default)


@domain_check("XD201", of="soft_limit space_soft_limit")
def limits(context: DomainContext) -> Iterator[Finding]:
    """Hold soft limits against hard ones: memory, and each file system's space."""
    pairs = [(context.root.find("memtune/hard_limit"), context.root.find("memtune/soft_limit"), 1024)]
    pairs += [(parts.get("space_hard_limit"), parts.get("space_soft_limit"), 1) for _, parts in context.filesystems]
    for hard, soft, unit in pairs:
        most, first = _number(hard, unit), _number(soft, unit)
        if most is not None and first is not None and soft is not None and first > most:
            message = (
                f"the soft limit, {soft.text} {soft.get('unit', '')}".rstrip(XML_BLANKS) + ", is above the hard limit"
            )
            yield context.finding("XD201", soft, f"{message}; expected at most {most} bytes")


@domain_check("XD202", "XD203", of="ip")
def addresses(context: DomainContext) -> Iterator[Finding]:
    """Look at the addresses of interfaces, of their host's end and of host devices."""
    for element in context.tags.get("ip", ()):
        if element.getparent() is None or not element.get("address"):
            continue
        text, family, prefix = element.get("address", ""), element.get("family"), element.get("prefix")
        try:
            ip = read_ip(text)
        except Refused:
            if not trim_xml(text):
                continue
            message = f"{shown(text)} is no address; expected one such as 192.0.2.1 or 2001:db8::1"
            yield context.finding("XD203", element, message, attribute="address")
            continue
        actual = "ipv6" if ":" in ip else "ipv4"
        if family is not None and trim_xml(family) != actual:
            message = f"{text} is an {'IPv6' if actual == 'ipv6' else 'IPv4'} address; expected family='{actual}'"
            yield context.finding("XD203", element, message, attribute="address")
            continue
        length = None
        if prefix is not None:
            longest = 128 if actual == "ipv6" else 32
            length = decimal(prefix, longest)
            if length is None:
                message = f"the prefix is {shown(prefix)}; expected 0 to {longest}"
                yield context.finding("XD203", element, message, attribute="prefix")
                continue
        reason = unusable(Address(ip, length))
        if reason:
            message = f"{text} is {reason}; expected the address of one host"
            yield context.finding("XD202", element, message, attribute="address")


@domain_check("XD204", "XD205", "XD208", "XD209", "XD210", "XD212", "XD214", "XD215", of="interface")
def interfaces(context: DomainContext) -> Iterator[Finding]:
    """Look at the interfaces, each by itself and beside those before it."""
    seen: dict[tuple[str, str], int] = {}
    for number, nic in enumerate(context.devices("interface"), 1):
        mac = nic.find("mac")
        if mac is not None:
            text = upper(trim_xml(mac.get("address", "")))
            pairs = text.split(":")
            if len(pairs) == 6 and all(re.fullmatch("[0-9A-F]{1,2}", pair) for pair in pairs):
                text = ":".join(pair.zfill(2) for pair in pairs)
                reason = wrong_mac(text)
                if reason:
                    message = f"the MAC address {text} is {reason}; expected a device's own"
                    yield context.finding("XD208", mac, message, attribute="address")
                else:
                    yield from _twice(context, seen, mac, "address", text, number, "XD204", "MAC address")
        for tag, code, what in (("target", "XD205", "target device"), ("guest", "XD210", "name inside")):
            device = nic.find(tag)
            name = device.get("dev") if device is not None else None
            if device is None or not name:
                continue
            yield from _twice(context, seen, device, "dev", name, number, code, what)
            if len(name.encode()) > INTERFACE_NAME_BYTES:
                message = f"{shown(name)} is longer than {INTERFACE_NAME_BYTES} bytes; expected a shorter name"
                yield context.finding("XD209", device, message, attribute="dev")
        kind = trim_xml(nic.get("type", ""))
        source = nic.find("source")
        if kind == "bridge" and (source is None or source.get("bridge") is None):
            yield context.finding("XD212", nic, "no bridge is named; expected <source bridge='...'/>")
        if context.type == "openvz" and kind in _IGNORED_NICS:
            message = f"libvirt's OpenVZ driver ignores interfaces of type {kind}; expected bridge or ethernet"
            yield context.finding("XD215", nic, message, attribute="type")
        if context.type == "openvz" and (kind == "bridge" or (kind == "ethernet" and nic.find("ip") is None)):
            yield from _unnamed(context, nic)
    if context.type == "lxc":
        yield from _counted(context, seen)


def _counted(context: DomainContext, seen: Mapping[tuple[str, str], int]) -> Iterator[Finding]:
    """Find interfaces without a name inside that get one which another has: LXC counts from eth0, over these alone."""
    unnamed = 0
    for number, nic in enumerate(context.devices("interface"), 1):
        guest = nic.find("guest")
        if guest is not None and guest.get("dev"):
            continue
        name = f"eth{unnamed}"
        unnamed += 1
        first = seen.get(("XD210", name))
        if first is not None:
            said = f"LXC calls interface {number} {name}, the name inside of interface {first}"
            yield context.finding("XD210", nic, f"{said}; expected <guest dev='...'/>")


def _unnamed(context: DomainContext, nic: Element) -> Iterator[Finding]:
    """Find a name inside by whose number the OpenVZ driver cannot name the host's end, where nothing else does."""
    target, guest = nic.find("target"), nic.find("guest")
    outside = target.get("dev", "") if target is not None else ""
    inside = guest.get("dev") if guest is not None else None
    # to libvirt a name vnet... is one that it made itself, and no name here
    if guest is None or inside is None or (outside and not outside.startswith("vnet")):
        return
    if re.match("[^0-9]+[0-9]", inside) is None:
        message = (
            f"the host's end has no name and {shown(inside)} no number to make one of; expected <target dev='...'/>"
        )
        yield context.finding("XD214", guest, message, attribute="dev")


def _twice(
    context: DomainContext,
    seen: dict[tuple[str, str], int],
    element: Element,
    attribute: str,
    value: str,
    number: int,
    code: str,
    what: str,
) -> Iterator[Finding]:
    first = seen.setdefault((code, value), number)
    if first != number:
        message = f"interface {number} has the {what} of interface {first}, {shown(value)}; expected another"
        yield context.finding(code, element, message, attribute=attribute)


@domain_check("XD206", "XD214", of="filesystem")
def filesystems(context: DomainContext) -> Iterator[Finding]:
    """Look at the file systems: how many are roots, and which the driver takes."""
    roots = 0
    openvz = context.type == "openvz"
    for number, (each, parts) in enumerate(context.filesystems, 1):
        target = parts.get("target")
        kind = trim_xml(each.get("type", "mount"))
        is_root = target is None or trim_xml(target.get("dir", "/")) in ("/", "")
        roots += is_root
        if is_root and roots > 1:
            message = "a second root file system; expected one with <target dir='/'/>"
            yield context.finding("XD206", each, message)
        elif openvz and kind not in ("template", "mount"):
            message = f"libvirt's OpenVZ driver refuses a file system of type {kind}; expected template or mount"
            yield context.finding("XD214", each, message, attribute="type")
        elif openvz and number > 1:
            message = "libvirt's OpenVZ driver refuses a second file system; expected one"
            yield context.finding("XD214", each, message)
        if not openvz:
            continue
        soft, source, hard = parts.get("space_soft_limit"), parts.get("source"), parts.get("space_hard_limit")
        if kind == "mount" and source is not None and source.get("dir") is None:
            message = "libvirt's OpenVZ driver crashes over a source without a folder; expected <source dir='/...'/>"
            yield context.finding("XD214", source, message)
        none = hard is None or scaled(hard, 1) == 0
        if kind == "template" and soft is not None and scaled(soft, 1) != 0 and none:
            message = "libvirt's OpenVZ driver refuses a soft limit without a hard one; expected <space_hard_limit>"
            yield context.finding("XD214", soft, message)


@domain_check("XD221", of="filesystem")
def hosts_own(context: DomainContext) -> Iterator[Finding]:
    """Look for file systems that are the host's own."""
    for each, parts in context.filesystems:
        source = parts.get("source")
        path = "" if source is None else trim_xml(source.get("dir", ""))
        if source is not None and trim_xml(each.get("type", "mount")) in ("mount", "bind") and is_hosts_own(path):
            level = "warning" if "readonly" in parts else "error"
            message = f"the container is given the host's own {shown(path)}; expected a folder of its own"
            yield context.finding("XD221", source, message, attribute="dir", level=level)


@domain_check("XD207")
def name(context: DomainContext) -> Iterator[Finding]:
    """Look at the name, which is the id of an OpenVZ container."""
    element = context.root.find("name")
    if context.type != "openvz" or element is None:
        return
    text = element.text or ""
    if _CTID.fullmatch(text) is None:
        yield context.finding("XD207", element, f"{shown(text)} is no container's id; expected a number")


@domain_check("XD211", "XD213")
def resources(context: DomainContext) -> Iterator[Finding]:
    """Look at memory, CPUs and what else parser and schema see differently."""
    root = context.root
    memory = root.find("memory")
    if memory is None or scaled(memory, 1024) == 0:
        message = "no memory, which every driver refuses; expected <memory> above 0"
        yield context.finding("XD211", root if memory is None else memory, message)
    if context.type != trim_xml(context.type):
        message = f"blanks around the type in {shown(context.type)}, which the parser refuses; expected none"
        yield context.finding("XD213", root, message, attribute="type")
    if memory is not None and (scaled(memory, 1024) or 0) > _MOST_MEMORY:
        yield context.finding("XD213", memory, f"<memory> is more than {_MOST_MEMORY} bytes; expected less")


@domain_check("XD213", of="cputune")
def shares(context: DomainContext) -> Iterator[Finding]:
    """Hold shares, quotas and periods of CPU against what libvirt takes."""
    for element in context.root.iterfind("cputune/*"):
        tag = str(element.tag)
        limits = _CPUTUNE.get(tag)
        number = trim_xml(element.text or "")
        if limits is None or not re.fullmatch("-?[0-9]{1,20}", number):
            continue
        low, high = limits
        unlimited = tag.endswith("quota") and int(number) < 0
        if not unlimited and int(number) and not low <= int(number) <= high:
            yield context.finding("XD213", element, f"<{tag}> is {number}; expected {low} to {high}")


@domain_check("XD213", of="idmap")
def idmap(context: DomainContext) -> Iterator[Finding]:
    """Look at the map of ids, which is of users and of groups."""
    mapped = context.root.find("idmap")
    if mapped is None or not len(mapped):
        return
    for tag in ("uid", "gid"):
        starts = [whole(trim_xml(each.get("start", ""))) for each in mapped.iterfind(tag)]
        if not starts:
            yield context.finding("XD213", mapped, f"an id map without <{tag}>; expected users and groups")
        elif 0 not in starts:
            yield context.finding("XD213", mapped, f"no <{tag}> of the id map starts at 0; expected one for root")


@domain_check("XD213", of="resource initenv address bandwidth")
def empty(context: DomainContext) -> Iterator[Finding]:
    """Find elements that may be empty by the schema alone."""
    resource = context.root.find("resource")
    if resource is not None and not len(resource):
        yield context.finding("XD213", resource, "<resource> is empty; expected <partition>")
    for variable in context.root.iterfind("os/initenv"):
        if not variable.text:
            yield context.finding("XD213", variable, "<initenv> is empty; expected a value")
    for address in context.root.iterfind("devices/hostdev/source/address"):
        for name, value in address.items():
            # without 0x the schema reads hexadecimal digits, the parser decimal ones
            if re.fullmatch("[0-9a-fA-F]*[a-fA-F][0-9a-fA-F]*", value):
                message = f"{shown(value)} is read as a decimal number; expected {'0x' + value}"
                yield context.finding("XD213", address, message, attribute=str(name))
    for nic in context.devices("interface"):
        for each in nic.iterfind("bandwidth/*"):
            if each.get("floor") is not None and trim_xml(nic.get("type") or "") != "network":
                message = "'floor' is for interfaces of type network; expected none"
                yield context.finding("XD213", each, message, attribute="floor")
            elif each.get("average") is None and each.get("floor") is None:
                yield context.finding("XD213", each, f"<{each.tag!s}> without 'average'; expected one")


@domain_check("XD214")
def refused_by_openvz(context: DomainContext) -> Iterator[Finding]:
    """Find what libvirt's OpenVZ driver refuses."""
    if context.type != "openvz":
        return
    root = context.root
    kind = root.find("os/type")
    if kind is None and ("os" in context.parts or context.lacks("os")):
        yield context.finding("XD214", root, "no type of operating system; expected <os><type>exe</type></os>")
    elif kind is None:
        pass
    elif trim_xml(kind.text or "") not in ("exe", ""):
        message = f"the type {shown(kind.text or '')} is no container's; expected exe"
        yield context.finding("XD214", kind, message)
    elif kind.get("arch") not in (None, *_ARCHITECTURES):
        message = f"no host of OpenVZ's is of the architecture {shown(kind.get('arch', ''))}; expected x86_64, or none"
        yield context.finding("XD214", kind, message, attribute="arch")
    vcpu = root.find("vcpu")
    current = trim_xml(vcpu.get("current", "")) if vcpu is not None else ""
    most = trim_xml(vcpu.text or "") if vcpu is not None else ""
    now, then = whole(current), whole(most)
    if vcpu is not None and now is not None and then is not None and now < then:
        message = f"libvirt's OpenVZ driver refuses fewer current CPUs ({current}) than {most}; expected the same"
        yield context.finding("XD214", vcpu, message, attribute="current")
    for path in ("maxMemory", "devices/memory"):
        for element in root.iterfind(path):
            if path == "maxMemory" and not scaled(element, 1024) and not whole(element.get("slots")):
                continue  # as if there were none
            yield context.finding("XD214", element, f"libvirt's OpenVZ driver refuses <{element.tag!s}>; expected none")
    for hostdev in context.devices("hostdev"):
        if trim_xml(hostdev.get("mode", "")) == "capabilities":
            message = "libvirt's OpenVZ driver refuses devices given by capability; expected none"
            yield context.finding("XD214", hostdev, message, attribute="mode")


@domain_check("XD215", of="disk hostdev video graphics blkiotune numatune")
def ignored(context: DomainContext) -> Iterator[Finding]:
    """Name the nodes that libvirt's OpenVZ driver takes without any effect."""
    if context.type != "openvz":
        return
    for path in ("devices/disk", "devices/hostdev", "devices/video", "devices/graphics", "blkiotune", "numatune"):
        for element in context.root.iterfind(path):
            if element.get("mode") != "capabilities":
                message = f"libvirt's OpenVZ driver ignores <{element.tag!s}>"
                yield context.finding("XD215", element, message)


@domain_check("XD217")
def one_cpu(context: DomainContext) -> Iterator[Finding]:
    """Name what is set where a document says nothing: the driver calls ``vzctl set --cpus 1``."""
    if context.type == "openvz" and context.lacks("vcpu"):
        message = "without <vcpu> libvirt's OpenVZ driver gives the container one CPU, which 'virsh define' sets"
        yield context.finding("XD217", context.root, message)


@domain_check("XD216")
def encoding(context: DomainContext) -> Iterator[Finding]:
    """Hold the declared encoding against the text."""
    declared = declared_encoding(context.text)
    if declared is not None and not is_read_by(declared, context.text):
        start = context.text.index(declared)
        line = context.text.count("\n", 0, start) + 1
        message = (
            f"{shown(declared)} is declared and this is UTF-8: another program reads something else, or refuses it"
        )
        column = start - context.text.rfind("\n", 0, start)
        yield Finding(
            line, column, "XD216", REGISTRY.rules["XD216"].level, message, "encoding", width=max(1, len(declared))
        )
