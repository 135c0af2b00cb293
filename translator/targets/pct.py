"""How does a container become the command that makes it on Proxmox VE? It cannot be read back.

``pct create`` unpacks an archive of the files, and takes limits, names and interfaces as options: sizes in MiB and GiB,
a share of the CPUs as a decimal number, weights around 100. Storage, bridge and archive are the new node's own: shell
variables, with the names that a fresh node has. What no option says is told line by line.
The options and their ranges are those of pve-container 5 (``PVE/LXC/Config.pm``; Proxmox VE 8).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from translator.characters import is_digits
from translator.conf.dialect import LIBVZCTL, dialect_named
from translator.conf.objections import objections
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.conf.tree import Tree, name_span
from translator.container.memory import VSWAP_UNLIMITED, is_unlimited, is_vswap
from translator.container.network import addresses_of_pair, pairs, routed_addresses
from translator.container.paths import path_of
from translator.container.resolver import is_hosts
from translator.domain.view import free_names
from translator.errors import InputError
from translator.finding import Finding, by_place
from translator.levels import make_finding
from translator.report import Report, Translation
from translator.target import Target, Work
from translator.values.address import Address, read_ip
from translator.values.codec import UNLIMITED, UNSET, Refused
from translator.values.netif import COMMON_HOST_MAC, Interface
from translator.values.virtuozzo_netif import VENET

#: The ids that Proxmox VE takes: smaller ones are its own.
_LOWEST, _HIGHEST = 100, 999_999_999
_PAGE, _MIB, _KIB_IN_GIB = 4096, 2**20, 2**20
#: Proxmox VE starts nothing with less (MiB).
_LEAST_MEMORY = 16
_CORES = 8192
_NAME = re.compile(r"(?=.{1,255}\Z)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
_MAC = re.compile(r"[0-9A-F][02468ACE](:[0-9A-F]{2}){5}")
_GATEWAY = re.compile(r"[0-9A-Fa-f.:]+")
_WORD = re.compile(r"[-_.A-Za-z0-9]+")
#: Is said by the place that the container is made in, or by the archive.
_SAID = frozenset(("VEID", "VE_ROOT", "VE_PRIVATE", "VE_LAYOUT", "OSTEMPLATE", "ORIGIN_SAMPLE", "NAME", "DISK_QUOTA"))
#: What Proxmox VE gives a container that is not said to have anything (MiB; GiB).
_DEFAULTS = {"memory": "512 MiB", "swap": "512 MiB", "rootfs": "4 GiB"}


class _Told(NamedTuple):
    """What an option does not say of a parameter; ``code`` VZ541 is a loss, VZ542 a choice that is the reader's."""

    message: str
    code: str = "VZ541"


#: One option and its value, quoted for a shell.
_Option = tuple[str, str]
_Result = Iterator[_Option | _Told]


def make(work: Work) -> Translation:
    """Return the command, with a finding for each line of the conf that it does not stand for; InputError (VZ507) for
    an id that Proxmox VE does not take.
    """
    ctid = str(work.ctid)
    if not is_digits(ctid) or not _LOWEST <= int(ctid) <= _HIGHEST:
        message = f"Proxmox VE has numbers from {_LOWEST} to {_HIGHEST} for containers, and not {ctid}: give --ctid"
        raise InputError(make_finding(1, 1, "VZ507", message, path=work.path, width=0))
    reader = dialect_named(work.dialect)
    tree = parse(work.text, reader)
    settings = settle(tree, reader)
    options: list[_Option] = []
    findings: list[Finding] = []
    for name, translate in _OPTIONS.items():
        for each in translate(settings):
            if isinstance(each, _Told):
                findings.append(_tell(tree, settings, name, each))
            else:
                options.append(each)
    findings += _others(tree, settings)
    findings += [
        finding
        for finding in objections(tree, settings)
        if finding.code != "VZ602" or not settings.by_name[finding.parameter or ""].kept
    ]
    text = "".join(_script(ctid, settings, options))
    return Translation(text, Report((), tuple(sorted(findings, key=by_place))), ctid)


