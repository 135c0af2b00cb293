"""Would vzctl start a container of these values, and would its limits and its network do what they are for?

One answer for the rules about confs and for confs that are made of documents. It is vzctl's: OpenVZ 7 knows other
demands. Facts: ve-conf.md 3.7, 5.4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from translator.container.memory import is_vswap
from translator.values.codec import UNLIMITED, UNSET
from translator.values.netif import COMMON_HOST_MAC, Interface


class Obstacle(NamedTuple):
    """What is in the way: the code of its rule, the parameter to blame or missing, and ``item``, the part of its value
    ('' for the whole).
    """

    code: str
    parameter: str
    message: str
    item: str = ""


#: Returns the value of a parameter by its name, UNSET for none.
Values = Callable[[str], Any]


def endless_swap(value: Values) -> Iterator[Obstacle]:
    """Yield VZ324: vzctl adds RAM and swap up for vmguarpages, and the kernel refuses more than LONG_MAX."""
    ram, swap = value("PHYSPAGES"), value("SWAPPAGES")
    if is_vswap(ram) and swap is not UNSET and ram.limit + swap.limit > UNLIMITED:
        said = "unlimited" if swap.limit == UNLIMITED else f"{swap.limit} pages"
        message = (
            f"SWAPPAGES: RAM and swap ({said}) together are more than the kernel takes, so the container does not "
            "start; expected what 'vzctl set --swap unlimited' saves, 0:2251799813685248, or an amount"
        )
        yield Obstacle("VZ324", "SWAPPAGES", message)


def missing_swap(value: Values) -> Iterator[Obstacle]:
    """Yield VZ301: vzctl starts no VSwap container without SWAPPAGES."""
    if is_vswap(value("PHYSPAGES")) and value("SWAPPAGES") is UNSET:
        yield Obstacle(
            "VZ301", "SWAPPAGES", "SWAPPAGES: a container with PHYSPAGES does not start without; expected it"
        )


def missing_quota(value: Values) -> Iterator[Obstacle]:
    """Yield VZ347: where disk quotas are on, vzctl mounts no folder (simfs) without both of its limits."""
    missing = [name for name in ("DISKSPACE", "DISKINODES") if value(name) is UNSET]
    if not missing:
        return
    layout, private = value("VE_LAYOUT"), value("VE_PRIVATE")
    image = str(layout).startswith("ploop") if layout is not UNSET else str(private).endswith(("/root.hdd", ".hds"))
    if image or value("DISK_QUOTA") == "no":
        return
    message = (
        f"{' and '.join(missing)}: missing, so a node with disk quotas does not start the container; "
        'expected a limit, or DISK_QUOTA="no"'
    )
    yield Obstacle("VZ347", missing[0], message)


def deaf_pairs(value: Values) -> Iterator[Obstacle]:
    """Yield VZ419: a bridge takes frames for the MAC of one of its own ports for itself and passes them to nobody."""
    pairs: tuple[Interface, ...] = value("NETIF") or ()
    for pair in pairs:
        if not pair.bridge or (pair.host_mac and pair.host_mac != pair.mac):
            continue
        why = "has the same MAC address" if pair.host_mac else "gets a copy of the MAC address"
        message = (
            f"NETIF: the host's end of {pair.ifname} {why}, so the bridge {pair.bridge} delivers nothing to the "
            f"container; expected host_mac={COMMON_HOST_MAC}, or another one"
        )
        yield Obstacle("VZ419", "NETIF", message, pair.ifname)


def obstacles(value: Values) -> Iterator[Obstacle]:
    """Yield everything that is in the way of a container that another program's document describes."""
    for each in (endless_swap, missing_swap, missing_quota, deaf_pairs):
        yield from each(value)
