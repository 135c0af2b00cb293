"""What will be the same for a container that leaves OpenVZ for LXC, what differs, and what is left to do by hand?

The account of a translation (see ``report.py``) says where each parameter went; here stands what that means to a
person, for libvirt's LXC driver.
"""

from __future__ import annotations

import shlex
from typing import Literal, NamedTuple

from translator.characters import C_BLANKS, trim
from translator.conf.dialect import dialect_named
from translator.conf.host import host_layer, laid_over, taken
from translator.conf.objections import objections
from translator.conf.parse import parse
from translator.conf.settle import Setting, Settings, settle
from translator.conf.tree import Assignment, Leaf
from translator.container.network import bridges, routed_addresses
from translator.domain.document import parse_document
from translator.domain.read import read_domain
from translator.finding import Finding, Level
from translator.isolation import isolation_notes, memory_notes, root_notes
from translator.lenses.drivers import driver_named
from translator.lenses.local_ids import read_local_ids
from translator.report import Translation
from translator.table import BY_NAME
from translator.values.codec import UNLIMITED

Verdict = Literal["the same", "differs", "by hand"]
VERDICTS: tuple[Verdict, ...] = ("the same", "differs", "by hand")


class Item(NamedTuple):
    """One line of a plan: a parameter (or '' for the whole container), its value for people, and what becomes of it."""

    verdict: Verdict
    parameter: str
    value: str
    note: str


#: Findings that ask for somebody's hands.
_BY_HAND = frozenset(("VZ511", "VZ512", "VZ513", "VZ514", "VZ524"))
#: What the document says that no parameter gives.
_DERIVED = "{urn:vzvirt:openvz:1}derived"
#: Findings about action scripts, which say first what they are about.
_OF_SCRIPTS = frozenset(("VZ524", "VZ581"))
_SAME: Verdict = "the same"
_DIFFERS: Verdict = "differs"
_HAND: Verdict = "by hand"
#: What an objection asks for: who wrote an unreadable line meant something that the container has never had.
_BY_LEVEL: dict[Level, Verdict] = {"error": _HAND, "warning": _DIFFERS, "info": _SAME}
_QUOTA = "LXC sets no disk quota: give the private area a file system of its own, or a project quota"
_MODULES = "network filters and file systems are those of the host's kernel: load its modules there"
_LABEL = "says where the container comes from; travels along"
#: What stands in the document, but LXC does not act on it.
_IDLE = {
    "CPUS": "it sees all of the host's CPUs; a quota leaves it the time of this many",
    "VMGUARPAGES": "LXC guarantees no memory",
    "DISKSPACE": _QUOTA,
}
#: What travels in the residue alone.
_CARRIED: dict[str, tuple[Verdict, str]] = {
    "OSTEMPLATE": (_SAME, _LABEL),
    "ORIGIN_SAMPLE": (_SAME, _LABEL),
    "VEID": (_SAME, "the domain has this name"),
    "UUID": (_SAME, _LABEL),
    "DISTRIBUTION": (_SAME, _LABEL),
    "TEMPLATES": (_SAME, _LABEL),
    "NAME": (_SAME, "travels along"),
    "DESCRIPTION": (_SAME, "travels along"),
    "HOSTNAME": (_HAND, "LXC calls the container {ctid}: see that its own /etc/hostname says {value}"),
    "NAMESERVER": (_HAND, "see that its own /etc/resolv.conf names {value}"),
    "SEARCHDOMAIN": (_HAND, "see that its own /etc/resolv.conf searches {value}"),
    "BOOTORDER": (_DIFFERS, "libvirt starts containers in no order of theirs"),
    "STOP_TIMEOUT": (_DIFFERS, "'virsh shutdown' asks, and 'virsh destroy' is up to you"),
    "AUTOSTOP": (_DIFFERS, "what happens when the host stops is set in libvirt-guests"),
    "VM_OVERCOMMIT": (_DIFFERS, "cgroups count memory that is used, not promised"),
    "MEMINFO": (_DIFFERS, "libvirt shows the memory limit in /proc/meminfo"),
    "CPUUWEIGHT": (_DIFFERS, "counts only where CPUUNITS is not set, which says it in libvirt's way"),
    "CPUUNITS": (_DIFFERS, "libvirt takes no more than 262144 shares"),
    "CPULIMIT": (_HAND, "a share of a host that is not known here: give a CPULIMIT in percent of one CPU"),
    "VE_ROOT": (_SAME, "nothing is mounted there: the private area itself is the root"),
    "VE_PRIVATE": (_SAME, "the image stays where it is"),
    "VE_LAYOUT": (_SAME, "the files stay where they are"),
    "MOUNT_OPTS": (_HAND, "mount the image with these options"),
    "DISK_QUOTA": (_DIFFERS, _QUOTA),
    "DISKSPACE": (_DIFFERS, _QUOTA),
    "DISKINODES": (_DIFFERS, _QUOTA),
    "QUOTATIME": (_DIFFERS, _QUOTA),
    "QUOTAUGIDLIMIT": (_DIFFERS, _QUOTA),
    "JOURNALED_QUOTA": (_DIFFERS, _QUOTA),
    "NETFILTER": (_DIFFERS, _MODULES),
    "IPTABLES": (_DIFFERS, _MODULES),
    "FEATURES": (_DIFFERS, _MODULES),
    "CAPABILITY": (_DIFFERS, "libvirt knows no such capability"),
    "PCI": (_HAND, "LXC passes no PCI device: move what it makes in the host, such as a network adapter"),
    "IOLIMIT": (_SAME, "no limit"),
    "IOPSLIMIT": (_SAME, "no limit"),
    "CPUMASK": (_SAME, "any CPU"),
    "NODEMASK": (_SAME, "any node"),
    "CPUS": (_SAME, "as many as the host has"),
    "SWAPPAGES": (_DIFFERS, "LXC limits swap only together with RAM"),
    "PHYSPAGES": (_SAME, "no limit of RAM"),
    "PRIVVMPAGES": (_DIFFERS, "cgroups count memory that is used; RAM and swap are limited as PHYSPAGES says"),
    "NETDEV": (_HAND, "libvirt takes no adapter of this name"),
}
#: What stands in the document all the same, where the residue has the exact value.
_SHOWN = "the exact value travels along"
_COUNTER = "cgroups have no such counter"
_HOST = "a setting of the host, without effect on one container"
_UNKNOWN = "nobody's parameter: travels along"
_OTHER = "LXC knows nothing like it: travels along"


