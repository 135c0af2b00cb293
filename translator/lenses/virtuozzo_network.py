"""How does what only libvzctl writes of a network get into a document and back: venet0's entry, addresses of pairs?

libvzctl 8 saves an entry ``venet0`` into NETIF at the first start of a container with addresses (apply_venet_param in
its veth.c). It is the interface of IP_ADDRESS, not a second one, and addresses of its own are passed over. ``ip``,
``ip6``, ``gw`` and ``gw6`` of other entries are addresses and default routes of pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from translator.characters import upper
from translator.conf.dialect import LIBVZCTL
from translator.conf.settle import Settings
from translator.container.network import NO_ADDRESS
from translator.domain.view import ROUTED, Nic, is_venet
from translator.lenses.lens import Put
from translator.values.address import Address
from translator.values.netif import Interface
from translator.values.virtuozzo_address import write_masked
from translator.values.virtuozzo_netif import VENET, addresses_of, with_others

#: MACs that libvirt makes up; the second are those of its vz driver.
GENERATED = ("52:54:00:", "42:1c:00:")
#: libvirt drops host interfaces with these names when it defines a domain.
LIBVIRTS_OWN = ("vnet", "macvtap", "macvlan")

_PLAIN = Interface(VENET, others=(("type", "routed"),))


def entry_of(settings: Settings) -> Interface | None:
    """Return the entry of NETIF that is the interface of IP_ADDRESS; None where there is none, or none is read so."""
    if settings.dialect is not LIBVZCTL:
        return None
    return next((pair for pair in settings.value("NETIF") or () if pair.ifname == VENET), None)


def is_routed(nic: Nic, *, named: bool) -> bool:
    """Whether an interface is that of IP_ADDRESS to libvzctl, or a part of it. ``named`` is LXC, which has one alone.

    libvzctl has routed pairs besides: with addresses and a name of their own.
    """
    if nic.guest == VENET:
        return True
    return is_venet(nic) and not (named and nic.guest)


def put_entry(put: Put, new: Sequence[Nic], old: Sequence[Nic]) -> Interface | None:
    """Return venet0's own entry as the routed interfaces of a document edited for libvzctl have it; None for none.

    Its MAC and its name on the host are those of the first interface that says one.
    """
    if not new:
        return None
    source = entry_of(put.settings)
    nic, before = _spokesman(new), _spokesman(old)
    entry = source or _PLAIN
    if nic.mac != before.mac and not (nic.mac and before.mac is None and nic.mac.startswith(GENERATED)):
        entry = entry._replace(mac=nic.mac and upper(nic.mac))
    if nic.target != before.target and not (nic.target and nic.target.startswith(LIBVIRTS_OWN)):
        entry = entry._replace(host_ifname=nic.target)
    if _origin(nic) != _origin(before):
        bridge, network = (nic.source if nic.type == kind else None for kind in ("bridge", "network"))
        entry = with_others(entry, type="" if bridge or network else "routed")._replace(bridge=bridge, network=network)
    return entry if source or entry != _PLAIN else None


def _origin(nic: Nic) -> tuple[str, str | None]:
    """Return what an interface is plugged into; the vz driver's network for all that is routed is none."""
    return ("ethernet", None) if nic.source == ROUTED else (nic.type or "ethernet", nic.source)


def speaks(nic: Nic, nics: Sequence[Nic]) -> bool:
    """Whether an interface is the one of the routed ones that gives venet0 its MAC and its name on the host."""
    return nic is _spokesman(nics)


def _spokesman(nics: Sequence[Nic]) -> Nic:
    return next((nic for nic in nics if nic.mac or nic.target or nic.source), nics[0] if nics else Nic(""))


def put_addresses_of(pair: Interface, nic: Nic, before: Nic) -> Interface:
    """Return a pair with the addresses and gateways of an edited interface, where they changed.

    The kernel takes an address once. Where a document shows no address of a pair, those that it has stay.
    """
    if nic.ips != before.ips:
        hidden = () if before.ips else addresses_of(pair)
        for family, key, switch, sign in (("ipv4", "ip", "dhcp", ":"), ("ipv6", "ip6", "dhcp6", ",")):
            if _texts(nic.ips, family) != _texts(before.ips, family):
                texts = _texts((*hidden, *nic.ips), family)
                pair = with_others(pair, **{key: sign.join(texts), switch: ""})
    if nic.routes != before.routes:
        for family, key in (("ipv4", "gw"), ("ipv6", "gw6")):
            pair = with_others(pair, **{key: next(iter(_gateways(nic, family)), "")})
    return pair


def _texts(addresses: Iterable[Address], family: str) -> list[str]:
    """Return the addresses of one family as NETIF has them, each once."""
    once: dict[str, str] = {}
    for each in addresses:
        if each.family == family:
            once.setdefault(each.ip, write_masked(each))
    return [*once.values()]


def _gateways(nic: Nic, family: str) -> list[str]:
    """Return where the default routes of an interface lead, of one family."""
    return [
        route.gateway
        for route in nic.routes
        if route.address in NO_ADDRESS and not route.prefix and (":" in route.gateway) == (family == "ipv6")
    ]


def other_routes(nic: Nic) -> list[str]:
    """Return the routes that NETIF has no key for: all but the first default one of each family."""
    lost = [gateway for family in ("ipv4", "ipv6") for gateway in _gateways(nic, family)[1:]]
    return [*lost, *(route.address for route in nic.routes if route.address not in NO_ADDRESS or route.prefix)]
