"""What is seen of a running container, from inside, from its host and at its cgroups?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tests.boot import look
from tests.boot.harness import Host, soon

_FILES = {
    "memory": ("memory", "memory.limit_in_bytes"),
    "memory and swap": ("memory", "memory.memsw.limit_in_bytes"),
    "memory, soft limit": ("memory", "memory.soft_limit_in_bytes"),
    "cpu shares": ("cpu", "cpu.shares"),
    "cpu quota": ("cpu", "cpu.cfs_quota_us"),
    "cpu period": ("cpu", "cpu.cfs_period_us"),
    "disk weight": ("blkio", "blkio.bfq.weight"),
}
_HOST = {"ipv4": "169.254.1.1", "ipv6": "fe80::1%venet0"}
_LISTS = {"cpus": "cpuset.cpus", "nodes": "cpuset.mems"}


def observed(host: Host, name: str, things: Iterable[str]) -> dict[str, object]:
    """Return each of the things as it is."""
    inner, outer = look.interfaces(host, name), look.interfaces(host)
    return {thing: _see(host, name, thing, inner, outer) for thing in things}


def _see(
    host: Host, name: str, thing: str, inner: dict[str, look.Interface], outer: dict[str, look.Interface]
) -> object:
    first, _, last = thing.rpartition(" ")
    if thing in _FILES:
        return int(host.cgroup(name, *_FILES[thing]))
    if thing in _LISTS:
        return host.cgroup(name, "cpuset", _LISTS[thing])
    if thing.startswith("disk "):
        _, direction, unit, _, disk = thing.split()
        number = Path(f"/sys/block/{disk}/dev").read_text().strip()
        return dict(_throttles(host, name, direction, unit)).get(number)
    if thing in ("MemTotal", "SwapTotal"):
        return int(host.inside(name, ["sed", "-n", f"s/^{thing}: *//p", "/proc/meminfo"]).split()[0])
    if thing.startswith("/dev/"):
        return look.device(host, name, thing)
    if first == "MAC of":
        return inner[last].mac
    if first == "bridge of":
        return outer[last].bridge
    if first == "ports of":
        return len(look.bridge_members(host, last))
    if thing.endswith(" is up"):
        return inner[thing.removesuffix(" is up")].up
    match thing:
        case "processors":
            return int(host.inside(name, ["grep", "-c", "^processor", "/proc/cpuinfo"]))
        case "capabilities":
            return look.capabilities(host, name)
        case "taking 500 MiB":
            take = "dd if=/dev/zero of=/dev/null bs=500M count=1; echo $?"
            return int(host.inside(name, ["sh", "-c", take]).split()[-1])
        case "hostname":
            return look.hostname(host, name)
        case "interfaces":
            return set(inner)
        case "addresses of venet0":
            return inner["venet0"].addresses
        case "routes of the host":
            return _host_routes(host)
        case "default routes":
            return {family for family in ("ipv4", "ipv6") if _default(host, name, family)}
        case "its host answers":
            return {f for f, host_end in _HOST.items() if _default(host, name, f) and _answers(host, name, host_end)}
        case "adapters that the host still has":
            return {link for link in outer if link.startswith("phys")}
        case "user ids":
            return " ".join(host.inside(name, ["cat", "/proc/self/uid_map"]).split())
    raise LookupError(thing)


def _throttles(host: Host, name: str, direction: str, unit: str) -> list[tuple[str, int]]:
    lines = host.cgroup(name, "blkio", f"blkio.throttle.{direction}_{unit}_device").splitlines()
    return [(disk, int(limit)) for disk, limit in (line.split() for line in lines)]


def _host_routes(host: Host) -> set[str]:
    """Return the addresses that the host has a route of their own to; to IPv6 ones it has it a moment later."""
    found: set[str] = set()

    def all_there() -> bool:
        for family in ("-4", "-6"):
            shown = json.loads(host.run(["ip", family, "-json", "route"]))
            found.update(r["dst"] for r in shown if r.get("dev", "").startswith("vnet") and "/" not in r["dst"])
        links = json.loads(host.run(["ip", "-json", "address"]))
        return {info["address"] for link in links for info in link["addr_info"] if "address" in info} <= found

    soon(all_there)
    return {address for address in found if not address.startswith("fe80:")}


def _answers(host: Host, name: str, host_end: str) -> bool:
    """Ask for as long as an IPv6 address may take to be known as nobody else's."""
    return soon(lambda: not host.attempt_inside(name, ["ping", "-c", "1", "-W", "1", host_end]).status)


def _default(host: Host, name: str, family: str) -> bool:
    return "venet0" in host.in_network_of(name, ["ip", f"-{family[-1]}", "route", "show", "default"])
