"""What does one veth description of NETIF say?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from translator.characters import trim
from translator.values.address import Address
from translator.values.codec import UNSET, Codec, Refused, byte_length, file_bytes, scanned_int

_PLAIN_MAC = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}")
_HEX_PAIR = re.compile(r"[ \t\n\v\f\r]*[+-]?[0-9A-Fa-f]+")
#: Bytes of an interface's name: the kernel's IFNAMSIZ less the NUL.
INTERFACE_NAME_BYTES = 15
#: What no such name is, and bytes that none has: what is a blank to the kernel's isspace(), which reads Latin-1, too.
_NO_NAMES = (b"", b".", b"..")
_NOT_IN_NAMES = frozenset(b"/: \t\n\v\f\r\xa0")
#: The usual address of the host's end of a pair, of as many pairs as there are: the highest of all, so that a bridge,
#: which takes the lowest of its members, keeps its own. Nobody sends to it.
COMMON_HOST_MAC = "FE:FF:FF:FF:FF:FF"


def is_device_name(name: str) -> bool:
    """Whether a kernel takes a name for an interface."""
    raw = file_bytes(name)
    return raw not in _NO_NAMES and len(raw) <= INTERFACE_NAME_BYTES and not _NOT_IN_NAMES.intersection(raw)


class Interface(NamedTuple):
    """One veth pair. None is "not given": vzctl then generates a MAC, names the host's end ``veth<ctid>.<n>``, or
    copies ``mac`` to ``host_mac``. ``network`` is a virtual network, which only libvzctl knows; ``others`` are the keys
    that say nothing to vzctl, as they stood.
    """

    ifname: str
    mac: str | None = None
    host_ifname: str | None = None
    host_mac: str | None = None
    bridge: str | None = None
    mac_filter: str | None = None
    others: tuple[tuple[str, str], ...] = ()
    network: str | None = None

    def other(self, key: str) -> str | None:
        """Return the value of a key of libvzctl's, such as ``network`` or ``ip``."""
        return next((value for name, value in self.others if name == key), None)

    def default_host_ifname(self, ctid: str) -> str:
        """Return the name that vzctl gives the host's end, cut where its buffer ends."""
        return self.uncut_host_ifname(ctid)[:INTERFACE_NAME_BYTES]

    def uncut_host_ifname(self, ctid: str) -> str:
        """Return that name in full: the id, and the first number after a non-digit in ``ifname``, as a C int."""
        match = re.match(r"[^0-9]+([0-9]+)", self.ifname)
        return f"veth{ctid}.{scanned_int('', match[1]) if match else 0}"


_ZERO_MAC = "00:00:00:00:00:00"


def read_mac(text: str, before: str = _ZERO_MAC) -> str:
    """Read a MAC as vzctl does: pairs at fixed columns, any separator, upper case.

    A pair that is missing keeps what vzctl's buffer held: that of ``before``, the last MAC it read on the line.
    """
    if _PLAIN_MAC.fullmatch(text):
        return text.upper()
    pairs = before.split(":")
    columns = text if text.isascii() else file_bytes(text).decode("latin-1")
    for at in range(6):
        pair = columns[3 * at : 3 * at + 2]
        if not pair:
            break
        if _HEX_PAIR.fullmatch(pair) is None:
            raise Refused(text)
        pairs[at] = f"{int(trim(pair), 16) & 0xFF:02X}"
    return ":".join(pairs)


def demand_room(name: str, room: int = INTERFACE_NAME_BYTES) -> None:
    """Refused for a name of an interface that has more bytes than there is room for."""
    if byte_length(name) > room:
        raise Refused(name)


#: One field as it is written: where it starts, in characters, its text, and that text as key, ``=`` or '', and value.
Written = tuple[int, str, str, str, str]


