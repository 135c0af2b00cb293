"""What is open between an LXC container and its host that OpenVZ kept shut, and what shuts it?

Measured with libvirt 9.0: ``tests/boot/test_filter.py`` and, on cgroup v2, ``fixtures/recorded/lxc-cgroup-v2.jsonl``.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator
from typing import NamedTuple

from translator.characters import lower
from translator.conf.settle import Settings
from translator.domain.view import UNLIMITED_KIB, View, is_venet
from translator.values.codec import UNSET
from translator.values.switch import CAPABILITIES

#: The capabilities that vzctl gives a container whose conf does not say (facts: ve-conf.md 3.10). VE_ADMIN, which only
#: OpenVZ's kernel has, stands for what NET_ADMIN and SYS_ADMIN allow in a container's own network and mounts.
OPENVZ_GIVES = frozenset(
    "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE "
    "NET_BROADCAST NET_RAW IPC_LOCK IPC_OWNER SYS_CHROOT SYS_PTRACE SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TTY_CONFIG "
    "MKNOD LEASE AUDIT_WRITE SETFCAP VE_ADMIN".split()
)
#: Those that libvirt's LXC driver takes away where the document does not say; it gives all others.
LXC_DROPS = frozenset(("SYS_MODULE", "SYS_TIME", "MKNOD", "AUDIT_CONTROL", "MAC_ADMIN"))

#: All that Linux has, in the order of the kernel's bits where vzctl has a name for it, and then the newer ones.
_LINUX = (
    *(name for name in CAPABILITIES if name != "VE_ADMIN"),
    *("AUDIT_CONTROL MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF".split()),
    "CHECKPOINT_RESTORE",
)


class Exposure(NamedTuple):
    """How a container differs from what it was, and why that is, or what can be done; ``by_hand`` where it has to."""

    applies: str
    why: str
    by_hand: bool = False


class Apart(NamedTuple):
    """The capabilities that a container has in LXC alone, and those that it had in OpenVZ alone."""

    more: tuple[str, ...]
    less: tuple[str, ...]


def capabilities_apart(settings: Settings, view: View) -> Apart:
    """Return what a container may do in the one place and not in the other, by its conf and by its document."""
    policy, listed = view.get("features/capabilities", ("default", ()))
    states = dict(listed)
    rest = {"allow": frozenset[str](), "deny": frozenset(_LINUX)}.get(policy, LXC_DROPS)
    lxc = {name for name in _LINUX if states.get(lower(name), "off" if name in rest else "on") == "on"}
    switches, features = settings.value("CAPABILITY"), settings.value("FEATURES")
    openvz = set(OPENVZ_GIVES)
    if features is not UNSET and "bridge" in features.on:
        openvz.add("NET_ADMIN")
    if switches is not UNSET:
        openvz = (openvz | set(switches.on)) - set(switches.off)
    return Apart(
        tuple(name for name in _LINUX if name in lxc - openvz), tuple(name for name in _LINUX if name in openvz - lxc)
    )


def root_notes(view: View, *, chosen: bool) -> Iterator[Exposure]:
    """Yield what root inside is to the host, by the view of a document.

    ``chosen`` says that a caller chose the map of ids; one of the conf's own (LOCAL_UID) the files have already.
    """
    maps = view.get("idmap", ())
    if not maps:
        why = "for a container whose users you do not trust give --idmap 100000:65536"
        yield Exposure("root inside is nearly root of the host", why)
        return
    start = next((target for kind, _, target, _ in maps if kind == "uid"), 0)
    applies = f"root inside is user {start} of the host"
    if not chosen:
        yield Exposure(applies, "LOCAL_UID says so, and the files have owners of that range")
    for each in view.get("filesystems", ()) if chosen else ():
        if each.target == "/":
            why = f"before the first start its files get owners of that range: {shift_command(each.source, start)}"
            yield Exposure(applies, why, by_hand=True)


def memory_notes(view: View, hierarchy: str) -> Iterator[Exposure]:
    """Yield what programs see of memory that is not what they may have, on a host with this hierarchy of cgroups."""
    memory, swap = view.get("memory", UNLIMITED_KIB), view.get("memtune/swap_hard_limit")
    if memory >= UNLIMITED_KIB:
        yield Exposure(f"/proc/meminfo inside says MemTotal: {memory} kB", "give --host-ram, such as 64G")
    elif hierarchy == "v2" and swap is not None and swap < UNLIMITED_KIB:
        shown = (swap - memory) % 2**64
        why = f"libvirt takes the RAM off, as if the limit were of both; it may use {swap} kB"
        yield Exposure(f"/proc/meminfo inside says SwapTotal: {shown} kB", why)


def isolation_notes(settings: Settings, view: View) -> Iterator[Exposure]:
    """Yield what a person should know before this container starts, by its conf and the view of its document."""
    apart = capabilities_apart(settings, view)
    if apart.more:
        why = "in its own user namespace alone" if "idmap" in view else "with --idmap in its own user namespace alone"
        yield Exposure(f"it has capabilities that it did not have in OpenVZ: {' '.join(apart.more)}", why)
    if apart.less:
        why = "CAPABILITY gives them; the nodes of DEVNODES and DEVICES are there without MKNOD"
        yield Exposure(f"it has no more {' '.join(apart.less)}", why)
    families = {
        address.family for nic in view.get("interfaces", ()) if is_venet(nic, named=True) for address in nic.ips
    }
    if families:
        why = f"before it starts: {' && '.join(address_commands(families))}"
        yield Exposure("it may send with any IP address, OpenVZ let out its own alone", why, by_hand=True)
    if any(nic.mac and not is_venet(nic, named=True) for nic in view.get("interfaces", ())):
        why = f"on a host with systemd, before it starts: {' && '.join(mac_commands())}"
        yield Exposure("udev may come after libvirt and give an interface another MAC", why, by_hand=True)


#: Each file once, for one with an owner of the range is done; chown takes set-user-ID bits away, which come back.
_SHIFT = (
    r"find {root} -xdev -printf '%U %G %m %p/\0' | while read -rd '' u g m f; do f=${{f%/}}; "
    '[ "$(stat -c %u "$f")" -ge {start} ] || {{ chown -h $((u+{start})):$((g+{start})) "$f"; '
    '[ -L "$f" ] || chmod "$m" "$f"; }}; done'
)


def shift_command(folder: str, start: int) -> str:
    """Return the line for bash that adds ``start`` to the owners of all files of a root, those of links too."""
    return _SHIFT.format(root=shlex.quote(folder), start=start)


def address_commands(families: Collection[str]) -> list[str]:
    """Return what has a host take from a routed interface the addresses of its container alone, as venet does.

    libvirt's network filters are rules for bridges (ebtables): they see nothing of a routed link. The kernel's own
    test, whether it would answer by the same link, does it, for each address of the container has a route there. It
    takes the larger number of ``all`` and the interface's own, which it has of ``default`` when it is made; 2, which
    systemd sets, is not strict. IPv6 has no such switch, but a match of ip6tables.
    """
    commands = []
    if "ipv4" in families:
        commands.append("sysctl -w net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.default.rp_filter=1")
    if "ipv6" in families:
        commands.append("ip6tables -t raw -A PREROUTING -i vnet+ -m rpfilter --invert -j DROP")
    return commands


def mac_commands() -> list[str]:
    """Return what has systemd's udev leave alone the MACs of the pairs that libvirt makes.

    udev gives a new interface a MAC of its own making unless somebody has set one by then. libvirt makes a pair first
    and sets the MAC of its inner end after that: now and then the container ends up with udev's. With a network filter
    it is then cut off.
    """
    file = "/etc/systemd/network/10-veth.link"
    return [
        f"printf '[Match]\\nKind=veth\\n[Link]\\nMACAddressPolicy=none\\n' >{file}",
        "udevadm control --reload",
    ]
