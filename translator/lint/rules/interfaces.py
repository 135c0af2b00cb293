"""Which interfaces of NETIF cannot be used, stand twice, or are read otherwise than they are written?

Facts: ve-conf.md 3.7.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from translator.characters import trim
from translator.conf.tree import Assignment
from translator.container.start import deaf_pairs
from translator.finding import Finding, Fix
from translator.lazy import lazy
from translator.lint.addresses import MASKS, odd_mask, wrong_mac
from translator.lint.context import ConfContext
from translator.lint.rule import Rule, conf_check, declare, line_check
from translator.values.codec import UNSET, Refused
from translator.values.netif import (
    COMMON_HOST_MAC,
    INTERFACE_NAME_BYTES,
    Interface,
    fields_of,
    is_device_name,
    pieces_of,
    read_mac,
)
from translator.values.virtuozzo_netif import VENET, read_any_mac
from translator.wording import listed, shown

declare(
    Rule(
        "VZ411",
        "repeated-interface",
        "warning",
        "two interfaces of one name in NETIF",
        "vzctl drops the second in silence.",
        'NETIF="ifname=eth0,host_ifname=va;ifname=eth0,host_ifname=vb"\n',
        'NETIF="ifname=eth0,host_ifname=va;ifname=eth1,host_ifname=vb"\n',
        parameters=("NETIF",),
    ),
    Rule(
        "VZ412",
        "repeated-mac",
        "warning",
        "two interfaces with one MAC address",
        "A bridge sends the frames of one to the other.",
        'NETIF="ifname=eth0,mac=00:18:51:00:00:01;ifname=eth1,mac=00:18:51:00:00:01"\n',
        'NETIF="ifname=eth0,mac=00:18:51:00:00:01;ifname=eth1,mac=00:18:51:00:00:02"\n',
        parameters=("NETIF",),
    ),
    Rule(
        "VZ413",
        "unusable-mac",
        "warning",
        "a MAC address of zeros only, or a group address",
        "No interface can have it: the kernel refuses to set it and the container gets no network.",
        'NETIF="ifname=eth0,mac=01:00:5E:00:00:01"\n',
        'NETIF="ifname=eth0,mac=00:18:51:00:00:01"\n',
        parameters=("NETIF",),
    ),
    Rule(
        "VZ414",
        "mangled-mac",
        "warning",
        "a MAC address that is not six pairs with colons",
        "vzctl looks at fixed columns and does not count: 001851010203 becomes 00:85:01:20:00:00, and missing pairs "
        "become zeros.",
        'NETIF="ifname=eth0,mac=001851010203"\n',
        'NETIF="ifname=eth0,mac=00:18:51:01:02:03"\n',
        parameters=("NETIF",),
    ),
    Rule(
        "VZ415",
        "repeated-host-interface",
        "warning",
        "two interfaces with one name on the host",
        "The second cannot be created, and the container does not start.",
        'NETIF="ifname=eth0,host_ifname=va;ifname=eth1,host_ifname=va"\n',
        'NETIF="ifname=eth0,host_ifname=va;ifname=eth1,host_ifname=vb"\n',
        parameters=("NETIF",),
    ),
    Rule(
        "VZ416",
        "long-host-interface",
        "warning",
        "an interface's name that no kernel takes: of more than 15 bytes, or with a blank, '/' or ':' in it",
        "The kernel refuses it, and the container does not start. vzctl refuses names of more than 15 bytes in the "
        "file, and cuts those that it makes up itself, veth<ctid>.<n>, so that two interfaces may get one name; "
        "libvzctl takes 16. Neither looks for characters.",
        'NETIF="ifname=eth0,host_ifname=va;ifname=eth1234567890"\n',
        'NETIF="ifname=eth0,host_ifname=va;ifname=eth1"\n',
        parameters=("NETIF", "NETDEV"),
    ),
    Rule(
        "VZ417",
        "unknown-netif-field",
        "warning",
        "a field of NETIF that the reader does not know",
        "vzctl passes over it in silence and loses it at the next save. A blank behind a comma has this effect on "
        "every field: it becomes part of the name. network, type, ip, gw and dhcp are libvzctl's, "
        "which in turn passes over bridge, and over addresses of venet0: those are IP_ADDRESS.",
        'NETIF="ifname=eth0, mac=00:18:51:00:00:01"\n',
        'NETIF="ifname=eth0,mac=00:18:51:00:00:01"\n',
        "unsafe",
        parameters=("NETIF",),
    ),
    Rule(
        "VZ418",
        "repeated-netif-field",
        "warning",
        "a field that stands twice in one interface of NETIF",
        "vzctl takes the first ifname, host_ifname and bridge, and the last mac, host_mac and mac_filter; libvirt "
        "takes the last of all.",
        'NETIF="ifname=eth0,bridge=br0,bridge=br1"\n',
        'NETIF="ifname=eth0,bridge=br0"\n',
        parameters=("NETIF",),
    ),
    Rule(
        "VZ419",
        "deaf-bridge-port",
        "warning",
        "an interface on a bridge whose two ends have one MAC address",
        "Without host_mac, vzctl gives the host's end a copy of the container's MAC. A bridge keeps frames for the "
        "address of one of its own ports to itself: nothing reaches the container. FE:FF:FF:FF:FF:FF is the usual one.",
        'NETIF="ifname=eth0,bridge=vmbr0,mac=00:18:51:00:00:01"\n',
        'NETIF="ifname=eth0,bridge=vmbr0,mac=00:18:51:00:00:01,host_mac=FE:FF:FF:FF:FF:FF"\n',
        parameters=("NETIF",),
    ),
)

_NETIF_FIELDS = ("ifname", "mac", "host_ifname", "host_mac", "bridge", "mac_filter")
_LIBVZCTL_FIELDS = frozenset("network type vport ifaceid gw gw6 dhcp dhcp6 ip_filter configure ip ip6".split())
_ADDRESSES7 = ("ip", "ip6", "dhcp", "dhcp6")
_NETIF_FIELDS7 = (*(field for field in _NETIF_FIELDS if field != "bridge"), *sorted(_LIBVZCTL_FIELDS))


@conf_check("VZ401", *(f"VZ{number}" for number in range(411, 420)), reads="NETIF")
def interfaces(conf: ConfContext) -> Iterator[Finding]:
    """Look at the interfaces as the reader takes them, then at how they are written."""
    value = conf.value("NETIF")
    if value is UNSET:
        return
    texts = [
        (at, leaf.text) for at in conf.settings.by_name["NETIF"].kept if isinstance(leaf := conf.tree[at], Assignment)
    ]
    written = _Written(texts)
    macs: dict[str, str] = {}
    hosts: dict[str, str] = {}
    for interface in value:
        yield from _macs(conf, written, interface, macs)
        yield from _host_name(conf, written, interface, hosts)
        yield from _impossible(conf, written, interface)
    if conf.dialect.name == "vzctl":
        named = {interface.ifname: interface for interface in value}
        for obstacle in deaf_pairs(conf.value):
            yield written.finding(conf, obstacle.code, named[obstacle.item], "host_mac", obstacle.message)
    for at, text in texts:
        yield from _fields(conf, at, text)


class _Written:
    """The text of each interface, by its name: where a field of it stands. It is taken apart for the first finding."""

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        self._texts = texts

    @cached_property
    def _fields(self) -> dict[str, tuple[int, dict[str, tuple[int, str]]]]:
        fields: dict[str, tuple[int, dict[str, tuple[int, str]]]] = {}
        for at, text in self._texts:
            for start, piece in pieces_of(text):
                found: dict[str, tuple[int, str]] = {}
                for offset, _, key, equals, value in fields_of(piece):
                    if equals and value:
                        found.setdefault(key, (start + offset + len(key) + 1, value))
                if "ifname" in found:
                    fields.setdefault(found["ifname"][1], (at, found))
        return fields

    def finding(self, conf: ConfContext, code: str, interface: Interface, field: str, message: str) -> Finding:
        """Return a finding about the value of a field, or about the name where the field is not written."""
        at, fields = self._fields.get(interface.ifname, (conf.settings.by_name["NETIF"].kept[-1], {}))
        offset, item = fields.get(field) or fields.get("ifname") or (-1, "")
        return conf.finding(code, at, message, item=item, offset=offset)


def _macs(conf: ConfContext, written: _Written, interface: Interface, macs: dict[str, str]) -> Iterator[Finding]:
    name = interface.ifname
    for mac, field in ((interface.mac, "mac"), (interface.host_mac, "host_mac")):
        if mac is None:
            continue
        reason = wrong_mac(mac)
        if reason:
            message = f"NETIF: {field} of {name} is {mac}, {reason}; expected a device's own address"
            yield written.finding(conf, "VZ413", interface, field, message)
        elif (field, mac) != ("host_mac", COMMON_HOST_MAC) and macs.setdefault(mac, name) != name:
            message = f"NETIF: {name} has the MAC address of {macs[mac]}, {mac}; expected one of its own"
            yield written.finding(conf, "VZ412", interface, field, message)


def _host_name(conf: ConfContext, written: _Written, interface: Interface, hosts: dict[str, str]) -> Iterator[Finding]:
    # where the id is unknown, the shortest one stands for it
    ctid = conf.ctid or "101"
    codec: Any = conf.settings.by_name["NETIF"].codec
    host = codec.host_name(interface, ctid)
    if host is None:
        return
    if interface.host_ifname is None and conf.dialect.name != "libvzctl":
        uncut = interface.uncut_host_ifname(ctid)
        if host != uncut:
            message = (
                f"NETIF: vzctl names the host's end of {interface.ifname} {uncut}, and cuts that to {host}, "
                f"{INTERFACE_NAME_BYTES} bytes; expected a host_ifname"
            )
            yield written.finding(conf, "VZ416", interface, "ifname", message)
    if hosts.setdefault(host, interface.ifname) != interface.ifname:
        message = f"NETIF: {interface.ifname} and {hosts[host]} are both {host} on the host; expected different names"
        yield written.finding(conf, "VZ415", interface, "host_ifname", message)


def _impossible(conf: ConfContext, written: _Written, interface: Interface) -> Iterator[Finding]:
    """Look for names that a reader takes, and no kernel does. A network of libvzctl's is no device."""
    names = {"ifname": interface.ifname, "host_ifname": interface.host_ifname}
    if conf.dialect.name != "libvzctl":
        names["bridge"] = interface.bridge
    for field, name in names.items():
        if name is not None and not is_device_name(name):
            yield written.finding(conf, "VZ416", interface, field, _no_name("NETIF", name))


