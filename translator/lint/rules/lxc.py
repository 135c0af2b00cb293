"""What does libvirt's LXC driver refuse, and what does it take with consequences that a reader may not expect?

Source: lxc_domain.c, lxc_process.c, lxc_container.c and lxc_cgroup.c of libvirt 9.0 to 12. Facts: libvirt-domain.md 7,
lxc-boot.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from translator.characters import trim_xml
from translator.domain.number import whole
from translator.domain.reader import scaled
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.rule import domain_check
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The most that cpu.weight takes where cgroups are of version 2.
_MOST_WEIGHT = 10000
#: What reads a file system for machines alone.
_MACHINE_DRIVERS = ("ploop", "path", "handle", "virtiofs")
_STARTED_NICS = ("bridge", "network", "direct", "ethernet")


@domain_check("XD301")
def refused(context: DomainContext) -> Iterator[Finding]:
    """Find what the driver refuses to define."""
    root = context.root
    if context.type != "lxc":
        return
    name, kind, init = root.find("name"), root.find("os/type"), root.find("os/init")
    if name is not None and "/" in (name.text or ""):
        message = f"libvirt's LXC driver refuses the '/' in {shown(name.text or '')}; expected a name without one"
        yield context.finding("XD301", name, message)
    if kind is None or not trim_xml(kind.text or ""):
        message = "no type of operating system; expected <os><type>exe</type></os>"
        yield context.finding("XD301", root if kind is None else kind, message)
    elif trim_xml(kind.text or "") != "exe":
        message = f"the type {shown(kind.text or '')} is no container's; expected exe"
        yield context.finding("XD301", kind, message)
    elif init is None or not init.text:
        message = "no init, without which the driver refuses a container; expected <init>/sbin/init</init>"
        yield context.finding("XD301", kind if init is None else init, message)
    for path in ("maxMemory", "devices/memory"):
        for element in root.iterfind(path):
            if path != "maxMemory" or scaled(element, 1024) or (whole(element.get("slots")) or 0):
                message = f"libvirt's LXC driver refuses <{element.tag!s}>; expected none"
                yield context.finding("XD301", element, message)


@domain_check("XD303")
def fails(context: DomainContext) -> Iterator[Finding]:
    """Find what the driver defines and cannot start."""
    root = context.root
    if context.type != "lxc":
        return
    for nic in root.iterfind("devices/interface"):
        kind = trim_xml(nic.get("type", "user"))
        if kind not in _STARTED_NICS:
            message = f"libvirt's LXC driver starts no interface of type {kind}; expected bridge or ethernet"
            yield context.finding("XD303", nic, message, attribute="type")
    for each in root.iterfind("devices/filesystem"):
        yield from _filesystem(context, each)
    if "memtune" in context.tags:
        yield from _limits(context, root)
    consoles = root.findall("devices/console")
    for console in consoles:
        if trim_xml(console.get("type", "pty")) != "pty":
            message = "libvirt's LXC driver starts consoles of type pty alone; expected that"
            yield context.finding("XD303", console, message, attribute="type")
    if not consoles:
        message = "no console, without which libvirt's LXC driver starts nothing; expected <console type='pty'/>"
        yield context.finding("XD303", root, message)


def _filesystem(context: DomainContext, each: Element) -> Iterator[Finding]:
    kind = trim_xml(each.get("type", "mount"))
    driver = each.find("driver")
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


def _limits(context: DomainContext, root: Element) -> Iterator[Finding]:
    hard, swap = root.find("memtune/hard_limit"), root.find("memtune/swap_hard_limit")
    if hard is None or swap is None:
        return
    memory, both = scaled(hard, 1024), scaled(swap, 1024)
    if memory is not None and both is not None and both < memory:
        message = f"memory and swap together, {both} bytes, are less than memory, {memory}; expected at least as much"
        yield context.finding("XD303", swap, message)


@domain_check("XD304")
def consequences(context: DomainContext) -> Iterator[Finding]:
    """Name what the driver does that a reader of the document may not expect. Once a document each."""
    root = context.root
    if context.type != "lxc":
        return
    targets = (each.find("target") for each in root.iterfind("devices/filesystem"))
    if not any(target is not None and target.get("dir") == "/" for target in targets):
        message = "no root file system: the container runs on the host's own; expected one with <target dir='/'/>"
        yield context.finding("XD304", root, message)
    capabilities = root.find("features/capabilities")
    if capabilities is not None and trim_xml(capabilities.get("policy", "")) == "allow":
        message = (
            "all capabilities are given, also those that the driver takes away otherwise; expected policy='default'"
        )
        yield context.finding("XD304", capabilities, message, attribute="policy")
    shares = root.find("cputune/shares") if "cputune" in context.tags else None
    number = whole(trim_xml(shares.text or "")) if shares is not None else None
    if shares is not None and number is not None and number > _MOST_WEIGHT:
        message = f"{number} shares start with cgroup v1 alone; expected at most {_MOST_WEIGHT} for a host with v2"
        yield context.finding("XD304", shares, message)


@domain_check("XD305")
def standing(context: DomainContext) -> Iterator[Finding]:
    """Tell that root in the container is root on the host."""
    if context.type == "lxc" and ("idmap" not in context.tags or context.root.find("idmap/uid") is None):
        yield context.finding(
            "XD305", context.root, "root in the container is root on the host; <idmap> makes it another"
        )
