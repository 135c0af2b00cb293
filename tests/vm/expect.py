"""What must be seen on a host with cgroup v2 of a container whose conf says this? Computed from the conf alone.

What v2 cannot say is here, too, as the rule that stands in the README: the nearest weight that the host takes.
"""

from __future__ import annotations

from typing import Any

from tests.vm.cases import DISK, Started
from translator.values.mask import write_ranges

#: Of an unlimited container, in KiB: libvirt's own word for it.
FREE = 9007199254740991
#: What the kernel knows, from bit 0 on; those of libvirt's default set and what it drops are seen in ``bare``.
CAPABILITIES = (
    "chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable net_bind_service "
    "net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin "
    "sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease audit_write audit_control setfcap mac_override "
    "mac_admin syslog wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore"
).split()
#: libvirt's LXC driver takes these from a container that nobody gives them.
DROPPED = frozenset(("sys_module", "sys_time", "mknod", "audit_control", "mac_admin"))
_LIMITS = ("memory.max", "memory.swap.max", "memory.high", "cpu.max", "io.max", "cpuset.cpus", "cpuset.mems")
_DEFAULTS = {"memory.max": "max", "memory.swap.max": "max", "memory.high": "max", "cpu.max": "max 100000"}


def expected(started: Started) -> dict[str, object]:
    """Return each thing that is looked at, with what it must be."""
    values = started.values()
    return {
        "hostname": started.name,
        **_memory(values, started.options),
        **_processors(values),
        **_disks(values),
        "capabilities": _capabilities(values),
        "user ids": started.options.get("idmap", "0:4294967295").split(":"),
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
    return (set(CAPABILITIES) - DROPPED | on) - off


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
    }
    return found


def _set(levels: list[dict[str, str]], name: str, default: str) -> str:
    """Return what is set of one file: machined puts some on the scope, libvirt some on the cgroup below."""
    said = {files[name] for files in levels if files.get(name, default) != default}
    return said.pop() if said else default


def _throttle(text: str) -> dict[str, str]:
    return {key: value for key, value in (word.split("=") for word in text.split()[1:]) if value != "max"}


def _names(bits: int) -> set[str]:
    return {name for at, name in enumerate(CAPABILITIES) if bits >> at & 1}
