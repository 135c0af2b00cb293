"""Where do routed addresses (venet) and pairs (veth) live?"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from translator.characters import lower, upper
from translator.conf.dialect import LIBVZCTL, VZCTL, dialect_named
from translator.conf.settle import Settings
from translator.container.network import NO_ADDRESS
from translator.domain.text import is_xml
from translator.domain.view import ROUTED, Nic, free_names, is_venet
from translator.lenses.counterpart import counterparts, in_turn, renamed_from, said_by_name, take_next
from translator.lenses.lens import Got, Lens, Put
from translator.lenses.pairs_before import new_among, pairs_before
from translator.lenses.rate import put_rate
from translator.lenses.virtuozzo_network import (
    GENERATED,
    LIBVIRTS_OWN,
    entry_of,
    is_routed,
    other_routes,
    put_addresses_of,
    put_entry,
    speaks,
)
from translator.table import BY_NAME
from translator.values.address import Address
from translator.values.codec import UNSET, Refused, byte_length
from translator.values.netif import COMMON_HOST_MAC, INTERFACE_NAME_BYTES, Interface
from translator.values.virtuozzo_netif import VENET

#: What libvirt takes for a MAC: no group's, and not all zeros, which its own driver prints for none.
_UNICAST = re.compile(r"(?!00:00:00:00:00:00)[0-9a-f][02468ace](?::[0-9a-f]{2}){5}")
_DEVICE = re.compile(r"[a-zA-Z0-9_.\-\\:/]+")
_BRIDGE = re.compile(r"[a-zA-Z0-9_.\-\\:/ ]+")
#: libvirt's own filter that does what mac_filter does: it lets out what has the interface's MAC as its source.
MAC_FILTER = "no-mac-spoofing"


class NetworkLens(Lens):
    """Each venet address is an ethernet interface of its own, each veth pair a bridge interface, as libvirt's driver
    prints them; a pair without bridge is of type ethernet, for libvirt refuses a bridge interface without source.
    """

    parameters: Mapping[str, str] = {
        "IP_ADDRESS": "devices/interface[@type='ethernet']/ip",
        "NETIF": "devices/interface[@type='bridge']: mac, source, target, guest",
    }
    places = ("interfaces",)
    #: Whether one interface, known by its name, has all the addresses.
    named = False

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the addresses, then the pairs."""
        nics: list[Nic] = []
        addresses = settings.value("IP_ADDRESS")
        if addresses is not UNSET:
            nics += [Nic("ethernet", ips=(Address(ip, prefix or None),)) for ip, prefix, _ in addresses]
            # a prefix of 0 is libvirt's "no prefix"
            exact = all(prefix != 0 and not mask for _, prefix, mask in addresses)
            (got.native if exact else got.shown)["IP_ADDRESS"] = "interface/ip"
        pairs = settings.value("NETIF")
        if pairs is not UNSET:
            exact = True
            entry = entry_of(settings)
            if entry is not None:
                nics[:1] = [with_entry(nics[0] if nics else Nic("ethernet"), entry)]
                exact = False
            for pair in pairs:
                if pair is entry:
                    continue
                nic, whole = veth_nic(pair)
                nics.append(nic)
                exact = exact and whole
            (got.native if exact else got.shown)["NETIF"] = "interface"
        if nics:
            got.view["interfaces"] = tuple(nics)

    def put(self, put: Put) -> None:
        """Write the addresses from the interfaces that carry some, the pairs from the others."""
        routed, was, pairs, shown = self.compared(put)
        seven = put.settings.dialect is LIBVZCTL
        for nic in routed:
            account_venet(put, nic, known=seven and speaks(nic, routed))
        for nic, before in zip(pairs, counterparts(pairs, shown), strict=True):
            account_pair(put, nic, before)
        self.put_addresses(put, addresses_in(routed), addresses_in(was))
        put_rate(put, put.view.get("interfaces", ()), put.old.get("interfaces", ()), shaped=False)
        pairs = [nic._replace(outbound=None) if nic.outbound else nic for nic in pairs]
        self.put_pairs(put, pairs, shown, put_entry(put, routed, was) if seven else None)

    def compared(self, put: Put) -> tuple[Sequence[Nic], Sequence[Nic], Sequence[Nic], Sequence[Nic]]:
        """Return the interfaces of IP_ADDRESS as they are and as they were, and so those of NETIF."""
        routed, pairs = self.sorted(put, put.view.get("interfaces", ()))
        was, shown = self.sorted(put, put.old.get("interfaces", ()))
        return routed, was, *said_by_name(put, pairs, shown)

    def sorted(self, put: Put, nics: Sequence[Nic]) -> tuple[list[Nic], list[Nic]]:
        """Return the interfaces of IP_ADDRESS, and those of NETIF."""
        seven, named = put.settings.dialect is LIBVZCTL, self.named
        routed: list[Nic] = []
        pairs: list[Nic] = []
        for nic in nics:
            ours = is_routed(nic, named=named) if seven else is_venet(nic, named=named)
            (routed if ours else pairs).append(nic)
        return routed, pairs

    @staticmethod
    def put_addresses(put: Put, new: Sequence[Address], old: Sequence[Address]) -> None:
        """Write IP_ADDRESS; an address that did not change keeps what the source says of it."""
        if list(new) == list(old):
            return
        source = {address.ip: address for address in put.settings.value("IP_ADDRESS") or ()}
        addresses: dict[str, Address] = {}
        before = set(old)
        for address in new:
            kept = source.get(address.ip, address) if address in before else address
            if kept.ip in addresses and address != addresses[kept.ip]:
                put.lose("interface/ip", f"{kept.ip} stands twice: vzctl keeps the first")
            if (kept.prefix is None and kept.ip not in NO_ADDRESS) or _writable(put.settings.dialect.name, kept):
                addresses.setdefault(kept.ip, kept)
            else:
                codec = put.settings.dialect.codec(BY_NAME["IP_ADDRESS"])
                nic = next((nic for nic in put.view.get("interfaces", ()) if address in nic.ips), None)
                put.lose("interface/ip", f"IP_ADDRESS cannot say {kept}: expected {codec.expects}", nic)
        put.set("IP_ADDRESS", tuple(addresses.values()) or UNSET)

    @staticmethod
    def put_pairs(put: Put, new: Sequence[Nic], old: Sequence[Nic], entry: Interface | None = None) -> None:
        """Write NETIF; what the document does not show of a pair stays as the source has it.

        ``entry`` is that of venet0, which is no pair.
        """
        own = entry_of(put.settings)
        if list(new) == list(old) and entry == own:
            return
        source = in_turn((pair.ifname or None, pair) for pair in put.settings.value("NETIF") or ())
        shown = in_turn((nic.guest, nic) for nic in old)
        # libvirt's reader does not look at names: pairs of one name, or of none, are known by what is shown of them
        by_name = put.settings.dialect.name != "libvirt"
        same = in_turn(() if by_name else zip(old, put.settings.value("NETIF") or (), strict=False))
        renamed = renamed_from(new, old)
        free = free_names(nic.guest for nic in new)
        pairs: list[Interface] = []
        known: set[str] = set()
        added: set[str] = set()
        for nic in new:
            if same.get(nic):
                pair = same[nic].popleft()
                shown[nic.guest].remove(nic)
                source[pair.ifname or None].remove(pair)
                pairs.append(pair)
                continue
            if byte_length(nic.guest or "") > INTERFACE_NAME_BYTES and nic.guest not in source:
                put.lose("interface", f"guest device {nic.guest} is longer than {INTERFACE_NAME_BYTES} bytes", nic)
                continue
            if by_name and nic.guest in known:
                put.lose("interface", f"guest device {nic.guest} stands twice: vzctl keeps the first", nic)
                continue
            ifname = nic.guest or next(free)
            called = renamed.get(ifname, ifname)
            known.add(ifname)
            if called not in source:
                added.add(ifname)
            pairs.append(_edited_pair(put, take_next(source, called), take_next(shown, called), nic, ifname))
        if added and put.settings.dialect is VZCTL:
            pairs = _reached(put, pairs, added)
        if entry is not None:
            pairs.insert(0 if own is None else put.settings.value("NETIF").index(own), entry)
        put.set("NETIF", tuple(pairs) or UNSET)


