"""How much data does a container take along at most, by what its disk limits say?"""

from __future__ import annotations

from translator.container.space import BEYOND, limit_of
from translator.lenses.mounts import is_root
from translator.plan.context import Context
from translator.plan.item import Data
from translator.values.codec import UNSET
from translator.values.disk import Disk


def data_of(context: Context) -> Data:
    """Return how much there is to copy: the root, and the images of libvzctl's other disks."""
    disks: tuple[Disk, ...] = context.value("DISK") or ()
    images = [disk for disk in disks if disk.image is not None]
    roots = [disk for disk in images if is_root(disk)]
    others = [disk for disk in images if not is_root(disk)]
    root = Data(roots[0].size * 1024, "DISK") if roots and roots[0].size else _root(context)
    if root.limit is None:
        return root
    silent = [disk.image for disk in others if not disk.size]
    if silent:
        return Data(None, f"DISK does not say how large {silent[0] or 'an image'} is")
    limit = root.limit + sum(disk.size for disk in others) * 1024
    why = " and ".join(dict.fromkeys((root.why, *("DISK" for _ in others))))
    return Data(limit, why) if limit < BEYOND else Data(None, f"by {why} it is more than any machine has")


def _root(context: Context) -> Data:
    if context.value("DISK_QUOTA") == "no" and not context.is_image:
        return Data(None, "DISK_QUOTA=no: nothing limits it")
    space = context.value("DISKSPACE")
    if space is UNSET:
        return Data(None, "no DISKSPACE is said")
    limit = limit_of(space)
    return Data(limit, "DISKSPACE has no limit" if limit is None else "DISKSPACE")
