"""Which parameters are there? One row each: its name, how its text reads, who knows it, and what it means.

Everything else derives from these rows: the readers, the residue, the linter's messages, the documentation and the
test strategies. Sources: the parsers of vzctl 4.11.1 and libvzctl 8.0.90.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from translator.values.address import Addresses, PciDevices
from translator.values.codec import UNLIMITED, Codec
from translator.values.device import DeviceNodes, Devices
from translator.values.disk import Disks
from translator.values.libvirt import BareAddresses, HostInterfaces, PlainCount, PlainPair, PlainQuota
from translator.values.mask import Mask
from translator.values.netif import Interfaces
from translator.values.number import CpuLimit, Factor, Integer, IoLimit, MemInfo, Unsigned
from translator.values.size import PAGE, Beancounter, DiskQuota
from translator.values.switch import Capabilities, Features, Iptables
from translator.values.virtuozzo import (
    Bandwidth,
    Counters,
    CpuCeiling,
    CpuMegahertz,
    Description,
    FullMask,
    Guarantee,
    GuaranteedBytes,
    Operations,
    SmallNumber,
    SoughtWord,
    Uuid,
    plain_number,
)
from translator.values.virtuozzo_address import DottedAddresses
from translator.values.virtuozzo_device import NamedDevices, NumberedDevices
from translator.values.virtuozzo_list import SEPARATORS, BindMounts, FeatureSwitches, ListedWords, Rates, Technologies
from translator.values.virtuozzo_netif import NetworkInterfaces
from translator.values.word import Ignored, Layout, Name, Path, Text, Word, Words


class Repeats(Enum):
    """What vzctl does when a parameter stands on several lines. libvzctl always takes the last."""

    FIRST = "the first valid line counts, later ones are reported"
    FIRST_SILENT = "the first valid line counts, later ones are passed over in silence"
    LAST = "the last valid line counts"
    JOIN = "the lines are joined"
    FIRST_OR_AUTO = "the first valid line counts, later ones are reported; 'auto' beats any list"


class Row(NamedTuple):
    """One parameter.

    ``known`` is who reads it: ``4`` (vzctl 4.11.1), ``7`` (libvzctl 8.0), ``B`` (both), ``U`` (builds of vzctl for
    upstream kernels only; the usual ones call it unknown); ``aliases7`` only libvzctl knows. ``unit`` is that of a bare
    number. ``saved`` says whether vzctl's own writer ever writes it. ``option`` is vzctl's option for ``set`` or
    ``create``. ``codec7`` is libvzctl's reading where it differs, ``codec_libvirt`` that of libvirt's OpenVZ driver;
    parameters that this driver never asks for are read as vzctl does in the dialect ``libvirt``.
    """

    name: str
    codec: Codec
    summary: str
    group: str
    known: str = "B"
    unit: str | None = None
    repeats: Repeats = Repeats.FIRST
    saved: bool = True
    option: str | None = None
    aliases: tuple[str, ...] = ()
    aliases7: tuple[str, ...] = ()
    codec7: Codec | None = None
    codec_libvirt: Codec | None = None


_BYTES = Beancounter(1)
_PAGES = Beancounter(PAGE)
_ITEMS = Beancounter(0)
_YES_NO = Word("yes", "no")
_TEXT = Text()
_IGNORED = Ignored()
_WORDS = Words(" \t", "words separated by blanks")
_WORDS7 = ListedWords("words separated by blanks, tabs or commas")
_NUMBER7 = plain_number()
_COUNTERS7 = {id(_BYTES): Counters(1), id(_PAGES): Counters(PAGE), id(_ITEMS): Counters(0)}


def _beancounter(
    name: str,
    codec: Codec,
    summary: str,
    *,
    known: str = "B",
    aliases: tuple[str, ...] = (),
    aliases7: tuple[str, ...] = (),
    unused7: bool = False,
    codec_libvirt: Codec | None = None,
) -> Row:
    """Return a beancounter's row; ``unused7`` are those that libvzctl knows by name and passes over."""
    unit = {id(_BYTES): "byte", id(_PAGES): "page", id(_ITEMS): "item"}[id(codec)]
    own7 = _IGNORED if unused7 else _COUNTERS7[id(codec)]
    return Row(
        name,
        own7 if known == "7" else codec,
        summary,
        "beancounter",
        known,
        unit,
        Repeats.LAST,
        option=f"--{name.lower()}" if known != "7" else None,
        aliases=aliases,
        aliases7=aliases7,
        codec7=own7 if known == "B" else None,
        codec_libvirt=codec_libvirt,
    )