def make_plan(text: str, done: Translation, *, dialect: str = "vzctl", host_conf: str | None = None) -> list[Item]:
    """Return the plan of a container, for the conf ``text`` that ``done`` is the LXC document of.

    ``host_conf`` is the text of the host's vz.conf that lies under the conf, here as for ``conf_to_domain``.

    Parameters stand in the order of the file, each once, and beside them each line that its reader refuses, cuts or
    ignores; then what the container has from the host's vz.conf; what is to be done for the whole container stands at
    the end.
    """
    reader = dialect_named(dialect)
    tree = parse(text, reader)
    settings = settle(tree, reader)
    told = {finding.parameter: finding for finding in done.report.findings if finding.code in _BY_HAND}
    objected: dict[int, list[Finding]] = {}
    for finding in objections(tree, settings):
        objected.setdefault(finding.line, []).append(finding)
    items: list[Item] = []
    seen: set[str] = set()
    for entry in done.report.entries:
        setting = settings.by_name.get(entry.name)
        if setting is not None and setting.kept and entry.name not in seen:
            seen.add(entry.name)
            shown = entry.status == "translated" or "cannot give it back" in entry.reason
            items.append(_item(setting, done.ctid, told.get(entry.name), place=entry.place if shown else ""))
        items += [
            _objected(finding, tree[entry.line - 1], setting, entry.line - 1)
            for finding in objected.pop(entry.line, ())
            if finding.code != "VZ602" or entry.name not in seen  # of a host's value the row above speaks
        ]
    merged = laid_over(settings, host_layer(host_conf, reader))
    got = driver_named("lxc").get(merged, done.ctid)
    for name in taken(settings, merged):
        item = _item(
            merged.by_name[name], done.ctid, told.get(name), place=got.native.get(name, got.shown.get(name, ""))
        )
        items.append(item._replace(note=f"{item.note} (vz.conf says it)"))
        seen.add(name)
    if "VE_PRIVATE" in told and "VE_PRIVATE" not in seen:
        items.append(Item(_HAND, "VE_PRIVATE", "", told["VE_PRIVATE"].message))
    scripts = [
        finding.message.partition(": ")
        for finding in done.report.findings
        if finding.code in _OF_SCRIPTS and not finding.parameter
    ]
    items += [Item(_HAND, name, "", note) for name, _, note in scripts]
    return [*items, *_open(merged, done.text, read_local_ids(text)[0]), *_whole(merged, done.ctid)]


