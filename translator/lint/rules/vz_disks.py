"""Which disks, controllers and serial ports of a container does libvirt's vz driver refuse?

A disk stands on one of few buses, where its name says, and in the one format that there is for its kind. Virtuozzo 6
and 7 differ in the buses. Facts: libvirt-vz.md 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.disks import DomainDisk, read_disk
from translator.lint.parser import decimal
from translator.lint.rule import domain_check
from translator.lint.rules.vz_refusals import is_container
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class _Bus(NamedTuple):
    """So many names a controller, and so many a bus of it, or for an address; the last name of the first controller."""

    of_controller: int
    of_bus: int
    last: str


_BUSES = {"ide": _Bus(4, 2, "hdd"), "scsi": _Bus(7, 7, "sdg"), "sata": _Bus(6, 6, "sdf")}
_ADDRESS = ("controller", "bus", "target", "unit")
_CONTROLLERS = tuple(_BUSES)
#: The models of SCSI, and the one version of Virtuozzo that has each.
_MODELS = {"virtio-scsi": 7, "buslogic": 6}


def disks(context: DomainContext) -> Iterator[Finding]:
    """Look at the bus, the place and the format of each disk."""
    for element in context.devices("disk"):
        disk = read_disk(element)
        reason = _wrong_bus(disk) or _wrong_place(disk)
        if reason:
            target = element.find("target")
            yield context.finding("XD401", element if target is None else target, reason)
        driver = element.find("driver")
        given = None if driver is None else driver.get("type")
        wanted = "ploop" if disk.kind == "disk" and element.get("type", "file") == "file" else "raw"
        if driver is not None and given is not None and given.replace("aio", "raw") != wanted:
            message = f"libvirt's vz driver refuses the format {given} here; expected {wanted}"
            yield context.finding("XD401", driver, message, attribute="type")


def _wrong_bus(disk: DomainDisk) -> str:
    if disk.bus in _BUSES:
        return ""
    return f"libvirt's vz driver refuses a disk on the bus {disk.bus}; expected ide or scsi"


def _wrong_place(disk: DomainDisk) -> str:
    bus = _BUSES[disk.bus]
    if disk.number is None:  # without an address the parser refuses it before
        return "" if disk.address is None else f"libvirt's vz driver refuses the name {shown(disk.name)}; expected hda"
    if disk.address is None:
        if disk.number < bus.of_controller:
            return ""
        return f"libvirt's vz driver refuses a second controller, where {disk.name} is; expected at most {bus.last}"
    controller, at, target, unit = (decimal(disk.address.get(name, "0")) or 0 for name in _ADDRESS)
    if controller:
        return "libvirt's vz driver refuses a second controller; expected controller='0'"
    if target:
        return "libvirt's vz driver refuses a target of a controller; expected target='0'"
    if disk.bus == "ide" and unit >= bus.of_bus:
        return f"libvirt's vz driver refuses unit {unit} of a bus of IDE; expected 0 or 1"
    if disk.bus != "ide" and at:
        return f"libvirt's vz driver refuses a second bus of {disk.bus}; expected bus='0'"
    wanted = (0, disk.number) if disk.bus == "sata" else divmod(disk.number, bus.of_bus)
    if (at, unit) == wanted:
        return ""
    return (
        f"libvirt's vz driver refuses {disk.name} at another place than its name says; expected bus='{wanted[0]}' and "
        f"unit='{wanted[1]}'"
    )


def controllers(context: DomainContext) -> Iterator[Finding]:
    """Look at the type and the model of each controller."""
    for element in context.devices("controller"):
        kind, model = element.get("type", ""), element.get("model")
        if kind not in _CONTROLLERS:
            message = f"libvirt's vz driver refuses a controller of type {kind}; expected scsi or ide"
            yield context.finding("XD401", element, message)
        elif kind == "scsi" and model not in (None, "auto", *_MODELS):
            message = f"libvirt's vz driver refuses the model {model} of SCSI; expected virtio-scsi, or none"
            yield context.finding("XD401", element, message, attribute="model")


@domain_check("XD404")
def of_one_version(context: DomainContext) -> Iterator[Finding]:
    """Name the buses and models that one version of Virtuozzo alone has."""
    if not is_container(context):
        return
    for element in (*context.devices("disk"), *context.devices("controller")):
        is_disk = element.tag == "disk"
        kind, model = read_disk(element).bus if is_disk else element.get("type"), element.get("model", "")
        if kind == "sata":
            message = "libvirt's vz driver refuses SATA on Virtuozzo 7, and takes it on 6; expected ide or scsi"
            yield context.finding("XD404", element, message)
        elif kind == "scsi" and not is_disk and model in _MODELS:
            message = (
                f"libvirt's vz driver refuses the model {model} on Virtuozzo {13 - _MODELS[model]}, and takes it on "
                f"{_MODELS[model]}; expected none"
            )
            yield context.finding("XD404", element, message, attribute="model")


def serial_ports(context: DomainContext) -> Iterator[Finding]:
    """Look for a serial port of type udp that listens elsewhere than it sends."""
    for element in context.devices("serial"):
        if element.get("type") == "udp" and _end(element, "bind") != _end(element, "connect"):
            message = "libvirt's vz driver refuses to listen elsewhere than it sends; expected the same <source> twice"
            yield context.finding("XD401", element, message)


def _end(serial: Element, mode: str) -> tuple[str, str] | None:
    for source in serial.iterfind("source"):
        if source.get("mode", "connect") == mode:
            return source.get("host", ""), source.get("service", "")
    return None