def _old_counter(name: str, codec: Codec, what: str) -> Row:
    summary = f"counter of early 2.6 kernels: {what}; known by name, without effect"
    return _beancounter(name, codec, summary, known="7", unused7=True)


def _ignored(name: str, summary: str) -> Row:
    return Row(name, _IGNORED, summary, "host", "4", repeats=Repeats.LAST, saved=False)


ROWS: tuple[Row, ...] = (
    # identity and text
    Row("NAME", Name(), "symbolic name", "identity", option="--name", codec7=_TEXT),
    Row(
        "DESCRIPTION", _TEXT, "free text about the container", "identity", option="--description", codec7=Description()
    ),
    Row(
        "VEID",
        Integer(1, 2**31 - 1, unset_below=True),
        "the id stored in the file; informational in vzctl",
        "identity",
        repeats=Repeats.LAST,
        codec7=_TEXT,
    ),
    Row("UUID", Uuid(), "unique id of a Virtuozzo 7 container", "identity", "7"),
    Row("OSTEMPLATE", _TEXT, "OS template the container was made from", "identity", option="--ostemplate"),
    Row("DEF_OSTEMPLATE", _TEXT, "OS template that create takes by default", "host", "4", saved=False),
    Row("ORIGIN_SAMPLE", _TEXT, "sample that the container came from", "identity", option="--applyconfig"),
    Row("CONFIGFILE", _TEXT, "sample that create takes by default", "identity", "4", saved=False),
    Row("DISTRIBUTION", _TEXT, "distribution id", "identity", "7"),
    Row("OSRELEASE", _TEXT, "kernel release shown inside", "identity", "7"),
    Row("TEMPLATES", _TEXT, "application templates installed", "identity", "7"),
    Row("VE_TYPE", _TEXT, "kind of container: regular, temporary, template or another word", "identity", "7"),
    Row("VE_ENVIRONMENT", _WORDS7, "extra environment", "identity", "7", saved=False),
    # boot and life cycle
    Row("ONBOOT", _YES_NO, "start when the host boots", "boot", option="--onboot", codec7=Word("yes", "no", "auto")),
    Row("BOOTORDER", Unsigned(), "order of start at boot, larger first", "boot", option="--bootorder", codec7=_NUMBER7),
    Row("DISABLED", _YES_NO, "refuse to start", "boot", option="--disabled"),
    Row(
        "STOP_TIMEOUT",
        Integer(0, 2**31 - 1),
        "seconds to wait before a stop kills; 0 is the default of 120",
        "boot",
        "4",
        "s",
        option="--stop-timeout",
    ),
    Row("AUTOSTOP", Word("suspend", "stop"), "action at host shutdown", "boot", "7", aliases7=("AUTOSTOPSTOP",)),
    Row("HA_ENABLE", _YES_NO, "managed by the high availability cluster", "boot", "7"),
    Row("HA_PRIO", plain_number(0, 2**32 - 1), "priority in the high availability cluster", "boot", "7"),
    # beancounters
    _beancounter("KMEMSIZE", _BYTES, "kernel memory that cannot be swapped"),
    _beancounter("LOCKEDPAGES", _PAGES, "memory locked by mlock"),
    _beancounter("PRIVVMPAGES", _PAGES, "private memory that may be allocated", codec_libvirt=PlainPair()),
    _beancounter("SHMPAGES", _PAGES, "shared memory"),
    _beancounter("NUMPROC", _ITEMS, "processes and threads"),
    _beancounter("PHYSPAGES", _PAGES, "RAM; a finite limit makes this a VSwap container"),
    _beancounter("VMGUARPAGES", _PAGES, "allocation guarantee, the barrier", codec_libvirt=PlainPair(first=True)),
    _beancounter("OOMGUARPAGES", _PAGES, "out-of-memory guarantee, the barrier", known="4"),
    _beancounter("NUMTCPSOCK", _ITEMS, "TCP sockets", unused7=True),
    _beancounter("NUMFLOCK", _ITEMS, "file locks"),
    _beancounter("NUMPTY", _ITEMS, "pseudo terminals"),
    _beancounter("NUMSIGINFO", _ITEMS, "queued signals"),
    _beancounter("TCPSNDBUF", _BYTES, "TCP send buffers", aliases7=("TCPSENDBUF",), unused7=True),
    _beancounter("TCPRCVBUF", _BYTES, "TCP receive buffers", unused7=True),
    _beancounter("OTHERSOCKBUF", _BYTES, "UNIX socket and other send buffers", unused7=True),
    _beancounter("DGRAMRCVBUF", _BYTES, "datagram receive buffers", unused7=True),
    _beancounter("NUMOTHERSOCK", _ITEMS, "sockets other than TCP", unused7=True),
    _beancounter("NUMFILE", _ITEMS, "open files"),
    _beancounter("DCACHESIZE", _BYTES, "dentry and inode cache in use", known="4", aliases=("DCACHE",)),
    _beancounter("NUMIPTENT", _ITEMS, "netfilter rules", aliases=("IPTENTRIES",)),
    _beancounter("AVNUMPROC", _ITEMS, "expected average of processes, for consistency checks"),
    _beancounter("SWAPPAGES", _PAGES, "swap"),
    _old_counter("TOTVMPAGES", _PAGES, "total virtual memory"),
    _old_counter("IPCSHMPAGES", _PAGES, "IPC shared memory"),
    _old_counter("ANONSHPAGES", _PAGES, "anonymous shared memory"),
    _old_counter("RSSPAGES", _PAGES, "resident memory"),
    _old_counter("OOMGUAR", _PAGES, "out-of-memory guarantee"),
    _old_counter("NUMSOCK", _ITEMS, "sockets"),
    _old_counter("UNIXSOCKBUF", _BYTES, "UNIX socket buffers"),
    _old_counter("SOCKRCVBUF", _BYTES, "socket receive buffers"),
    _old_counter("NUMUNIXSOCK", _ITEMS, "UNIX sockets"),
    _beancounter("NUMMEMORYSUBGROUPS", _ITEMS, "memory cgroups allowed inside", known="7")._replace(
        codec=Counters(0, single=True)
    ),
    _beancounter("NUMNETIF", _ITEMS, "network interfaces allowed", known="7"),
    # memory
    Row("VM_OVERCOMMIT", Factor(), "factor of RAM plus swap that may be allocated", "memory", option="--vm_overcommit"),
    Row("MEMINFO", MemInfo(), "what /proc/meminfo shows inside", "memory", repeats=Repeats.LAST, option="--meminfo"),
    Row("SLMMEMORYLIMIT", Counters(PAGE), "memory limit of the old service level model", "memory", "7", "byte"),
    Row("SLMMODE", Word("ubc", "slm", "all"), "memory model in use", "memory", "7"),
    Row("MEMGUARANTEE", Guarantee(), "guaranteed share of RAM, percent or auto", "memory", "7", "%"),
    Row("MEMGUARANTEE_BYTES", GuaranteedBytes(), "guaranteed RAM, bytes or auto", "memory", "7", "byte"),
    Row("PAGECACHE_ISOLATION", _YES_NO, "keep evicted page cache private", "memory", "7"),
    # processors and I/O
    Row("CPUUNITS", Unsigned(8, 500000, word=False, empty=False), "CPU weight", "cpu", option="--cpuunits"),
    Row("CPUUWEIGHT", Unsigned(), "raw scheduler weight, used without CPUUNITS", "cpu", "4", option="--cpuweight"),
    Row("CPUWEIGHT", _NUMBER7, "raw scheduler weight", "cpu", "7", saved=False),
    Row(
        "CPULIMIT",
        CpuLimit(),
        "CPU ceiling in percent of one CPU, 0 for none",
        "cpu",
        unit="%",
        option="--cpulimit",
        codec7=CpuCeiling(),
    ),
    Row("CPULIMIT_MHZ", CpuMegahertz(), "CPU ceiling", "cpu", "7", "MHz"),
    Row(
        "CPUS",
        Unsigned(),
        "virtual CPUs, 0 for as many as the host has",
        "cpu",
        option="--cpus",
        codec7=_NUMBER7,
        codec_libvirt=PlainCount(),
    ),
    Row(
        "CPUMASK",
        Mask("all", "auto"),
        "host CPUs that may be used",
        "cpu",
        repeats=Repeats.FIRST_OR_AUTO,
        option="--cpumask",
        codec7=FullMask("all", "auto", empty=True),
    ),
    Row(
        "NODEMASK",
        Mask("all"),
        "NUMA nodes that may be used",
        "cpu",
        option="--nodemask",
        codec7=FullMask("all", empty=True),
    ),
    Row("BURST_CPU_AVG_USAGE", _NUMBER7, "average use below which bursts are allowed", "cpu", "7", "%"),
    Row("BURST_CPULIMIT", _NUMBER7, "CPU ceiling while bursting", "cpu", "7", "%"),
    Row(
        "IOPRIO",
        Integer(0, 7, erases="range"),
        "disk priority, 0 to 7, 4 by default",
        "io",
        repeats=Repeats.LAST,
        option="--ioprio",
        codec7=SmallNumber(0, 7),
    ),
    Row(
        "IOLIMIT",
        IoLimit(),
        "disk bandwidth ceiling, 0 for none",
        "io",
        unit="byte/s",
        repeats=Repeats.LAST,
        option="--iolimit",
        codec7=Bandwidth(),
    ),
    Row(
        "IOPSLIMIT",
        Integer(0, 2**31 - 1, erases="any"),
        "disk operations ceiling, 0 for none",
        "io",
        unit="1/s",
        repeats=Repeats.LAST,
        option="--iopslimit",
        codec7=Operations(),
    ),
    # disk and file system
    Row("VE_ROOT", Path("vzctl"), "where the root is mounted", "disk", option="--root", codec7=Path("libvzctl")),
    Row(
        "VE_PRIVATE",
        Path("vzctl"),
        "where the files live",
        "disk",
        option="--private",
        codec7=Path("libvzctl"),
        codec_libvirt=_TEXT,
    ),
    Row("VE_LAYOUT", Layout(), "how the files are stored", "disk", "4", repeats=Repeats.LAST, option="create --layout"),
    Row("MOUNT_OPTS", _TEXT, "more mount options for ploop", "disk", "4", option="--mount_opts"),
    Row("TEMPLATE", _TEXT, "folder of OS templates", "host", saved=False),
    Row("DISK_QUOTA", _YES_NO, "container disk quota on or off", "disk", option="--diskquota"),
    Row(
        "DISKSPACE",
        DiskQuota(1024),
        "disk space, soft and hard; for ploop the hard number is the image's size",
        "disk",
        unit="KiB",
        option="--diskspace",
        codec7=DiskQuota(1024, pages=False, unlimited=True),
        codec_libvirt=PlainQuota(),
    ),
    Row(
        "DISKINODES",
        DiskQuota(1),
        "inodes, soft and hard",
        "disk",
        unit="inode",
        option="--diskinodes",
        codec7=DiskQuota(1, pages=False, unlimited=True),
    ),
    Row(
        "QUOTATIME",
        Unsigned(),
        "grace period over the soft limit",
        "disk",
        unit="s",
        option="--quotatime",
        codec7=_IGNORED,
    ),
    Row(
        "QUOTAUGIDLIMIT",
        Unsigned(),
        "users and groups with a quota, 0 for off",
        "disk",
        option="--quotaugidlimit",
        codec7=_NUMBER7,
    ),
    Row("JOURNALED_QUOTA", _YES_NO, "journaled user quota", "disk", "7"),
    Row("NOATIME", _YES_NO, "mount without access times", "disk", "7"),
    Row("DISK", Disks(), "disks of the container", "disk", "7", "KiB"),
    Row("ROOT_DISK", _YES_NO, "whether a root disk is implied", "disk", "7"),
    Row("BINDMOUNT", BindMounts(), "host folders mounted inside", "disk", "7"),
    Row(
        "REPAIR_MODE",
        SoughtWord("force"),
        "force: the image is checked at a start after a crash",
        "disk",
        "7",
        saved=False,
    ),
    Row("AUTOCOMPACT", _YES_NO, "compact the image automatically", "disk", "7"),
    # network
    Row(
        "IP_ADDRESS",
        Addresses(),
        "addresses of the routed network (venet)",
        "network",
        repeats=Repeats.JOIN,
        option="--ipadd",
        codec7=DottedAddresses(),
        codec_libvirt=BareAddresses(),
    ),
    Row(
        "NETIF",
        Interfaces(),
        "bridged interfaces (veth)",
        "network",
        option="--netif_add",
        codec7=NetworkInterfaces(),
        codec_libvirt=HostInterfaces(),
    ),
    Row("VETH", Ignored(), "obsolete form of NETIF, ignored", "network", "4", saved=False, repeats=Repeats.LAST),
    Row(
        "NETDEV",
        Words(
            " \t",
            "host adapters such as eth1; venet*, tun*, tap* and lo* are refused",
            repeats=True,
            forbidden=("venet", "tun", "tap", "lo"),
        ),
        "host adapters moved inside",
        "network",
        repeats=Repeats.JOIN,
        option="--netdev_add",
        codec7=ListedWords(
            "host adapters such as eth1; venet*, tun*, tap* and lo* are refused",
            forbidden=("venet", "tun", "tap", "lo"),
        ),
    ),
    Row("HOSTNAME", _TEXT, "host name inside", "network", option="--hostname"),
    Row(
        "NAMESERVER",
        _WORDS,
        "name servers, or inherit",
        "network",
        repeats=Repeats.JOIN,
        option="--nameserver",
        codec7=_WORDS7,
    ),
    Row(
        "SEARCHDOMAIN",
        _WORDS,
        "search domains, or inherit",
        "network",
        repeats=Repeats.JOIN,
        option="--searchdomain",
        codec7=_WORDS7,
    ),
    Row(
        "IPV6",
        _YES_NO,
        "whether IPv6 addresses are usable",
        "host",
        saved=False,
        codec7=SoughtWord("yes", "no"),
    ),
    Row(
        "NETFILTER",
        Word("disabled", "stateless", "stateful", "full"),
        "netfilter modules available inside",
        "network",
        "4",
        repeats=Repeats.LAST,
        option="--netfilter",
    ),
    Row(
        "IPTABLES",
        Iptables(),
        "netfilter modules by name; obsolete, NETFILTER overrides it",
        "network",
        "4",
        repeats=Repeats.JOIN,
        option="--iptables",
    ),
    Row("TRAFFIC_SHAPING", _YES_NO, "traffic shaping on the host", "network", "7", saved=False),
    Row("BANDWIDTH", _TEXT, "bandwidth of the host's adapters, for its shaping scripts", "network", "7", saved=False),
    Row("RATEMPU", _TEXT, "smallest packet that shaping counts", "network", "7", saved=False),
    Row("TOTALRATE", Rates(), "bandwidth of the host by class", "network", "7", "kbit/s", saved=False),
    Row("RATE", Rates(), "bandwidth of the container by class", "network", "7", "kbit/s"),
    Row("RATEBOUND", _YES_NO, "whether the rate is the ceiling too", "network", "7"),
    Row("APPLY_IPONLY", _YES_NO, "set addresses only, no other network files", "network", "7"),
    Row("USE_NET_RPS", _YES_NO, "receive packet steering", "network", "7"),
    # security and devices
    Row(
        "CAPABILITY",
        Capabilities(),
        "capabilities switched on or off",
        "security",
        "4",
        repeats=Repeats.JOIN,
        option="--capability",
    ),
    Row(
        "FEATURES",
        Features(),
        "kernel features switched on or off",
        "security",
        repeats=Repeats.JOIN,
        option="--features",
        codec7=FeatureSwitches(),
    ),
    Row(
        "DEVICES",
        Devices(),
        "devices by number",
        "security",
        repeats=Repeats.JOIN,
        option="--devices",
        codec7=NumberedDevices(),
    ),
    Row(
        "DEVNODES",
        DeviceNodes(),
        "devices by name below /dev",
        "security",
        repeats=Repeats.JOIN,
        option="--devnodes",
        codec7=NamedDevices(),
    ),
    Row(
        "PCI",
        PciDevices(),
        "PCI devices passed in",
        "security",
        repeats=Repeats.JOIN,
        option="--pci_add",
        codec7=PciDevices(SEPARATORS),
    ),
    Row("TECHNOLOGIES", Technologies(), "platform features required", "security", "7"),
    Row(
        "LOCAL_UID",
        Unsigned(),
        "first host uid of the user namespace",
        "security",
        "U",
        "uid",
        Repeats.FIRST_SILENT,
        option="create --local_uid",
    ),
    Row(
        "LOCAL_GID",
        Unsigned(),
        "first host gid of the user namespace",
        "security",
        "U",
        "gid",
        Repeats.FIRST_SILENT,
        option="create --local_gid",
    ),
    # keys of the host that a container's file may hold
    Row("LOCKDIR", _TEXT, "folder of lock files", "host", saved=False),
    Row("DUMPDIR", _TEXT, "folder of checkpoints", "host", "4", saved=False),
    Row("LOGGING", _YES_NO, "whether to log to a file", "host", "4", saved=False),
    Row(
        "LOG_LEVEL",
        Integer(-(2**31), 2**31 - 1),
        "verbosity of the log file",
        "host",
        "4",
        repeats=Repeats.LAST,
        saved=False,
    ),
    Row("LOGFILE", _TEXT, "the log file", "host", "4", saved=False),
    Row("VERBOSE", Integer(-(2**31), 2**31 - 1), "verbosity on the console", "host", "4", saved=False),
    _ignored("VIRTUOZZO", "whether the init script does anything"),
    _ignored("VE0CPUUNITS", "CPU weight of the host"),
    _ignored("VZFASTBOOT", "start with an unclean quota"),
    _ignored("NEIGHBOUR_DEVS", "interfaces for ARP"),
    _ignored("ERROR_ON_ARPFAIL", "refuse to start when the address is in use"),
    _ignored("VZWDOG", "load the watchdog module"),
    _ignored("IPTABLES_MODULES", "modules loaded on the host"),
    _ignored("IP6TABLES", "obsolete list of IPv6 modules"),
    _ignored("CONFIG_CUSTOMIZED", "old marker that the file was edited"),
    _ignored("VE_STOP_MODE", "suspend or stop at host shutdown"),
    _ignored("SKIP_SYSCTL_SETUP", "marker of the init script"),
    _ignored("SKIP_ARPDETECT", "no probe for duplicate addresses"),
    _ignored("VE_PARALLEL", "containers started or stopped at once"),
)