def _open(settings: Settings, document: str, ids: str | None) -> list[Item]:
    """Return what is to be known of a container as a whole, and of its place on the host.

    ``ids`` is the map of ids that the conf itself asks for.
    """
    root = parse_document(document)
    view = read_domain(root).view
    marks = {each.get("place"): each.get("value") for each in root.iter(_DERIVED)}
    found = [
        *root_notes(view, chosen=marks.get("idmap") not in (None, ids)),
        *memory_notes(view, marks.get("cgroup") or "v1"),
        *isolation_notes(settings, view),
    ]
    return [Item(_HAND if each.by_hand else _DIFFERS, "", "", f"{each.applies}: {each.why}") for each in found]


def _objected(finding: Finding, leaf: Leaf, setting: Setting | None, at: int) -> Item:
    """Return what a person should know of a line that is not in force as it stands."""
    verdict = _BY_LEVEL[finding.level]
    name = finding.parameter or f"line {finding.line}"
    value = leaf.text if isinstance(leaf, Assignment) else trim(leaf.raw)
    if finding.code == "VZ104":
        note = _UNKNOWN
    elif finding.code == "VZ602":
        note = _HOST
    elif finding.code != "VZ201" or setting is None:
        note = finding.message
    elif at in setting.kept:
        note = f"refused in part: {trim(setting.codec.show(setting.value))} is in force"
    elif setting.kept:
        note = f"refused: line {setting.kept[-1] + 1} is in force"
    else:
        note = "refused: the container has no value of it"
    return Item(verdict, name, value, note)


def _item(setting: Setting, ctid: str, finding: Finding | None, *, place: str) -> Item:
    name = setting.row.name
    value = setting.codec.show(setting.value).strip(C_BLANKS)
    if finding is not None:
        return Item(_HAND, name, value, finding.message)
    if place:
        if name in _IDLE:
            return Item(_DIFFERS, name, value, _IDLE[name])
        return Item(_SAME, name, value, place if place != "metadata" else _SHOWN)
    verdict, note = _carried(setting)
    return Item(verdict, name, value, note.format(ctid=ctid, value=value))


def _carried(setting: Setting) -> tuple[Verdict, str]:
    """Return what becomes of a parameter that has no place."""
    name, value = setting.row.name, setting.value
    if name == "ONBOOT":
        return (_HAND, "virsh -c lxc:///system autostart {ctid}") if value == "yes" else (_SAME, "not by itself")
    if name == "IPV6" and value == "no" and setting.codec is not setting.row.codec:
        # libvzctl asks the container's file, too, and drops the addresses at each start
        return _DIFFERS, "the document gives the IPv6 addresses of IP_ADDRESS all the same"
    if name == "DISABLED":
        return (_HAND, "nothing keeps libvirt from starting it") if value == "yes" else (_SAME, "it may start")
    if name in _CARRIED:
        return _CARRIED[name]
    row = BY_NAME[name]
    if row.group == "beancounter":
        unlimited = getattr(value, "limit", None) == UNLIMITED
        return (_SAME, "no limit") if unlimited else (_DIFFERS, _COUNTER)
    return (_SAME, _HOST) if row.group == "host" else (_DIFFERS, _OTHER)


def _whole(settings: Settings, ctid: str) -> list[Item]:
    """Return what is left to do for the container as a whole."""
    items: list[Item] = []
    if names := ", ".join(bridges(settings)):
        items.append(Item(_HAND, "", "", f"the host needs the bridge {names} ('vzvirt network' tells libvirt of it)"))
    if addresses := routed_addresses(settings):
        switches = [
            switch
            for family, switch in (("ipv4", "net.ipv4.ip_forward=1"), ("ipv6", "net.ipv6.conf.all.forwarding=1"))
            if any(address.family == family for address in addresses)
        ]
        items.append(Item(_HAND, "", "", f"the host has to route: sysctl -w {' '.join(switches)}"))
    file = shlex.quote(f"{ctid}.xml")
    items.append(Item(_HAND, "", "", f"virsh -c lxc:///system define {file} && virsh -c lxc:///system start {ctid}"))
    return items


def plain_plan(items: list[Item]) -> str:
    """Return a plan as plain lines, one an item, in aligned columns, sorted by verdict."""
    rows = [(item.verdict, item.parameter, _short(item.value), item.note) for item in by_verdict(items)]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(3)]
    lines = ("  ".join([*(row[at].ljust(widths[at]) for at in range(3)), row[3]]).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def by_verdict(items: list[Item]) -> list[Item]:
    """Return the items in the order of their verdicts: what needs no thought first."""
    return sorted(items, key=lambda item: VERDICTS.index(item.verdict))


def _short(value: str) -> str:
    value = "".join(char if char.isprintable() else " " for char in value)
    return value if len(value) <= 40 else f"{value[:37]}..."
