"""What does libvirt's vz driver refuse, and what does it take otherwise than it stands there?

What it refuses by the node alone stands in :mod:`.vz_refusals`, what takes more to tell is here, and of disks in
:mod:`.vz_disks` (facts: libvirt-vz.md 2). Virtual machines are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from translator.characters import trim_xml
from translator.container.network import NO_ADDRESS
from translator.domain.cpuset import read_cpuset
from translator.domain.number import whole
from translator.domain.reader import scaled
from translator.domain.view import UNLIMITED_KIB
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.parser import decimal
from translator.lint.rule import domain_check
from translator.lint.rules import vz_declared  # noqa: F401 - declares the rules
from translator.lint.rules.vz_disks import controllers, disks, serial_ports
from translator.lint.rules.vz_refusals import REFUSALS, Refusal, is_container

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MIB = 2**20
#: The driver makes KiB of MiB in 32 bits when it reads them back.
MOST_MEMORY = (2**22 - 1) * _MIB


_ROOT = etree.XPath("devices/filesystem/target[@dir='/'] | devices/disk[not(@device) or @device='disk']")


#: What the driver never looks at.
_FORGOTTEN = (
    *("metadata", "blkiotune/weight", "idmap", "resource", "seclabel", "cpu", "os/initenv", "os/initdir"),
    *("os/inituser", "os/initgroup"),
    *(f"devices/{tag}" for tag in ("console", "video", "memballoon", "rng", "tpm", "watchdog", "shmem", "panic")),
    *(f"devices/interface/{tag}" for tag in ("mtu", "model", "virtualport", "vlan", "boot")),
)


@cache  # for documents of this driver alone
def _compiled() -> tuple[tuple[etree.XPath, Refusal], ...]:
    return tuple((etree.XPath(each.path), each) for each in REFUSALS)


@domain_check("XD401")
def refused(context: DomainContext) -> Iterator[Finding]:
    """Find what the driver refuses to define."""
    if not is_container(context):
        return
    root = context.root
    for path, refusal in _compiled():
        for element in path(root):
            message = f"libvirt's vz driver refuses {refusal.what}; expected {refusal.taken}"
            yield context.finding("XD401", element, message)
    if not _ROOT(root):
        devices = root.find("devices")
        message = "no root file system, which libvirt's vz driver takes for a container without disk; expected one"
        yield context.finding("XD401", root if devices is None else devices, message)
    yield from _memory(context)
    yield from _cpus(context)
    for nic in context.devices("interface"):
        yield from _routes(context, nic)
    yield from disks(context)
    yield from controllers(context)
    yield from serial_ports(context)


def _memory(context: DomainContext) -> Iterator[Finding]:
    memory, current = context.root.find("memory"), context.root.find("currentMemory")
    if memory is None or (total := scaled(memory, 1024)) is None:
        return
    if -(-total // 1024) % 1024:
        message = f"libvirt's vz driver refuses {memory.text} {memory.get('unit', 'KiB')}; expected whole MiB"
        yield context.finding("XD401", memory, message)
    now = None if current is None else scaled(current, 1024)
    if current is not None and now and -(-now // 1024) < -(-total // 1024):
        message = "libvirt's vz driver refuses less memory from the start; expected the same as <memory>"
        yield context.finding("XD401", current, message)
    for limit in context.root.iterfind("memtune/*"):
        kib = (scaled(limit, 1024) or 0) // 1024
        if 0 < kib < UNLIMITED_KIB:
            message = f"libvirt's vz driver refuses <{limit.tag!s}>; expected none"
            yield context.finding("XD401", limit, message)


def _cpus(context: DomainContext) -> Iterator[Finding]:
    vcpu = context.root.find("vcpu")
    now, most, cpuset = None, 1, ""
    if vcpu is not None:
        now, most = whole(trim_xml(vcpu.get("current", ""))), whole(trim_xml(vcpu.text or "")) or 0
        cpuset = vcpu.get("cpuset", "")
    if vcpu is not None and now is not None and now < most:
        message = f"libvirt's vz driver refuses fewer CPUs ({now}) from the start; expected {most}"
        yield context.finding("XD401", vcpu, message, attribute="current")
    for pin in context.root.iterfind("cputune/vcpupin"):
        number = decimal(pin.get("vcpu"))
        if number is not None and number < most and read_cpuset(pin.get("cpuset", "")) != read_cpuset(cpuset):
            message = "libvirt's vz driver refuses other CPUs for one of them; expected those of <vcpu cpuset='...'>"
            yield context.finding("XD401", pin, message)


def _routes(context: DomainContext, nic: Element) -> Iterator[Finding]:
    families: set[bool] = set()
    for route in nic.iterfind("route"):
        six = ":" in route.get("gateway", "")
        if route.get("address", "") not in NO_ADDRESS:
            message = "libvirt's vz driver refuses a route that is not the default one; expected 0.0.0.0 or ::"
            yield context.finding("XD401", route, message)
        elif six in families:
            message = "libvirt's vz driver refuses a second default route of one family; expected one"
            yield context.finding("XD401", route, message)
        families.add(six)


@domain_check("XD402")
def otherwise(context: DomainContext) -> Iterator[Finding]:
    """Find what the driver takes for something else than it says."""
    if not is_container(context):
        return
    root = context.root
    for address in root.iterfind("devices/interface/ip"):
        if address.get("prefix") is None and address.get("netmask") is None:
            message = "without prefix it is one of /0 to libvirt's vz driver; expected prefix='...'"
            yield context.finding("XD402", address, message)
    memory = root.find("memory")
    if memory is not None and (scaled(memory, 1024) or 0) > MOST_MEMORY:
        message = f"libvirt's vz driver reads another amount back; expected at most {MOST_MEMORY // _MIB} MiB"
        yield context.finding("XD402", memory, message)
    if root.find("vcpu") is None:
        message = "without <vcpu> libvirt's vz driver gives the container one CPU; expected a number"
        yield context.finding("XD402", root, message)


@domain_check("XD403")
def forgotten(context: DomainContext) -> Iterator[Finding]:
    """Name what the driver takes without keeping it."""
    if not is_container(context):
        return
    for path in _FORGOTTEN:
        for element in context.root.iterfind(path):
            message = f"libvirt's vz driver keeps no <{element.tag!s}> of a container"
            yield context.finding("XD403", element, message)