def _no_name(parameter: str, name: str) -> str:
    most = f"up to {INTERFACE_NAME_BYTES} bytes without blanks, '/' and ':'"
    return f"{parameter}: the kernel takes {shown(name)} for no interface's name; expected {most}"


@line_check("VZ416", reads="NETDEV")
def devices(conf: ConfContext) -> Iterator[Finding]:
    """Look for names of the host's interfaces that it cannot have."""
    for name in conf.value("NETDEV") or ():
        if not is_device_name(name):
            yield conf.about_value("VZ416", "NETDEV", _no_name("NETDEV", name), item=name)


def _fields(conf: ConfContext, at: int, text: str) -> Iterator[Finding]:
    """Look at the fields of each interface as they are written."""
    seen: set[str] = set()
    blanks_out: Fix | None = None
    for start, piece in pieces_of(text):
        fields: dict[str, str] = {}
        written = list(fields_of(piece))
        venet = any(field == f"ifname={VENET}" for _, field, *_ in written)
        listed6 = False
        for offset, field, key, equals, value in written:
            here = start + offset
            if key in _NETIF_FIELDS and equals and not (key == "bridge" and conf.dialect.name == "libvzctl"):
                if fields.get(key):
                    message = f"NETIF: {key} stands twice in one interface; expected once"
                    yield conf.finding("VZ418", at, message, item=field, offset=here)
                fields.setdefault(key, value)
                if key in ("mac", "host_mac"):
                    yield from _mangled(conf, at, field, value, here)
            elif field and conf.dialect.name == "libvzctl":
                yield from _passed_over(conf, at, field, here, venet=venet, listed6=listed6)
                for item in value.split(":") if key == "ip" else ():
                    if odd := odd_mask(item):
                        message = f"NETIF: {shown(item)} {odd}; {MASKS}"
                        yield conf.finding("VZ401", at, message, item=item, offset=here + field.index(item))
                listed6 = listed6 or (key == "ip6" and bool(equals))
            elif field and conf.dialect.name == "vzctl":
                if blanks_out is None and field[:1] in (" ", "\t"):
                    blanks_out = conf.rewrite(at, re.sub(r"(?<![ \t])[ \t]*([,;])[ \t]*", r"\1", text))
                yield _unknown_field(conf, at, field, key, here, blanks_out)
        name = fields.get("ifname")
        if name and name in seen:
            message = f"NETIF: a second {name} is dropped; expected another name"
            yield conf.finding("VZ411", at, message, item=piece, offset=start)
        seen.add(name or "")


