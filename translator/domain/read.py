"""What does a domain document say, and which of its nodes says something that a container has no place for?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from translator.characters import trim_xml
from translator.domain.cpuset import read_cpuset
from translator.domain.devices import read_console, read_emulator, read_filesystem, read_hostdev, read_interface
from translator.domain.number import whole
from translator.domain.reader import IMPLIED, Reader, Readers, content, group, local, scaled
from translator.domain.view import View
from translator.report import Entry

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

RESIDUE_TAG = "{urn:vzvirt:openvz:1}container"
_UNIT = frozenset(("unit",))
#: Bytes that no place of libvirt's has room for.
_TOO_MANY = 2**64


class Document(NamedTuple):
    """A domain document read: its view, an entry for each node in order (translated to the place that it gave a value
    to, or dropped with the reason), and the residue's element if it has one.
    """

    view: View
    nodes: list[Entry]
    residue: Element | None


def _text(reader: Reader, element: Element, path: str) -> None:
    reader.view[path] = content(element)
    reader.take(element, path, path)


def _number(reader: Reader, element: Element, path: str) -> None:
    text = content(element)
    if re.fullmatch(r"-?[0-9]{1,19}", text) is None:
        reader.drop(element, path, f"{text!r} is no whole number")
        return
    reader.view[path] = int(text)
    reader.take(element, path, path)


def _kib(reader: Reader, element: Element, path: str) -> None:
    number = scaled(element, 1024)
    if number is None or number >= _TOO_MANY:
        unit = element.get("unit", "KiB")
        what = "no amount of memory" if number is None else "more memory than libvirt can say"
        reader.drop(element, path, f"{content(element)!r} with unit {unit!r} is {what}")
        return
    reader.view[path] = -(-number // 1024)
    reader.take(element, path, path)
    reader.know(element, path, _UNIT)


def _memory(reader: Reader, element: Element, path: str) -> None:
    # libvirt's OpenVZ driver prints 0 for every container: it does not know the RAM
    if scaled(element, 1024) == 0:
        reader.take(element, path, IMPLIED)
        reader.know(element, path, _UNIT)
    else:
        _kib(reader, element, path)


def _current(reader: Reader, element: Element, path: str) -> None:
    number = scaled(element, 1024)
    if number is not None:
        reader.current = len(reader.nodes), -(-number // 1024)
    reader.take(element, path, IMPLIED)
    reader.know(element, path, _UNIT)


def _vcpu(reader: Reader, element: Element, path: str) -> None:
    number = whole(content(element))
    if number == 0:
        # old versions of libvirt's OpenVZ driver print 0 for the host's number
        reader.take(element, path, IMPLIED)
        return
    if not number or number >= 2**31:
        reader.drop(element, path, f"{content(element)!r} is no number of CPUs")
        return
    reader.view["vcpu"] = number
    reader.take(element, path, "vcpu")
    cpuset = element.get("cpuset")
    if cpuset is not None:
        if read_cpuset(cpuset) is not None:
            reader.view["vcpu/@cpuset"] = cpuset
        else:
            reader.drop(element, f"{path}/@cpuset", f"{cpuset!r} is no list of CPUs such as 0-3,^2,5")
    if element.get("placement", "static") != "static":
        reader.drop(element, f"{path}/@placement", "OpenVZ places no CPUs by itself")
    current = element.get("current")
    if current is not None and whole(current) != number:
        reader.drop(element, f"{path}/@current", "a container has all its CPUs from the start")
    reader.know(element, path, frozenset(("cpuset", "placement", "current")))


def _metadata(reader: Reader, element: Element, path: str) -> None:
    reader.take(element, path, IMPLIED)
    for child in element:
        tag = child.tag
        if tag == RESIDUE_TAG and reader.residue is None:
            reader.residue = child
            reader.take(child, "metadata/container", "residue")
        elif type(tag) is str:
            reader.drop(child, f"metadata/{local(tag)}", "metadata of another program")


def _init(reader: Reader, element: Element, path: str) -> None:
    program = content(element)
    reader.imply(element, path, program == "/sbin/init", f"vzctl starts /sbin/init, not {program}")


def _os_type(reader: Reader, element: Element, path: str) -> None:
    kind = content(element)
    reader.imply(element, path, trim_xml(kind) == "exe", f"a container's type is exe, not {kind!r}")
    if element.get("arch", "x86_64") not in ("x86_64", "i686"):
        reader.drop(element, f"{path}/@arch", "OpenVZ runs on x86 alone")
    reader.know(element, path, frozenset(("arch",)))


def _clock(reader: Reader, element: Element, path: str) -> None:
    reader.imply(element, path, element.get("offset") == "utc", "a container's clock is the host's")
    reader.know(element, path, frozenset(("offset",)))
    for child in element:
        if type(child.tag) is str:
            reader.drop(child, f"{path}/{local(child.tag)}", "a container has no timers")


def _event(*implied: str) -> Callable[[Reader, Element, str], None]:
    """Make the reader of what happens at an event; libvirt prints one of these for a container of its own."""

    def read(reader: Reader, element: Element, path: str) -> None:
        action = content(element)
        reader.imply(element, path, action in implied, f"OpenVZ knows {' or '.join(implied)} alone, not {action}")

    return read


def _resource(reader: Reader, element: Element, path: str) -> None:
    partition = element.findtext("partition", "")
    usual = partition in ("", "/machine")
    reader.imply(element, path, usual, f"OpenVZ has no partitions of resources such as {partition}")


def _seclabel(reader: Reader, element: Element, path: str) -> None:
    kind = element.get("type", "dynamic")
    usual = kind in ("dynamic", "none") and element.find("baselabel") is None
    reader.imply(element, path, usual, "OpenVZ has no security labels")


def _nodeset(reader: Reader, element: Element, path: str) -> None:
    nodeset = element.get("nodeset")
    if not nodeset or read_cpuset(nodeset) is None:
        reader.drop(element, path, f"{nodeset or ''!r} is no list of nodes such as 0-3,^2,5")
        return
    reader.view["numatune/memory/@nodeset"] = nodeset
    reader.view["numatune/memory/@mode"] = element.get("mode", "strict")
    reader.take(element, path, "numatune/memory/@nodeset")
    if element.get("placement", "static") != "static":
        reader.drop(element, f"{path}/@placement", "OpenVZ places no memory by itself")
    reader.know(element, path, frozenset(("nodeset", "mode", "placement")))


def _blkio_device(reader: Reader, element: Element, path: str) -> None:
    name, limits = "", []
    for child in element:
        if child.tag == "path":
            name = content(child)
        elif type(child.tag) is str:
            number = whole(content(child))
            if number is None:
                reader.drop(child, f"{path}/{local(child.tag)}", f"{content(child)!r} is no whole number")
            else:
                limits.append((child.tag, number))
    reader.lists.setdefault("blkiotune/device", []).append((name, tuple(limits)))
    reader.take(element, path, "blkiotune/device")


def _idmap(reader: Reader, element: Element, path: str) -> None:
    maps = []
    for child in element:
        numbers = [whole(child.get(name)) for name in ("start", "target", "count")]
        if child.tag in ("uid", "gid") and None not in numbers:
            maps.append((child.tag, *numbers))
        elif type(child.tag) is str:
            reader.drop(child, f"{path}/{local(child.tag)}", "no map of ids")
    reader.view["idmap"] = tuple(maps)
    reader.take(element, path, "idmap")


def _privnet(reader: Reader, element: Element, path: str) -> None:
    reader.view["features/privnet"] = True
    reader.take(element, path, "features/privnet")


def _capabilities(reader: Reader, element: Element, path: str) -> None:
    states = tuple(sorted((c.tag, trim_xml(c.get("state", "on"))) for c in element if type(c.tag) is str))
    reader.view["features/capabilities"] = (trim_xml(element.get("policy", "default")), states)
    reader.take(element, path, "features/capabilities")


_ROOT: Readers = {
    "name": _text,
    "uuid": _text,
    "title": _text,
    "description": _text,
    "metadata": _metadata,
    "memory": _memory,
    "currentMemory": _current,
    "blkiotune": group({"weight": _number, "device": _blkio_device}),
    "memtune": group(dict.fromkeys(("hard_limit", "soft_limit", "min_guarantee", "swap_hard_limit"), _kib)),
    "vcpu": _vcpu,
    "cputune": group(dict.fromkeys(("shares", "period", "quota"), _number)),
    "numatune": group({"memory": _nodeset}),
    "resource": _resource,
    "os": group({"type": _os_type, "init": _init}),
    "idmap": _idmap,
    "features": group({"privnet": _privnet, "capabilities": _capabilities}),
    "clock": _clock,
    "on_poweroff": _event("destroy"),
    "on_reboot": _event("destroy", "restart"),
    "on_crash": _event("destroy"),
    "seclabel": _seclabel,
    "devices": group(
        {
            "emulator": read_emulator,
            "filesystem": read_filesystem,
            "interface": read_interface,
            "console": read_console,
            "hostdev": read_hostdev,
        }
    ),
}
_OF_DOMAIN = frozenset(("type", "id"))


def read_domain(root: Element) -> Document:
    """Read the document below ``<domain>``; every element ends in ``nodes`` with the place it went to, or a reason."""
    reader = Reader()
    reader.view["type"] = trim_xml(root.get("type", ""))
    reader.know(root, "domain", _OF_DOMAIN)
    reader.walk(root, "", _ROOT)
    reader.view.update((place, tuple(items)) for place, items in reader.lists.items())
    if reader.current is not None:
        at, current = reader.current
        memory = reader.view.get("memory", current)
        if 0 < current < memory:
            reason = "a container has no balloon: it gets its memory whole"
            reader.nodes[at] = Entry(reader.nodes[at].line, "currentMemory", "dropped", "", reason)
        elif current > memory:
            reader.view["currentMemory"] = current
    return Document(reader.view, reader.nodes, reader.residue)