@lru_cache(4096)
def _writable(dialect: str, address: Address) -> bool:
    """Whether a reader has a text for an address."""
    codec = dialect_named(dialect).codec(BY_NAME["IP_ADDRESS"])
    try:
        return bool(codec.decode(codec.write((address,))) == (address,))
    except Refused:
        return False


def _edited_pair(put: Put, source: Interface | None, shown: Nic | None, nic: Nic, ifname: str) -> Interface:
    """Return the pair of ``nic``: where it says what ``shown`` said, the source's own value stays."""
    pair = source._replace(ifname=ifname) if source else Interface(ifname)
    before = shown or Nic("")
    if nic.mac != before.mac:
        pair = pair._replace(mac=nic.mac and upper(nic.mac))
    if nic.target != before.target:
        pair = pair._replace(host_ifname=_fits(put, nic, nic.target, "target"))
    if nic.trust != before.trust:
        # on is what libvzctl takes for granted
        pair = pair._replace(mac_filter=("on" if pair.mac_filter == "on" else None) if nic.trust == "yes" else "off")
    if nic.filter != before.filter:
        # on is what vzctl takes for granted
        pair = pair._replace(mac_filter=("on" if pair.mac_filter == "on" else None) if nic.filter else "off")
    if (nic.type, nic.source) != (before.type, before.source):
        if nic.type == "network" and put.settings.dialect.name == "libvzctl":
            pair = pair._replace(bridge=None, network=nic.source)
        else:
            pair = pair._replace(bridge=_fits(put, nic, nic.source, "source"), network=None)
    if put.settings.dialect is LIBVZCTL:
        pair = put_addresses_of(pair, nic, before)
    return pair


