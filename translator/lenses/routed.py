"""How do venet addresses and veth pairs reach a container that runs under LXC?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from translator.conf.dialect import LIBVZCTL
from translator.conf.settle import Settings
from translator.container.network import NO_ADDRESS, networks, of_network
from translator.domain.view import Nic, Route, View
from translator.lenses.counterpart import counterparts
from translator.lenses.lens import Advice, Got, Put
from translator.lenses.network import (
    MAC_FILTER,
    NetworkLens,
    account_pair,
    account_venet,
    addresses_in,
    veth_nic,
    with_entry,
)
from translator.lenses.rate import put_rate, with_rate
from translator.lenses.virtuozzo_network import GENERATED, LIBVIRTS_OWN, entry_of, put_entry, speaks
from translator.values.address import Address
from translator.values.netif import Interface
from translator.values.virtuozzo_netif import VENET, addresses_of, gateways_of

#: The host's end of every routed pair, the gateway of the container: addresses that are valid on one link only.
HOST = {"ipv4": "169.254.1.1", "ipv6": "fe80::1"}
FULL = {"ipv4": 32, "ipv6": 128}
_ANY = {"ipv4": "0.0.0.0", "ipv6": "::"}  # noqa: S104 - the default route
_FILTER = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.\-]*")
#: The mark of the filter that a caller chose.
_MARK = "nwfilter"


class RoutedLens(NetworkLens):
    """All venet addresses stand on one ethernet interface ``venet0``; each veth pair is an interface of its own.

    The interface is a point-to-point link: each address has the host's end, a link-local address, as its peer, and the
    host's end has each address as its peer, so that the kernel itself makes the host's route to it; the container's
    default route goes to the host's end. That is venet's way: no bridge, no ARP, one route an address. An address
    without prefix gets a full one, for libvirt would guess a network from its class.

    A veth pair is up from the start, as vzctl leaves it. Where a pair has no MAC or no name on the host, libvirt makes
    one up; the residue then carries NETIF, so that what libvirt made up does not come back. With the dialect
    ``libvzctl`` the bridge is what ``network=`` names, ``ip=`` and ``gw=`` are the interface's addresses and route, and
    RATE is what each may send.

    mac_filter, which is on where a conf does not say, is a filter of the host's where the caller names one
    (``--nwfilter``): the host needs libvirt's driver for them, and without it starts no container that has one. The
    driver for LXC looks for the host's end by the name that the document gives it.
    """

    parameters: Mapping[str, str] = {
        **NetworkLens.parameters,
        "RATE": "devices/interface/bandwidth/outbound (with RATEBOUND)",
        "RATEBOUND": "devices/interface/bandwidth/outbound",
    }
    named = True

    def __init__(self, nwfilter: str | None = None) -> None:
        self.options = {} if nwfilter is None else {_MARK: nwfilter}
        self.nwfilter = nwfilter

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the routed interface, then the pairs."""
        nics: list[Nic] = []
        addresses = settings.value("IP_ADDRESS") or ()
        # the kernel takes an address once; libvzctl does not care
        once = {address.ip: address for address in reversed(addresses)}
        usable = [address for address in addresses if address.ip not in NO_ADDRESS and once.pop(address.ip, None)]
        entry = entry_of(settings)
        if entry is not None:
            nics.append(with_entry(venet_nic(usable), entry))
        elif usable:
            nics.append(venet_nic(usable))
        if usable:
            exact = len(usable) == len(addresses) and all(
                a.prefix not in (0, FULL[a.family]) and not a.mask for a in usable
            )
            (got.native if exact else got.shown)["IP_ADDRESS"] = "interface/ip"
        pairs = settings.value("NETIF") or ()
        exact = entry is None
        for pair in pairs:
            if pair is entry:
                continue
            nic, whole = pair_nic(pair, seven=settings.dialect is LIBVZCTL)
            if self.nwfilter and pair.mac_filter != "off":
                nic = self._filtered(nic, got)
            nics.append(nic)
            exact = exact and whole and nic.mac is not None
        if settings.dialect is LIBVZCTL:
            nics = with_rate(settings, got, nics)
            for network, ifname in networks(settings):
                got.advice.append(Advice("VZ527", "NETIF", of_network(network, ifname)))
        if pairs:
            (got.native if exact else got.shown)["NETIF"] = "interface"
        if self.nwfilter:
            got.derived[_MARK] = self.nwfilter
        if nics:
            got.view["interfaces"] = tuple(nics)

    def _filtered(self, nic: Nic, got: Got) -> Nic:
        if nic.target:
            return nic._replace(filter=self.nwfilter)
        message = f"{nic.guest or 'an interface'} has no filter: libvirt filters an end on the host that has a name"
        got.advice.append(Advice("VZ533", "NETIF", message))
        return nic

    def options_of(self, view: View, derived: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the filter that a document's residue says a caller chose."""
        name = derived.get(_MARK)
        return {_MARK: str(name)} if is_filter_name(str(name)) and name is not None else {}

    def put(self, put: Put) -> None:
        """Write the addresses of routed interfaces, and the pairs."""
        new, old = put.view.get("interfaces", ()), put.old.get("interfaces", ())
        routed, was, pairs, shown = self.compared(put)
        seven = put.settings.dialect is LIBVZCTL
        put_rate(put, new, old, shaped=True)
        for nic in routed:
            account_venet(put, nic, HOST.values(), known=seven and speaks(nic, routed))
        self.put_addresses(put, _routed(routed), _routed(was))
        filters = (MAC_FILTER, self.nwfilter or MAC_FILTER)
        both = zip(pairs, counterparts(pairs, shown), strict=True)
        plain = [_plain(put, nic, before, filters) for nic, before in both]
        self.put_pairs(
            put, plain, [_bare(nic, seven=seven) for nic in shown], put_entry(put, routed, was) if seven else None
        )


def is_filter_name(text: str) -> bool:
    """Whether libvirt takes a name for that of a network filter."""
    return _FILTER.fullmatch(text) is not None


def venet_nic(addresses: Sequence[Address]) -> Nic:
    """Return the routed interface of some addresses.

    One IPv4 address of the host's end may have many peers; with IPv6 each needs its own.
    """
    ips: list[Address] = []
    peers: list[str] = []
    ends: list[tuple[Address, str]] = []
    routes: dict[str, Route] = {}
    six = 0
    for address in addresses:
        ip, family = address.ip, address.family
        host, full = HOST[family], FULL[family]
        ips.append(Address(ip, address.prefix or full))
        peers.append(host)
        if family not in routes:
            routes[family] = Route(_ANY[family], None, host)
        if family == "ipv6":
            six += 1
            host = f"fe80::{six:x}"
        ends.append((Address(host, full), ip))
    return Nic(
        "ethernet",
        guest=VENET,
        ips=tuple(ips),
        peers=tuple(peers),
        host_ips=tuple(ends),
        routes=tuple(routes.values()),
    )


def pair_nic(pair: Interface, *, seven: bool) -> tuple[Nic, bool]:
    """Return the interface of a veth pair, and whether it says all of it; ``seven`` is libvzctl's reading."""
    nic, whole = veth_nic(pair)
    if seven:
        nic = _seven(pair, nic)
    return nic._replace(link="up"), whole


def _seven(pair: Interface, nic: Nic) -> Nic:
    routes = tuple(Route(_ANY[gateway.family], None, gateway.ip) for gateway in gateways_of(pair))
    once: dict[str, Address] = {}
    for address in addresses_of(pair):
        once.setdefault(address.ip, address)  # the kernel takes an address once
    return nic._replace(ips=tuple(once.values()), routes=routes)


def _routed(nics: Sequence[Nic]) -> list[Address]:
    """Return the addresses of some interfaces; a full prefix says no more than none."""
    return [Address(a.ip) if a.prefix == FULL[a.family] else a for a in addresses_in(nics)]


def _bare(nic: Nic, *, seven: bool) -> Nic:
    """Return what NETIF can hold of an interface; ``seven`` is libvzctl's, which has addresses."""
    bare = Nic(nic.type, nic.mac, nic.source, nic.target, nic.guest, filter=nic.filter)
    return bare._replace(ips=nic.ips, routes=nic.routes) if seven else bare


def _plain(put: Put, nic: Nic, before: Nic | None, filters: Sequence[str]) -> Nic:
    """Return what NETIF can hold of an edited interface, without what libvirt made up."""
    account_pair(put, nic, before, filters)
    return unmade(_bare(nic, seven=put.settings.dialect is LIBVZCTL), before)


def unmade(nic: Nic, before: Nic | None) -> Nic:
    """Return an interface without what libvirt made up: a name on the host, and a MAC where there was none."""
    if nic.target and nic.target.startswith(LIBVIRTS_OWN):
        nic = nic._replace(target=None)
    if before and before.mac is None and nic.mac and nic.mac.startswith(GENERATED):
        nic = nic._replace(mac=None)
    return nic
