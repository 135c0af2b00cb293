"""Which documents does libvirt's own schema allow? Random walks through its RELAX NG, kept to what containers have.

``Walk(random).domain(kind)`` gives a document. What is drawn follows the schema's patterns and nothing else, so that
every shape that the schema has is met; whether a document is valid to the letter (interleaved groups, say) xmllint
decides. What only virtual machines have, by the list that opens ``grammars/domain.xsd``, is left out: check does not
look into it. ``Walk(random, machines=True)`` has most of it.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

from lxml import etree

from tests.interop.harness import SCHEMAS
from tests.verdict.texts import matching

_NS = "{http://relaxng.org/ns/structure/1.0}"
Pattern = etree._Element

#: What only machines have: elements by the last two steps of their path.
# fmt: off
MACHINE = frozenset(
    """domain/bootloader domain/bootloader_args domain/cpu domain/defaultiothread domain/iothreads domain/iothreadids
    domain/keywrap domain/launchSecurity domain/memoryBacking domain/perf domain/pm domain/sysinfo domain/vcpus
    domain/genid domain/commandline domain/capabilities domain/deprecation domain/override domain/datacenterpath
    cputune/vcpusched cputune/iothreadsched cputune/emulatorsched cputune/cachetune cputune/memorytune
    cputune/iothreadpin cputune/iothread_period cputune/iothread_quota
    devices/disk devices/controller devices/lease devices/input devices/sound devices/audio devices/graphics
    devices/video devices/parallel devices/serial devices/channel devices/smartcard devices/hub devices/redirdev
    devices/redirfilter devices/rng devices/tpm devices/shmem devices/memory devices/panic devices/crypto
    devices/watchdog devices/memballoon devices/nvram devices/iommu devices/vsock
    interface/backend interface/coalesce interface/driver interface/portForward interface/tune interface/filterref
    interface/address filesystem/address hostdev/address console/address interface/teaming hostdev/teaming
    domain/namespace""".split()
)
#: Of these what a walk with parts of machines leaves out, too.
NEVER = frozenset(("domain/bootloader", "domain/bootloader_args", "domain/namespace"))
#: Features that containers have a place for.
FEATURES = frozenset(("privnet", "capabilities"))
# fmt: on
#: Interfaces, host devices and operating systems whose sources or children only machines have.
KINDS = frozenset(
    "client hostdev mcast server udp vdpa vds vhostuser internal scsi scsi_host mdev hvm linux xen uml xenpvh".split()
)


class _NoWayError(Exception):
    """This pattern leads only to what is left out."""


@cache
def _definitions() -> dict[str, list[Pattern]]:
    found: dict[str, list[Pattern]] = {}

    def load(name: str, without: frozenset[str] = frozenset()) -> None:
        root = etree.parse(str(SCHEMAS / name)).getroot()
        for each in root.iter(f"{_NS}include"):
            overridden = frozenset(str(define.get("name")) for define in each.iter(f"{_NS}define"))
            load(str(Path(str(each.get("href"))).name), without | overridden)
        for define in root.iter(f"{_NS}define"):
            if define.get("name") not in without:
                found.setdefault(str(define.get("name")), []).append(define)

    load("domain.rng")
    return found


class Walk:
    """One walk after the other. ``likely`` is how often what may be left out is there."""

    def __init__(self, chance: random.Random, *, machines: bool = False) -> None:
        self.chance = chance
        self.likely = 0.3
        self.machines = machines

    def domain(self, kind: str) -> str:
        """Return a document of a domain type with a usable memory, more often than not with all that it needs."""
        self.likely = self.chance.choice((0.05, 0.1, 0.2))
        [definition] = _definitions()["domain"]
        holder = etree.Element("holder")
        while not len(holder):
            try:
                self._all(definition, holder, ("",))
            except _NoWayError:
                holder = etree.Element("holder")
        root = holder[0]
        root.set("type", kind)
        root.attrib.pop("id", None)
        for tag, text in (("name", "101"), ("memory", "65536")):
            element = root.find(tag)
            if element is None:
                element = etree.SubElement(root, tag)
                element.text = text
            elif self.chance.random() < 0.9 or (tag == "name" and kind == "openvz"):
                element.text = text
                element.attrib.pop("unit", None)
        if root.find("os") is None and self.chance.random() < 0.95:
            system = etree.SubElement(root, "os")
            etree.SubElement(system, "type").text = "exe"
        for system in root.iterfind("os"):
            if self.chance.random() < 0.95:
                inner = system.find("type")
                if inner is not None and (inner.text or "").strip() == "exe":
                    inner.attrib.clear()
                if system.find("init") is None and self.chance.random() < 0.9:
                    etree.SubElement(system, "init").text = "/sbin/init"
        return etree.tostring(root, encoding="unicode")

    def _all(self, pattern: Pattern, into: Pattern, path: tuple[str, ...]) -> None:
        for each in self._children(pattern):
            self._one(each, into, path)

    def _children(self, pattern: Pattern) -> list[Pattern]:
        return [each for each in pattern if isinstance(each.tag, str) and each.tag.startswith(_NS)]

    def _one(self, pattern: Pattern, into: Pattern, path: tuple[str, ...]) -> None:
        name = str(pattern.tag)[len(_NS) :]
        if name == "ref":
            for definition in _definitions()[str(pattern.get("name"))]:
                self._all(definition, into, path)
        elif name in ("group", "mixed"):
            self._all(pattern, into, path)
        elif name == "interleave":
            self._interleave(pattern, into, path)
        elif name in ("optional", "zeroOrMore", "oneOrMore"):
            least = 1 if name == "oneOrMore" else 0
            most = 1 if name == "optional" else 3
            likely = self._likely(pattern, path)
            times = least
            while times < most and self.chance.random() < likely:
                times += 1
            for number in range(times):
                self._try(pattern, into, path, must=number < least)
        elif name == "choice":
            self._choice(pattern, into, path)
        elif name == "element":
            self._element(pattern, into, path)
        elif name == "attribute":
            into.set(self._name(pattern), self._text(self._children(pattern)) if len(pattern) else "a")
        elif name in ("text", "data", "value", "list"):
            into.text = self._text([pattern])
        elif name == "notAllowed":
            raise _NoWayError
        elif name != "empty":
            assert name in ("name", "anyName", "nsName", "param"), name

    def _likely(self, pattern: Pattern, path: tuple[str, ...]) -> float:
        """Return how likely it is that what may be left out is there: devices, of which most is to be said, more so."""
        if path[-1] in ("devices", "address") or any(each.get("name") == "devices" for each in pattern):
            return 0.75
        return max(self.likely, 0.2) if "devices" in path else self.likely

    def _try(self, pattern: Pattern, into: Pattern, path: tuple[str, ...], *, must: bool) -> None:
        before, attributes, text = list(into), dict(into.attrib), into.text
        try:
            self._all(pattern, into, path)
        except _NoWayError:
            into[:] = before
            into.attrib.clear()
            into.attrib.update(attributes)
            into.text = text
            if must:
                raise

    def _interleave(self, pattern: Pattern, into: Pattern, path: tuple[str, ...]) -> None:
        before = len(into)
        self._all(pattern, into, path)
        if self.chance.random() < 0.3:
            added = into[before:]
            self.chance.shuffle(added)
            into[before:] = added

    def _choice(self, pattern: Pattern, into: Pattern, path: tuple[str, ...]) -> None:
        ways = self._children(pattern)
        self.chance.shuffle(ways)
        for way in ways:
            before, attributes, text = list(into), dict(into.attrib), into.text
            try:
                self._one(way, into, path)
            except _NoWayError:
                into[:] = before
                into.attrib.clear()
                into.attrib.update(attributes)
                into.text = text
            else:
                return
        raise _NoWayError

    def _element(self, pattern: Pattern, into: Pattern, path: tuple[str, ...]) -> None:
        name = self._name(pattern)
        bare = name.rpartition("}")[2]
        if f"{path[-1]}/{bare}" in (NEVER if self.machines else MACHINE):
            raise _NoWayError
        if path[-1] == "features" and bare not in FEATURES and not self.machines:
            raise _NoWayError
        if len(path) > 12:
            raise _NoWayError
        element = etree.SubElement(into, name)
        self._all(pattern, element, (*path, bare))
        if bare in ("interface", "hostdev") and (element.get("type") or "").strip() in KINDS:
            raise _NoWayError
        if bare == "type" and path[-1] == "os" and (element.text or "").strip() in KINDS:
            raise _NoWayError

    def _name(self, pattern: Pattern) -> str:
        name = pattern.get("name")
        if name is None:
            named = pattern.find(f"{_NS}name")
            name = named.text if named is not None else self.chance.choice(("{urn:x}a", "b", "{urn:y}c"))
        assert name
        space = pattern.get("ns")
        return f"{{{space}}}{name}" if space and not name.startswith("{") else name

    def _text(self, patterns: list[Pattern]) -> str:
        """Return a text that one after the other of the patterns allows."""
        parts = []
        for pattern in patterns:
            name = str(pattern.tag)[len(_NS) :]
            if name == "ref":
                named = _definitions()[str(pattern.get("name"))]
                parts += [self._text(self._children(definition)) for definition in named]
            elif name == "choice":
                parts.append(self._text([self.chance.choice(self._children(pattern))]))
            elif name == "value":
                parts.append(self._padded(pattern.text or ""))
            elif name == "text":
                parts.append(self.chance.choice(("a", "b1", "/a/b", "1", "", " ", "x y", "eth0", "é")))
            elif name == "data":
                parts.append(self._data(pattern))
            elif name in ("group", "list", "oneOrMore", "zeroOrMore", "optional"):
                parts.append(self._text(self._children(pattern)))
            elif name == "notAllowed":
                raise _NoWayError
        return " ".join(part for part in parts if part) if len(parts) > 1 else "".join(parts)

    def _padded(self, text: str) -> str:
        return self.chance.choice((f" {text}", f"{text} ")) if self.chance.random() < 0.04 else text

    def _data(self, pattern: Pattern) -> str:
        kind = str(pattern.get("type"))
        limits = {str(each.get("name")): each.text or "" for each in pattern.iterfind(f"{_NS}param")}
        if "pattern" in limits:
            return matching(limits["pattern"], self.chance)
        bounds = {
            "unsignedInt": (0, 2**32 - 1), "unsignedShort": (0, 65535), "unsignedLong": (0, 2**64 - 1),
            "int": (-(2**31), 2**31 - 1), "short": (-(2**15), 2**15 - 1), "long": (-(2**63), 2**63 - 1),
            "positiveInteger": (1, 2**70), "nonNegativeInteger": (0, 2**70), "integer": (-(2**70), 2**70),
        }  # fmt: skip
        if kind in bounds:
            low, high = bounds[kind]
            low = int(limits.get("minInclusive", low))
            high = int(limits.get("maxInclusive", limits.get("maxExclusive", high + 1)) or 0) - (
                0 if "maxInclusive" in limits else 1
            )
            near = [number for number in (low, high, 0, 1, 2, 3, 24, 64, 1000, 4096) if low <= number <= high]
            number = (
                self.chance.choice(near)
                if self.chance.random() < 0.8
                else self.chance.randint(low, min(high, low + 10**5))
            )
            return self._padded(str(number))
        if kind == "double":
            return "1.5"
        if kind in ("NCName", "Name", "token", "string", "ID", "anyURI"):
            return self.chance.choice(("a", "b1", "veth0", "x-y"))
        if kind == "dateTime":
            return "2024-01-01T00:00:00"
        raise AssertionError(kind)
