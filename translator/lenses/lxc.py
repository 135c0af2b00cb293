"""Where does each parameter live in a document for libvirt's LXC driver?

The document is one that the driver of libvirt 9.0.0 defines, starts and limits; what was seen while running is in the
tests marked ``boot``. The number of CPUs (CPUS) stands in ``<vcpu>``, which LXC does not enforce, and no quota is made
of it: a quota is a CPULIMIT, so that either can be edited without the other. HOSTNAME, NAMESERVER and SEARCHDOMAIN have
no element: a container's host name is the domain's, until its own start-up files say otherwise, which vzctl had written
into the private area; the residue carries them. ONBOOT is no part of a domain, but a command (``virsh autostart``).
"""

from __future__ import annotations

from functools import lru_cache

from translator.lenses.capability import CapabilityLens
from translator.lenses.cpu import WEIGHT, QuotaLens, VcpuLens
from translator.lenses.device import DeviceLens
from translator.lenses.host import IdmapLens, IsolationLens, StartLens
from translator.lenses.image import PrivateLens
from translator.lenses.io import PRIORITY, ThrottleLens
from translator.lenses.lens import Driver
from translator.lenses.memory import CgroupMemoryLens
from translator.lenses.numa import NodeLens
from translator.lenses.routed import RoutedLens
from translator.lenses.text import TextLens


@lru_cache(maxsize=64)
def written_driver(idmap: str | None = None, block_device: str | None = None, layout: str | None = None) -> Driver:
    """Return the driver with the options that a document was written with: the disk may have any name there
    (``*`` is every disk to libvirt 12, ``dev/sda`` what a person typed). ValueError for an idmap that is none.
    """
    return Driver(
        "lxc",
        (
            TextLens("NAME", "title"),
            TextLens("DESCRIPTION", "description"),
            CgroupMemoryLens(),
            VcpuLens(),
            WEIGHT,
            QuotaLens(),
            NodeLens(),
            PRIORITY,
            ThrottleLens(block_device),
            IdmapLens(idmap),
            IsolationLens(),
            StartLens(),
            CapabilityLens(),
            PrivateLens(layout),
            RoutedLens(),
            DeviceLens(),
        ),
        _having,
        alone=True,
    )


def _having(idmap: str | None = None, block_device: str | None = None, layout: str | None = None) -> Driver:
    return written_driver(idmap, block_device, layout)


LXC = written_driver()