_COLONS = lazy(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}")


def _mangled(conf: ConfContext, at: int, field: str, value: str, offset: int) -> Iterator[Finding]:
    if _COLONS.fullmatch(value) is None:
        if conf.dialect.name == "libvirt":
            return  # it reads no other, and no host_mac at all
        try:
            read = f"read as {(read_any_mac if conf.dialect.name == 'libvzctl' else read_mac)(value)}"
        except Refused:
            return  # refused with the whole interface: VZ201
        what = shown(value) if value else "nothing"
        message = f"NETIF: {what} is {read}; expected six pairs such as 00:18:51:0A:0B:0C"
        yield conf.finding("VZ414", at, message, item=field, offset=offset)


def _passed_over(
    conf: ConfContext, at: int, field: str, offset: int, *, venet: bool, listed6: bool
) -> Iterator[Finding]:
    """Look at a field that libvzctl may know nothing of. ``venet`` says that it is one of venet0, ``listed6`` that
    ``ip6=`` stands before it, behind which addresses have commas between them, too.
    """
    key, equals, _ = field.partition("=")
    message = ""
    if key in _ADDRESSES7 and equals:
        if venet:
            message = f"NETIF: {key} of {VENET} is passed over: its addresses are those of IP_ADDRESS"
    elif key == "bridge" and equals:
        message = f"NETIF: {shown(field)} is vzctl's, libvzctl passes over it; expected type=bridge,network=<bridge>"
    elif not (key in _LIBVZCTL_FIELDS and equals) and not listed6:
        message = f"NETIF: {shown(field)} is passed over and lost at the next save; expected {listed(_NETIF_FIELDS7)}"
    if message:
        yield conf.finding("VZ417", at, message, item=field, offset=offset)


def _unknown_field(conf: ConfContext, at: int, field: str, key: str, offset: int, blanks_out: Fix | None) -> Finding:
    fix = None
    if trim(key) in _NETIF_FIELDS and key != trim(key):
        message = f"NETIF: the blank in {shown(field)} is part of the name, so the field is passed over; expected none"
        fix = blanks_out
    elif key in _LIBVZCTL_FIELDS:
        message = f"NETIF: {shown(field)} is libvzctl's (OpenVZ 7); vzctl passes over it and loses it when it saves"
    else:
        message = f"NETIF: {shown(field)} is passed over and lost at the next save; expected {listed(_NETIF_FIELDS)}"
    return conf.finding("VZ417", at, message, item=field, offset=offset, fix=fix)
