"""What must be seen of a container whose conf says this? Computed from the conf's values alone."""

from __future__ import annotations

import os
from typing import Any

from tests.boot import look
from tests.boot.cases import BootCase, disk
from tests.boot.harness import Host
from translator.isolation import LXC_DROPS
from translator.values.mask import write_ranges

UNLIMITED = 2**63 - 1
#: The KiB that libvirt has for "no limit".
FREE_KIB = UNLIMITED >> 10
#: What a cgroup of the kernel says for "no limit": the largest number of whole pages.
NO_LIMIT = (UNLIMITED // 4096) * 4096
#: The devices of DEVICES that the fixtures name, by number.
NODES = {(10, 229): "fuse", (1, 5): "zero"}

Seen = dict[str, object]


def expected(case: BootCase, host: Host) -> Seen:
    """Return each thing to look at, with what it must be."""
    values: dict[str, Any] = case.values(host)
    return {
        "hostname": values.get("HOSTNAME", str(case.ctid)),
        **_memory(values, case.host_ram),
        **_shown(values, case.host_ram),
        "processors": os.cpu_count(),  # of which CPUS hides none
        **_processors(values),
        **_disks(values),
        **_network(values),
        **_devices(values),
        **_capabilities(values, case.idmap),
        **({"user ids": f"0 {case.idmap.replace(':', ' ')}"} if case.idmap else {}),
    }


def _memory(values: dict[str, Any], host_ram: str | None) -> Seen:
    ram: Any = values.get("PHYSPAGES")
    swap: Any = values.get("SWAPPAGES")
    private: Any = values.get("PRIVVMPAGES")
    if _is_limit(ram):
        both = (ram.limit + swap.limit) * 4096 if _is_limit(swap) else NO_LIMIT
        return {"memory": ram.limit * 4096, "memory and swap": both}
    if _is_limit(private):
        return {
            "memory": private.limit * 4096,
            "memory and swap": private.limit * 4096,
            "memory, soft limit": private.barrier * 4096,
        }
    # libvirt takes what it shows for the limit, too; more RAM than the host's no container can use
    return {"memory": _kib(host_ram) * 1024 if host_ram else NO_LIMIT, "memory and swap": NO_LIMIT}


def _kib(size: str) -> int:
    return int(size.removesuffix("G")) << 20


def _shown(values: dict[str, Any], host_ram: str | None) -> Seen:
    """Return what programs are told of memory (KiB), and what becomes of one that takes more than there is."""
    ram: Any = values.get("PHYSPAGES")
    swap: Any = values.get("SWAPPAGES")
    private: Any = values.get("PRIVVMPAGES")
    seen: Seen = {"MemTotal": _kib(host_ram) if host_ram else FREE_KIB, "SwapTotal": 0}
    if _is_limit(ram):
        seen = {"MemTotal": ram.limit * 4, "SwapTotal": swap.limit * 4 if _is_limit(swap) else 0}
        both = (ram.limit + swap.limit) * 4 if _is_limit(swap) else FREE_KIB
    elif _is_limit(private):
        both = seen["MemTotal"] = private.limit * 4
    else:
        return seen
    # the kernel ends the program
    return {**seen, "taking 500 MiB": 128 + 9} if both < 500 << 10 else seen


def _is_limit(pages: Any) -> bool:
    """Whether a beancounter is a limit; INT_MAX is none of a 32-bit kernel."""
    return pages is not None and pages.limit not in (UNLIMITED, 2**31 - 1)


def _processors(values: dict[str, Any]) -> Seen:
    limits = [limit for limit in (values.get("CPULIMIT", 0), values.get("CPUS", 0) * 100) if limit]
    seen: Seen = {
        "cpu shares": min(values.get("CPUUNITS", 1024), 262_144),
        "cpu quota": min(limits) * 1000 if limits else -1,
        "cpu period": 100_000,
    }
    for name, what in (("CPUMASK", "cpus"), ("NODEMASK", "nodes")):
        if isinstance(values.get(name), tuple):
            seen[what] = write_ranges(values[name])
    return seen


def _disks(values: dict[str, Any]) -> Seen:
    seen: Seen = {}
    if "IOPRIO" in values:
        seen["disk weight"] = (values["IOPRIO"] + 1) * 100
    for name, unit in (("IOLIMIT", "bps"), ("IOPSLIMIT", "iops")):
        for direction in ("read", "write") if name in values else ():
            seen[f"disk {direction} {unit} of {disk()}"] = values[name]
    return seen


def _network(values: dict[str, Any]) -> Seen:
    pairs, adapters = values.get("NETIF", ()), values.get("NETDEV", ())
    addresses = values.get("IP_ADDRESS", ())
    seen: Seen = {"interfaces": {*(["venet0"] if addresses else []), *(pair.ifname for pair in pairs), *adapters}}
    if addresses:
        seen["addresses of venet0"] = {f"{a.ip}/{a.prefix or (128 if ':' in a.ip else 32)}" for a in addresses}
        seen["routes of the host"] = {a.ip for a in addresses}
        seen["default routes"] = {a.family for a in addresses}
        seen["its host answers"] = {a.family for a in addresses}
    for pair in pairs:
        seen[f"{pair.ifname} is up"] = True
        if pair.mac:
            seen[f"MAC of {pair.ifname}"] = pair.mac.lower()
        if pair.host_ifname:
            seen[f"bridge of {pair.host_ifname}"] = pair.bridge
        elif pair.bridge:
            seen[f"ports of {pair.bridge}"] = 1
    if adapters:
        seen["adapters that the host still has"] = set()
    return seen


def _devices(values: dict[str, Any]) -> Seen:
    names = [node.name for node in values.get("DEVNODES", ())]
    names += [NODES[device.major, device.minor] for device in values.get("DEVICES", ())]
    seen: Seen = {f"/dev/{name}": "usable" for name in names}
    return {"/dev/kmsg": "absent", "/dev/null": "usable", **seen}


def _capabilities(values: dict[str, Any], idmap: str | None) -> Seen:
    switches = values.get("CAPABILITY")
    features = values.get("FEATURES")
    on = {name.lower() for name in switches.on} if switches else set()
    off = {name.lower() for name in switches.off} if switches else set()
    if features and "bridge" in features.on:
        on.add("net_admin")
    # of a user namespace the first process has all, whatever the host's may do
    given = set(look.CAPABILITIES) if idmap else look.own_capabilities()
    return {"capabilities": (given - {name.lower() for name in LXC_DROPS} | on) - off}
