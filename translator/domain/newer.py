"""Which parts of a document does libvirt 9.0 not know? Each with its release, and what may stand in it.

A part is known by its place. What it holds is held against what the schemas of its release allow; for the rest of the
document it is taken away, or put in the words of 9.0. Held against the schemas of Debian 12, 13 and sid
(tests/domain/test_versions.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from translator.characters import trim_xml
from translator.domain.releases import Release
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: The highest speeds of 9.0 and of later ones, KiB a second.
_OLD_SPEED, _SPEED = 2**32 - 1, 18014398509481984
_PORT = r"(?:(?:0x)?[0-9a-fA-F]{1,3}\.){0,3}(?:0x)?[0-9a-fA-F]{1,3}"
_LIST = r"(?:[0-9]+(?:-[0-9]+)?|\^[0-9]+)(?:,(?:[0-9]+(?:-[0-9]+)?|\^[0-9]+))*"
_UUID = r"[ \t\r\n]*[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}[ \t\r\n]*"


class Newer(NamedTuple):
    """A part that 9.0 does not know: where, what to call it, its release (the first that is known to have it where
    ``latest``), and what has 9.0 take the rest. ``attribute`` is the one that is meant, if any; ``wrong`` says what is
    wrong with what it holds, '' for nothing.
    """

    since: Release
    path: str
    what: str
    settle: Callable[[Element], None]
    attribute: str | None = None
    latest: bool = False
    wrong: Callable[[Element], str] = lambda _: ""

    @property
    def release(self) -> str:
        """Return the release for people."""
        return f"{self.since[0]}.{self.since[1]}" + (" or earlier" if self.latest else "")


def _holding(name: str, pattern: str, expected: str) -> Callable[[Element], str]:
    """Make what holds an attribute against a pattern, as a token: blanks around it are none of it."""
    known = re.compile(pattern)

    def wrong(element: Element) -> str:
        text = element.get(name)
        if text is None or known.fullmatch(trim_xml(text)):
            return ""
        return f"attribute '{name}' of <{element.tag!s}> is {shown(text)}; expected {expected}"

    return wrong


def _text(pattern: str, expected: str) -> Callable[[Element], str]:
    """Make what holds an element that has nothing but a text against a pattern."""
    known = re.compile(pattern)

    def wrong(element: Element) -> str:
        text = element.text or ""
        if element.attrib or any(isinstance(each.tag, str) for each in element):
            return f"<{element.tag!s}> has attributes or elements; expected a text alone"
        return "" if known.fullmatch(text) else f"<{element.tag!s}> holds {shown(text)}; expected {expected}"

    return wrong


def _wrong_map(idmap: Element) -> str:
    """Return what is wrong with the map of ids of a file system: as that of the domain, only that it may be empty."""
    for each in idmap.iterchildren("*"):
        if each.tag not in ("uid", "gid"):
            return f"element <{each.tag!s}> in <idmap> is unknown; expected uid or gid"
        if sorted(map(str, each.keys())) != ["count", "start", "target"] or not all(map(_is_u32, each.values())):
            return f"<{each.tag!s}> of <idmap> is not a start, a target and a count; expected three numbers"
        if len(each) or trim_xml(each.text or ""):
            return f"<{each.tag!s}> of <idmap> has content; expected none"
    return ""


def _wrong_limit(openfiles: Element) -> str:
    """Return what is wrong with a limit of open files."""
    if set(openfiles.keys()) - {"max"} or len(openfiles):
        return "<openfiles> has other attributes or elements than max=; expected that alone"
    return _holding("max", "[+]?0*[1-9][0-9]*", "a number of 1 or more")(openfiles)


def _is_u32(text: str) -> bool:
    text = trim_xml(text)
    return re.fullmatch("[+]?[0-9]{1,40}", text) is not None and int(text) < 2**32


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _without(name: str) -> Callable[[Element], None]:
    def settle(element: Element) -> None:
        element.attrib.pop(name, None)

    return settle


def _having(name: str, value: str) -> Callable[[Element], None]:
    return lambda element: element.set(name, value)


def _saying(text: str) -> Callable[[Element], None]:
    def settle(element: Element) -> None:
        element.text = text

    return settle


def _behind(tag: str) -> Callable[[Element], None]:
    """Move an element behind another one, where 9.0 has it."""

    def settle(element: Element) -> None:
        parent = element.getparent()
        other = None if parent is None else parent.find(tag)
        if other is not None:
            other.addnext(element)

    return settle


def _bound(driver: Element) -> None:
    """Have a driver be what 9.0 knows, the one of a name."""
    driver.set("name", "vfio")
    driver.attrib.pop("model", None)


def _delay(reconnect: Element) -> None:
    """Have a reconnection say its time where 9.0 has one."""
    reconnect.set("enabled", "yes")
    reconnect.set("timeout", reconnect.attrib.pop("delay"))


def _too_fast(rate: str) -> Callable[[Element], str]:
    """Make what holds a rate against the highest one."""

    def wrong(element: Element) -> str:
        text = trim_xml(element.get(rate, ""))
        if re.fullmatch("[0-9]{1,40}", text) and int(text) <= _SPEED:
            return ""
        return f"attribute '{rate}' of <{element.tag!s}> is {shown(text)}; expected up to {_SPEED} KiB a second"

    return wrong


def _plugged(address: Element) -> None:
    """Have a USB device be known by its number on the bus, as in 9.0, and not by the port that it is plugged into."""
    del address.attrib["port"]
    address.set("device", "1")


_wrong_model = _holding("model", "[a-zA-Z0-9_+-]+", "letters, digits, '_', '+' and '-'")
_wrong_switch = _holding("iommufd", "yes|no", "yes or no")
NEWER: Final = (
    Newer((11, 7), "/domain/hwuuid[count(../hwuuid)=1]", "<hwuuid>", _drop, wrong=_text(_UUID, "a UUID")),
    Newer((11, 3), "/domain/maxMemory[not(@slots)]", "<maxMemory> without slots", _having("slots", "1"), latest=True),
    Newer((12, 3), "/domain/blkiotune/device/path[.='*']", "the path '*'", _saying("/dev/sda")),
    Newer((12, 6), "/domain/on_crash[.='preserve-running']", "preserve-running", _saying("preserve")),
    Newer(
        (11, 3),
        "/domain/os/initgroup[following-sibling::inituser]",
        "<initgroup> first",
        _behind("inituser"),
        None,
        True,
    ),
    Newer((10, 0), "/domain/devices/filesystem/idmap[not(@*)]", "<idmap> of a file system", _drop, wrong=_wrong_map),
    Newer((10, 6), "/domain/devices/filesystem/binary/openfiles", "<openfiles>", _drop, wrong=_wrong_limit),
    Newer((10, 2), "/domain/devices/filesystem/driver[@type='mtp']", "the driver mtp", _having("type", "path"), "type"),
    Newer(
        (11, 2),
        "/domain/devices/interface/mac[@currentAddress]",
        "currentAddress=",
        _without("currentAddress"),
        "currentAddress",
        wrong=_holding(
            "currentAddress", "[0-9a-fA-F][02468aceACE](?::[0-9a-fA-F]{2}){5}", "a device's own MAC address"
        ),
    ),
    Newer(
        (12, 2),
        "/domain/devices/interface/route[not(@address)]",
        "a <route> without address",
        _having("address", "0.0.0.0"),  # noqa: S104 - the default route
    ),
    Newer(
        (10, 0),
        "/domain/devices/hostdev[@type='pci']/driver[not(@name)]",
        "<driver> without a name",
        _bound,
        wrong=_wrong_model,
    ),
    *(
        Newer((12, 1), f"{path}/driver[@iommufd]", "iommufd=", _without("iommufd"), "iommufd", wrong=_wrong_switch)
        for path in ("/domain/devices/hostdev", "/network/forward")
    ),
    Newer(
        (10, 3),
        "/domain/devices/hostdev[@type='pci'][@display]",
        "display=",
        _without("display"),
        "display",
        wrong=_holding("display", "on|off", "on or off"),
    ),
    Newer(
        (10, 2),
        "/domain/os/type[normalize-space(@arch)='loongarch64']",
        "loongarch64",
        _having("arch", "x86_64"),
        "arch",
    ),
    Newer(
        (9, 2),
        "/domain/devices/console/source/reconnect[@delay][not(@enabled or @timeout)]",
        "delay=",
        _delay,
        "delay",
        wrong=lambda each: (
            "" if _is_u32(str(each.attrib["delay"])) else "the delay is no number of seconds; expected one"
        ),
    ),
    *(
        Newer(
            (11, 3),
            f"{path}/bandwidth/{way}[number(@{rate})>{_OLD_SPEED}]",
            f"so large a '{rate}'",
            _having(rate, "1"),
            rate,
            True,
            wrong=_too_fast(rate),
        )
        for path in ("/domain/devices/interface", "/network", "/network/portgroup")
        for way in ("inbound", "outbound")
        for rate in ("average", "peak", "floor")
    ),
    Newer(
        (11, 8),
        "/domain/devices/*/acpi[@nodeset]",
        "nodeset=",
        _without("nodeset"),
        "nodeset",
        wrong=_holding("nodeset", _LIST, "a list such as 0-3,^2"),
    ),
    Newer(
        (12, 8),
        "/domain/devices/hostdev[normalize-space(@type)='usb']/source/address[@port][not(@device)]",
        "port=",
        _plugged,
        "port",
        True,
        wrong=_holding("port", _PORT, "a port such as 2 or 2.1"),
    ),
    Newer(
        (10, 3),
        "/domain/devices/hostdev[@type='pci'][@ramfb]",
        "ramfb=",
        _without("ramfb"),
        "ramfb",
        wrong=_holding("ramfb", "on|off", "on or off"),
    ),
    Newer((10, 0), "/network/forward/driver[not(@name)]", "<driver> without a name", _bound, wrong=_wrong_model),
    Newer(
        (9, 7),
        "/network/title[count(../title)=1]",
        "<title> of a network",
        _drop,
        wrong=_text("[^\\n]+", "a text in one line"),
    ),
    Newer(
        (9, 7),
        "/network/description[count(../description)=1]",
        "<description> of a network",
        _drop,
        wrong=_text("(?s:.*)", "a text"),
    ),
)
