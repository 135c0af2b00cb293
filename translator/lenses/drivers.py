"""Which drivers are there, and what may a caller choose for each? A driver is a list of lenses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict, get_args

from translator.lenses.lens import Driver, DriverName

if TYPE_CHECKING:
    from translator.lenses.called import Naming
    from translator.lenses.hierarchy import Hierarchy
    from translator.lenses.image import Layout


class Choices(TypedDict, total=False):
    """What a caller may choose, by keyword; None is no choice. Each is one of the choices in ``DECLARED``."""

    cgroup: Hierarchy | None
    idmap: str | None
    block_device: str | None
    layout: Layout | None
    host_ram: str | None
    nwfilter: str | None
    name_by: Naming | None
    mounted: str | None


class Choice(NamedTuple):
    """Something that a caller may choose for documents of one driver: an option of ``convert``, a keyword of
    ``conf_to_domain``. ``check`` raises ValueError for a text that is none; ``is_path`` says that it names a file.
    ``hidden`` is one that is found beside a conf: no option says it, for its text is ours.
    """

    name: str
    metavar: str
    help: str
    check: Callable[[str], None]
    is_path: bool = False
    hidden: bool = False


class Declared(NamedTuple):
    """A driver before it is imported: its module holds it under its name in capitals.

    ``planned`` says that there is a plan for those who move a container to it (``translator.plan``).
    """

    module: str
    choices: tuple[Choice, ...] = ()
    planned: bool = False


def _check_idmap(text: str) -> None:
    from translator.lenses.host import read_idmap

    read_idmap(text)


def _check_cgroup(text: str) -> None:
    from translator.lenses.hierarchy import hierarchy_named

    hierarchy_named(text)


def _check_ram(text: str) -> None:
    from translator.lenses.memory import host_ram

    host_ram(text)


def _check_disk(text: str) -> None:
    if not text.startswith("/"):
        raise ValueError(f"no block device: {text!r} (expected an absolute path, such as /dev/sda)")


def _check_filter(text: str) -> None:
    from translator.lenses.routed import is_filter_name

    if not is_filter_name(text):
        raise ValueError(f"no network filter: {text!r} (expected the name of one, such as no-mac-spoofing)")


def _check_layout(text: str) -> None:
    from translator.lenses.image import LAYOUTS

    if text not in LAYOUTS:
        raise ValueError(f"no layout: {text!r} (expected {' or '.join(LAYOUTS)})")


def _check_naming(text: str) -> None:
    from translator.lenses.called import naming

    naming(text)


def _check_mounted(text: str) -> None:
    from translator.lenses.mounts import read_mounted

    read_mounted(text)


DECLARED: Final[Mapping[str, Declared]] = {
    "openvz": Declared("translator.lenses.openvz"),
    "lxc": Declared(
        "translator.lenses.lxc",
        (
            Choice("cgroup", "v2|v1", "the host's hierarchy of cgroups; v2 where nobody says.", _check_cgroup),
            Choice("idmap", "START:COUNT", "the host's ids of the container's users.", _check_idmap),
            Choice("block_device", "PATH", "the host's disk that IOLIMIT and IOPSLIMIT are for.", _check_disk, True),
            Choice(
                "layout",
                "simfs|ploop",
                "how the private area holds the files, if no conf says it.",
                _check_layout,
            ),
            Choice("host_ram", "SIZE", "the host's RAM, for containers without limit to see.", _check_ram),
            Choice("nwfilter", "NAME", "the host's filter for mac_filter, such as no-mac-spoofing.", _check_filter),
            Choice("name_by", "ctid|name|hostname", "what the domain is called by; its id by default.", _check_naming),
            Choice("mounted", "MOUNTS", "what is mounted below the root.", _check_mounted, hidden=True),
        ),
        planned=True,
    ),
    "vz": Declared("translator.lenses.vz"),
}
#: The drivers that documents can be written for.
DRIVERS: Final[tuple[DriverName, ...]] = get_args(DriverName)
#: Domain types of documents that are read but not written, and the driver whose lenses read them.
_READ_BY: Final = {"parallels": "vz"}


@cache
def _driver(name: str) -> Driver:
    driver = getattr(import_module(DECLARED[name].module), name.upper())
    assert isinstance(driver, Driver)  # noqa: S101 - the table above is ours
    return driver


def driver_named(name: str, **choices: str | None) -> Driver:
    """Return the driver that documents are written for, with what a caller chose for it; None is no choice.

    ValueError for a name that is none, or a choice that is not for this driver; TypeError for one that no driver has.
    """
    if name not in DECLARED:
        raise ValueError(f"no driver {name!r}: one of {', '.join(DRIVERS)}")
    if not choices:
        return _driver(name)
    chosen = {choice: text for choice, text in choices.items() if text is not None}
    own = {choice.name: choice for choice in DECLARED[name].choices}
    for choice in choices:
        if choice not in own:
            owners = drivers_with(choice)
            if not owners:
                raise TypeError(f"no driver has {choice!r}")
            if choice in chosen:
                raise ValueError(f"the driver {name!r} has no {choice}: {' and '.join(owners)} has")
    for choice, text in chosen.items():
        own[choice].check(text)
    return _driver(name).having(chosen) if chosen else _driver(name)


def drivers_with(choice: str) -> list[str]:
    """Return the drivers for which something can be chosen."""
    return [name for name, declared in DECLARED.items() if any(each.name == choice for each in declared.choices)]


def driver_of(domain_type: str) -> Driver | None:
    """Return the driver that reads documents of a domain type, None for one that is not a container's."""
    name = _READ_BY.get(domain_type, domain_type)
    return _driver(name) if name in DECLARED else None
