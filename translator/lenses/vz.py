"""Where does each parameter live in a document for libvirt's driver of Virtuozzo and OpenVZ 7, ``vz``?

Nothing is written that the driver refuses to define (facts: libvirt-vz.md 2), so it is less than with the others: the
limits of memory, CPU, disk and devices travel in the residue. The driver takes ``<metadata>`` and forgets it, and of
``<description>`` it prints nothing: who defines a document keeps the document itself, or the residue beside it.
A document that libvirt printed has no names of the container's ends, and of venet no addresses: where the conf is
known, those are no edits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from translator.characters import is_digits
from translator.conf.dialect import LIBVZCTL
from translator.conf.settle import Settings
from translator.container.memory import VSWAP_UNLIMITED, is_vswap
from translator.container.network import NO_ADDRESS
from translator.container.paths import is_hosts_own, path_of
from translator.domain.text import is_line, is_xml
from translator.domain.view import ROUTED, UNLIMITED_KIB, Filesystem, Nic
from translator.lenses.counterpart import counterparts, named_as
from translator.lenses.cpu import VcpuLens
from translator.lenses.image import layout_of
from translator.lenses.lens import HOSTS_OWN, Advice, Driver, Got, Lens, Put
from translator.lenses.memory import MemoryLens, align_memory, ram_kib
from translator.lenses.mounts import is_root
from translator.lenses.name import can_be_name, is_named
from translator.lenses.network import NetworkLens, account_pair, account_venet, addresses_in
from translator.lenses.rate import put_rate
from translator.lenses.root import OF_HOST, RootLens, hosts_own, is_schema_name, root_of
from translator.lenses.routed import FULL, pair_nic, unmade
from translator.lenses.text import TextLens
from translator.lenses.virtuozzo_network import entry_of, put_entry, speaks
from translator.values.address import Address
from translator.values.codec import UNSET
from translator.values.netif import Interface
from translator.values.size import Pair
from translator.wording import brief, shown

#: The most RAM that the driver reads back, in MiB: it makes KiB of them in 32 bits (facts: libvirt-vz.md 3).
MOST_MIB = 2**22 - 1
#: Where the private area of a container has its ploop image.
_IMAGE = "/root.hdd"
#: What shapes a container and is not in its document.
_LEFT_OUT = (
    *("SWAPPAGES", "PRIVVMPAGES", "VMGUARPAGES", "CPUUNITS", "CPULIMIT", "NODEMASK", "IOLIMIT", "IOPSLIMIT", "IOPRIO"),
    *("DISKSPACE", "DISKINODES", "CAPABILITY", "FEATURES", "DEVICES", "DEVNODES", "NETDEV", "PCI"),
    *("CPULIMIT_MHZ", "MEMGUARANTEE", "MEMGUARANTEE_BYTES", "RATE", "BINDMOUNT"),
)


class NameLens(Lens):
    """The document is called what the container is; where NAME says nothing, or an id, it has the container's id."""

    parameters: Mapping[str, str] = {"NAME": "name"}
    places = ("name",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the name."""
        name = settings.value("NAME")
        if name and is_named(name, ctid) and is_xml(name) and can_be_name(settings.dialect, name):
            got.view["name"] = name
            got.native["NAME"] = "name"

    def put(self, put: Put) -> None:
        """Take the name away where the document has an id; any other is the engine's to take (:mod:`.name`)."""
        name = put.view.get("name", "")
        if not is_named(name, put.ctid):
            if is_named(put.old.get("name", ""), put.ctid):
                put.set("NAME", UNSET)
            if is_digits(name) and name != put.ctid:
                put.lose("name", f"the container is {put.ctid}, and no name can be a number")


class DescriptionLens(TextLens):
    """DESCRIPTION, which the driver keeps and never prints: a document without it says nothing of it."""

    def align(self, put: Put) -> None:
        """Take a missing description for no edit of a conf that is known."""
        if put.whole and self.place in put.old:
            put.view.setdefault(self.place, put.old[self.place])


class RamLens(MemoryLens):
    """RAM in whole MiB, as the driver takes it, rounded up; PHYSPAGES then travels in the residue, too.

    The driver makes every container one of VSwap. Without a limit of RAM, the allocation limit stands there, or the
    most that can be said, marked as derived.
    """

    parameters: Mapping[str, str] = {"PHYSPAGES": "memory (whole MiB)"}
    places = ("memory",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write MiB, in KiB."""
        ram = settings.value("PHYSPAGES")
        said = ram_kib(ram)
        if not said:
            super().get_beancounters(settings, got)
        kib = said or got.view["memory"]
        written = got.view["memory"] = min(-(-kib // 1024), MOST_MIB) * 1024
        if not said:
            got.derived["memory"] = written
            if kib == UNLIMITED_KIB:
                message = f"libvirt's vz driver knows no RAM without limit: {written} KiB is the most that it reads"
                got.advice.append(Advice("VZ591", "PHYSPAGES", message))
            return
        exact = written == kib and ram.barrier == 0
        (got.native if exact else got.shown)["PHYSPAGES"] = "memory"
        if written != kib:
            got.derived["memory"] = written
            message = f"{kib} KiB of RAM became {written}: libvirt's vz driver takes whole MiB, and {MOST_MIB} at most"
            got.advice.append(Advice("VZ591", "PHYSPAGES", message))

    def align(self, put: Put) -> None:
        """Take no derived memory for an edit."""
        align_memory(put)

    def put(self, put: Put) -> None:
        """Write RAM in pages; another program's container has swap without limit, for vzctl starts none without."""
        if put.changed("memory"):
            self.put_ram(put, put.view.get("memory", UNLIMITED_KIB))
        if put.foreign and is_vswap(put.value("PHYSPAGES")) and put.value("SWAPPAGES") is UNSET:
            put.set("SWAPPAGES", Pair(0, VSWAP_UNLIMITED))


class CountLens(VcpuLens):
    """CPUS and CPUMASK; the driver gives one CPU where a document says nothing."""

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write both, and tell of a container that would get less than it has."""
        super().get(settings, got, ctid)
        if "vcpu" not in got.view:
            message = "without CPUS a container has all CPUs of its node, and libvirt's vz driver gives it one"
            got.advice.append(Advice("VZ592", "CPUS", message))


class PloopLens(RootLens):
    """The root is the ploop image in VE_PRIVATE; of a container without one the OS template, for the driver to make it.

    Files in a folder (simfs) have no place: the driver has images alone.
    """

    parameters: Mapping[str, str] = {
        "OSTEMPLATE": "devices/filesystem[@type='template']/source/@name (without an image)",
        "VE_PRIVATE": "devices/filesystem[@type='file']/source/@file (its root.hdd)",
        "VE_LAYOUT": "devices/filesystem/driver (ploop)",
    }
    places = ("filesystems",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write one file system."""
        template, private = settings.value("OSTEMPLATE"), settings.value("VE_PRIVATE")
        path = path_of(settings, "VE_PRIVATE", ctid) if private else ""
        if private and is_hosts_own(private):
            got.advice.append(hosts_own("VE_PRIVATE", private))
            return
        if _is_ploop(settings) and _is_shown(path):
            (got.native if path == private else got.shown)["VE_PRIVATE"] = "filesystem/source"
            if settings.value("VE_LAYOUT") is not UNSET:
                got.shown["VE_LAYOUT"] = "filesystem/driver"
            root = Filesystem("file", path + _IMAGE, driver="ploop", format="ploop")
        elif template and is_xml(template):
            got.native["OSTEMPLATE"] = "filesystem/source"
            root = Filesystem("template", template)
            message = f"libvirt's vz driver makes a new container of {brief(template)}, without the files of this one"
            got.advice.append(Advice("VZ595", "OSTEMPLATE", message))
            if not is_schema_name(template):
                message = (
                    f"libvirt's schema has no place for the template name {shown(template)}: define it unvalidated"
                )
                got.advice.append(Advice("VZ501", "OSTEMPLATE", message))
        else:
            message = "no root file system: libvirt's vz driver defines nothing without a ploop image or a template"
            got.advice.append(Advice("VZ595", "VE_PRIVATE" if private else "OSTEMPLATE", message))
            return
        got.view["filesystems"] = (root,)

    @staticmethod
    def limits(_: Settings) -> tuple[int, int]:
        """Return none: the driver refuses limits of space."""
        return 0, 0

    def put(self, put: Put) -> None:
        """Write private area and layout, or template."""
        self.lose_others(put)
        root = root_of(put.view)
        old = next(iter(put.old.get("filesystems", ())), None)
        if root is None:
            if old is not None:
                put.set("OSTEMPLATE" if old.type == "template" else "VE_PRIVATE", UNSET)
            return
        if old is None or (root.type, root.source) != (old.type, old.source):
            self._put_source(put, root)
        if root.readonly:
            put.lose("filesystem/readonly", "vzctl mounts no root read-only")
        if root.hard or root.soft:
            put.lose("filesystem/space_hard_limit", "the vz driver refuses limits of space")
        if root.type == "file" and not {root.driver, root.format} <= {"ploop", None}:
            put.lose("filesystem/driver", "the image of a container is one of ploop: type='ploop' format='ploop'")

    def _put_source(self, put: Put, root: Filesystem) -> None:
        if root.type == "template":
            put.set("OSTEMPLATE", root.source)
            # one that no document shows is no image that the template takes the place of
            if _is_ploop(put.settings) and _is_shown(path_of(put.settings, "VE_PRIVATE", put.ctid)):
                put.set("VE_PRIVATE", UNSET)
            return
        path = root.source.removesuffix(_IMAGE) if root.type == "file" else root.source
        if root.type not in ("file", "mount") or (root.type == "file" and path == root.source):
            put.lose("filesystem", f"VE_PRIVATE is a folder, and {root.source} is mounted as {root.type}")
        elif is_hosts_own(path or "/"):
            put.lose("filesystem", f"{path or '/'} {OF_HOST}", root, HOSTS_OWN)
        else:
            if path_of(put.settings, "VE_PRIVATE", put.ctid) != path:
                self.put_private(put, path)
            if root.type == "mount":
                put.note("filesystem", f"the vz driver knows images alone, and {path} is a folder")
            clear = put.settings.value("VE_LAYOUT") is UNSET and path.rstrip("/").endswith(_IMAGE)
            known = clear or _is_ploop(put.settings) or "VE_LAYOUT" not in put.settings.dialect.rows
            if root.type == "file" and not known:
                put.set("VE_LAYOUT", "ploop")


def _is_shown(path: str) -> bool:
    """Whether a document can say a private area."""
    return path.startswith("/") and is_line(path)


def _is_ploop(settings: Settings) -> bool:
    """Whether the files are in an image: OpenVZ 7 takes one where nobody says."""
    return (layout_of(settings) or ("ploop" if settings.dialect is LIBVZCTL else "simfs")) == "ploop"


class VirtuozzoNetworkLens(NetworkLens):
    """All venet addresses stand on one interface of the network ``host-routed``, each veth pair on one of its own.

    The driver refuses a name of the container's end, so the residue always has NETIF; and an interface that is on no
    bridge or network, so that such a pair is in the residue alone. mac_filter is ``trustGuestRxFilters``, which the
    driver understands as the filter, and not as the trust.
    """

    parameters: Mapping[str, str] = {
        "IP_ADDRESS": "devices/interface[source/@network='host-routed']/ip",
        "NETIF": "devices/interface: mac, source, target, ip, route",
    }

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the addresses, then the pairs."""
        nics: list[Nic] = []
        addresses = settings.value("IP_ADDRESS") or ()
        once = {address.ip: address for address in reversed(addresses)}
        usable = [address for address in addresses if address.ip not in NO_ADDRESS and once.pop(address.ip, None)]
        entry = entry_of(settings)
        if usable:
            # an address without prefix is one of /0 to the driver
            routed = Nic("network", source=ROUTED, ips=tuple(Address(a.ip, a.prefix or FULL[a.family]) for a in usable))
            if entry is not None:
                known, _ = pair_nic(entry, seven=False)
                routed = routed._replace(mac=known.mac, target=known.target)
            nics.append(routed)
            plain = all(a.prefix not in (0, FULL[a.family]) and not a.mask for a in usable)
            exact = plain and len(usable) == len(addresses)
            (got.native if exact else got.shown)["IP_ADDRESS"] = "interface/ip"
        for pair in _pairs(settings):
            nic = _shown(pair, settings)
            if nic.type == "ethernet":
                message = f"{brief(pair.ifname)} is on no bridge or network: libvirt's vz driver has no such interface"
                got.advice.append(Advice("VZ594", "NETIF", message))
            else:
                nics.append(nic._replace(guest=None))
        if any(nic.source != ROUTED for nic in nics):
            got.shown["NETIF"] = "interface"
        if nics:
            got.view["interfaces"] = tuple(nics)

    def put(self, put: Put) -> None:
        """Write the addresses of routed interfaces, and the pairs."""
        settings = put.settings
        seven = settings.dialect is LIBVZCTL
        routed, pairs = self.sorted(put, put.view.get("interfaces", ()))
        was, _ = self.sorted(put, put.old.get("interfaces", ()))
        bare = put.whole and bool(routed) and not any(nic.ips for nic in routed)
        for nic in () if bare else routed:
            account_venet(put, nic, known=seven and speaks(nic, routed))
        if not bare:
            self.put_addresses(put, _plain(routed), _plain(was))
        known = [_shown(pair, settings) for pair in _pairs(settings)]
        visible = [nic for nic in known if nic.type != "ethernet"]
        named = list(named_as([nic._replace(trust=nic.trust or "no") for nic in pairs], visible))
        put_rate(put, (*routed, *pairs), (), shaped=False)
        was_pairs = counterparts(named, visible)
        for nic, before in zip(pairs, was_pairs, strict=True):
            account_pair(put, nic, before, filters=())
        new = [unmade(_bare(each, seven=seven), before) for each, before in zip(named, was_pairs, strict=True)]
        for at, nic in enumerate(known):
            if nic.type == "ethernet":  # what no document shows stays
                new.insert(min(at, len(new)), nic)
        entry = None if bare or not seven else put_entry(put, routed, was)
        self.put_pairs(put, new, known, entry_of(settings) if bare else entry)


def _pairs(settings: Settings) -> list[Interface]:
    """Return the pairs of NETIF: venet0's own entry is none."""
    entry = entry_of(settings)
    return [pair for pair in settings.value("NETIF") or () if pair is not entry]


def _shown(pair: Interface, settings: Settings) -> Nic:
    """Return what a document can show of a pair, with the name that only the conf has for it."""
    seven = settings.dialect is LIBVZCTL
    nic, _ = pair_nic(pair, seven=seven)
    trust = "no" if pair.mac_filter == "off" else "yes"
    return _bare(nic._replace(guest=pair.ifname or None, trust=trust), seven=seven)


def _bare(nic: Nic, *, seven: bool) -> Nic:
    """Return what NETIF can hold of an interface; ``seven`` is libvzctl's, which has addresses."""
    bare = Nic(nic.type, nic.mac, nic.source, nic.target, nic.guest, trust=nic.trust)
    return bare._replace(ips=nic.ips, routes=nic.routes) if seven else bare


def _plain(nics: Sequence[Nic]) -> list[Address]:
    """Return the addresses of some interfaces; a full prefix says no more than none."""
    return [Address(a.ip) if a.prefix == FULL[a.family] else a for a in addresses_in(nics)]


class LeftOutLens(Lens):
    """What the document cannot say and somebody has to do on the node."""

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Tell it."""
        names = [name for name in _LEFT_OUT if settings.value(name) is not UNSET]
        if not all(is_root(disk) for disk in settings.value("DISK") or ()):
            names.append("DISK")
        if names:
            message = f"libvirt's vz driver has no place for {', '.join(names)}: set them on the node afterwards"
            got.advice.append(Advice("VZ593", names[0], message))
        onboot = {"yes": "on", "auto": "auto"}.get(settings.value("ONBOOT"))
        if onboot:
            message = f"libvirt's vz driver cannot set it: 'prlctl set NAME --autostart {onboot}' does, on the node"
            got.advice.append(Advice("VZ517", "ONBOOT", message))


VZ = Driver(
    "vz",
    (
        NameLens(),
        DescriptionLens("DESCRIPTION", "description"),
        RamLens(),
        CountLens(),
        PloopLens(),
        VirtuozzoNetworkLens(),
        LeftOutLens(),
    ),
    forgets=True,
)