def _script(ctid: str, settings: Settings, options: list[_Option]) -> Iterator[str]:
    """Yield the lines."""
    root = path_of(settings, "VE_ROOT", ctid)
    root = shlex.quote(root) if root.startswith("/") else f"/vz/root/{ctid}"
    yield "# The files, on the OpenVZ node, where the container is stopped; without its own devices:\n"
    yield f"#   vzctl mount {ctid} && tar --numeric-owner --exclude='./dev/*' -C {root} -czf {ctid}.tar.gz .\n"
    yield f'pct create {ctid} "${{ARCHIVE:-{ctid}.tar.gz}}"'
    for option, value in options:
        yield f" \\\n    --{option} {value}"
    yield "\n"


def _tell(tree: Tree, settings: Settings, name: str, told: _Told) -> Finding:
    """Return a finding about a parameter's line, or about the conf where it has none."""
    setting = settings.by_name.get(name)
    if setting is None or not setting.kept:
        return make_finding(1, 1, told.code, told.message, name, width=0)
    at = setting.kept[-1]
    column, width = name_span(tree[at])
    return make_finding(at + 1, column, told.code, told.message, name, width=width)


def _others(tree: Tree, settings: Settings) -> Iterator[Finding]:
    """Yield what no option says; the limits of beancounters but for memory together: no kernel of today has them."""
    counters: list[str] = []
    for name, setting in settings.by_name.items():
        if not setting.kept or name in _OPTIONS or name in _SAID:
            continue
        if setting.row.group == "beancounter":
            if not is_unlimited(getattr(setting.value, "limit", UNLIMITED)):
                counters.append(name)
        else:
            yield _tell(tree, settings, name, _Told(f"no option of pct says {name}"))
    if counters:
        message = f"no kernel of today counts {', '.join(counters)}"
        yield _tell(tree, settings, counters[0], _Told(message))


