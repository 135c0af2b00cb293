"""Where does each parameter live in a document for libvirt's OpenVZ driver?

Wherever that driver reads a value itself, the document says what the driver would print (libvirt 9.0.0,
openvz_conf.c); it reads fewer spellings than vzctl, we read them all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from translator.conf.settle import Settings
from translator.domain.text import is_xml
from translator.domain.view import UNLIMITED_KIB, Filesystem, Nic
from translator.lenses.lens import Driver, Got, Lens, Put, check_driver
from translator.values.address import Address
from translator.values.codec import UNLIMITED, UNSET
from translator.values.mask import HIGHEST, Ranges, merge_ranges, write_ranges
from translator.values.netif import NAME_BYTES, Interface
from translator.values.size import Pair, Quota
from translator.values.word import resolve

#: KiB in a page. libvirt multiplies by the host's page; OpenVZ ran on x86, where it is this.
PAGE_KIB = 4


class TextLens(Lens):
    """A text that stands in an element of its own, whole."""

    def __init__(self, parameter: str, place: str) -> None:
        self.parameter = parameter
        self.place = place
        self.parameters = (parameter,)
        self.places = (place,)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Copy a text that is not empty and that XML can hold."""
        text = settings.value(self.parameter)
        if text and is_xml(text):
            got.view[self.place] = text
            got.native[self.parameter] = self.place

    def put(self, put: Put) -> None:
        """Copy it back. A line of a conf cannot hold a line feed: blanks take their place."""
        text = put.view.get(self.place, UNSET)
        if text is not UNSET and "\n" in text:
            text = " ".join(text.split())
            put.notes.append((self.place, "line feeds became blanks: a line of a conf cannot hold them"))
        put.set(self.parameter, text)


def is_vswap(physpages: Any) -> bool:
    """vzctl's own test: PHYSPAGES has a limit that is neither LONG_MAX nor a 32-bit kernel's INT_MAX."""
    return physpages is not UNSET and physpages.limit not in (UNLIMITED, 2**31 - 1)


def _kib(pages: int) -> int | None:
    """Return pages in KiB, or None for what libvirt calls unlimited."""
    kib = pages * PAGE_KIB
    return kib if kib < UNLIMITED_KIB else None


class MemtuneLens(Lens):
    """PRIVVMPAGES is the hard and soft limit, the barrier of VMGUARPAGES the guarantee, as in libvirt's driver."""

    parameters = ("PRIVVMPAGES", "VMGUARPAGES")
    places = ("memtune/hard_limit", "memtune/soft_limit", "memtune/min_guarantee")

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write pages as KiB; what is unlimited has no element."""
        view = got.view
        private = settings.value("PRIVVMPAGES")
        if private is not UNSET:
            soft, hard = _kib(private.barrier), _kib(private.limit)
            if hard is not None:
                view["memtune/hard_limit"] = hard
            if soft is not None:
                view["memtune/soft_limit"] = soft
            if soft is not None and (hard is not None or private.limit == UNLIMITED):
                got.native["PRIVVMPAGES"] = "memtune/hard_limit, memtune/soft_limit"
            elif hard is not None:
                got.shown["PRIVVMPAGES"] = "memtune/hard_limit"
        guarantee = settings.value("VMGUARPAGES")
        if guarantee is not UNSET:
            kib = _kib(guarantee.barrier)
            if kib:
                view["memtune/min_guarantee"] = kib
                exact = guarantee.limit == UNLIMITED
                (got.native if exact else got.shown)["VMGUARPAGES"] = "memtune/min_guarantee"

    def put(self, put: Put) -> None:
        """Write KiB as pages, rounded down; a missing hard limit is unlimited, a missing soft limit is the hard one."""
        view = put.view
        if put.changed("memtune/hard_limit", "memtune/soft_limit"):
            hard, soft = view.get("memtune/hard_limit"), view.get("memtune/soft_limit")
            if hard is None and soft is None:
                put.set("PRIVVMPAGES", UNSET)
            else:
                limit = UNLIMITED if hard is None else to_pages(put, "memtune/hard_limit")
                barrier = limit if soft is None else to_pages(put, "memtune/soft_limit")
                put.set("PRIVVMPAGES", Pair(barrier, limit))
        if put.changed("memtune/min_guarantee"):
            old = put.settings.value("VMGUARPAGES")
            if "memtune/min_guarantee" not in view:
                put.set("VMGUARPAGES", UNSET)
            else:
                limit = UNLIMITED if old is UNSET else old.limit
                put.set("VMGUARPAGES", Pair(to_pages(put, "memtune/min_guarantee"), limit))


def to_pages(put: Put, place: str) -> int:
    """Return the place's KiB as pages, with a note where they do not fill the last page."""
    kib: int = put.view[place]
    if kib >= UNLIMITED_KIB:
        return UNLIMITED
    if kib % PAGE_KIB:
        put.notes.append((place, f"{kib} KiB is no whole number of pages: {kib // PAGE_KIB} pages of {PAGE_KIB} KiB"))
    return kib // PAGE_KIB