def _by_name() -> dict[str, Row]:
    """Index the rows by name and alias, and refuse a table that contradicts itself."""
    index: dict[str, Row] = {}
    for row in ROWS:
        for name in (row.name, *row.aliases, *row.aliases7):
            if name in index:
                raise ValueError(f"two rows answer to {name}: {index[name].name} and {row.name}")
            index[name] = row
    return index


#: Every name and alias, whoever knows it.
BY_NAME: Mapping[str, Row] = _by_name()
#: Parameters that libvzctl stores in one place: what it reads later counts, and its writer keeps one of them.
RIVALS: tuple[tuple[str, str], ...] = (("CPULIMIT", "CPULIMIT_MHZ"), ("MEMGUARANTEE", "MEMGUARANTEE_BYTES"))
#: The order of a file that is written anew: that of the table. Rivals keep the order that they had.
ORDER: Mapping[str, int] = {row.name: at for at, row in enumerate(ROWS)} | {
    second: next(at for at, row in enumerate(ROWS) if row.name == first) for first, second in RIVALS
}
#: Parameters of vz.conf. CONFIGFILE and ORIGIN_SAMPLE are written by old versions of vzctl into containers' files: no
#: mistake. So is CONFIG_CUSTOMIZED.
HOST_ONLY = frozenset(
    row.name
    for row in ROWS
    if row.group == "host" and row.name not in ("VETH", "IP6TABLES", "TEMPLATE", "CONFIG_CUSTOMIZED")
)

__all__ = ["BY_NAME", "HOST_ONLY", "ORDER", "RIVALS", "ROWS", "UNLIMITED", "Repeats", "Row"]