def _mib(pages: int) -> int:
    return -(-pages * _PAGE // _MIB)


def _memory(settings: Settings) -> _Result:
    """RAM: of VSwap, or what RAM and swap of a container with beancounters are together."""
    physical = settings.value("PHYSPAGES")
    pages = physical.limit if is_vswap(physical) else getattr(settings.value("PRIVVMPAGES"), "limit", UNLIMITED)
    if is_unlimited(pages) or pages >= VSWAP_UNLIMITED:
        yield _Told(f"no limit of memory, and Proxmox VE has none without: it gives {_DEFAULTS['memory']}", "VZ542")
        return
    mib = _mib(pages)
    if mib < _LEAST_MEMORY:
        yield _Told(f"{mib} MiB of memory became {_LEAST_MEMORY}, the least of Proxmox VE", "VZ542")
    yield "memory", str(max(mib, _LEAST_MEMORY))


def _swap(settings: Settings) -> _Result:
    """Swap alone: a container with beancounters has its share of the memory's limit."""
    if not is_vswap(settings.value("PHYSPAGES")):
        yield "swap", "0"
        return
    swap = settings.value("SWAPPAGES")
    if swap is UNSET or is_unlimited(swap.limit) or swap.limit >= VSWAP_UNLIMITED:
        yield _Told(f"no limit of swap, and Proxmox VE has none without: it gives {_DEFAULTS['swap']}", "VZ542")
    else:
        yield "swap", str(_mib(swap.limit))


def _beancounter(settings: Settings) -> _Result:
    """PRIVVMPAGES: the memory where there is no VSwap; beside it, it counts what programs ask for."""
    private = settings.value("PRIVVMPAGES")
    if private is not UNSET and is_vswap(settings.value("PHYSPAGES")) and not is_unlimited(private.limit):
        yield _Told("no kernel of today counts what programs ask for without using it (PRIVVMPAGES)")


def _cores(settings: Settings) -> _Result:
    cpus = settings.value("CPUS")
    if cpus is not UNSET and cpus:
        if cpus > _CORES:
            yield _Told(f"CPUS={cpus} is more than the {_CORES} cores of Proxmox VE, which uses all without")
        else:
            yield "cores", str(cpus)


def _cpulimit(settings: Settings) -> _Result:
    limit = settings.value("CPULIMIT")
    if limit is UNSET or limit == 0:
        return
    if not isinstance(limit, int):
        yield _Told("a share of the whole host depends on its CPUs: give --cpulimit, in CPUs", "VZ542")
    elif limit > _CORES * 100:
        yield _Told(f"CPULIMIT={limit} is more than the {_CORES} CPUs of Proxmox VE, which sets no limit without")
    else:
        yield "cpulimit", f"{limit / 100:.2f}".rstrip("0").rstrip(".")


def _cpuunits(settings: Settings) -> _Result:
    """Weight: ten units, of which 1000 are the default, are one of cgroup v2, whose default is 100."""
    units = settings.value("CPUUNITS")
    if units is not UNSET:
        weight = min(max((units + 5) // 10, 1), 10_000)
        yield "cpuunits", str(weight)
        if weight * 10 != units:
            yield _Told(f"CPUUNITS={units} became a weight of {weight}: ten units are one", "VZ542")


def _rootfs(settings: Settings) -> _Result:
    space = settings.value("DISKSPACE")
    size = max(space.soft, space.hard) if space is not UNSET else 0
    if size <= 0 or is_unlimited(size) or size >= 2**53:
        yield _Told(f"no size of the root file system: Proxmox VE makes it of {_DEFAULTS['rootfs']}", "VZ542")
        return
    thousandths = -(-size * 1000 // _KIB_IN_GIB)  # of a GiB, rounded up
    text = f"{thousandths // 1000}.{thousandths % 1000:03}".rstrip("0").rstrip(".")
    yield "rootfs", f'"${{STORAGE:-local-lvm}}:{text}"'


def _hostname(settings: Settings) -> _Result:
    for name in ("HOSTNAME", "NAME"):
        value = settings.value(name) or ""
        if _NAME.fullmatch(value):
            yield "hostname", value
            return
        if value and name == "HOSTNAME":
            yield _Told(f"{value!r} is no DNS name, and Proxmox VE takes no other")


def _is_address(word: str) -> bool:
    """Whether a word is an address, with its interface where it is one of a link."""
    ip, percent, interface = word.partition("%")
    try:
        read_ip(ip)
    except Refused:
        return False
    return not percent or _WORD.fullmatch(interface) is not None


def _list(option: str, name: str, what: str, is_one: Callable[[str], object]) -> Callable[[Settings], _Result]:
    def words(settings: Settings) -> _Result:
        given = [str(word) for word in settings.value(name) or ()]
        if is_hosts(given):
            return  # without the option it has its node's
        taken = [word for word in given if is_one(word)]
        if taken:
            yield option, shlex.quote(" ".join(taken))
        for word in given:
            if word not in taken:
                yield _Told(f"{word!r} is no {what}, and Proxmox VE takes no other")

    return words


def _onboot(settings: Settings) -> _Result:
    """Start with the node: without ONBOOT, OpenVZ does so with what ran before; DISABLED keeps it from that."""
    value = settings.value("ONBOOT")
    if settings.value("DISABLED") == "yes":
        yield "onboot", "0"
    elif value in ("yes", "no"):
        yield "onboot", "1" if value == "yes" else "0"
    else:
        yield _Told("OpenVZ starts with its node what ran before, Proxmox VE nothing: add --onboot 1", "VZ542")


def _description(settings: Settings) -> _Result:
    value = settings.value("DESCRIPTION") or ""
    if value:
        yield "description", shlex.quote(value)


def _features(settings: Settings) -> _Result:
    """NFS is a mount that Proxmox VE lets a container do, of its own user ids it cannot be."""
    value = settings.value("FEATURES")
    on = value.on if value else ()
    taken = ["mount=nfs"] if "nfs" in on else []
    if any(device.name == "fuse" and device.permission for device in settings.value("DEVNODES") or ()):
        taken.append("fuse=1")
    if taken:
        yield "features", f"'{','.join(taken)}'" if len(taken) > 1 else taken[0]
    yield "unprivileged", "0" if "nfs" in on else "1"
    if "nfs" in on:
        yield _Told("NFS is mounted by a privileged container alone: root inside is root of the node", "VZ542")
    rest = [name for name in on if name not in ("nfs",)]
    if rest:
        yield _Told(f"no option of pct says {', '.join(rest)} of FEATURES")


def _nodes(settings: Settings) -> _Result:
    number = 0
    for device in settings.value("DEVNODES") or ():
        if not device.permission or device.name == "fuse":
            continue
        denied = "" if "w" in device.permission else ",deny-write=1"
        if _WORD.fullmatch(device.name.replace("/", "_")):
            yield f"dev{number}", f"/dev/{device.name}{denied}"
            number += 1
        else:
            yield _Told(f"{device.name!r} is no path that Proxmox VE takes for a device")


def _networks(settings: Settings) -> _Result:
    """Yield the interfaces of NETIF; those of IP_ADDRESS are on a bridge, for Proxmox VE routes none."""
    seven = settings.dialect is LIBVZCTL
    for pair in pairs(settings):
        if not _WORD.fullmatch(pair.ifname):
            yield _Told(f"{pair.ifname!r} is no name that Proxmox VE takes for an interface")
    for number, pair in enumerate(_pairs(settings)):
        words = [f"name={pair.ifname}", "type=veth"]
        bridge = pair.bridge or (pair.network if seven else None)
        if bridge and _WORD.fullmatch(bridge):
            words.append(f"bridge={bridge}")
        else:
            yield _Told(f"{pair.ifname} is on no bridge: add ,bridge=vmbr0 or another to --net{number}", "VZ542")
        if pair.mac and _MAC.fullmatch(pair.mac):
            words.append(f"hwaddr={pair.mac}")
        addresses = addresses_of_pair(settings, pair)
        first = {":" in each.ip: each for each in reversed(addresses)}
        words += [f"{'ip6' if six else 'ip'}={_cidr(each)}" for six, each in sorted(first.items())]
        if seven:
            words += [f"{key}={value}" for key in ("gw", "gw6") if _GATEWAY.fullmatch(value := pair.other(key) or "")]
        yield f"net{number}", ",".join(words)
        yield from _more(each for each in addresses if each not in first.values())
        host_mac = None if pair.host_mac == COMMON_HOST_MAC else pair.host_mac
        lost = {"host_ifname": pair.host_ifname, "host_mac": host_mac, "mac_filter": pair.mac_filter}
        if any(lost.values()):
            named = ", ".join(name for name, value in lost.items() if value)
            yield _Told(f"Proxmox VE names and guards the host's end itself: {named} of {pair.ifname}")


def _pairs(settings: Settings) -> list[Interface]:
    """Return the interfaces that Proxmox VE can name."""
    return [pair for pair in pairs(settings) if _WORD.fullmatch(pair.ifname) and pair.ifname != VENET]


def _addresses(settings: Settings) -> _Result:
    """Yield one interface for the addresses of venet: the first of each family, for an interface has no more."""
    addresses = routed_addresses(settings)
    if not addresses:
        return
    others = _pairs(settings)
    first = {":" in each.ip: each for each in reversed(addresses)}
    name = next(iter(free_names(pair.ifname for pair in others)))
    words = [f"name={name}", "type=veth", "bridge=${BRIDGE:-vmbr0}"]
    words += [f"{'ip6' if six else 'ip'}={_cidr(each)}" for six, each in sorted(first.items())]
    yield f"net{len(others)}", f'"{",".join(words)}"'
    gateways = " and ".join("gw6" if six else "gw" for six in sorted(first))
    message = f"Proxmox VE routes no address: it is on a bridge; add {gateways} of its network to --net{len(others)}"
    yield _Told(message, "VZ542")
    yield from _more(each for each in addresses if each not in first.values())


def _more(addresses: Iterable[Address]) -> _Result:
    more = " ".join(each.ip for each in addresses)
    if more:
        yield _Told(f"an interface of Proxmox VE has one address of a kind: set {more} inside the container")


def _cidr(address: Address) -> str:
    return f"{address.ip}/{address.prefix or (128 if ':' in address.ip else 32)}"


#: What says which options, in the order of the command.
_OPTIONS: dict[str, Callable[[Settings], _Result]] = {
    "HOSTNAME": _hostname,
    "DESCRIPTION": _description,
    "PHYSPAGES": _memory,
    "SWAPPAGES": _swap,
    "PRIVVMPAGES": _beancounter,
    "CPUS": _cores,
    "CPULIMIT": _cpulimit,
    "CPUUNITS": _cpuunits,
    "DISKSPACE": _rootfs,
    "NETIF": _networks,
    "IP_ADDRESS": _addresses,
    "NAMESERVER": _list("nameserver", "NAMESERVER", "address", _is_address),
    "SEARCHDOMAIN": _list("searchdomain", "SEARCHDOMAIN", "DNS name", _NAME.fullmatch),
    "ONBOOT": _onboot,
    "FEATURES": _features,
    "DEVNODES": _nodes,
}

TARGET = Target(".pct.sh", "a pct command", make)
