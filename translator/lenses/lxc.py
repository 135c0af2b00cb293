"""Where does each parameter live in a document for libvirt's LXC driver?

The document is one that the driver of libvirt 9.0.0 defines, starts and limits; what was seen while running is in the
tests marked ``boot`` (cgroup v1) and ``vm`` (v2). The number of CPUs (CPUS) stands in ``<vcpu>``, which LXC does not
enforce; a quota that is derived of it does. HOSTNAME, NAMESERVER and SEARCHDOMAIN have
no element: a container's host name is the domain's, until its own start-up files say otherwise, which vzctl had written
into the private area; the residue carries them. ONBOOT is no part of a domain, but a command (``virsh autostart``).
"""

from __future__ import annotations

from functools import lru_cache

from translator.lenses.called import CalledLens
from translator.lenses.capability import CapabilityLens
from translator.lenses.cpu import BoundQuotaLens, VcpuLens, WeightLens
from translator.lenses.device import DeviceLens
from translator.lenses.environment import EnvironmentLens
from translator.lenses.hierarchy import HierarchyLens, hierarchy_named
from translator.lenses.host import IdmapLens, IsolationLens, StartLens
from translator.lenses.image import PrivateLens
from translator.lenses.io import PriorityLens, ThrottleLens
from translator.lenses.lens import Driver
from translator.lenses.memory import CgroupMemoryLens
from translator.lenses.numa import NodeLens
from translator.lenses.routed import RoutedLens
from translator.lenses.text import TextLens


@lru_cache(maxsize=64)
def written_driver(
    cgroup: str | None = None,
    idmap: str | None = None,
    block_device: str | None = None,
    layout: str | None = None,
    host_ram: str | None = None,
    nwfilter: str | None = None,
    mounted: str | None = None,
    name_by: str | None = None,
) -> Driver:
    """Return the driver with the options that a document was written with: the disk may have any name there
    (``*`` is every disk to libvirt 12, ``dev/sda`` what a person typed). ValueError for an option that is none.
    """
    hierarchy = hierarchy_named(cgroup)
    return Driver(
        "lxc",
        (
            HierarchyLens(cgroup),
            CalledLens(name_by),
            TextLens("DESCRIPTION", "description"),
            CgroupMemoryLens(hierarchy, host_ram),
            VcpuLens(),
            WeightLens(hierarchy),
            BoundQuotaLens(),
            NodeLens(),
            PriorityLens(hierarchy),
            ThrottleLens(block_device),
            IdmapLens(idmap),
            IsolationLens(),
            StartLens(),
            EnvironmentLens(),
            CapabilityLens(),
            PrivateLens(layout, mounted),
            RoutedLens(nwfilter),
            DeviceLens(),
        ),
        _having,
        alone=True,
    )


def _having(**options: str) -> Driver:
    return written_driver(**options)


LXC = written_driver()
