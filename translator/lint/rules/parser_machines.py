"""What of virtual machines does libvirt's parser refuse in a container's document, and what is not looked into here?

The grammar takes anything in what only machines have: grammars/domain.xsd lists that. Source:
virDomainDiskDefValidate, virDomainInputDefValidate, virDomainVideoDefValidate and virDomainDefPostParseCheckFeatures of
libvirt 9.0 to 12.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from translator.characters import trim_xml
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.disks import DomainDisk, read_disk
from translator.lint.parser import CONTAINERS
from translator.lint.rule import domain_check
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: What a disk of each type cannot do without, in its <source>.
_SOURCES = {"file": "file", "block": "dev", "dir": "dir"}
_BY_DRIVE = ("ide", "scsi", "sata", "fdc")
_HARD_DISKS = ("hd", "sd", "vd", "xvd", "ubd")
_PARTS = frozenset(
    """bootloader bootloader_args cpu defaultiothread iothreads iothreadids keywrap launchSecurity memoryBacking perf pm
    sysinfo vcpus genid""".split()
)
_TUNED = frozenset(("vcpusched", "iothreadsched", "emulatorsched", "cachetune", "memorytune"))
#: Virtuozzo's containers have a mouse and a keyboard (:mod:`.vz`).
_WITHOUT_INPUTS = ("lxc", "openvz")
_FEATURES = frozenset(("privnet", "capabilities"))
#: Of two elements: which of their children.
_INSIDE = (("cputune", _TUNED.__contains__), ("features", lambda tag: tag not in _FEATURES))
_DEVICES = frozenset(
    """disk controller lease input sound audio graphics video parallel serial channel smartcard hub redirdev redirfilter
    rng tpm shmem memory panic crypto watchdog memballoon nvram iommu vsock""".split()
)
_OF_NICS = ("backend", "coalesce", "driver", "portForward", "tune", "address")


@domain_check("XD222", "XD232", "XD235")
def machines(context: DomainContext) -> Iterator[Finding]:
    """Name what is not looked into, and find what no container can have of it."""
    kinds = [tag for tag in context.kinds if tag in _DEVICES]
    if "disk" in kinds:
        yield from _disks(context)
    if context.type not in CONTAINERS:
        return
    several = context.parts.get("vcpus")
    if several is not None and several.find("vcpu") is not None:
        message = "CPUs one by one, which drivers of containers refuse; expected <vcpu> alone"
        yield context.finding("XD232", several, message)
    if "input" in kinds and context.type in _WITHOUT_INPUTS:
        for element in context.devices("input"):
            yield context.finding("XD235", element, "no container has input devices; expected none")
    if context.type == "lxc" and ("graphics" in kinds or "video" in kinds):
        yield from _videos(context)
    for element in _unseen(context, kinds):
        message = f"<{element.tag!s}> is not looked into; 'virsh define --validate' may refuse what stands there"
        yield context.finding("XD222", element, message)


def _unseen(context: DomainContext, kinds: Sequence[str]) -> Iterator[Element]:
    """Give the parts of a container that the grammar takes whatever is in them, of several devices of a kind one."""
    parts, system = context.parts, context.parts.get("os")
    if system is not None and trim_xml(system.findtext("type") or "exe") != "exe":
        return
    yield from (parts[tag] for tag in parts if tag in _PARTS)
    for above, inside in _INSIDE:
        if above in parts:
            yield from (each for each in parts[above].iterchildren("*") if inside(str(each.tag)))
    yield from (context.devices(tag)[0] for tag in kinds)
    for nic in context.devices("interface"):
        yield from (each for each in nic.iterchildren(*_OF_NICS))


def _disks(context: DomainContext) -> Iterator[Finding]:
    """Look at the name, the address and the source of each disk."""
    for element in context.devices("disk"):
        disk = read_disk(element)
        target, source = element.find("target"), element.find("source")
        reason = _wrong_name(disk)
        if reason:
            yield context.finding("XD235", element if target is None else target, reason)
        kind = "drive" if disk.address is None else disk.address.get("type", "")
        if disk.address is not None and disk.bus in _BY_DRIVE and kind != "drive":
            message = f"a disk on {disk.bus} has no address of type {kind}; expected type='drive'"
            yield context.finding("XD235", disk.address, message, attribute="type")
        if (disk.kind == "floppy") != (disk.bus == "fdc"):
            message = f"a {disk.kind} on the bus {disk.bus}; expected bus='fdc' for floppies alone"
            yield context.finding("XD235", element if target is None else target, message)
        needed = _SOURCES.get(element.get("type", "file"))
        if disk.kind == "disk" and needed and (source is None or not source.get(needed)):
            message = f"a disk without a source; expected <source {needed}='...'/>"
            yield context.finding("XD235", element if source is None else source, message)


def _wrong_name(disk: DomainDisk) -> str:
    if disk.kind in ("disk", "lun") and not disk.name.startswith(_HARD_DISKS):
        return f"{shown(disk.name)} is no name of a disk; expected sda, hda or the like"
    if disk.kind == "floppy" and not disk.name.startswith("fd"):
        return f"{shown(disk.name)} is no name of a floppy; expected fda or fdb"
    if disk.number is None and disk.address is None:
        return f"{shown(disk.name)} is no name that says where; expected sda or the like, or an <address>"
    return ""


def _videos(context: DomainContext) -> Iterator[Finding]:
    """Find what the LXC driver knows no model of a video for: a display without one counts as one."""
    videos = context.devices("video")
    for element in (
        [each for each in videos if each.find("model") is None] if videos else context.devices("graphics")[:1]
    ):
        message = "no model of a video, and the LXC driver has no usual one; expected <video> with <model type='...'/>"
        yield context.finding("XD235", element, message)