class MemoryLens(Lens):
    """The container's RAM: PHYSPAGES of a VSwap container, with SWAPPAGES added for the limit of both together.

    Without VSwap no parameter is the RAM, and libvirt wants a number above 0: the allocation limit stands there, or
    libvirt's own "unlimited". It is marked as derived and does not come back as PHYSPAGES unless somebody edits it.
    """

    parameters = ("PHYSPAGES", "SWAPPAGES")
    places = ("memory", "memtune/swap_hard_limit")

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write RAM, and RAM plus swap, in KiB."""
        ram = settings.value("PHYSPAGES")
        kib = _kib(ram.limit) if is_vswap(ram) else None
        if kib:
            got.view["memory"] = kib
            exact = ram.barrier == 0
            (got.native if exact else got.shown)["PHYSPAGES"] = "memory"
            swap = settings.value("SWAPPAGES")
            if swap is not UNSET and _kib(ram.limit + swap.limit) is not None:
                got.view["memtune/swap_hard_limit"] = kib + swap.limit * PAGE_KIB
                exact = swap.barrier == 0
                (got.native if exact else got.shown)["SWAPPAGES"] = "memtune/swap_hard_limit"
            return
        private, guarantee = settings.value("PRIVVMPAGES"), settings.value("VMGUARPAGES")
        kib = private is not UNSET and (_kib(private.limit) or _kib(private.barrier))
        kib = kib or (guarantee is not UNSET and _kib(guarantee.barrier)) or UNLIMITED_KIB
        got.view["memory"] = kib
        got.derived["memory"] = kib

    def put(self, put: Put) -> None:
        """Write RAM and swap in pages, rounded down; barriers of the source stay."""
        view = put.view
        ram = put.settings.value("PHYSPAGES")
        if put.changed("memory"):
            if "memory" not in view or view["memory"] >= UNLIMITED_KIB:
                if is_vswap(ram):
                    put.set("PHYSPAGES", UNSET)
            else:
                put.set("PHYSPAGES", Pair(0 if ram is UNSET else ram.barrier, to_pages(put, "memory")))
        total = view.get("memtune/swap_hard_limit")
        if not put.changed("memtune/swap_hard_limit") and "PHYSPAGES" not in put.changes:
            return
        old = put.settings.value("SWAPPAGES")
        ram = put.value("PHYSPAGES")
        if total is None or total >= UNLIMITED_KIB:
            # vzctl starts no VSwap container without SWAPPAGES; without a limit of both, swap has none
            put.set("SWAPPAGES", Pair(0, UNLIMITED) if put.foreign and is_vswap(ram) else UNSET)
        elif not is_vswap(ram) or ram.limit * PAGE_KIB > total:
            put.losses.append(
                ("memtune/swap_hard_limit", f"{total} KiB for RAM and swap together is less than the RAM alone")
            )
        else:
            put.set(
                "SWAPPAGES",
                Pair(0 if old is UNSET else old.barrier, to_pages(put, "memtune/swap_hard_limit") - ram.limit),
            )


class VcpuLens(Lens):
    """CPUS is the number of virtual CPUs, CPUMASK the host CPUs that they may use."""

    parameters = ("CPUS", "CPUMASK")
    places = ("vcpu", "vcpu/@cpuset")

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write both; a mask needs a number of CPUs beside it, which is derived from the mask where CPUS is not set."""
        cpus, mask = settings.value("CPUS"), settings.value("CPUMASK")
        ranged = mask is not UNSET and not isinstance(mask, str)
        # libvirt's schema has room for 65535
        if cpus is not UNSET and 1 <= cpus <= 65535:
            got.view["vcpu"] = cpus
            got.native["CPUS"] = "vcpu"
        else:
            derived = sum(last - first + 1 for first, last in mask) if ranged else 1
            # libvirt fills in one CPU where a document has none
            got.derived["vcpu"] = derived
            if ranged:
                got.view["vcpu"] = derived
        if ranged:
            got.view["vcpu/@cpuset"] = write_ranges(mask)
            got.native["CPUMASK"] = "vcpu/@cpuset"

    def put(self, put: Put) -> None:
        """Write both."""
        view = put.view
        if put.changed("vcpu"):
            put.set("CPUS", view.get("vcpu", UNSET))
        if put.changed("vcpu/@cpuset"):
            cpuset = view.get("vcpu/@cpuset", UNSET)
            put.set("CPUMASK", cpuset if cpuset is UNSET else read_cpuset(cpuset))


