"""What of a document's interfaces does libvirt's parser refuse behind its schema?

Source: virDomainNetDefParseXML, virNetDevIPRouteCreate, virNetDevVPortProfileParse, virNetDevVlanParse and
virDomainNetDefValidate of libvirt 9.0 to 12. Facts: libvirt-domain.md 3.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from translator.characters import trim_xml, upper
from translator.finding import Finding
from translator.lint.context import DomainContext
from translator.lint.parser import CONTAINERS, address, any_base, decimal
from translator.lint.rule import domain_check
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The models that libvirt knows itself; only drivers of machines take others.
_MODELS = frozenset(
    """UNKNOWN NETFRONT RTL8139 VIRTIO E1000 E1000E VIRTIO-TRANSITIONAL VIRTIO-NON-TRANSITIONAL USB-NET SPAPR-VLAN
    LAN9118 SCM91C111 VLANCE VMXNET VMXNET2 VMXNET3 AM79C970A AM79C973 82540EM 82545EM 82543GC IGB""".split()
)
#: Types with a <source> that has to say what it is.
_SOURCES = {"network": "network", "direct": "dev"}
#: What each type of virtual port needs, and what it must not have.
_PORTS = {
    "802.1Qbg": (("managerid", "typeid", "typeidversion"), ("profileid", "interfaceid")),
    "802.1Qbh": (("profileid",), ("managerid", "typeid", "typeidversion", "instanceid", "interfaceid")),
    "openvswitch": ((), ("managerid", "typeid", "typeidversion", "instanceid")),
    "midonet": (("interfaceid",), ()),
}
_PORT_TYPES = ("network", "bridge", "direct", "hostdev")
_PORT_NUMBERS = {"managerid": 0xFF, "typeid": 0xFFFFFF, "typeidversion": 0xFF}
_UUID = re.compile(r"(?:[0-9a-fA-F]-?){31}[0-9a-fA-F]")
#: The most bytes of a port profile's name (LIBVIRT_IFLA_VF_PORT_PROFILE_MAX, less its end).
_PROFILE = 39


@domain_check("XD234", of="interface")
def interfaces(context: DomainContext) -> Iterator[Finding]:
    """Look at each interface: what its type does not go with, its model, its port and its VLANs."""
    for nic in context.devices("interface"):
        kind = nic.get("type", "user")
        yield from _type(context, nic, kind)
        model = nic.find("model")
        name = model.get("type", "") if model is not None else ""
        if model is not None and re.fullmatch(r"[a-zA-Z0-9_-]*", name) is None:
            message = f"{shown(name)} is no model; expected letters, digits, '-' and '_'"
            yield context.finding("XD234", model, message, attribute="type")
        elif model is not None and context.type in CONTAINERS and name and upper(name) not in _MODELS:
            message = f"the model {shown(name)} is unknown to this driver; expected no <model>"
            yield context.finding("XD234", model, message, attribute="type")
        for port in nic.iterfind("virtualport"):
            yield from _port(context, port, kind)
        for vlan in nic.iterfind("vlan"):
            yield from _vlan(context, vlan)


def _type(context: DomainContext, nic: Element, kind: str) -> Iterator[Finding]:
    source, target = nic.find("source"), nic.find("target")
    needed = _SOURCES.get(kind)
    if needed and (source is None or source.get(needed) is None):
        yield context.finding("XD234", nic, f"type {kind} without a source; expected <source {needed}='...'/>")
    if kind != "ethernet":
        for each in [] if source is None else [*source.iterfind("ip"), *source.iterfind("route")]:
            message = f"the host's end of a {kind} interface has no <{each.tag!s}>; expected type='ethernet'"
            yield context.finding("XD234", each, message)
        if target is not None and target.get("managed") == "no":
            message = f"an unmanaged device on an interface of type {kind}; expected type='ethernet'"
            yield context.finding("XD234", target, message, attribute="managed")
    for port in nic.iterfind("port"):
        virtual = nic.find("virtualport")
        if port.get("isolated") != "yes":
            continue
        if kind not in ("network", "bridge") or (virtual is not None and virtual.get("type")):
            message = "only a port of a Linux bridge can be isolated; expected type='bridge' without <virtualport>"
            yield context.finding("XD234", port, message, attribute="isolated")
    for bandwidth in nic.iterfind("bandwidth"):
        if bandwidth.get("classID") is not None:
            message = "'classID' is libvirt's own, for networks that run; expected none"
            yield context.finding("XD234", bandwidth, message, attribute="classID")
    for rate in nic.iterfind("bandwidth/*"):
        if rate.tag == "outbound" and kind == "network" and decimal(rate.get("floor"), 2**64 - 1):
            yield context.finding("XD234", rate, "'floor' is for <inbound>; expected none", attribute="floor")
        if rate.get("average") is None and rate.get("floor") is not None and (rate.get("peak") or rate.get("burst")):
            yield context.finding("XD234", rate, "'peak' or 'burst' without 'average'; expected it")


def _port(context: DomainContext, port: Element, kind: str) -> Iterator[Finding]:
    if kind not in _PORT_TYPES:
        yield context.finding("XD234", port, f"an interface of type {kind} has no <virtualport>; expected none")
        return
    what = port.get("type")
    if what is None and kind != "network":
        yield context.finding("XD234", port, f"<virtualport> of type {kind} without 'type'; expected one")
    given: dict[str, str] = {}
    parameters = port.find("parameters")
    if parameters is not None:
        given = {str(name): value for name, value in parameters.items() if name != "profileid" or value}
        for name, value in given.items():
            if not _is_parameter(name, value):
                message = f"{shown(value)} is no {name}; expected one that fits"
                yield context.finding("XD234", parameters, message, attribute=name)
    needed, extra = _PORTS.get(what or "", ((), ()))
    for name in needed:
        if name not in given and kind != "network":
            yield context.finding("XD234", port, f"a virtual port of type {what} without '{name}'; expected it")
    for name in extra:
        if name in given:
            yield context.finding("XD234", port, f"a virtual port of type {what} has no '{name}'; expected none")


def _is_parameter(name: str, value: str) -> bool:
    if name in _PORT_NUMBERS:
        return any_base(value, _PORT_NUMBERS[name]) is not None
    if name in ("instanceid", "interfaceid"):
        return _UUID.fullmatch(trim_xml(value)) is not None
    return len(value.encode()) <= _PROFILE


def _vlan(context: DomainContext, vlan: Element) -> Iterator[Finding]:
    tags = vlan.findall("tag")
    if not tags:
        yield context.finding("XD234", vlan, "<vlan> without a <tag>; expected one or more")
    native = [tag for tag in tags if tag.get("nativeMode")]
    for tag in native[1:]:
        message = "a second native VLAN; expected one"
        yield context.finding("XD234", tag, message, attribute="nativeMode")
    trunk = vlan.get("trunk")
    if trunk is not None and upper(trunk) != "YES" and (len(tags) > 1 or native):
        message = "trunk='no' with several tags or a native one; expected trunk='yes'"
        yield context.finding("XD234", vlan, message, attribute="trunk")


_OF_ROUTES = ("family", "address", "gateway", "prefix", "netmask", "metric")


@domain_check("XD234", of="route ip")
def routes(context: DomainContext) -> Iterator[Finding]:
    """Look at routes and peers: all addresses of one have to be of one family."""
    for route in context.tags.get("route", ()):
        reason, attribute = _wrong_route(
            *map(route.get, ("family", "address", "gateway", "prefix", "netmask", "metric"))
        )
        if reason:
            yield context.finding("XD234", route, reason, attribute=attribute)
    for element in context.tags.get("ip", ()):
        peer, own, family = element.get("peer"), address(element.get("address")), element.get("family")
        if peer is None or own is None:
            continue
        version = {"ipv4": 4, "ipv6": 6}.get(family or "", own.version)
        other = address(peer)
        if other is None or other.version != version:
            message = f"the peer {shown(peer)} is no IPv{version} address; expected one, as <ip> is"
            yield context.finding("XD234", element, message, attribute="peer")


@lru_cache(1024)  # all routed addresses have the same ones
def _wrong_route(
    family: str | None,
    network: str | None,
    gateway: str | None,
    length: str | None,
    mask: str | None,
    metric: str | None,
) -> tuple[str, str]:
    """Return why libvirt refuses a route, and the attribute that it is about; '' for one that it takes."""
    version = 6 if family == "ipv6" else 4
    if family not in (None, "ipv4", "ipv6"):
        return f"the family {shown(family or '')} is unknown; expected ipv4 or ipv6", "family"
    ends = {}
    for name, text in (("address", network), ("gateway", gateway)):
        if text is None:
            return f"a route without '{name}'; expected it", ""
        end = address(text)
        if end is None:
            return f"{shown(text)} is no address; expected one such as 192.0.2.0 or 2001:db8::", name
        if end.version != version:
            hint = "family='ipv6'" if end.version == 6 else "family='ipv4', or none"
            return f"{text} is an IPv{end.version} address in a route of IPv{version}; expected {hint}", name
        ends[name] = end
    longest = 32 if version == 4 else 128
    prefix = decimal("0" if length is None else length)
    if prefix is None or prefix > longest:
        return f"the prefix is {shown(length or '')}; expected 0 to {longest}", "prefix"
    if mask is not None:
        if version == 6 or length is not None:
            return "a netmask is for IPv4, in place of a prefix; expected none", "netmask"
        masked = address(mask)
        if masked is None or masked.version != version:
            return f"{shown(mask)} is no netmask; expected one such as 255.255.255.0", "netmask"
        if int(ends["address"]) & int(masked) != int(ends["address"]):
            return f"{network} is no network of {mask}; expected one without host bits", "address"
    elif int(ends["address"]) & ((1 << (longest - prefix)) - 1):
        return f"{network}/{prefix} has host bits; expected a network's address and its prefix", "address"
    if metric is not None and not decimal(metric):
        return f"the metric is {shown(metric)}; expected 1 or more", "metric"
    return "", ""
