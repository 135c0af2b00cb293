"""What is open between an LXC container and its host that OpenVZ kept shut, and what shuts it?

Measured with libvirt 9.0: ``tests/boot/test_filter.py`` and, on cgroup v2, ``fixtures/recorded/lxc-cgroup-v2.jsonl``.
"""

from __future__ import annotations

from collections.abc import Collection


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