def read_cpuset(text: str) -> Ranges | str:
    """Read libvirt's list, in which ``^N`` takes a CPU out again; numbers above vzctl's 4095 are left out."""
    numbers: set[int] = set()
    for item in text.replace(" ", "").split(","):
        if item.startswith("^"):
            numbers.discard(int(item[1:]))
        elif item:
            first, _, last = item.partition("-")
            numbers.update(range(int(first), min(int(last or first), 4095) + 1))
    return "all" if len(numbers) > HIGHEST else merge_ranges(numbers)


class CputuneLens(Lens):
    """CPUUNITS is the weight; CPULIMIT, percent of one CPU, is a quota of a period of 100 ms (0 is libvirt's -1)."""

    parameters = ("CPUUNITS", "CPULIMIT")
    places = ("cputune/shares", "cputune/period", "cputune/quota")
    PERIOD = 100_000
    #: libvirt's parser takes no larger shares, nor a larger quota.
    MAX_SHARES = 262_144
    MAX_QUOTA = 17_592_186_044_415

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write shares, period and quota (microseconds)."""
        units = settings.value("CPUUNITS")
        if units is not UNSET and units <= self.MAX_SHARES:
            got.view["cputune/shares"] = units
            got.native["CPUUNITS"] = "cputune/shares"
        limit = settings.value("CPULIMIT")
        if isinstance(limit, int):
            if limit == 0:
                got.view["cputune/quota"] = -1
                got.native["CPULIMIT"] = "cputune/quota"
            elif limit * 1000 <= self.MAX_QUOTA:
                got.view["cputune/period"] = self.PERIOD
                got.view["cputune/quota"] = limit * 1000
                got.native["CPULIMIT"] = "cputune/period, cputune/quota"

    def put(self, put: Put) -> None:
        """Write percent, rounded to the nearest; weights that vzctl refuses are brought into its range."""
        view = put.view
        if put.changed("cputune/shares"):
            shares = view.get("cputune/shares", UNSET)
            if shares is not UNSET and not 8 <= shares <= 500_000:
                units = min(max(shares, 8), 500_000)
                put.notes.append(("cputune/shares", f"{shares} became {units}: CPUUNITS goes from 8 to 500000"))
                shares = units
            put.set("CPUUNITS", shares)
        if put.changed("cputune/period", "cputune/quota"):
            quota, period = view.get("cputune/quota"), view.get("cputune/period") or self.PERIOD
            if not quota:
                put.set("CPULIMIT", UNSET)
            elif quota < 0:
                put.set("CPULIMIT", 0)
            else:
                percent = max(1, (quota * 100 + period // 2) // period)
                if percent * period != quota * 100:
                    put.notes.append(("cputune/quota", f"{quota} of {period} microseconds became {percent} percent"))
                put.set("CPULIMIT", percent)


class BlkioLens(Lens):
    """IOPRIO 0 to 7 is a weight of 100 to 800, so that the default 4 is the kernel's default 500; no formula of
    libvirt's or vzctl's exists. Other weights come back as the nearest priority."""

    parameters = ("IOPRIO",)
    places = ("blkiotune/weight",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the weight."""
        priority = settings.value("IOPRIO")
        if priority is not UNSET:
            got.view["blkiotune/weight"] = (priority + 1) * 100
            got.native["IOPRIO"] = "blkiotune/weight"

    def put(self, put: Put) -> None:
        """Write the nearest priority."""
        weight = put.view.get("blkiotune/weight")
        if not weight:
            put.set("IOPRIO", UNSET)
            return
        priority = min(7, max(0, (weight + 50) // 100 - 1))
        if weight != (priority + 1) * 100:
            put.notes.append(
                ("blkiotune/weight", f"weight {weight} became priority {priority}, which is {(priority + 1) * 100}")
            )
        put.set("IOPRIO", priority)


class RootLens(Lens):
    """The root file system: OSTEMPLATE as a template, or else VE_PRIVATE as a mount, with DISKSPACE as its limits."""

    parameters = ("OSTEMPLATE", "VE_PRIVATE", "DISKSPACE")
    places = ("filesystems",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write one file system."""
        template, private = settings.value("OSTEMPLATE"), settings.value("VE_PRIVATE")
        if template and is_xml(template):
            kind, source = "template", template
            got.native["OSTEMPLATE"] = "filesystem/source/@name"
        elif private and (source := resolve(private, ctid)) and is_xml(source):
            kind = "mount"
            exact = source == private
            (got.native if exact else got.shown)["VE_PRIVATE"] = "filesystem/source/@dir"
        else:
            return
        hard, soft = self._limits(settings)
        if hard or soft:
            exact = bool(soft and hard)
            (got.native if exact else got.shown)["DISKSPACE"] = (
                "filesystem/space_soft_limit, filesystem/space_hard_limit"
            )
        got.view["filesystems"] = (Filesystem(kind, source, "/", hard, soft),)

    @staticmethod
    def _limits(settings: Settings) -> tuple[int, int]:
        """Return DISKSPACE as hard and soft limit in bytes; 0 is no limit, and so is what libvirt has no room for."""
        space = settings.value("DISKSPACE")
        if space is UNSET or max(space) * 1024 >= 2**64:
            return 0, 0
        return space.hard * 1024, space.soft * 1024

    def put(self, put: Put) -> None:
        """Write template, private area and disk space from the root file system."""
        root = next((fs for fs in put.view.get("filesystems", ()) if fs.target == "/"), None)
        old = next(iter(put.old.get("filesystems", ())), None)
        if root is None:
            if old is not None:
                put.set("OSTEMPLATE" if old.type == "template" else "VE_PRIVATE", UNSET)
                put.set("DISKSPACE", UNSET)
            return
        if old is None or (root.type, root.source) != (old.type, old.source):
            if root.type == "template":
                put.set("OSTEMPLATE", root.source)
            else:
                put.set("VE_PRIVATE", root.source)
                if put.settings.value("OSTEMPLATE"):
                    put.set("OSTEMPLATE", UNSET)
        if (root.hard, root.soft) != self._limits(put.settings):
            put.set("DISKSPACE", self._space(put, root))

    @staticmethod
    def _space(put: Put, root: Filesystem) -> Any:
        if not root.hard and not root.soft:
            return UNSET
        hard, soft = root.hard, root.soft
        if hard % 1024 or soft % 1024:
            put.notes.append(("filesystem/space_hard_limit", f"{hard} and {soft} bytes were rounded up to KiB"))
        limit = min(-(-hard // 1024), UNLIMITED)
        quota = min(-(-soft // 1024), UNLIMITED)
        return Quota(quota if soft else limit, limit if hard else quota)


_UNICAST = re.compile(r"[0-9a-f][02468ace](?::[0-9a-f]{2}){5}")
_DEVICE = re.compile(r"[a-zA-Z0-9_.\-\\:/]+")
_BRIDGE = re.compile(r"[a-zA-Z0-9_.\-\\:/ ]+")
#: libvirt drops host interfaces with these names when it defines a domain.
_LIBVIRTS_OWN = ("vnet", "macvtap", "macvlan")


class NetworkLens(Lens):
    """Each venet address is an ethernet interface of its own, each veth pair a bridge interface, as libvirt's driver
    prints them; a pair without bridge is of type ethernet, for libvirt refuses a bridge interface without source."""

    parameters = ("IP_ADDRESS", "NETIF")
    places = ("interfaces",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the addresses, then the pairs."""
        nics: list[Nic] = []
        addresses = settings.value("IP_ADDRESS")
        if addresses is not UNSET:
            nics += [Nic("ethernet", ips=(address,)) for address in addresses]
            # a prefix of 0 is libvirt's "no prefix"
            exact = all(address.prefix != 0 for address in addresses)
            (got.native if exact else got.shown)["IP_ADDRESS"] = "interface/ip"
        pairs = settings.value("NETIF")
        if pairs is not UNSET:
            exact = True
            for pair in pairs:
                nic, whole = veth_nic(pair)
                nics.append(nic)
                exact = exact and whole
            (got.native if exact else got.shown)["NETIF"] = "interface"
        if nics:
            got.view["interfaces"] = tuple(nics)

    def put(self, put: Put) -> None:
        """Write the addresses from the interfaces that carry some, the pairs from the others."""
        old = put.old.get("interfaces", ())
        nics = put.view.get("interfaces", ())
        self.put_addresses(put, venet(nics), venet(old))
        self.put_pairs(put, [n for n in nics if not is_venet(n)], [n for n in old if not is_venet(n)])

    @staticmethod
    def put_addresses(put: Put, new: Sequence[Address], old: Sequence[Address]) -> None:
        """Write IP_ADDRESS; an address that did not change keeps what the source says of it."""
        if list(new) == list(old):
            return
        known = {shown: given for shown, given in zip(old, put.settings.value("IP_ADDRESS") or (), strict=False)}
        addresses: dict[str, Address] = {}
        for address in new:
            kept = known.get(address, address)
            if kept.ip in addresses and address != addresses[kept.ip]:
                put.notes.append(("interface/ip", f"{kept.ip} stands twice: vzctl keeps the first"))
            addresses.setdefault(kept.ip, kept)
        put.set("IP_ADDRESS", tuple(addresses.values()) or UNSET)

    @staticmethod
    def put_pairs(put: Put, new: Sequence[Nic], old: Sequence[Nic]) -> None:
        """Write NETIF; what the document does not show of a pair stays as the source has it."""
        if list(new) == list(old):
            return
        source = {pair.ifname: pair for pair in put.settings.value("NETIF") or ()}
        shown = {nic.guest: nic for nic in old}
        taken = {nic.guest for nic in new if nic.guest}
        pairs: list[Interface] = []
        for nic in new:
            if len((nic.guest or "").encode("utf-8", "surrogateescape")) > NAME_BYTES:
                put.losses.append(("interface", f"guest device {nic.guest} is longer than {NAME_BYTES} bytes"))
                continue
            ifname = nic.guest or _free_name(taken)
            taken.add(ifname)
            pairs.append(_edited_pair(put, source.get(ifname), shown.get(ifname), nic, ifname))
        put.set("NETIF", tuple(pairs) or UNSET)


def _free_name(taken: set[str | None]) -> str:
    """Return eth0, eth1, ... whichever is free, as libvirt's driver names an interface without guest device."""
    number = 0
    while f"eth{number}" in taken:
        number += 1
    return f"eth{number}"


def _edited_pair(put: Put, source: Interface | None, shown: Nic | None, nic: Nic, ifname: str) -> Interface:
    """Return the pair of ``nic``: where it says what ``shown`` said, the source's own value stays."""
    pair = source or Interface(ifname)
    before = shown or Nic("")
    if nic.mac != before.mac:
        pair = pair._replace(mac=nic.mac and nic.mac.upper())
    if nic.target != before.target:
        pair = pair._replace(host_ifname=_fits(put, nic.target, "target/@dev"))
    if nic.source != before.source:
        pair = pair._replace(bridge=_fits(put, nic.source, "source/@bridge"))
    return pair


def _fits(put: Put, name: str | None, place: str) -> str | None:
    if name and (len(name.encode("utf-8", "surrogateescape")) > NAME_BYTES or "," in name or ";" in name):
        put.losses.append((f"interface/{place}", f"{name} is longer than {NAME_BYTES} bytes or holds , or ;"))
        return None
    return name or None


def veth_nic(pair: Interface) -> tuple[Nic, bool]:
    """Return the interface of a veth pair, and whether it says all of it."""
    mac = pair.mac.lower() if pair.mac else None
    if mac and not _UNICAST.fullmatch(mac):
        mac = None
    target = pair.host_ifname
    if target and (not _DEVICE.fullmatch(target) or target.startswith(_LIBVIRTS_OWN)):
        target = None
    bridge = pair.bridge if pair.bridge and _BRIDGE.fullmatch(pair.bridge) else None
    guest = pair.ifname if _DEVICE.fullmatch(pair.ifname) else None
    nic = Nic("bridge" if bridge else "ethernet", mac, bridge, target, guest)
    whole = (
        (mac is not None) == bool(pair.mac)
        and (target is not None) == bool(pair.host_ifname)
        and (bridge is not None) == bool(pair.bridge)
        and guest is not None
        and not (pair.host_mac or pair.mac_filter or pair.others)
    )
    return nic, whole


def is_venet(nic: Nic) -> bool:
    """Whether libvirt's OpenVZ driver takes an interface for venet addresses: ethernet with addresses."""
    return nic.type == "ethernet" and bool(nic.ips)


def venet(nics: Sequence[Nic]) -> list[Address]:
    """Return the venet addresses of a document."""
    return [address for nic in nics if is_venet(nic) for address in nic.ips]


OPENVZ = check_driver(
    Driver(
        "openvz",
        (
            TextLens("NAME", "title"),
            TextLens("DESCRIPTION", "description"),
            MemtuneLens(),
            MemoryLens(),
            VcpuLens(),
            CputuneLens(),
            BlkioLens(),
            RootLens(),
            NetworkLens(),
        ),
    )
)
