"""Where do disk priority and ceilings live?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.conf.settle import Settings
from translator.domain.view import View
from translator.lenses.hierarchy import Hierarchy
from translator.lenses.lens import Advice, Got, Lens, Put
from translator.values.codec import UNSET


class PriorityLens(Lens):
    """IOPRIO 0 to 7 is a weight of eight equal steps; no formula of libvirt's or vzctl's exists.

    A container of OpenVZ's default priority, 4, has the default weight of the kernel: 500 with cgroup v1, 100 with v2.
    libvirt's schema has no weight below 100, so that with v2 the priorities below the default are written as the
    default; the residue has them.
    """

    parameters: Mapping[str, str] = {"IOPRIO": "blkiotune/weight"}
    places = ("blkiotune/weight",)
    STEP: Mapping[Hierarchy, int] = {"v1": 100, "v2": 20}
    LOWEST = 100

    def __init__(self, hierarchy: Hierarchy) -> None:
        self.step = self.STEP[hierarchy]

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the weight."""
        priority = settings.value("IOPRIO")
        if priority is UNSET:
            return
        exact = (priority + 1) * self.step
        weight = got.view["blkiotune/weight"] = max(exact, self.LOWEST)
        (got.native if weight == exact else got.shown)["IOPRIO"] = "blkiotune/weight"
        if weight != exact:
            message = f"libvirt says no weight below {weight}: {priority} counts as much as the default there"
            got.advice.append(Advice("VZ531", "IOPRIO", message))

    def put(self, put: Put) -> None:
        """Write the nearest priority; 0 is libvirt's word for no weight."""
        weight, step = put.view.get("blkiotune/weight"), self.step
        if not weight:
            put.set("IOPRIO", UNSET)
            return
        priority = min(7, max(0, (weight + step // 2) // step - 1))
        if weight != (priority + 1) * step:
            message = f"weight {weight} became priority {priority}, which is {(priority + 1) * step}"
            put.note("blkiotune/weight", message)
        put.set("IOPRIO", priority)


class ThrottleLens(Lens):
    """IOLIMIT and IOPSLIMIT are throttles of one disk, for reading and for writing each, where the disk is known.

    A cgroup knows no throttle of all disks together. Without a disk both travel in the residue, and a person is told.
    """

    parameters: Mapping[str, str] = {
        "IOLIMIT": "blkiotune/device/read_bytes_sec, write_bytes_sec",
        "IOPSLIMIT": "blkiotune/device/read_iops_sec, write_iops_sec",
    }
    places = ("blkiotune/device",)
    #: Without a disk, a document of another program shows no limit, and vz.conf's may be in force all the same.
    demanded = True
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
