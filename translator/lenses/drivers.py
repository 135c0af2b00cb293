"""Which drivers are there? Each is a list of lenses, found by the domain type of a document."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final

from translator.lenses.lens import Driver

#: Driver to its module, which holds it under its name in capitals; imported when it is asked for.
_MODULES: Final = {"openvz": "translator.lenses.openvz", "lxc": "translator.lenses.lxc"}
#: The drivers that documents can be written for.
DRIVERS = tuple(_MODULES)
#: Domain types of documents that are read but not written, and the driver whose lenses read them.
_READ_BY: Final = {"vz": "openvz", "parallels": "openvz"}


@cache
def _driver(name: str) -> Driver:
    driver = getattr(import_module(_MODULES[name]), name.upper())
    assert isinstance(driver, Driver)  # noqa: S101 - the table above is ours
    return driver


def driver_named(name: str, *, idmap: str | None = None, block_device: str | None = None) -> Driver:
    """Return the driver that documents are written for; ValueError for a name that is none, or options not for it."""
    if name not in _MODULES:
        raise ValueError(f"no driver {name!r}: one of {', '.join(DRIVERS)}")
    if idmap is None and block_device is None:
        return _driver(name)
    if name != "lxc":
        raise ValueError(f"the driver {name!r} has no idmap and no block device: lxc has")
    from translator.lenses.lxc import lxc_driver

    return lxc_driver(idmap, block_device)


def driver_of(domain_type: str) -> Driver | None:
    """Return the driver that reads documents of a domain type, None for one that is not a container's."""
    name = _READ_BY.get(domain_type, domain_type)
    return _driver(name) if name in _MODULES else None
