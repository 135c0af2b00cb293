"""Where do disk priority and ceilings live?"""

from __future__ import annotations

from translator.conf.settle import Settings
from translator.lenses.lens import Got, Lens, Put
from translator.values.codec import UNSET


class BlkioLens(Lens):
    """IOPRIO 0 to 7 is a weight of 100 to 800, so that the default 4 is the kernel's default 500; no formula of
    libvirt's or vzctl's exists. Other weights come back as the nearest priority."""

    parameters = ("IOPRIO",)
    places = ("blkiotune/weight",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the weight."""
        priority = settings.value("IOPRIO")
        if priority is not UNSET:
            got.view["blkiotune/weight"] = (priority + 1) * 100
            got.native["IOPRIO"] = "blkiotune/weight"

    def put(self, put: Put) -> None:
        """Write the nearest priority."""
        weight = put.view.get("blkiotune/weight")
        if not weight:
            put.set("IOPRIO", UNSET)
            return
        priority = min(7, max(0, (weight + 50) // 100 - 1))
        if weight != (priority + 1) * 100:
            put.notes.append(
                ("blkiotune/weight", f"weight {weight} became priority {priority}, which is {(priority + 1) * 100}")
            )
        put.set("IOPRIO", priority)