def _reached(put: Put, pairs: list[Interface], added: Collection[str]) -> list[Interface]:
    """Return the pairs, the new ones among those ``added`` to the source with a MAC address of the host's end where a
    bridge would otherwise deliver nothing: vzctl makes it a copy of the container's, and a bridge keeps what is for one
    of its own ports. Which are new is not always known; then all stay, and are told.
    """
    if not any(pair.bridge and not pair.host_mac for pair in pairs if pair.ifname in added):
        return pairs
    if not (put.foreign or put.whole or put.settings.value("NETIF")):
        before = pairs_before(put, pairs)
        added = set() if before is None else new_among(pairs, before).intersection(added)
    return [
        pair._replace(host_mac=COMMON_HOST_MAC) if pair.bridge and not pair.host_mac and pair.ifname in added else pair
        for pair in pairs
    ]


def _fits(put: Put, nic: Nic, name: str | None, place: str) -> str | None:
    if name and (byte_length(name) > INTERFACE_NAME_BYTES or "," in name or ";" in name):
        put.lose(f"interface/{place}", f"{name} is longer than {INTERFACE_NAME_BYTES} bytes or holds , or ;", nic)
        return None
    return name or None


def account_pair(put: Put, nic: Nic, before: Nic | None, filters: Collection[str] = (MAC_FILTER,)) -> None:
    """Tell what NETIF cannot hold of an edited interface; ``filters`` are those that mac_filter stands for."""
    known = before or Nic("")
    if put.settings.dialect is LIBVZCTL:
        for address in other_routes(nic) if nic.routes != known.routes else ():
            put.lose("interface/route", f"NETIF has the default route alone: {address}", nic)
        once = [address.ip for address in nic.ips]
        for ip in {ip: None for ip in once if once.count(ip) > 1} if nic.ips != known.ips else ():
            put.lose("interface/ip", f"{ip} stands twice: an interface has an address once", nic)
    else:
        if nic.ips and nic.ips != known.ips:
            put.lose("interface/ip", "NETIF takes no addresses from a document: set them inside the container", nic)
        if nic.routes and nic.routes != known.routes:
            put.lose("interface/route", "NETIF takes no routes from a document: set them inside the container", nic)
    if any(nic.peers) and nic.peers != known.peers:
        put.lose("interface/ip", "NETIF knows no other end of an address", nic)
    if nic.host_ips and nic.host_ips != known.host_ips:
        put.lose("interface/source", "NETIF gives the host's end no address", nic)
    if nic.filter and nic.filter != known.filter and nic.filter not in filters:
        put.lose("interface/filterref", f"NETIF filters MAC addresses alone, by mac_filter: {nic.filter}", nic)
    if nic.link == "down":
        put.lose("interface/link", "vzctl brings every interface up", nic)
    bridged = put.settings.dialect.name != "libvzctl"
    if bridged and nic.type == "network" and nic.source and (nic.type, nic.source) != (known.type, known.source):
        message = f"the network {nic.source} is given as a bridge of that name, which the node has to have"
        put.lose("interface/source", message, nic, code="VZ552")


