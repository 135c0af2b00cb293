"""Which elements say what every container has, and nothing of this one?

libvirt prints, or wants, most of them in every document, and so do we. One that says something else is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from translator.characters import trim_xml
from translator.domain.place import Place
from translator.domain.reader import IMPLIED, Reader, content
from translator.wording import shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ARCH, _OFFSET, _CONSOLE = frozenset(("arch",)), frozenset(("offset",)), frozenset(("type", "tty"))
#: What a security label has when libvirt has given it.
_LABELS = ("label", "imagelabel")
#: What libvirt prints of a console when the container runs, each with what may stand in it.
_OF_CONSOLE: Mapping[str, tuple[str, ...]] = {"source": ("seclabel",), "target": ()}


class Implied(Place):
    """An element that is taken where it says the usual.

    ``read`` takes or drops it. ``text`` is the element as it stands in each document, '' for one that libvirt itself
    adds; ``by_type`` has the text of a domain type that differs.
    """

    def __init__(
        self,
        path: str,
        read: Callable[[Reader, Element, str], None],
        text: str = "",
        *,
        by_type: Mapping[str, str] = MappingProxyType({}),
        several: bool = False,
    ) -> None:
        super().__init__(path)
        self.several = several
        self._read = read
        self._text = text
        self._by_type = by_type

    def read(self, reader: Reader, element: Element) -> None:
        """Take it, or drop it with the reason."""
        self._read(reader, element, self.path)

    def fixed(self, kind: str) -> str:
        """Return the element's line."""
        text = self._by_type.get(kind, self._text)
        return f"{self.indent}{text}\n" if text else ""


class Event(Implied):
    """What happens at an event: ``action``, or a domain type's own. libvirt prints one for a container of its own."""

    def __init__(self, path: str, action: str, by_type: Mapping[str, str] = MappingProxyType({})) -> None:
        actions = dict.fromkeys((action, *by_type.values()))

        def read(reader: Reader, element: Element, path: str) -> None:
            said = content(element)
            if said in actions:
                reader.take(element, path, IMPLIED)
                reader.leaf(element, path)
            else:
                reader.drop(element, path, f"OpenVZ knows {' or '.join(actions)} alone, not {said}")

        texts = {kind: f"<{path}>{each}</{path}>" for kind, each in by_type.items()}
        super().__init__(path, read, f"<{path}>{action}</{path}>", by_type=texts)


def read_os_type(reader: Reader, element: Element, path: str) -> None:
    """Take ``exe``, a container's type."""
    kind = content(element)
    if trim_xml(kind) == "exe":
        reader.take(element, path, IMPLIED)
    else:
        reader.drop(element, path, f"a container's type is exe, not {shown(kind)}")
    if element.get("arch", "x86_64") not in ("x86_64", "i686"):
        reader.drop(element, f"{path}/@arch", "OpenVZ runs on x86 alone")
    reader.leaf(element, path, _ARCH)


def read_init(reader: Reader, element: Element, path: str) -> None:
    """Take the program that vzctl starts."""
    program = content(element)
    if program == "/sbin/init":
        reader.take(element, path, IMPLIED)
        reader.leaf(element, path)
    else:
        reader.drop(element, path, f"vzctl starts /sbin/init, not {program}")


def read_clock(reader: Reader, element: Element, path: str) -> None:
    """Take the host's clock."""
    utc = element.get("offset") == "utc"
    reader.imply(element, path, utc, "a container's clock is the host's")
    if utc:  # what else another clock has goes with it, and libvirt fills some of that in
        reader.know(element, path, _OFFSET)
    reader.only(element, path, (), "a container has no timers")


def read_resource(reader: Reader, element: Element, path: str) -> None:
    """Take the partition that libvirt puts every container into."""
    partition = element.findtext("partition", "")
    usual = partition in ("", "/machine")
    reader.imply(element, path, usual, f"OpenVZ has no partitions of resources such as {partition}")
    reader.know(element, path)
    reader.only(element, path, ("partition",), "OpenVZ knows no such resource")
    for child in element.iterchildren("partition"):
        reader.leaf(child, f"{path}/partition")


def read_seclabel(reader: Reader, element: Element, path: str) -> None:
    """Take the labels that libvirt gives by itself."""
    kind = element.get("type", "dynamic")
    usual = kind in ("dynamic", "none") and element.find("baselabel") is None
    reader.imply(element, path, usual, "OpenVZ has no security labels")
    if usual:
        reader.only(element, path, _LABELS, "a label has no such part")
        for child in element.iterchildren(*_LABELS):
            reader.only(child, f"{path}/{child.tag!s}")


def read_console(reader: Reader, element: Element, path: str) -> None:
    """Take the console that every container has."""
    usual = element.get("type", "pty") == "pty"
    reader.imply(element, path, usual, "a container's console is a pty")
    reader.know(element, path, _CONSOLE)
    for child in element.iterchildren("*") if usual else ():
        tag = str(child.tag)
        if tag in _OF_CONSOLE:
            reader.only(child, f"{path}/{tag}", _OF_CONSOLE[tag])
        else:
            reader.other(child, path, "OpenVZ keeps no account of a console")


def read_emulator(reader: Reader, element: Element, path: str) -> None:
    """Take the program that libvirt starts for every LXC container."""
    program = content(element)
    ours = program.rpartition("/")[2] == "libvirt_lxc"
    reader.imply(element, path, ours, f"vzctl starts the container, not {program}")
    reader.leaf(element, path)