def pieces_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the texts of the interfaces in a value, each with where it starts; empty ones, which say nothing, too."""
    at = 0
    for piece in text.split(";"):
        yield at, piece
        at += len(piece) + 1


def fields_of(piece: str) -> Iterator[Written]:
    """Yield the fields of one interface as they are written, whatever a reader makes of them."""
    at = 0
    for field in piece.split(","):
        yield at, field, *field.partition("=")
        at += len(field) + 1


#: The fields of a record that say the same in every dialect.
_FIELDS = ("ifname", "mac", "host_ifname", "host_mac", "bridge", "mac_filter", "network")


class Interfaces(Codec):
    """Interfaces separated by ``;``, fields ``key=value`` by ``,``, no blanks; ``ifname`` is required."""

    shape = "interfaces"
    expects = "ifname=eth0,mac=...,host_ifname=...,host_mac=...,bridge=...,mac_filter=on|off; interfaces apart by ';'"

    def decode(self, text: str) -> object:
        """Read the interfaces; the first bad one ends the list, those before it stay."""
        found: dict[str, Interface] = {}
        last_mac = [_ZERO_MAC]
        for _, piece in pieces_of(text):
            if not piece:
                continue
            try:
                interface = self._interface(piece, last_mac)
            except Refused:
                raise Refused(piece, kept=tuple(found.values()) or UNSET) from None
            found.setdefault(interface.ifname, interface)
        return tuple(found.values()) or UNSET

    def _interface(self, piece: str, last_mac: list[str]) -> Interface:
        fields: dict[str, str] = {}
        others = []
        for _, _, key, equals, value in fields_of(piece):
            if key in ("ifname", "host_ifname", "bridge") and equals:
                demand_room(value)
                if not fields.get(key):
                    fields[key] = value
            elif key in ("mac", "host_mac") and equals:
                fields[key] = last_mac[0] = read_mac(value, last_mac[0])
            elif key == "mac_filter" and equals:
                if value not in ("on", "off", ""):
                    raise Refused(piece)
                if value:
                    fields[key] = value
            elif key or value:
                others.append((key, value))
        if not fields.get("ifname"):
            raise Refused(piece)
        given = {key: value for key, value in fields.items() if value}
        return Interface(**given, others=tuple(others))

    def encode(self, value: Sequence[Interface]) -> str:
        """Write what is given, in vzctl's order of fields; keys it does not know are lost, as at its next save."""
        return ";".join(self._text(interface) for interface in value)

    @staticmethod
    def _text(interface: Interface) -> str:
        fields = [f"ifname={interface.ifname}"]
        for key in ("bridge", "mac", "host_ifname", "host_mac", "mac_filter"):
            given = getattr(interface, key)
            if given:
                fields.append(f"{key}={given}")
        return ",".join(fields)

    def write(self, value: Sequence[Interface]) -> str:
        """Write what is given, and the keys that vzctl passes over."""
        return ";".join(
            ",".join((self._text(interface), *(f"{key}={text}" if text else key for key, text in interface.others)))
            for interface in value
        )

    def records(self, value: Sequence[Interface]) -> Sequence[Mapping[str, str]]:
        """Return each interface as names and texts; a bridge is ``bridge`` whatever this reader calls it."""
        return [
            {**{key: text for key in _FIELDS if (text := getattr(interface, key))}, **dict(interface.others)}
            for interface in value
        ]

    def spell(self, records: Sequence[Mapping[str, str]]) -> str:
        """Return the text of such records."""
        interfaces = []
        for record in records:
            others = tuple((key, text) for key, text in record.items() if key not in _FIELDS)
            fields = {key: record.get(key) for key in _FIELDS[1:]}
            interfaces.append(Interface(record.get("ifname", ""), others=others, **fields))
        return self.write(interfaces)

    def faithful(self, value: Sequence[Interface]) -> bool:
        """Keys of another product are passed over by the reader and lost by its writer."""
        return not any(interface.others for interface in value)

    def host_name(self, interface: Interface, ctid: str | None) -> str | None:
        """Return the name of the host's end, given or made up by the reader; None where that is not known."""
        return interface.host_ifname or (interface.default_host_ifname(ctid) if ctid else None)

    def addresses(self, interface: Interface) -> Sequence[Address]:  # noqa: ARG002 - for those that override it
        """Return the addresses that an interface has of its own: none here."""
        return ()

    def saved(self, value: Sequence[Interface], ctid: str) -> str:
        """Return the text that vzctl saves for container ``ctid``, generated MACs left out: they depend on the host."""
        return self.encode(
            tuple(
                interface._replace(
                    host_ifname=interface.host_ifname or interface.default_host_ifname(ctid),
                    host_mac=interface.host_mac or interface.mac,
                )
                for interface in value
            )
        )

    def merge(self, old: Sequence[Interface], new: Sequence[Interface]) -> tuple[Interface, ...]:
        """Append interfaces with other names."""
        known = {interface.ifname for interface in old}
        return (*old, *(interface for interface in new if interface.ifname not in known))