def account_venet(put: Put, nic: Nic, peers: Collection[str] = (), *, known: bool = False) -> None:
    """Tell what IP_ADDRESS cannot hold of a routed interface: OpenVZ has one venet0, without MAC, always up.

    ``peers`` are those that this driver's own documents give the addresses; ``known`` says that venet0 has an
    entry of its own, for MAC and name.
    """
    if not nic.ips and nic.source == ROUTED:
        put.lose("interface", "venet's adapter, without its addresses: give them to IP_ADDRESS", nic)
        return
    if nic.guest not in (None, "venet0"):
        message = f"{nic.guest} becomes venet0: addresses without a bridge are venet's"
        put.lose("interface/guest", message, nic, code="VZ554")
    if nic.mac and not known and not nic.mac.startswith(GENERATED):
        put.lose("interface/mac", f"venet0 has no MAC address: {nic.mac}", nic)
    if nic.target and not known and not nic.target.startswith(LIBVIRTS_OWN):
        put.lose("interface/target", f"every container shares the host's venet0: {nic.target}", nic)
    for peer in dict.fromkeys(peer for peer in nic.peers if peer and peer not in peers):
        put.lose("interface/ip", f"an address of venet has no other end of its own: {peer}", nic)
    own = {address.ip for address in nic.ips} if peers else set()
    for address, other in nic.host_ips:
        if other not in own:
            put.lose("interface/source", f"the host's end of venet has no address: {address.ip}", nic)
    if nic.filter:
        put.lose("interface/filterref", f"venet0 has no filter: {nic.filter}", nic)
    for route in nic.routes:
        if not peers or route.address not in NO_ADDRESS:
            put.lose("interface/route", f"venet0 has the default route alone: {route.address}", nic)
    if nic.link == "down":
        put.lose("interface/link", "vzctl brings every interface up", nic)


def veth_nic(pair: Interface) -> tuple[Nic, bool]:
    """Return the interface of a veth pair, and whether it says all of it."""
    mac = lower(pair.mac) if pair.mac else None
    if mac and not _UNICAST.fullmatch(mac):
        mac = None
    target = pair.host_ifname
    if target and (not _DEVICE.fullmatch(target) or target.startswith(LIBVIRTS_OWN)):
        target = None
    kind, source = ("network", pair.network) if pair.network and not pair.bridge else ("bridge", pair.bridge)
    if kind == "network" and pair.other("type") == "routed":
        source = None  # libvzctl leaves it out of the network
    said = bool(source)
    if source and not (_BRIDGE.fullmatch(source) if kind == "bridge" else is_xml(source)):
        source = None
    guest = pair.ifname if _DEVICE.fullmatch(pair.ifname) else None
    nic = Nic(kind if source else "ethernet", mac, source or None, target, guest)
    whole = (
        (mac is not None) == bool(pair.mac)
        and (target is not None) == bool(pair.host_ifname)
        and bool(source) == said
        and guest is not None
        and all(byte_length(name or "") <= INTERFACE_NAME_BYTES for name in (pair.ifname, pair.host_ifname, source))
        and not (pair.host_mac or pair.mac_filter or pair.others)
    )
    return nic, whole


def with_entry(nic: Nic, entry: Interface) -> Nic:
    """Return the interface of IP_ADDRESS with what venet0's own entry says of it."""
    said, _ = veth_nic(entry)
    nic = nic._replace(mac=said.mac, target=said.target, guest=VENET)
    if said.source is None:
        return nic
    # on a bridge the addresses have no other end
    return nic._replace(type=said.type, source=said.source, peers=(), host_ips=(), routes=())


def addresses_in(nics: Sequence[Nic]) -> list[Address]:
    """Return the addresses of some interfaces."""
    return [address for nic in nics for address in nic.ips]
