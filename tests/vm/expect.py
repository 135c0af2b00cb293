"""What must be seen on a host with cgroup v2 of a container whose conf says this? Computed from the conf alone.

What v2 cannot say is here, too, as the rule that stands in the manual: the nearest weight that the host takes.
"""

from __future__ import annotations

import re
from typing import Any

from tests.boot.look import CAPABILITIES
from tests.vm.cases import DISK, Started
from tests.vm.machine import PROCESSORS
from translator.isolation import LXC_DROPS
from translator.values.mask import write_ranges

#: Of an unlimited container, in KiB: libvirt's own word for it.
FREE = 9007199254740991
_LIMITS = ("memory.max", "memory.swap.max", "memory.high", "cpu.max", "io.max", "cpuset.cpus", "cpuset.mems")
_DEFAULTS = {"memory.max": "max", "memory.swap.max": "max", "memory.high": "max", "cpu.max": "max 100000"}


def expected(started: Started) -> dict[str, object]:
    """Return each thing that is looked at, with what it must be."""
    values = started.values()
    memory = _memory(values, started.options)
    return {
        "hostname": started.name,
        **memory,
        **_processors(values),
        **_disks(values),
        "capabilities": _capabilities(values),
        "user ids": started.options.get("idmap", "0:4294967295").split(":"),
        "processors": PROCESSORS,  # of which CPUS hides none
        "devices": _devices(values),
        **_network(values, started.options),
        # the kernel ends a process that wants more than there is
        "too much": (0 if memory["memory.max"] == "max" else 137) if "too much" in started.inside else None,
    }


def _memory(values: dict[str, Any], options: dict[str, str]) -> dict[str, object]:
    ram, swap, private = (_pages(values, name) for name in ("PHYSPAGES", "SWAPPAGES", "PRIVVMPAGES"))
    limit = ram or private
    if ram is None:
        swap = None if private is None else 0  # the counters' limit is that of both together
    size = {"4G": 4 << 20}[options["host_ram"]] if limit is None and "host_ram" in options else None
    kib = size or (FREE if limit is None else limit * 4)
    return {
        "memory.max": str(kib * 1024) if kib != FREE else "max",
        "memory.swap.max": "max" if swap is None else str(swap * 4096),
        "memory.high": "max",
        "MemTotal": kib,
        # libvirt takes the RAM off what it takes for a limit of both
        "SwapTotal": 0 if swap is None else (swap * 4 - kib) % 2**64,
    }


def _pages(values: dict[str, Any], name: str) -> int | None:
    limit: int | None = values[name].limit if name in values else None
    return None if limit in (2**63 - 1, 2**31 - 1) else limit


