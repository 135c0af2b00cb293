"""Which vzctl commands make a container of a conf again, on an OpenVZ node?

``vzctl create`` makes it, ``vzctl set --save`` writes what the conf says. The options and their forms are those of
vzctl 4.11.1 (facts: ve-conf.md 5.6, 6). A container's file that is there keeps ``create`` from copying the sample of
vz.conf (CONFIGFILE), with limits that this container does not have: so an empty one comes first, and no ``--config``;
the name of the sample that it once came from (ORIGIN_SAMPLE) is written beside, for vzctl has no option for it alone.
One command sets what can be refused together and what every node takes alike; what depends on the node, devices by name
and lists of CPUs, is set by itself at the end, so that a refusal costs no more than that. Parameters that no option
sets, or not without another one, are told, so that they can be written into the file by hand.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Container, Iterator, Sequence
from typing import Any, NamedTuple

from translator.characters import is_digits
from translator.conf.dialect import DialectName, dialect_named
from translator.conf.objections import objections
from translator.conf.parse import parse
from translator.conf.settle import Setting, Settings, settle
from translator.conf.tree import Tree, name_span
from translator.container.memory import is_vswap
from translator.container.paths import is_hosts_own
from translator.ctid import check_ctid
from translator.finding import Finding, by_place
from translator.levels import make_finding
from translator.values.codec import UNSET
from translator.values.netif import Interface

#: A command line: the program and its arguments, not quoted.
Command = tuple[str, ...]
#: Parameters that ``create`` takes, in its order; what stands here is not set again.
_CREATE = {
    "OSTEMPLATE": "--ostemplate",
    "VE_LAYOUT": "--layout",
    "VE_PRIVATE": "--private",
    "VE_ROOT": "--root",
    "DISKSPACE": "--diskspace",
    "DISKINODES": "--diskinodes",
    "NAME": "--name",
    "HOSTNAME": "--hostname",
    "DESCRIPTION": "--description",
}
#: Set by themselves, after all else, in this order: what a node may refuse, and DEVICES, of which one that is among the
#: DEVNODES, too, would go when these are set. What stands on one line here vzctl takes together only.
_APART = (("CPUMASK", "NODEMASK"), ("NETDEV",), ("PCI",), ("DEVNODES",), ("DEVICES",))
#: Of these, each part is a command of its own.
_ONE_BY_ONE = frozenset(("NETDEV", "PCI", "DEVNODES"))
_LAST = frozenset(name for names in _APART for name in names)
#: Where the files of containers are.
_CONF = "/etc/vz/conf"
#: Such names of samples are written into the file without vzctl; with any other, sed would write something else.
_PLAIN = re.compile(r"[A-Za-z0-9._+-]+")
_SAMPLE = "vzctl writes ORIGIN_SAMPLE together with all limits of the sample, which this conf need not have"
#: What vzctl refuses without another parameter, and why.
_NEEDS = (
    ("NODEMASK", "CPUMASK", "vzctl sets no NODEMASK without CPUMASK"),
    ("PHYSPAGES", "SWAPPAGES", "vzctl sets no RAM without SWAPPAGES, and starts no such container"),
)
#: vzctl's writer escapes nothing, and its reader takes backslashes away.
_EATEN = "the backslash in {name} goes when vzctl reads what it has saved: write the line into {ctid}.conf afterwards"
#: An OS template's name ends before this, and has no folder: ``create`` looks for a file of that name and ``.tar*``.
_ARCHIVE = re.compile(r"(?<=.)\.tar(\.[a-z0-9]+)?\Z")
#: Says nothing that a command line does not: the id is an argument.
_SAID = frozenset(("VEID",))


class Commands(NamedTuple):
    """The command lines of one container, and a finding for each line of the conf that no option stands for."""

    ctid: str
    commands: tuple[Command, ...]
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        """The commands for a shell, one option a line, ending in a line feed."""
        return "".join(f"{quote(command)}\n" for command in self.commands)


def vzctl_commands(text: str, *, ctid: int | str, dialect: DialectName = "vzctl") -> Commands:
    """Return the commands for a conf; ValueError for a ``ctid`` that is no number, an unknown ``dialect``, or a
    container whose files are the host's own.

    Every parameter in force has an option, or a finding (VZ516); each line that the reader refuses, cuts or ignores has
    the finding that ``check_conf`` has for it.
    """
    ctid = check_ctid(ctid)
    if not is_digits(ctid):
        raise ValueError(f"vzctl knows containers by number, not by {ctid}")
    reader = dialect_named(dialect)
    tree = parse(text, reader)
    settings = settle(tree, reader)
    for name in ("VE_PRIVATE", "VE_ROOT"):
        if is_hosts_own(path := settings.value(name) or ""):
            raise ValueError(f"{name}={path} is the host's own: vzctl would start it, and remove it with the container")
    create: list[str] = []
    change: list[str] = []
    sample = ""
    refused = dict(_refused(settings))
    for name, option in _CREATE.items():
        setting = settings.by_name.get(name)
        if setting is not None and setting.kept and (setting.value or name in ("HOSTNAME", "DESCRIPTION")):
            create += [option, _CREATED.get(name, _text)(setting)]
    if not settings.value("VE_LAYOUT"):
        # the node's own default is ploop; without the line a container is in a folder, or else the path says it
        private = str(settings.value("VE_PRIVATE")).rstrip("/")
        create[:0] = ["--layout", "ploop" if private.endswith("/root.hdd") else "simfs"]
    findings = [
        _afterwards(tree, setting.kept[-1], _EATEN.format(name=name, ctid=ctid), name)
        for name, setting in settings.by_name.items()
        if setting.kept and "\\" in _text(setting)
    ]
    for name, setting in settings.by_name.items():
        if not setting.kept or name in _CREATE or name in _SAID:
            continue
        set_option = setting.row.option
        if name in refused:
            message = f"{refused[name]}: write the line into {ctid}.conf afterwards"
            findings.append(_afterwards(tree, setting.kept[-1], message, name))
        elif name == "ORIGIN_SAMPLE":
            sample = setting.value
        elif set_option is None or set_option.startswith("create"):
            message = f"vzctl has no option for {name}: write the line into {ctid}.conf afterwards"
            findings.append(_afterwards(tree, setting.kept[0], message, name))
        elif name not in _LAST:
            change += _options(set_option, setting)
    conf = f"{_CONF}/{ctid}.conf"
    commands: list[Command] = [("touch", conf), ("vzctl", "create", ctid, *create)]
    if change:
        commands.append(("vzctl", "set", ctid, *change, "--save"))
    commands += [
        ("vzctl", "set", ctid, "--ifname", pair.ifname, "--mac_filter", pair.mac_filter, "--save")
        for pair in settings.value("NETIF") or ()
        if pair.mac_filter and "NETIF" not in refused
    ]
    commands += (("vzctl", "set", ctid, *options, "--save") for options in _apart(settings, refused))
    if sample:
        commands.append(("sed", "-i", f'$aORIGIN_SAMPLE="{sample}"', conf))
    findings += _create_needs(tree, settings)
    findings += _objections(tree, settings, ctid)
    return Commands(ctid, tuple(commands), tuple(sorted(findings, key=by_place)))


def _refused(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the parameters that vzctl takes from a file and from no command, each with the reason."""
    for name, other, reason in _NEEDS:
        value = settings.value(name)
        if settings.value(other) is UNSET and (is_vswap(value) if name == "PHYSPAGES" else value is not UNSET):
            yield name, reason
    if settings.value("CPUMASK") == "auto" and settings.value("NODEMASK") is UNSET:
        yield "CPUMASK", "vzctl sets CPUMASK=auto with NODEMASK only"
    if (sample := settings.value("ORIGIN_SAMPLE")) and not _PLAIN.fullmatch(sample):
        yield "ORIGIN_SAMPLE", _SAMPLE
    if any(blank in _positional(pair) for pair in settings.value("NETIF") or () for blank in " \t"):
        yield "NETIF", "vzctl takes a blank in --netif_add for the end of an interface"
    factor = settings.by_name.get("VM_OVERCOMMIT")
    if factor is not None and factor.kept and not factor.row.codec.faithful(factor.value):
        yield "VM_OVERCOMMIT", "vzctl saves six digits of VM_OVERCOMMIT"


