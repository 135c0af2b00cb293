"""How does a container without OpenVZ's venet and vznetcfg reach the world, and the world the container?

Measured with libvirt 9.0 (tests/boot/test_world.py). The document's link to the host has a gateway, 169.254.1.1, but
the start-up files that vzctl's scripts have written inside set venet0 up anew: its address, and a default route
without a gateway, for venet answers to everything. So the container asks by ARP for every address of the world, and
the host has to answer (proxy ARP), or the lines about venet0 have to go. The same answers make an address of the
host's own network reachable from there.

With IPv6 the document's default route has the lowest metric that the kernel takes, stands before the one of the
start-up files, which is added beside it, and stays: nothing else is needed, until something takes venet0 down.
Neighbour discovery has no proxy for all addresses (``proxy_ndp`` answers for listed ones alone: each address of the
world would have to be listed), so that then the route itself has to come back. An address of the host's own network
needs its entry.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import chain

from translator.conf.script_keys import script_key
from translator.container.network import pairs, routed_addresses
from translator.domain.view import Nic
from translator.plan.context import Context
from translator.plan.item import DIFFERS, HAND, SAME, Item, Judgement
from translator.values.address import Address
from translator.values.netif import Interface
from translator.values.virtuozzo_netif import VENET

_SHOWN_ADDRESSES, _SHOWN_PAIRS = 3, 8
#: The bridge that people had for their containers, where nobody says.
_USUAL_BRIDGE = "vmbr0"
_VIRSH = "virsh -q -c lxc:///system"


def host_commands(addresses: Sequence[Address]) -> list[str]:
    """Return what has the host pass on packets of routed addresses, and answer for them."""
    families = {address.family for address in addresses}
    commands = []
    if "ipv4" in families:
        commands.append("sysctl -w net.ipv4.ip_forward=1 net.ipv4.conf.all.proxy_arp=1")
    if "ipv6" in families:
        commands.append("sysctl -w net.ipv6.conf.all.forwarding=1")
    return commands


def neighbour_commands(addresses: Sequence[Address], adapter: str) -> list[str]:
    """Return what has the host answer for IPv6 addresses of the network that one of its adapters is in."""
    six = [address.ip for address in addresses if address.family == "ipv6"]
    answer = [f"sysctl -w net.ipv6.conf.{adapter}.proxy_ndp=1"] if six else []
    return answer + [f"ip -6 neigh add proxy {ip} dev {adapter}" for ip in six]


def judge_addresses(context: Context) -> Judgement:
    """Return what becomes of IP_ADDRESS."""
    addresses = routed_addresses(context.settings)
    if not addresses:
        return Judgement(SAME, "no address")
    given = {address.ip for nic in context.nics for address in nic.ips}
    if lost := [address.ip for address in addresses if address.ip not in given]:
        return Judgement(HAND, f"not given: {' '.join(lost)}", "the document has no place for them")
    nic = next(nic for nic in context.nics if nic.ips)
    if nic.type != "ethernet":
        return Judgement(SAME, f"{nic.guest} in {nic.source} with {_some(addresses)}")
    four = any(address.family == "ipv4" for address in addresses)
    why = "the host has to pass packets on" + (
        " and to answer ARP: the files that vzctl wrote inside take the gateway away" if four else ""
    )
    return Judgement(HAND, f"{VENET} with {_some(addresses)}, a link with the host", why)


def _some(addresses: Sequence[Address]) -> str:
    shown = [address.ip for address in addresses[:_SHOWN_ADDRESSES]]
    more = len(addresses) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def pair_items(context: Context) -> list[Item]:
    """Return a row for each interface of NETIF."""
    codec = context.settings.by_name["NETIF"].codec
    items = []
    for pair in pairs(context.settings):
        _, nic = context.links.nics.get(pair.ifname, (0, None))
        verdict, applies, why = _judge_pair(context, pair, nic)
        items.append(Item(verdict, "NETIF", codec.show((pair,)), applies, why))
    return items


def _judge_pair(context: Context, pair: Interface, nic: Nic | None) -> Judgement:
    if nic is None:
        return Judgement(HAND, "", "libvirt takes no interface of this name")
    if nic.ips and nic.type == "ethernet":
        return Judgement(SAME, f"{nic.guest}: see IP_ADDRESS")
    mac = f", {nic.mac}" if nic.mac else ""
    if nic.type == "ethernet":
        bridge = bridge_of(context, pair)
        return Judgement(HAND, f"{nic.guest}{mac}, in no bridge", plug_command(context, pair, bridge))
    applies = f"{nic.guest} in {'network' if nic.type == 'network' else 'bridge'} {nic.source}{mac}"
    if not mac:
        applies += ", a MAC that libvirt makes up"
    if pair.mac_filter != "off" and context.settings.dialect.name == "vzctl" and not getattr(nic, "filter", None):
        why = "the container may send with any MAC address, which mac_filter forbade: give --nwfilter no-mac-spoofing"
        return Judgement(DIFFERS, applies, why)
    return Judgement(SAME, applies)


def bridgeless(context: Context) -> list[Interface]:
    """Return the pairs whose host's end the document puts into no bridge."""
    return [*chain.from_iterable(context.links.loose.values())]


def bridge_of(context: Context, pair: Interface) -> str:
    """Return the bridge that a script would have put a pair into, the usual one where the conf does not say."""
    bridges = context.links.bridges
    return bridges.get(pair.ifname) or bridges.get("") or _USUAL_BRIDGE


def plug_command(context: Context, pair: Interface, bridge: str) -> str:
    """Return what puts the host's end of a running container's interface into a bridge."""
    at, nic = context.links.nics[pair.ifname]
    if nic.target is None:  # libvirt makes up a name, and another one at each start
        end = f"\"$({_VIRSH} domiflist {shlex.quote(context.name)} | awk 'NR == {at} {{print $1}}')\""
    else:
        end = shlex.quote(nic.target)
    return f"ip link set {end} master {shlex.quote(bridge)} up"


def judge_script_key(context: Context, name: str, text: str) -> Judgement | None:
    """Return what is to be done about a line that no reader knows, but a script may; None for any other."""
    key = script_key(name)
    if key is None:
        return None
    why = f"{context.settings.dialect.name} does not read it, a script may"
    loose = context.links.loose.get(key.device, ()) if key.device else bridgeless(context)
    device = key.device or (loose[0].ifname if loose else "eth0")
    if key.use == "bridge":
        commands = " && ".join(plug_command(context, pair, text) for pair in loose[:_SHOWN_PAIRS])
        if len(loose) > _SHOWN_PAIRS:  # the steps have them all
            commands += f", and so for {len(loose) - _SHOWN_PAIRS} more"
        return Judgement(HAND, commands, why) if commands else Judgement(SAME, "NETIF says the bridge", why)
    if key.use == "address" and text:
        return Judgement(HAND, f"inside: ip address add {shlex.quote(text)} dev {shlex.quote(device)}", why)
    if key.use == "gateway" and text:
        return Judgement(HAND, f"inside: ip route add default via {shlex.quote(text)} dev {shlex.quote(device)}", why)
    return Judgement(HAND, "nothing of it", f"{why}: look for it in the scripts beside the conf")
