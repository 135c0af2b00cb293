"""What does a container, or its host, look like from within?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tests.boot.harness import Host

# In the kernel's order: a capability's number is its place.
CAPABILITIES = (
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore",
)


@dataclass(frozen=True)
class Interface:
    """A network interface as the kernel knows it."""

    name: str
    mac: str
    addresses: frozenset[str]
    """With their prefixes; link-local IPv6 addresses, which come by themselves, aside."""
    up: bool
    bridge: str | None


def interfaces(host: Host, name: str | None = None) -> dict[str, Interface]:
    """Give the interfaces of a container, or of the host, the loopback aside."""
    command = ["ip", "-json", "address"]
    shown = host.run(command) if name is None else host.in_network_of(name, command)
    return {
        link["ifname"]: Interface(
            link["ifname"],
            link.get("address", ""),
            frozenset(
                f"{address['local']}/{address['prefixlen']}"
                for address in link["addr_info"]
                if address["scope"] != "link"
            ),
            "UP" in link["flags"],
            link.get("master"),
        )
        for link in json.loads(shown)
        if "LOOPBACK" not in link["flags"]
    }


def bridge_members(host: Host, bridge: str) -> set[str]:
    """Give the interfaces that are ports of a bridge."""
    return {one.name for one in interfaces(host).values() if one.bridge == bridge}


def hostname(host: Host, name: str) -> str:
    return host.inside(name, ["hostname"]).strip()


def own_capabilities() -> set[str]:
    """Give those that this process, and so libvirt, cannot exceed."""
    return _bounding(Path("/proc/self/status").read_text())


def capabilities(host: Host, name: str) -> set[str]:
    """Give the capabilities that no process in the container can exceed, by libvirt's names."""
    return _bounding(host.inside(name, ["cat", "/proc/1/status"]))


def _bounding(status: str) -> set[str]:
    [bounding] = [int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapBnd:")]
    return {capability for number, capability in enumerate(CAPABILITIES) if bounding >> number & 1}


def device(host: Host, name: str, node: str) -> str:
    """Say whether a device node can be opened in the container: `usable`, `refused`, or `absent`."""
    if host.attempt_inside(name, ["test", "-e", node]).status:
        return "absent"
    return "refused" if host.attempt_inside(name, ["sh", "-c", f": <{node}"]).status else "usable"


def may_make_device(host: Host, name: str, kind: str, major: int, minor: int) -> bool:
    """Say whether a node can be made in the container and opened there: its cgroup decides on both."""
    node = f"/root/node-{kind}-{major}-{minor}"
    made = host.attempt_inside(name, ["mknod", node, kind, str(major), str(minor)])
    return not made.status and device(host, name, node) == "usable"