def _apart(settings: Settings, refused: Container[str]) -> Iterator[list[str]]:
    """Yield the options of each command for what a node may refuse."""
    for names in _APART:
        found = [settings.by_name[name] for name in names if name in settings.by_name and name not in refused]
        words = [word for setting in found if setting.kept for word in _options(str(setting.row.option), setting)]
        step = 2 if names[0] in _ONE_BY_ONE else max(1, len(words))
        yield from (words[at : at + step] for at in range(0, len(words), step))


def _create_needs(tree: Tree, settings: Settings) -> Iterator[Finding]:
    """Yield findings about what ``create`` takes from the node because the conf does not say it."""
    layout = settings.by_name.get("VE_LAYOUT")
    if layout is not None and layout.kept and str(layout.value).startswith("ploop"):
        space = settings.value("DISKSPACE")
        if space is UNSET or not space.hard:
            message = "vzctl makes no ploop image without its size: add --diskspace"
            column, width = name_span(tree[layout.kept[-1]])
            yield make_finding(layout.kept[-1] + 1, column, "VZ557", message, "DISKSPACE", width=width)
    if not settings.value("OSTEMPLATE"):
        message = "no OSTEMPLATE: vzctl takes the node's own (DEF_OSTEMPLATE), and writes it; add --ostemplate"
        yield make_finding(1, 1, "VZ557", message, "OSTEMPLATE", width=0)


