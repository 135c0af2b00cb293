"""What does a container have for itself, that no other may have? And what does it share?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from translator.conf.settle import Settings
from translator.container.network import addresses_of_pair, bridges, host_name, macs, pairs, routed_addresses
from translator.container.paths import path_of

ClaimKind = Literal["ctid", "name", "uuid", "ip", "mac", "host_ifname", "private", "root"]


class Claim(NamedTuple):
    """One thing that a container has for itself.

    ``parameter`` is that which says so ('' for none), ``item`` the part of its value, '' for the whole.
    """

    kind: ClaimKind
    thing: str
    parameter: str = ""
    item: str = ""


def claims(settings: Settings, ctid: str | None) -> Iterator[Claim]:
    """Yield what a container has for itself; what depends on its id only where that is known."""
    yield from names_and_addresses(settings, ctid)
    if ctid is not None:
        for kind, parameter in _PATHS:
            if path := path_of(settings, parameter, ctid):
                yield Claim(kind, path, parameter)


def names_and_addresses(settings: Settings, ctid: str | None) -> Iterator[Claim]:
    """Yield what a container has for itself, but for its folders."""
    if ctid is not None:
        yield Claim("ctid", ctid)
    if name := settings.value("NAME"):
        yield Claim("name", name, "NAME")
    for address in routed_addresses(settings):
        yield Claim("ip", address.ip, "IP_ADDRESS", address.ip)
    interfaces = pairs(settings)
    for pair in interfaces:
        for address in addresses_of_pair(settings, pair):
            yield Claim("ip", address.ip, "NETIF", address.ip)
    for pair in interfaces:
        for mac in macs(pair):
            yield Claim("mac", mac, "NETIF", mac)
        if host := host_name(settings, pair, ctid):
            yield Claim("host_ifname", host, "NETIF", pair.host_ifname or "")


_PATHS: tuple[tuple[ClaimKind, str], ...] = (("private", "VE_PRIVATE"), ("root", "VE_ROOT"))


def shared(settings: Settings) -> Iterator[str]:
    """Yield the bridges, and virtual networks of libvzctl's, that a container is plugged into beside others."""
    yield from bridges(settings)
    yield from sorted({pair.network for pair in pairs(settings) if pair.network})
