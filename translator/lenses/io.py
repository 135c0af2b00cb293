"""Where do disk priority and ceilings live?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.conf.settle import Settings
from translator.domain.view import View
from translator.lenses.lens import Advice, Got, Lens, Put
from translator.lenses.scalar import Note, ScalarLens
from translator.values.codec import UNSET


def _priority(weight: int, note: Note) -> Any:
    """Return the nearest priority; 0 is libvirt's word for no weight."""
    if not weight:
        return UNSET
    priority = min(7, max(0, (weight + 50) // 100 - 1))
    if weight != (priority + 1) * 100:
        note(f"weight {weight} became priority {priority}, which is {(priority + 1) * 100}")
    return priority


#: IOPRIO 0 to 7 is a weight of 100 to 800, so that the default 4 is the kernel's default 500; no formula of libvirt's
#: or vzctl's exists.
PRIORITY = ScalarLens("IOPRIO", "blkiotune/weight", to=lambda priority: (priority + 1) * 100, back=_priority)


class ThrottleLens(Lens):
    """IOLIMIT and IOPSLIMIT are throttles of one disk, for reading and for writing each, where the disk is known.

    A cgroup knows no throttle of all disks together. Without a disk both travel in the residue, and a person is told.
    """

    parameters: Mapping[str, str] = {
        "IOLIMIT": "blkiotune/device/read_bytes_sec, write_bytes_sec",
        "IOPSLIMIT": "blkiotune/device/read_iops_sec, write_iops_sec",
    }
    places = ("blkiotune/device",)
    #: What vzctl can hold.
    HIGHEST = 2**31 - 1

    def __init__(self, device: str | None) -> None:
        self.device = device
        self.options = {} if device is None else {"block_device": device}

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write operations and bytes in a second, in libvirt's order; 0 is no limit."""
        limits: list[tuple[str, int]] = []
        for parameter, unit in (("IOPSLIMIT", "iops"), ("IOLIMIT", "bytes")):
            limit = settings.value(parameter)
            if limit is UNSET or limit == 0:
                continue
            if self.device is None:
                message = "a limit needs the disk it is for: name the one that holds the containers (--block-device)"
                got.advice.append(Advice("VZ514", parameter, message))
            else:
                limits += [(f"read_{unit}_sec", limit), (f"write_{unit}_sec", limit)]
                got.native[parameter] = f"blkiotune/device/read_{unit}_sec, write_{unit}_sec"
        if limits and self.device is not None:
            got.view["blkiotune/device"] = ((self.device, tuple(limits)),)

    def options_of(self, view: View, derived: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the first disk of a document, whatever its name is."""
        devices = view.get("blkiotune/device")
        return {"block_device": devices[0][0]} if devices else {}

    def put(self, put: Put) -> None:
        """Write the smaller one of the two directions of the first disk."""
        devices = put.view.get("blkiotune/device", ())
        for path, _ in devices[1:]:
            put.lose("blkiotune/device", f"a container has one limit for all disks: {path}")
        limits = dict(devices[0][1]) if devices else {}
        if "weight" in limits:
            put.lose("blkiotune/device", "a container has one weight for all disks")
        for parameter, unit in (("IOPSLIMIT", "iops"), ("IOLIMIT", "bytes")):
            given = {limit for d in ("read", "write") if (limit := limits.get(f"{d}_{unit}_sec", 0))}
            limit = min(given, default=0)
            if given and (len(given) > 1 or limit > self.HIGHEST or f"read_{unit}_sec" not in limits):
                put.note("blkiotune/device", f"{parameter} is {limit} in both directions together")
            if limit or put.settings.value(parameter) != 0:  # 0 is no limit, too
                put.set(parameter, min(limit, self.HIGHEST) or UNSET)