def quote(command: Command) -> str:
    """Return a command for a shell: each option on a line of its own where they are many."""
    words = [shlex.quote(word) for word in command]
    head = words[:3]
    pieces: list[str] = []
    for word in words[3:]:
        if word.startswith("--") or not pieces:
            pieces.append(word)
        else:
            pieces[-1] += f" {word}"
    line = " ".join([*head, *pieces])
    return line if len(line) <= 100 else " \\\n    ".join([" ".join(head), *pieces])


def _options(option: str, setting: Setting) -> list[str]:
    """Return the options that set one parameter."""
    special = _SPECIAL.get(setting.row.name)
    values = [_text(setting)] if special is None else list(special(setting.value))
    options = [word for value in values for word in (option, value)]
    return ["--ipdel", "all", *options] if option == "--ipadd" else options


def _text(setting: Setting) -> str:
    """Return a value as vzctl would save it, whoever's conf it is from."""
    return setting.row.codec.encode(setting.value)


_CREATED: dict[str, Callable[[Setting], str]] = {
    "VE_LAYOUT": lambda setting: str(setting.value),
    "OSTEMPLATE": lambda setting: _ARCHIVE.sub("", _text(setting).rpartition("/")[2]),
}


def _each(value: Sequence[Any]) -> Iterator[str]:
    return map(str, value)


def _once(value: Sequence[Any]) -> Iterator[str]:
    """Yield each once: what vzctl adds a second time goes to the end."""
    return map(str, dict.fromkeys(value))


def _opened(value: Sequence[Any]) -> Iterator[str]:
    """Yield the devices with a permission; ``none`` would take one away that nobody has given."""
    return (str(device) for device in value if device.permission)


def _switched(value: Any) -> Iterator[str]:
    names = dict.fromkeys((*value.on, *value.off))
    return (f"{name}:{value.state(name)}" for name in names)


def _netif(value: Sequence[Interface]) -> Iterator[str]:
    """Yield the positional fields of each pair. An empty field is generated by vzctl; so is the host's MAC where one
    follows, which on a bridge must not be the container's (VZ419). Without a bridge it is a copy of the container's.
    """
    return map(_positional, value)


def _positional(pair: Interface) -> str:
    fields = (pair.ifname, pair.mac, pair.host_ifname, pair.host_mac, pair.bridge)
    return ",".join(field or "" for field in fields).rstrip(",")


_SPECIAL: dict[str, Callable[[Any], Iterator[str]]] = {
    "IP_ADDRESS": _once,
    "NETIF": _netif,
    "NETDEV": _once,
    "NAMESERVER": _each,
    "SEARCHDOMAIN": _each,
    # of one that is both, the container does not have it
    "CAPABILITY": lambda value: _switched(value._replace(on=tuple(name for name in value.on if name not in value.off))),
    "FEATURES": lambda value: iter((",".join(_switched(value)),)),
    "IPTABLES": lambda value: iter((",".join(value),)),
    "DEVICES": _opened,
    "DEVNODES": _opened,
    "PCI": _once,
    # a bare number is MiB/s on the command line, bytes in the file
    "IOLIMIT": lambda value: iter((f"{value}B",)),
}


def _afterwards(tree: Tree, at: int, message: str, name: str) -> Finding:
    """Return the finding about a line that has to be written by hand."""
    column, width = name_span(tree[at])
    return make_finding(at + 1, column, "VZ516", message, name, width=width)


def _objections(tree: Tree, settings: Settings, ctid: str) -> list[Finding]:
    """Return the findings about lines that are not in force as they stand; an unknown name may be somebody else's."""
    found = []
    for finding in objections(tree, settings):
        name = finding.parameter or ""
        if finding.code == "VZ104":
            message = f"vzctl knows no {name}: write the line into {ctid}.conf afterwards"
            found.append(_afterwards(tree, finding.line - 1, message, name))
        elif finding.code != "VZ602" or not settings.by_name[name].kept:  # one in force has no option, as is told
            found.append(finding)
    return found
