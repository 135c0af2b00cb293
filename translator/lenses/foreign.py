"""What does vzctl demand of a conf that another program's document says nothing of?

Such a document has no residue, and no base beside it. What every container has is added, as far as that changes
nothing of what the document says: no disk quota, where it has no limit. What is guessed or given up is told.
"""

from __future__ import annotations

from collections.abc import Mapping

from translator.container.memory import VSWAP_UNLIMITED
from translator.domain.view import Nic, View
from translator.lenses.lens import Advice, Driver, Put
from translator.lenses.memory import free_ram
from translator.values.codec import UNLIMITED, UNSET
from translator.values.size import Pair, Quota


def on_bridges(view: View) -> None:
    """Have an interface in a network of libvirt's be on the network's bridge, where libvirt says which that is: it does
    of a domain that runs.
    """
    bridges: Mapping[int, str] = view.get("bridges", {})
    if bridges:
        nics: tuple[Nic, ...] = view["interfaces"]
        view["interfaces"] = tuple(
            nic._replace(type="bridge", source=bridges[at]) if at in bridges else nic for at, nic in enumerate(nics)
        )


def without_filled_in(view: View, driver: Driver) -> Advice | None:
    """Take no limit for what is none: libvirt writes one CPU into every domain that says nothing, and LXC gives all.

    Returns what is to be told of a document without libvirt's ``placement``, where somebody may have written it.
    """
    if driver.name != "lxc" or view.get("vcpu") != 1 or "vcpu/@cpuset" in view:
        return None
    del view["vcpu"]
    return (
        None if view.get("placed") else Advice("VZ556", "vcpu", "LXC gives all CPUs: no CPUS, which would be a limit")
    )


def complete(put: Put) -> None:
    """Add what is demanded."""
    if put.settings.dialect.name == "vzctl":
        _memory(put)
        _quota(put)


def _memory(put: Put) -> None:
    """Have a container without any limit of RAM be one with VSwap: libvirt's OpenVZ driver prints a memory of 0, and
    without VSwap vzctl wants all beancounters.
    """
    if put.value("PHYSPAGES") is UNSET:
        free_ram(put)
        put.set("SWAPPAGES", Pair(0, VSWAP_UNLIMITED))


def _quota(put: Put) -> None:
    """Have vzctl start the container on a node with disk quotas: without any limit of space it needs none."""
    if str(put.value("VE_LAYOUT")).startswith("ploop"):
        return
    if put.value("DISKSPACE") is UNSET:
        put.set("DISK_QUOTA", "no")
    elif put.value("DISKINODES") is UNSET:
        put.set("DISKINODES", Quota(UNLIMITED, UNLIMITED))
