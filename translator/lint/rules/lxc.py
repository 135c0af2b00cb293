"""What does libvirt's LXC driver refuse, and what does it take with consequences that a reader may not expect?

Source: lxc_domain.c, lxc_process.c, lxc_container.c and lxc_cgroup.c of libvirt 9.0 to 12. Facts: libvirt-domain.md 7,
lxc-boot.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.characters import trim_xml
from translator.domain.number import whole
from translator.domain.place.metadata import RESIDUE_TAG
from translator.domain.reader import scaled
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.rule import domain_check
from translator.values.address import read_ip
from translator.values.codec import Refused
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The most that cpu.weight takes where cgroups are of version 2.
_MOST_WEIGHT = 10000
#: What reads a file system for machines alone.
_MACHINE_DRIVERS = ("ploop", "path", "handle", "virtiofs")
#: Our mark of a document for such a host (:mod:`translator.lenses.hierarchy`).
_FOR_V2 = f"metadata/{RESIDUE_TAG}/{RESIDUE_TAG.replace('container', 'derived')}[@place='cgroup'][@value='v2']"
_LXC = "http://libvirt.org/schemas/domain/lxc/1.0"
_STARTED_NICS = ("bridge", "network", "direct", "ethernet")


@domain_check("XD301", "XD303", "XD304", "XD305", "XD306")
def lxc(context: DomainContext) -> Iterator[Finding]:
    """Find what the driver refuses to define, what it cannot start, and name what comes of the rest."""
    if context.type != "lxc":
        return
    yield from _refused(context)
    for each, parts in context.filesystems:
        yield from _filesystem(context, each, parts.get("driver"))
    for nic in context.devices("interface"):
        kind = trim_xml(nic.get("type", "user"))
        if kind not in _STARTED_NICS:
            message = f"libvirt's LXC driver starts no interface of type {kind}; expected bridge or ethernet"
            yield context.finding("XD303", nic, message, attribute="type")
        yield from _addresses(context, nic)
        yield from _unstarted(context, nic, kind)
    if "memtune" in context.parts:
        yield from _limits(context)
    yield from _shared(context)
    yield from _consoles(context)
    yield from _consequences(context)


def _unstarted(context: DomainContext, nic: Element, kind: str) -> Iterator[Finding]:
    """Find what the driver refuses when it makes the interface."""
    refused = ["script"]
    if kind == "direct":
        refused += ["bandwidth", "virtualport"]
    source = nic.find("source")
    if kind == "ethernet" or (kind == "direct" and (source is None or source.get("mode") != "passthrough")):
        refused.append("vlan")
    for each in nic:
        if each.tag in refused:
            message = f"libvirt's LXC driver starts no interface of type {kind} with <{each.tag}>; expected none"
            yield context.finding("XD303", each, message)


def _addresses(context: DomainContext, nic: Element) -> Iterator[Finding]:
    """Find an address that the kernel is asked for twice: one of IPv4 may be there with several prefixes."""
    seen = set()
    for each in nic.iterfind("ip"):
        try:
            address = read_ip(trim_xml(each.get("address", "")))
        except Refused:
            continue
        prefix = "" if ":" in address else trim_xml(each.get("prefix", "")).lstrip("+0")
        if (address, prefix) in seen:
            message = f"libvirt's LXC driver cannot give an interface {address} twice; expected it once"
            yield context.finding("XD303", each, message, attribute="address")
        seen.add((address, prefix))


def _refused(context: DomainContext) -> Iterator[Finding]:
    parts = context.parts
    name, system = parts.get("name"), parts.get("os")
    kind, init = (None, None) if system is None else (system.find("type"), system.find("init"))
    if name is not None and "/" in (name.text or ""):
        message = f"libvirt's LXC driver refuses the '/' in {shown(name.text or '')}; expected a name without one"
        yield context.finding("XD301", name, message)
    word = "" if kind is None else trim_xml(kind.text or "")
    if kind is None or not word:
        if system is not None or context.lacks("os"):
            message = "no type of operating system; expected <os><type>exe</type></os>"
            yield context.finding("XD301", context.root if kind is None else kind, message)
    elif word != "exe":
        message = f"the type {shown(kind.text or '')} is no container's; expected exe"
        yield context.finding("XD301", kind, message)
    elif init is None or not init.text:
        message = "no init, without which the driver refuses a container; expected <init>/sbin/init</init>"
        yield context.finding("XD301", kind if init is None else init, message)
    elements = context.devices("memory")
    if "maxMemory" in parts:
        elements = [*context.root.iterfind("maxMemory"), *elements]
    for element in elements:
        if element.tag != "maxMemory" or scaled(element, 1024) or (whole(element.get("slots")) or 0):
            message = f"libvirt's LXC driver refuses <{element.tag!s}>; expected none"
            yield context.finding("XD301", element, message)


def _filesystem(context: DomainContext, each: Element, driver: Element | None) -> Iterator[Finding]:
    kind = trim_xml(each.get("type", "mount"))
    reader = "" if driver is None else trim_xml(driver.get("type", ""))
    if kind in ("template", "volume"):
        message = f"libvirt's LXC driver cannot mount a file system of type {kind}; expected mount, file or block"
        yield context.finding("XD303", each, message, attribute="type")
    elif driver is None or kind != "file":
        return  # the driver of anything else is not heeded
    elif reader in _MACHINE_DRIVERS:
        message = f"libvirt's LXC driver cannot mount a file that is read by {reader}; expected loop or nbd"
        yield context.finding("XD303", driver, message, attribute="type")
    elif reader == "nbd" and not driver.get("format"):
        message = "an image that is read by nbd, and no format; expected format='qcow2' or the like"
        yield context.finding("XD303", driver, message, attribute="type")


def _limits(context: DomainContext) -> Iterator[Finding]:
    root = context.root
    hard, swap = root.find("memtune/hard_limit"), root.find("memtune/swap_hard_limit")
    if hard is None or swap is None:
        return
    memory, both = scaled(hard, 1024), scaled(swap, 1024)
    # of a document of ours for cgroup v2 it is swap alone
    if memory is not None and both is not None and both < memory and root.find(_FOR_V2) is None:
        message = f"memory and swap together, {both} bytes, are less than memory, {memory}; expected at least as much"
        yield context.finding("XD303", swap, message)


def _shared(context: DomainContext) -> Iterator[Finding]:
    """Look at namespaces that are shared with another: which one there is at the start, no document tells."""
    shared = context.parts.get(f"{{{_LXC}}}namespace")
    for each in () if shared is None else shared.iterchildren("*"):
        network = each.tag == f"{{{_LXC}}}sharenet"
        if never := _never_there(each.get("type"), each.get("value", ""), context.root.findtext("name"), network):
            yield context.finding("XD303", each, never, attribute="value")
        elif network and _has_network(context):
            message = "the network is another's and the container's own: the driver starts no such; expected one"
            yield context.finding("XD303", each, message)
        elif whose := _WHOSE.get(each.get("type", "")):
            message = f"a namespace of {whose} {shown(each.get('value', ''))}: without that it does not start"
            yield context.finding("XD306", each, message, attribute="value")


#: Whose namespace is shared, by libvirt's word.
_WHOSE = {"name": "the container", "pid": "the process", "netns": "the network namespace"}
#: A process as /proc names it, which is where the driver looks for it; the kernel counts to 2^22.
_PROCESS = re.compile(r"[1-9][0-9]{0,6}|(?:thread-)?self")
_LAST_PROCESS = 1 << 22


def _never_there(kind: str | None, value: str, name: str | None, network: bool) -> str | None:
    """Say why there can be no such namespace when the container starts, where that is known already."""
    if kind == "name" and value == name:
        return (
            "a namespace is shared with the container itself, which does not run yet: starting it has hung libvirtd, "
            "for all who ask it; expected another's name"
        )
    if kind == "name" and (not value or "/" in value):
        return f"no container has the name {shown(value)}; expected one's whose namespace is shared"
    if kind == "pid" and not (_PROCESS.fullmatch(value) and (value.endswith("self") or int(value) <= _LAST_PROCESS)):
        return f"no process has the number {shown(value)}; expected 1 to {_LAST_PROCESS}"
    if kind == "netns" and not network:
        return "'ip netns' has networks alone; expected type='name' or 'pid'"
    return None


def _has_network(context: DomainContext) -> bool:
    """Whether the container has a network of its own (lxcNeedNetworkNamespace)."""
    return bool(context.devices("interface")) or context.root.find("features/privnet") is not None


def _consoles(context: DomainContext) -> Iterator[Finding]:
    consoles = context.devices("console")
    for console in consoles:
        if trim_xml(console.get("type", "pty")) != "pty":
            message = "libvirt's LXC driver starts consoles of type pty alone; expected that"
            yield context.finding("XD303", console, message, attribute="type")
    if not consoles and context.lacks("console"):
        message = "no console, without which libvirt's LXC driver starts nothing; expected <console type='pty'/>"
        yield context.finding("XD303", context.root, message)


def _consequences(context: DomainContext) -> Iterator[Finding]:
    """Name what the driver does that a reader of the document may not expect. Once a document each."""
    root, parts = context.root, context.parts
    targets = (each.get("target") for _, each in context.filesystems)
    if not any(target is not None and target.get("dir") == "/" for target in targets) and not _elsewhere(context):
        message = "no root file system: the container runs on the host's own; expected one with <target dir='/'/>"
        yield context.finding("XD304", root, message)
    capabilities = parts["features"].find("capabilities") if "features" in parts else None
    if capabilities is not None and trim_xml(capabilities.get("policy", "")) == "allow":
        message = (
            "all capabilities are given, also those that the driver takes away otherwise; expected policy='default'"
        )
        yield context.finding("XD304", capabilities, message, attribute="policy")
    shares = parts["cputune"].find("shares") if "cputune" in parts else None
    number = whole(trim_xml(shares.text or "")) if shares is not None else None
    if shares is not None and number is not None and number > _MOST_WEIGHT:
        message = f"{number} shares start with cgroup v1 alone; expected at most {_MOST_WEIGHT} for a host with v2"
        yield context.finding("XD304", shares, message)
    if ("idmap" not in parts or parts["idmap"].find("uid") is None) and context.lacks("uid"):
        yield context.finding("XD305", root, "root in the container is root on the host; <idmap> makes it another")


def _elsewhere(context: DomainContext) -> bool:
    """Whether devices stand at a wrong place, where nothing of them is read: that is what is to be told."""
    return "devices" not in context.parts and not context.lacks("devices")
