"""What does a container's file say, and what of another one's does it lack or have besides?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.vzctl.model import GENERATED
from translator.conf.dialect import VZCTL
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.values.netif import Interface


def said_by(conf: str) -> dict[str, Any]:
    """Return what is in force of each parameter, without what says nothing: empty lists, devices without permission,
    the mode of an image, which is in the image.
    """
    return dict(_said(conf))


def _said(conf: str) -> Iterator[tuple[str, Any]]:
    for name, setting in settle(parse(conf, VZCTL), VZCTL).by_name.items():
        if not setting.kept or name == "VEID":
            continue
        value: Any = setting.value
        if name == "CAPABILITY":  # of one that is both, the container does not have it
            value = dict.fromkeys(value.on, "on") | dict.fromkeys(value.off, "off")
        elif name == "FEATURES":
            value = {word: value.state(word) for word in (*value.on, *value.off)}
        elif name in ("DEVICES", "DEVNODES"):
            value = {device for device in value if device.permission}
        elif name == "VE_LAYOUT":
            value = str(value).partition(":")[0]
        elif isinstance(value, tuple) and name in ("NETDEV", "PCI", "IP_ADDRESS"):
            value = list(dict.fromkeys(value))
        if value or name not in _LISTS:
            yield name, value if value == value else "nan"  # not a number equals nothing, itself neither


_LISTS = frozenset(
    "CAPABILITY FEATURES DEVICES DEVNODES NETDEV PCI IP_ADDRESS NAMESERVER SEARCHDOMAIN NETIF IPTABLES".split()
)


def differences(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the parameters that differ, each with what is wanted and what is there. Of an interface, fields that are
    made up, or that nobody asked for, may be anything.
    """
    return {
        name: (wanted.get(name), got.get(name))
        for name in sorted(wanted.keys() | got.keys())
        if wanted.get(name) != got.get(name)
        and not (name == "NETIF" and _same_pairs(wanted.get(name, ()), got.get(name, ())))
    }


def _same_pairs(wanted: tuple[Interface, ...], got: tuple[Interface, ...]) -> bool:
    return len(wanted) == len(got) and all(
        (a.ifname, a.bridge, a.mac_filter) == (b.ifname, b.bridge, b.mac_filter)
        and all(one is None or GENERATED in (one, other) or one == other for one, other in _made_up(a, b))
        for a, b in zip(wanted, got, strict=True)
    )


def _made_up(a: Interface, b: Interface) -> Iterator[tuple[str | None, str | None]]:
    yield a.mac, b.mac
    yield a.host_mac, b.host_mac
    yield a.host_ifname, b.host_ifname
