"""Which drivers are there? Each is a list of lenses, found by the domain type of a document."""

from __future__ import annotations

from translator.lenses.lens import Driver
from translator.lenses.openvz import OPENVZ

_DRIVERS = {"openvz": OPENVZ}
#: The drivers that documents can be written for.
DRIVERS = tuple(_DRIVERS)


def driver_named(name: str) -> Driver:
    """Return the driver that documents are written for; ValueError for a name that is none."""
    try:
        return _DRIVERS[name]
    except KeyError:
        raise ValueError(f"no driver {name!r}: one of {', '.join(DRIVERS)}") from None


def driver_of(domain_type: str) -> Driver | None:
    """Return the driver that reads documents of a domain type, None for one that is not a container's."""
    return _DRIVERS.get(domain_type, OPENVZ if domain_type in ("vz", "parallels") else None)
