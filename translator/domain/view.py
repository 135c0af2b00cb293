"""What does a domain document say of a container? Places and their values, apart from layout.

A view is a dict from a place (libvirt's element path, such as ``memtune/hard_limit``) to its value. Scalars: memory in
KiB, CPU time in microseconds. Lists: ``filesystems``, ``interfaces``, ``hostdevs`` hold the records below, in order.
A place that the document does not have is not in the dict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, NamedTuple

from translator.values.address import Address

View = dict[str, Any]

#: The network of venet's addresses, as the vz driver of libvirt calls it.
ROUTED = "host-routed"
#: libvirt's "no limit", in KiB: larger numbers are refused, this one is not printed.
UNLIMITED_KIB = 9007199254740991


class Filesystem(NamedTuple):
    """One ``<filesystem>``: ``source`` is the text of its name, dir, file or dev; limits are in bytes."""

    type: str
    source: str
    target: str = "/"
    hard: int = 0
    soft: int = 0
    driver: str | None = None
    format: str | None = None
    readonly: bool = False


class Route(NamedTuple):
    """One ``<route>``; ``prefix`` None stands for the default route."""

    address: str
    prefix: int | None
    gateway: str


class Nic(NamedTuple):
    """One ``<interface>``: ``source`` is its bridge, network or device; ``target`` is the host's end, ``guest`` the
    name inside. MACs in lower case. ``peers`` (the other end of each of ``ips``, () for none) and ``host_ips`` (the
    host's addresses, each with its peer) make a routed point-to-point link. ``filter`` is one of the host's network
    filters, without parameters; ``outbound`` is what it may send, in kilobytes/s; ``trust`` is the vz driver's word for
    mac_filter, yes or no.
    """

    type: str
    mac: str | None = None
    source: str | None = None
    target: str | None = None
    guest: str | None = None
    ips: tuple[Address, ...] = ()
    peers: tuple[str | None, ...] = ()
    host_ips: tuple[tuple[Address, str | None], ...] = ()
    routes: tuple[Route, ...] = ()
    link: str | None = None
    filter: str | None = None
    outbound: int | None = None
    trust: str | None = None


def is_venet(nic: Nic, *, named: bool = False) -> bool:
    """Whether an interface is venet's: ethernet with addresses, as libvirt's OpenVZ driver sees it, or one of the vz
    driver's routed network.

    In LXC there is one for all addresses, known by its name: ``named`` takes a venet0 without any, too.
    """
    if nic.type == "ethernet":
        return bool(nic.ips) or (named and nic.guest == "venet0")
    return nic.type == "network" and nic.source == ROUTED


def free_names(taken: Iterable[str | None]) -> Iterator[str]:
    """Yield eth0, eth1, ... as far as they are free: what libvirt's driver calls interfaces without guest device."""
    used = set(taken)
    return (name for number in count() if (name := f"eth{number}") not in used)


class Hostdev(NamedTuple):
    """One ``<hostdev mode='capabilities'>``: ``type`` net, misc or storage."""

    type: str
    source: str
