"""Which interfaces and addresses does a container have?"""

from __future__ import annotations

import shlex
from typing import cast

from translator.conf.settle import Settings
from translator.values.address import Address
from translator.values.netif import COMMON_HOST_MAC, Interface, Interfaces

#: What stands for "no address" in a conf.
NO_ADDRESS = frozenset(("0.0.0.0", "::"))  # noqa: S104 - told apart, not listened on


def pairs(settings: Settings) -> tuple[Interface, ...]:
    """Return the interfaces of NETIF."""
    return settings.value("NETIF") or ()


def networks(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return the virtual networks that NETIF names, each with its first interface: OpenVZ 7's ``network=``, but not
    libvirt's own ``default``, which each of its hosts has.
    """
    found: dict[str, str] = {}
    for pair in pairs(settings):
        if pair.network and not pair.bridge and pair.network != "default" and pair.other("type") != "routed":
            found.setdefault(pair.network, pair.ifname)
    return tuple(found.items())


def of_network(network: str, ifname: str) -> str:
    """Return what is to be said of a virtual network that a container needs."""
    command = f"virsh net-dumpxml {shlex.quote(network)}"
    return f"{ifname} is in the network {network}: its host needs one of this name; '{command}' on the node prints it"


def routed_addresses(settings: Settings) -> tuple[Address, ...]:
    """Return the addresses of venet: those of IP_ADDRESS, without what stands for none."""
    return tuple(address for address in settings.value("IP_ADDRESS") or () if address.ip not in NO_ADDRESS)


def addresses_of_pair(settings: Settings, pair: Interface) -> tuple[Address, ...]:
    """Return the addresses that NETIF gives an interface: only libvzctl reads them, and those of venet0 from
    IP_ADDRESS alone.
    """
    return tuple(address for address in _codec(settings).addresses(pair) if address.ip not in NO_ADDRESS)


def bridges(settings: Settings) -> list[str]:
    """Return the host's bridges that the interfaces are plugged into, each once, by name."""
    return sorted({pair.bridge for pair in pairs(settings) if pair.bridge})


def macs(pair: Interface) -> tuple[str, ...]:
    """Return the MAC addresses that a pair has for itself: the host's end has a copy of ``mac`` where none is given.

    The usual one of the host's end is everybody's.
    """
    host_mac = None if pair.host_mac == COMMON_HOST_MAC else pair.host_mac
    return tuple(dict.fromkeys(mac for mac in (pair.mac, host_mac) if mac))


def host_name(settings: Settings, pair: Interface, ctid: str | None) -> str | None:
    """Return the name of the host's end of a pair, given or made up by the reader; None where nobody can say."""
    return _codec(settings).host_name(pair, ctid)


def _codec(settings: Settings) -> Interfaces:
    return cast("Interfaces", settings.by_name["NETIF"].codec)
