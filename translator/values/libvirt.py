"""Which values does the OpenVZ driver of libvirt 9.0.0 read, and by which rules?

It reads nine parameters; those whose rules differ from vzctl's have a codec here. Where it cannot parse a value, it
leaves that part of the domain out, so nothing is kept. No other parameter has any meaning to it: there, the dialect
``libvirt`` reads the text that the driver would see as vzctl would.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from translator.values.address import Address, Addresses, read_ip
from translator.values.codec import UNLIMITED, UNSET, Codec, Refused, number_of
from translator.values.netif import Interface, Interfaces, demand_room, fields_of, pieces_of
from translator.values.size import Pair, Quota

_DIGITS = r"[0-9]+"
_MAC = r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}"


def _number(text: str, item: str) -> int:
    number = UNLIMITED + 1 if re.fullmatch(_DIGITS, text) is None else number_of(text)
    if number > UNLIMITED:
        raise Refused(item)
    return number


class PlainCount(Codec):
    """A plain number; 0 is as many as the host has."""

    expects = "digits only"

    def decode(self, text: str) -> int:
        """Read the number; libvirt counts in a C int."""
        number = _number(text, text)
        if number > 2**31 - 1:
            raise Refused(text)
        return number

    def encode(self, value: int) -> str:
        """Write digits."""
        return str(value)


class PlainPair(Codec):
    """Two plain numbers ``barrier:limit``; LONG_MAX is no limit. With ``first`` only the barrier is looked at.

    Its shape is ``value``, for the residue writes limits with the word ``unlimited``, which libvirt cannot read.
    """

    expects = "two plain numbers barrier:limit, without suffix and without 'unlimited'"

    def __init__(self, *, first: bool = False) -> None:
        self.first = first

    def decode(self, text: str) -> Pair:
        """Read exactly two parts."""
        barrier, colon, limit = text.partition(":")
        if not colon or ":" in limit:
            raise Refused(text)
        low = _number(barrier, text)
        try:
            return Pair(low, UNLIMITED if limit == "unlimited" and self.first else _number(limit, text))
        except Refused:
            if self.first:
                raise Refused(limit or text, kept=Pair(low, UNLIMITED), verdict="word") from None
            raise

    def encode(self, value: Pair) -> str:
        """Write two numbers."""
        return f"{value.barrier}:{value.limit}"


class PlainQuota(Codec):
    """Two plain numbers ``soft:hard`` in KiB."""

    shape = "quota"
    expects = "two plain numbers soft:hard, without suffix"

    def decode(self, text: str) -> Quota:
        """Read exactly two numbers."""
        soft, colon, hard = text.partition(":")
        if not colon:
            raise Refused(text)
        return Quota(_number(soft, text), _number(hard, text))

    def encode(self, value: Quota) -> str:
        """Write two numbers."""
        return f"{value.soft}:{value.hard}"


class BareAddresses(Addresses):
    """Addresses without prefix, separated by blanks. One that does not parse leaves the domain without network."""

    expects = "addresses without prefix such as 192.0.2.1, separated by blanks"

    def decode(self, text: str) -> object:
        """Read all or nothing."""
        found: dict[str, Address] = {}
        for item in text.split(" "):
            if item:
                address = Address(read_ip(item))
                found.setdefault(address.ip, address)
        return tuple(found.values()) or UNSET

    def faithful(self, value: Sequence[Address]) -> bool:  # noqa: ARG002 - the base looks at it
        """Every address is one to libvirt, all zeros too."""
        return True

    def items(self, value: Sequence[Address]) -> Sequence[str]:
        """Return each address in its standard form."""
        return list(map(str, value))


#: The keys that a record has in fields of its own, in vzctl's order; the others pass through.
_FIELDS = ("ifname", "bridge", "mac", "host_ifname", "host_mac")


class HostInterfaces(Interfaces):
    """Interfaces of which libvirt reads ``host_ifname``, ``bridge`` and ``mac``: names up to 16 bytes, a MAC of
    exactly 17 characters. One that is wrong leaves the domain without network. Other keys have no meaning to it, so
    ``ifname`` and ``host_mac`` may be anything; what is no MAC is none of the interface's.
    """

    expects = "mac=xx:xx:xx:xx:xx:xx,host_ifname=...,bridge=...; interfaces apart by ';'"

    def decode(self, text: str) -> object:
        """Read all or nothing."""
        found = tuple(self._read(piece) for _, piece in pieces_of(text) if piece.strip(",="))
        return found or UNSET

    @staticmethod
    def _read(piece: str) -> Interface:
        said: dict[str, str] = {}
        others: list[tuple[str, str]] = []
        for _, _, key, equals, value in fields_of(piece):
            if key == "mac" and equals:
                if re.fullmatch(_MAC, value) is None:
                    raise Refused(piece)
                said[key] = value.upper()
            elif key in ("host_ifname", "bridge") and equals:
                try:
                    demand_room(value, 16)
                except Refused:
                    raise Refused(piece) from None
                if value:
                    said[key] = value
            elif key not in said and ((key == "ifname" and value) or (key == "host_mac" and re.fullmatch(_MAC, value))):
                said[key] = value
            elif key or value:
                others.append((key, value))
        if not said and not others:  # it is one all the same, and stays when it is written
            others.append((piece.strip(",=").partition("=")[0], ""))
        ifname = said.pop("ifname", "")
        return Interface(ifname, others=tuple(others), **said)

    @staticmethod
    def _text(interface: Interface) -> str:
        fields = [(key, getattr(interface, key)) for key in _FIELDS if getattr(interface, key)]
        return ",".join(f"{key}={text}" if text else key for key, text in (*fields, *interface.others))

    def write(self, value: Sequence[Interface]) -> str:
        """Write all that is said."""
        return self.encode(value)

    def spell(self, records: Sequence[Mapping[str, str]]) -> str:
        """Return the text of such records: the keys of others stand as they are."""
        return self.write(
            [
                Interface(
                    record.get("ifname", ""),
                    others=tuple((key, text) for key, text in record.items() if key not in _FIELDS),
                    **{key: record.get(key) for key in _FIELDS[1:]},
                )
                for record in records
            ]
        )

    def faithful(self, value: Sequence[Interface]) -> bool:
        """A document knows interfaces by name, has each key once, and mac_filter as a switch; a conf need not."""
        if len({interface.ifname for interface in value}) < len(value):
            return False
        if any(interface.other("mac_filter") not in (None, "on", "off") for interface in value):
            return False
        keys = [[*_FIELDS, *(key for key, _ in each.others)] for each in value if each.others]
        return all(len(set(each)) == len(each) for each in keys)

    def saved(self, value: Sequence[Interface], ctid: str) -> str:
        """Libvirt saves nothing of its own here."""
        del ctid
        return self.encode(value)
