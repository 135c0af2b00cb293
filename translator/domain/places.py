"""Which places has a document of a container? All that libvirt may print, in its order, each declared once.

What is read, printed and updated follows from this table: a value that is one text of an element is one line here
(``Scalar``), anything else a class in :mod:`translator.domain.place`. The order is that of libvirt's own documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from translator.domain.place import Foreign, Place
from translator.domain.place.capability import Capabilities
from translator.domain.place.cpus import Nodes, Vcpu
from translator.domain.place.filesystem import Filesystems
from translator.domain.place.hostdev import Hostdevs
from translator.domain.place.idmap import Idmap
from translator.domain.place.implied import (
    Event,
    Implied,
    read_clock,
    read_console,
    read_emulator,
    read_init,
    read_os_type,
    read_resource,
    read_seclabel,
)
from translator.domain.place.initenv import Initenv
from translator.domain.place.interface import Interfaces
from translator.domain.place.memory import CurrentMemory, Memory
from translator.domain.place.metadata import Metadata
from translator.domain.place.record import Records
from translator.domain.place.scalar import FLAG, KIB, NUMBER, TEXT, Scalar
from translator.domain.place.throttle import Throttles

_DISPLAY = "a container has no display"

PLACES: Final[tuple[Place, ...]] = (
    Scalar("name", TEXT),
    Scalar("uuid", TEXT),
    Foreign("genid", "a container has no generation id"),
    Scalar("title", TEXT),
    Scalar("description", TEXT),
    Metadata("metadata", "residue"),
    Foreign("maxMemory", "a container has no memory slots"),
    Memory("memory"),
    CurrentMemory("currentMemory"),
    Scalar("blkiotune/weight", NUMBER),
    Throttles("blkiotune/device", "blkiotune/device"),
    Scalar("memtune/hard_limit", KIB),
    Scalar("memtune/soft_limit", KIB),
    Scalar("memtune/min_guarantee", KIB),
    Scalar("memtune/swap_hard_limit", KIB),
    Foreign("memoryBacking", "a container's memory is the host's"),
    Vcpu("vcpu"),
    Foreign("vcpus"),
    Foreign("iothreads"),
    Scalar("cputune/shares", NUMBER),
    Scalar("cputune/period", NUMBER),
    Scalar("cputune/quota", NUMBER),
    Nodes("numatune/memory"),
    Implied("resource", read_resource),
    Foreign("sysinfo", "a container has no firmware"),
    Foreign("bootloader"),
    Implied("os/type", read_os_type, "<type>exe</type>"),
    Implied("os/init", read_init, "<init>/sbin/init</init>"),
    Foreign("os/initarg", "vzctl starts /sbin/init without arguments"),
    Initenv("os/initenv", "os/initenv"),
    Foreign("os/initdir", "vzctl starts /sbin/init in /"),
    Foreign("os/inituser", "vzctl starts /sbin/init as root"),
    Foreign("os/initgroup", "vzctl starts /sbin/init as root"),
    Idmap("idmap", "idmap"),
    Scalar("features/privnet", FLAG),
    Capabilities("features/capabilities", "features/capabilities"),
    Foreign("cpu", "a container runs on the host's CPU"),
    Implied("clock", read_clock, "<clock offset='utc'/>"),
    Event("on_poweroff", "destroy"),
    Event("on_reboot", "destroy", {"lxc": "restart", "vz": "restart"}),
    Event("on_crash", "destroy"),
    Foreign("on_lockfailure"),
    Foreign("pm"),
    Foreign("perf"),
    Implied("devices/emulator", read_emulator),
    Foreign("devices/disk", "a container has file systems, not disks"),
    Foreign("devices/controller", "a container has no buses"),
    Filesystems("devices/filesystem", "filesystems"),
    Interfaces("devices/interface", "interfaces"),
    # LXC starts no container without a console
    Implied("devices/console", read_console, by_type={"lxc": "<console type='pty'/>"}, several=True),
    Foreign("devices/input", "a container has no keyboard or mouse"),
    Foreign("devices/graphics", _DISPLAY),
    Foreign("devices/sound", "a container has no sound card"),
    Foreign("devices/video", _DISPLAY),
    Hostdevs("devices/hostdev", "hostdevs"),
    Foreign("devices/memballoon", "a container has no balloon"),
    Implied("seclabel", read_seclabel, several=True),
    Foreign(
        "lxc:namespace",
        "a container has namespaces of its own",
        tag="{http://libvirt.org/schemas/domain/lxc/1.0}namespace",
    ),
)

#: What a view calls a value, to the place that has it.
BY_NAME: Final[Mapping[str, Place]] = {name: place for place in PLACES for name in place.names}
#: The names of the places that hold several records.
RECORDS: Final = tuple(place.name for place in PLACES if isinstance(place, Records))


def _order() -> dict[str, list[str]]:
    """Return the tags below each element, by its path ('' for the root), in libvirt's order."""
    order: dict[str, dict[str, None]] = {"": {}}
    for place in PLACES:
        if place.above:
            order[""].setdefault(place.above)
        order.setdefault(place.above, {}).setdefault(place.tag)
    return {above: list(tags) for above, tags in order.items()}


ORDER: Final[Mapping[str, list[str]]] = _order()