def _processors(values: dict[str, Any]) -> dict[str, object]:
    units = values.get("CPUUNITS", 1000)
    limits = [limit for limit in (values.get("CPULIMIT", 0), values.get("CPUS", 0) * 100) if limit]
    return {
        "cpu.weight": str(min(max((units + 5) // 10, 2), 10_000)),
        "cpu.max": f"{min(limits) * 1000} 100000" if limits else "max 100000",
        "cpuset.cpus": write_ranges(values["CPUMASK"]) if "CPUMASK" in values else "",
        "cpuset.mems": write_ranges(values["NODEMASK"]) if "NODEMASK" in values else "",
    }


def _disks(values: dict[str, Any]) -> dict[str, object]:
    throttle = {}
    for name, unit in (("IOLIMIT", "bps"), ("IOPSLIMIT", "iops")):
        for way in ("r", "w") if name in values else ():
            throttle[f"{way}{unit}"] = str(values[name])
    return {"io.weight": str(max((values.get("IOPRIO", 4) + 1) * 20, 100)), f"io.max of {DISK}": throttle}


def _capabilities(values: dict[str, Any]) -> set[str]:
    switches, features = values.get("CAPABILITY"), values.get("FEATURES")
    on = {name.lower() for name in switches.on} if switches else set()
    off = {name.lower() for name in switches.off} if switches else set()
    if features and "bridge" in features.on:
        on.add("net_admin")
    return (set(CAPABILITIES) - {name.lower() for name in LXC_DROPS} | on) - off


def _devices(values: dict[str, Any]) -> dict[str, str]:
    given = {node.name for node in values.get("DEVNODES", ())}
    given |= {"fuse" for device in values.get("DEVICES", ()) if (device.major, device.minor) == (10, 229)}
    return {
        "null": "usable",
        "kmsg": "absent",
        **{n: "usable" if n in given else "absent" for n in ("fuse", "net/tun")},
    }


def _network(values: dict[str, Any], options: dict[str, str]) -> dict[str, object]:
    addresses, pairs = values.get("IP_ADDRESS", ()), values.get("NETIF", ())
    interfaces = {pair.ifname: {pair.mac.lower()} for pair in pairs}
    interfaces |= {adapter: {"02:00:00:00:00:07"} for adapter in values.get("NETDEV", ())}
    if addresses:
        interfaces["venet0"] = {f"{a.ip}/{a.prefix or (128 if ':' in a.ip else 32)}" for a in addresses}
    ends = {"ipv4": "169.254.1.1", "ipv6": "fe80::1%venet0"}
    return {
        "interfaces": interfaces,
        "its host answers": {ends[a.family] for a in addresses},
        "ports": {pair.host_ifname for pair in pairs},
        "filters": {pair.host_ifname for pair in pairs if pair.mac_filter != "off" and "nwfilter" in options},
    }


def seen(answer: dict[str, Any]) -> dict[str, object]:
    """Return the same things as they are, by what the machine saw of a container."""
    inside = {name: said["out"] for name, said in answer["inside"].items()}
    levels = [files for path, files in answer["cgroup"].items() if "machine-lxc" in path]
    meminfo = dict(line.split(":") for line in inside["meminfo"].splitlines())
    found: dict[str, object] = {
        "hostname": inside["hostname"],
        **{name: _set(levels, name, _DEFAULTS.get(name, "")) for name in _LIMITS if name != "io.max"},
        "cpu.weight": _set(levels, "cpu.weight", "100"),
        "io.weight": _set(levels, "io.weight", "default 100").removeprefix("default "),
        "MemTotal": int(meminfo["MemTotal"].removesuffix("kB")),
        "SwapTotal": int(meminfo["SwapTotal"].removesuffix("kB")),
        f"io.max of {DISK}": _throttle(_set(levels, "io.max", "")),
        "capabilities": _names(int(inside["capabilities"].split()[1], 16)),
        "user ids": inside["user ids"].split()[1:],
        "processors": int(inside["processors"]),
        "devices": dict(line.split() for line in inside["devices"].splitlines()),
        "interfaces": _interfaces(inside["interfaces"]),
        "its host answers": set(inside["its host answers"].split()),
        "ports": set(re.findall(r"^[0-9]+: ([^@:]+)", answer["looks"]["ports"]["out"], re.MULTILINE)),
        "filters": set(re.findall(r"^-i (\S+) -j libvirt-I-", answer["looks"]["filters"]["out"], re.MULTILINE)),
        "too much": int(inside["too much"].split()[-1]) if "too much" in inside else None,
    }
    return found


def _interfaces(text: str) -> dict[str, set[str]]:
    """Return the interfaces that ``ip address`` shows, loopback aside: MACs of pairs, the addresses of venet0."""
    found: dict[str, set[str]] = {}
    for part in re.split(r"^[0-9]+: ", text, flags=re.MULTILINE)[1:]:
        name = re.split("[@:]", part)[0]
        if name == "venet0":  # an address with the other end of its link, where the prefix of both stands
            addresses = re.findall(r"inet6? ([0-9a-f.:]+)(?: peer [0-9a-f.:]+)?(/[0-9]+) scope global", part)
            found[name] = {address + prefix for address, prefix in addresses}
        else:
            found[name] = set(re.findall(r"link/ether (\S+)", part))
    return {name: what for name, what in found.items() if name != "lo"}


def _set(levels: list[dict[str, str]], name: str, default: str) -> str:
    """Return what is set of one file: machined puts some on the scope, libvirt some on the cgroup below."""
    said = {files[name] for files in levels if files.get(name, default) != default}
    return said.pop() if said else default


def _throttle(text: str) -> dict[str, str]:
    return {key: value for key, value in (word.split("=") for word in text.split()[1:]) if value != "max"}


def _names(bits: int) -> set[str]:
    return {name for at, name in enumerate(CAPABILITIES) if bits >> at & 1}
