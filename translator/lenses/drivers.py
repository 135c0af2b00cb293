"""Which drivers are there? Each is a list of lenses, found by the domain type of a document."""

from __future__ import annotations

from translator.lenses.lens import Driver
from translator.lenses.lxc import LXC, lxc_driver
from translator.lenses.openvz import OPENVZ

_DRIVERS = {"openvz": OPENVZ, "lxc": LXC}
#: The drivers that documents can be written for.
DRIVERS = tuple(_DRIVERS)


def driver_named(name: str, *, idmap: str | None = None, block_device: str | None = None) -> Driver:
    """Return the driver that documents are written for; ValueError for a name that is none, or options not for it."""
    if idmap is not None or block_device is not None:
        if name != "lxc":
            raise ValueError(f"the driver {name!r} has no idmap and no block device: lxc has")
        return lxc_driver(idmap, block_device)
    try:
        return _DRIVERS[name]
    except KeyError:
        raise ValueError(f"no driver {name!r}: one of {', '.join(DRIVERS)}") from None


def driver_of(domain_type: str) -> Driver | None:
    """Return the driver that reads documents of a domain type, None for one that is not a container's."""
    return _DRIVERS.get(domain_type, OPENVZ if domain_type in ("vz", "parallels") else None)
