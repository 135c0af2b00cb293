"""What becomes of the value of a parameter under libvirt's LXC driver? Judged by what it says, not by its name.

No limit on either side is the same. What applies is read off the document, so that it is true of whatever the driver
has made of the value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from translator.conf.dialect import LIBVZCTL
from translator.conf.settle import Setting
from translator.container.memory import is_unlimited, is_vswap
from translator.container.resolver import is_hosts
from translator.container.space import is_open
from translator.domain.cpuset import read_cpuset
from translator.domain.view import UNLIMITED_KIB
from translator.lenses.cpu import WeightLens, of_its_node
from translator.lenses.rate import MODULES
from translator.plan.amount import amount, cpus
from translator.plan.context import Context
from translator.plan.item import DIFFERS, HAND, NO_COUNTER, SAME, Judgement
from translator.plan.network import judge_addresses
from translator.table import BY_NAME
from translator.values.codec import UNSET
from translator.values.size import PAGE

Judge = Callable[[Context, Any], Judgement]

_QUOTA = "LXC sets no disk quota: give the files a file system of their own, or a project quota"
_LABEL = Judgement(SAME, "a label, which travels along")
_TRAVELS = Judgement(SAME, "travels along")
_HOSTS = Judgement(SAME, "a setting of the host, without effect on one container")
#: What a driver knows nothing like.
_OTHER = Judgement(DIFFERS, "nothing like it", "travels along")


def judge(context: Context, setting: Setting, place: str) -> Judgement:
    """Return what becomes of a parameter in force, which the document shows at ``place``, '' for nowhere."""
    name = setting.row.name
    finding = context.told.get(name)
    known = _JUDGES.get(name)
    if finding is not None and name not in _SPEAKS:
        return Judgement(HAND, "", finding.message)
    if known is not None:
        return known(context, setting.value)
    if setting.row.group == "beancounter":
        return _counter(setting)
    if BY_NAME[name].group == "host":
        return _HOSTS
    return Judgement(SAME, place) if place else _OTHER


def _counter(setting: Setting) -> Judgement:
    limit = getattr(setting.value, "limit", None)
    if limit is None:
        return Judgement(SAME, "without effect in OpenVZ, too")
    return Judgement(SAME, "no limit") if is_unlimited(limit) else Judgement(DIFFERS, "no limit", NO_COUNTER)


def _ram(context: Context, value: Any) -> Judgement:
    if is_unlimited(value.limit):
        return Judgement(SAME, "no limit of RAM")
    kib = context.view.get("memory", UNLIMITED_KIB)
    if kib >= UNLIMITED_KIB:
        return Judgement(DIFFERS, "no limit of RAM", "libvirt has no room for the number")
    wrong = "" if kib * 1024 == value.limit * PAGE else f"{amount(value.limit * PAGE)} is what the conf says"
    return Judgement(DIFFERS if wrong else SAME, f"{amount(kib * 1024)} of RAM", wrong)


def _swap(context: Context, value: Any) -> Judgement:
    unlimited = is_unlimited(value.limit)
    total = context.view.get("memtune/swap_hard_limit")
    if not is_vswap(context.value("PHYSPAGES")):
        if unlimited:
            return Judgement(SAME, "no limit of swap")
        applies = "no limit of swap" if total is None else "swap as PRIVVMPAGES allows it"
        return Judgement(
            DIFFERS, applies, "PHYSPAGES makes no VSwap container, whose swap alone has a limit of its own"
        )
    if total is None:
        why = "" if unlimited or value.limit * PAGE >= UNLIMITED_KIB * 1024 else "libvirt has no room for the number"
        return Judgement(DIFFERS if why else SAME, "no limit of swap", why)
    together = context.hierarchy == "v1"
    swap = total - (context.view.get("memory", 0) if together else 0)
    other = "memory.swap.max would be RAM and swap together" if together else "RAM and swap would share this number"
    if swap * 1024 == value.limit * PAGE:
        host = f"on a host with cgroup {context.hierarchy}; with the other, {other}"
        return Judgement(SAME, f"{amount(swap * 1024)} of swap" if swap else "no swap", host)
    return Judgement(DIFFERS, f"{amount(swap * 1024)} of swap", f"{amount(value.limit * PAGE)} is what the conf says")


def _allocation(context: Context, value: Any) -> Judgement:
    """PRIVVMPAGES limits what programs allocate, cgroups what they use."""
    if is_unlimited(value.limit) or value.limit * PAGE >= UNLIMITED_KIB * 1024:
        return Judgement(SAME, "no limit")
    limit = amount(value.limit * PAGE)
    if is_vswap(context.value("PHYSPAGES")):
        why = f"what is allocated is not limited: malloc() failed at {limit}"
        return Judgement(DIFFERS, "RAM and swap as PHYSPAGES and SWAPPAGES say", why)
    hard = context.view.get("memtune/hard_limit")
    if hard is None:
        return Judgement(DIFFERS, "no limit of RAM", f"malloc() failed at {limit}")
    swap = context.view.get("memtune/swap_hard_limit")
    applies = f"{amount(hard * 1024)} of RAM"
    if swap is None:
        applies += ", and swap without limit"
    elif context.hierarchy == "v1":
        applies += " and swap together"
    else:
        applies += f" and {amount(swap * 1024)} of swap" if swap else ", no swap"
    why = (
        "what is used counts, page cache too, not what is allocated; at the limit no malloc() fails, but a process dies"
    )
    return Judgement(DIFFERS, applies, why)


def _guarantee(what: str) -> Judge:
    def judged(_context: Context, value: Any) -> Judgement:
        if not value.barrier:
            return Judgement(SAME, "no guarantee")
        size = "all of its memory" if is_unlimited(value.barrier) else amount(value.barrier * PAGE)
        return Judgement(DIFFERS, "no guarantee", f"{size} {what}")

    return judged


def _units(context: Context, _value: Any) -> Judgement:
    shares = context.view.get("cputune/shares")
    if shares is None:  # of a driver that has none
        return _OTHER
    usual, applies = (100, f"a weight of {shares}") if context.hierarchy == "v2" else (1024, f"{shares} shares")
    nearly = context.nearly.get("CPUUNITS")
    if nearly is not None:
        return Judgement(DIFFERS, applies, nearly)
    why = f"{usual} is that of a service of the host"
    if shares > WeightLens.SCALE["v2"][2]:
        why += "; a host with cgroup v2 would not start it"
    return Judgement(SAME, applies, why)


def _ceiling(name: str) -> Judge:
    def judged(context: Context, value: Any) -> Judgement:
        if value == 0:
            return Judgement(SAME, "no limit of CPU time")
        percent = _quota(context)
        applies = "no limit of CPU time" if percent is None else f"the time of {cpus(percent)}"
        if why := of_its_node(name, value):
            return Judgement(HAND, applies, why)
        return Judgement(SAME, applies)

    return judged


def _quota(context: Context) -> float | None:
    quota = context.view.get("cputune/quota") or 0
    return 100 * quota / context.view.get("cputune/period", 100_000) if quota > 0 else None


def _cpus(context: Context, value: Any) -> Judgement:
    if not value:
        return Judgement(SAME, "as many CPUs as the host has")
    percent, mask = _quota(context), context.view.get("vcpu/@cpuset")
    if mask and (read := read_cpuset(mask)) is not None and len(read[0]) <= value:
        return Judgement(SAME, f"CPUs {mask}, as CPUMASK says")
    sees = f"programs see CPUs {mask}" if mask else "programs see all of the host's CPUs"
    if percent is not None and percent <= value * 100:
        return Judgement(DIFFERS, f"the time of {cpus(percent)}", sees)
    if mask:
        return Judgement(DIFFERS, f"CPUs {mask}, as CPUMASK says", "LXC does not count CPUs")
    return Judgement(DIFFERS, "all of the host's CPUs", "LXC does not count them: give it a CPULIMIT or a CPUMASK")


def _mask(what: str, place: str) -> Judge:
    def judged(context: Context, _value: Any) -> Judgement:
        said = context.view.get(place)
        said = said[-1] if isinstance(said, tuple) else said
        return Judgement(SAME, f"{what}s {said}" if said else f"any {what}")

    return judged


def _priority(context: Context, _value: Any) -> Judgement:
    weight = context.view.get("blkiotune/weight")
    nearly = context.nearly.get("IOPRIO")
    why = nearly or "OpenVZ's priorities 0 to 7 have no other measure, and the host needs the scheduler bfq"
    return Judgement(DIFFERS if nearly else SAME, f"a weight of {weight}", why)


def _throttle(place: str, unit: Callable[[int], str]) -> Judge:
    def judged(context: Context, value: Any) -> Judgement:
        if not value:
            return Judgement(SAME, "no limit")
        for path, limits in context.view.get("blkiotune/device", ()):
            if place in dict(limits):
                why = f"OpenVZ limits both together, and every disk: here it is {path} alone"
                return Judgement(DIFFERS, f"{unit(value)} for reading, and the same for writing", why)
        told = context.told.get("IOLIMIT" if place.endswith("bytes_sec") else "IOPSLIMIT")
        return Judgement(HAND, "no limit", told.message if told else "")

    return judged


def _root(context: Context, _value: Any) -> Judgement:
    told, root = context.told.get("VE_PRIVATE"), context.root
    if root is None or (told is not None and told.code != "VZ512"):
        return Judgement(HAND, "", told.message if told else "the document has no root")
    if context.is_image:
        return Judgement(HAND, f"the root is {root.source}", "its files are in an image: copy them while it is mounted")
    return Judgement(SAME, f"the root is {root.source}")


def _mount_point(context: Context, _value: Any) -> Judgement:
    root = context.root
    if root is not None and root.source == context.mounted and context.is_image:
        return Judgement(SAME, f"the root is {root.source}")
    return Judgement(SAME, "nothing is mounted there: the files are the root where they are")


def _layout(context: Context, value: Any) -> Judgement:
    if not str(value).startswith("ploop"):
        return Judgement(SAME, "the files are in a folder")
    return Judgement(HAND, f"the root is {context.folder}", "LXC starts no ploop image: copy its files")


def _space(context: Context, value: Any) -> Judgement:
    if context.is_image:
        return Judgement(SAME, "the image has that size", "and a folder that it is copied into has none")
    if context.value("DISK_QUOTA") == "no":
        return Judgement(SAME, "no quota", "DISK_QUOTA=no has switched it off in OpenVZ, too")
    if all(map(is_open, value)):
        return Judgement(SAME, "no limit")
    return Judgement(DIFFERS, "no quota", _QUOTA)


def _grace(context: Context, _value: Any) -> Judgement:
    limits = [context.value(name) for name in ("DISKSPACE", "DISKINODES")]
    if all(limit is UNSET or _space(context, limit).verdict == SAME for limit in limits):
        return Judgement(SAME, "no quota")
    return Judgement(DIFFERS, "no quota", _QUOTA)


def _owners(_context: Context, value: Any) -> Judgement:
    return Judgement(SAME, "no quotas of users") if not value else Judgement(DIFFERS, "no quotas of users", _QUOTA)


def _quota_switch(_context: Context, value: Any) -> Judgement:
    return Judgement(SAME, "no quota") if value == "no" else Judgement(DIFFERS, "no quota", _QUOTA)


def _features(context: Context, value: Any) -> Judgement:
    on = [name for name in value.on if name != "sysfs"]
    given = {device.source for device in context.view.get("hostdevs", ())}
    if "ppp" in on and "/dev/ppp" not in given:
        why = 'the container needs the device: give it DEVNODES="ppp:rw" in the conf, and convert it again'
        return Judgement(HAND, f"no /dev/ppp{_and_modules([name for name in on if name != 'ppp'])}", why)
    on = [name for name in on if name not in ("bridge", "ppp")]
    if on:
        return Judgement(DIFFERS, f"what the host's kernel has{_and_modules(on)}", "the host has to load the modules")
    if value.off:
        return Judgement(DIFFERS, "what the host's kernel has", f"nothing forbids {' '.join(value.off)}")
    return Judgement(SAME, "as the conf says")


def _and_modules(names: list[str]) -> str:
    return f" ({' '.join(names)})" if names else ""


def _modules(_context: Context, _value: Any) -> Judgement:
    return Judgement(DIFFERS, "every network filter of the host's kernel", "the host has to load their modules")


def _devices(context: Context, value: Any) -> Judgement:
    found = [device.source for device in context.view.get("hostdevs", ()) if device.type != "net"]
    names = " ".join(found) or "what every container of LXC has"
    fewer = [str(device) for device in value if "q" in device.permission]
    if fewer:
        return Judgement(DIFFERS, names, f"no quota on it: {' '.join(fewer)}")
    finer = [str(device) for device in value if sorted(device.permission) != ["r", "w"]]
    return Judgement(
        DIFFERS if finer else SAME, names, f"to read and write, and not {' '.join(finer)}" if finer else ""
    )


def _mounts(context: Context, _value: Any) -> Judgement:
    mounts = [each for each in context.view.get("filesystems", ()) if each.type == "mount" and each.target != "/"]
    shown = [f"{each.source} at {each.target}{', read only' * each.readonly}" for each in mounts]
    return Judgement(SAME, "; ".join(shown))


def _capabilities(context: Context, value: Any) -> Judgement:
    _, said = context.view.get("features/capabilities", ("", ()))
    given = {name.upper(): state for name, state in said}
    lost = [name for name in (*value.on, *value.off) if name not in given]
    if lost:
        return Judgement(DIFFERS, "LXC's set", f"libvirt knows no such capability: {' '.join(lost)}")
    return Judgement(SAME, "LXC's set, and " + " ".join(f"{name}:{state}" for name, state in given.items()))


def _adapters(context: Context, value: Any) -> Judgement:
    given = {device.source for device in context.view.get("hostdevs", ()) if device.type == "net"}
    if lost := [name for name in value if name not in given]:
        return Judgement(HAND, "", f"libvirt takes no adapter of this name: {' '.join(lost)}")
    return Judgement(SAME, f"{' '.join(sorted(given))} moves into the container")


def judge_onboot(context: Context, value: Any) -> Judgement:
    """Return whether it starts with the host; ``value`` is UNSET where nobody says it."""
    if value == "no":
        return Judgement(SAME, "does not start by itself")
    if context.is_disabled:
        return Judgement(SAME, "does not start by itself", "DISABLED kept it from that")
    before = "" if value == "yes" else "OpenVZ starts with its node what ran before, libvirt nothing by itself"
    return Judgement(HAND, "starts by itself once 'virsh autostart' has told it to", before)


def _ipv6(context: Context, value: Any) -> Judgement:
    if value == "no" and context.settings.dialect is LIBVZCTL:
        # libvzctl asks the container's file, too, and drops the addresses at each start
        return Judgement(DIFFERS, "IPv6", "the document gives the IPv6 addresses of IP_ADDRESS all the same")
    return _HOSTS


def judge_local_ids(context: Context) -> Judgement:
    """Return what becomes of LOCAL_UID and LOCAL_GID, which builds of vzctl for upstream kernels know."""
    if (told := context.told.get("LOCAL_UID")) is not None:
        return Judgement(HAND, "", told.message)
    start = next((target for kind, _, target, _ in context.view.get("idmap", ()) if kind == "uid"), None)
    if start is None:
        return Judgement(SAME, "no map of ids")
    applies = f"users and groups are the host's from {start} on"
    if context.shifted:
        return Judgement(DIFFERS, applies, "--idmap says so: the files have to get other owners")
    return Judgement(SAME, applies, "its build of vzctl has given the files to them")


def _rate(context: Context, value: Any) -> Judgement:
    """RATE is a ceiling with RATEBOUND alone."""
    if context.value("RATEBOUND") != "yes":
        return Judgement(DIFFERS, "no rate is promised", "without RATEBOUND it is what the container gets at least")
    policed = [(nic.guest, nic.outbound) for nic in context.nics if nic.outbound]
    if not policed:
        why = "libvirt has one rate for an interface, whatever the device and the class: limit it with tc on the host"
        return Judgement(HAND, "no ceiling", why)
    guest, average = policed[0]
    kbit = average * 8
    if len(policed) > 1:
        why = "libvirt has no rate for all of them together"
        return Judgement(DIFFERS, f"{kbit} kbit/s for each of {len(policed)} interfaces", why)
    why = f"the host's kernel polices it with {' '.join(MODULES)}"
    exact = kbit == value[0].rate
    return Judgement(SAME if exact else DIFFERS, f"{kbit} kbit/s out of {guest or 'its interface'}", why)


def _bound(context: Context, value: Any) -> Judgement:
    if value != "yes" or context.value("RATE") is UNSET:
        return Judgement(SAME, "no ceiling")
    return Judgement(SAME, "see RATE")


def _host_name(_context: Context, value: Any) -> Judgement:
    return _inside("/etc/hostname", f"wrote the name {value} there")


def _resolver(keyword: str) -> Judge:
    def judged(_context: Context, value: Any) -> Judgement:
        copied = f"copied its host's {keyword} lines there at each start"
        done = copied if is_hosts(value) else f"wrote {keyword} {' '.join(value)} there"
        return _inside("/etc/resolv.conf", done)

    return judged


def _inside(file: str, done: str) -> Judgement:
    return Judgement(HAND, f"what its own {file} says", f"vzctl {done}; libvirt writes nothing")


def _always(verdict: Any, applies: str, why: str = "") -> Judge:
    judgement = Judgement(verdict, applies, why)
    return lambda _context, _value: judgement


def _name(context: Context, _value: Any) -> Judgement:
    title = context.view.get("title")
    return Judgement(SAME, "the domain's title" if title else "travels along")


def _disabled(_context: Context, value: Any) -> Judgement:
    if value == "yes":
        return Judgement(HAND, "it may start", "nothing keeps libvirt from starting it: define it, and leave it so")
    return Judgement(SAME, "it may start")


#: Parameters whose own judge says more than the finding about them.
_SPEAKS = frozenset(("VE_PRIVATE", "VE_LAYOUT", "CPULIMIT", "CPULIMIT_MHZ", "IOLIMIT", "IOPSLIMIT", "ONBOOT"))
_JUDGES: Final[Mapping[str, Judge]] = {
    "NAME": _name,
    "DESCRIPTION": lambda context, _: Judgement(
        SAME, "the domain's description" if context.view.get("description") else "travels along"
    ),
    "VEID": lambda context, _: Judgement(SAME, f"the domain is called {context.name}"),
    "UUID": lambda context, _: Judgement(SAME, "the domain has it" if context.view.get("uuid") else _LABEL.applies),
    **dict.fromkeys(
        ("OSTEMPLATE", "ORIGIN_SAMPLE", "CONFIGFILE", "DISTRIBUTION", "OSRELEASE", "TEMPLATES"), lambda *_: _LABEL
    ),
    "PHYSPAGES": _ram,
    "SWAPPAGES": _swap,
    "PRIVVMPAGES": _allocation,
    "VMGUARPAGES": _guarantee("could always be allocated"),
    "OOMGUARPAGES": _guarantee("were safe when the host ran out of memory"),
    "VM_OVERCOMMIT": _always(DIFFERS, "no limit", "cgroups count memory that is used, not promised"),
    "MEMINFO": _always(DIFFERS, "/proc/meminfo shows the limit of memory"),
    "CPUUNITS": _units,
    "CPUUWEIGHT": _always(DIFFERS, "the weight of CPUUNITS", "vzctl takes this where CPUUNITS is not set"),
    "CPULIMIT": _ceiling("CPULIMIT"),
    "CPULIMIT_MHZ": _ceiling("CPULIMIT_MHZ"),
    "CPUS": _cpus,
    "CPUMASK": _mask("CPU", "vcpu/@cpuset"),
    "NODEMASK": _mask("node", "numatune/memory/@nodeset"),
    "IOPRIO": _priority,
    "IOLIMIT": _throttle("read_bytes_sec", lambda value: f"{amount(value)} a second"),
    "IOPSLIMIT": _throttle("read_iops_sec", lambda value: f"{value} operations a second"),
    "VE_ROOT": _mount_point,
    "VE_PRIVATE": _root,
    "VE_LAYOUT": _layout,
    "MOUNT_OPTS": _always(HAND, "", "mount the image with these options"),
    "DISK_QUOTA": _quota_switch,
    "DISKSPACE": _space,
    "DISKINODES": _space,
    "QUOTATIME": _grace,
    "QUOTAUGIDLIMIT": _owners,
    "JOURNALED_QUOTA": _quota_switch,
    "ONBOOT": judge_onboot,
    "BOOTORDER": _always(DIFFERS, "no order", "libvirt starts containers in no order of theirs"),
    "STOP_TIMEOUT": _always(DIFFERS, "no time", "'virsh shutdown' asks, and 'virsh destroy' is up to you"),
    "AUTOSTOP": _always(DIFFERS, "as libvirt-guests is set", "it decides what happens when the host stops"),
    "DISABLED": _disabled,
    "IPV6": _ipv6,
    "IP_ADDRESS": lambda context, _: judge_addresses(context),
    "NETDEV": _adapters,
    "HOSTNAME": _host_name,
    "NAMESERVER": _resolver("nameserver"),
    "SEARCHDOMAIN": _resolver("search"),
    "NETFILTER": _modules,
    "IPTABLES": _modules,
    "FEATURES": _features,
    "CAPABILITY": _capabilities,
    "DEVICES": _devices,
    "DEVNODES": _devices,
    "BINDMOUNT": _mounts,
    "VE_ENVIRONMENT": _always(SAME, "init has these variables"),
    "RATE": _rate,
    "RATEBOUND": _bound,
    "PCI": _always(HAND, "", "LXC passes no PCI device: move what it makes in the host, such as a network adapter"),
}
