"""Which values does the reader refuse, cut, or take for something else?

Facts: ve-conf.md 3, 5.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from translator.characters import is_digits, trim
from translator.conf import objections
from translator.conf.settle import Problem
from translator.conf.tree import Assignment
from translator.finding import Finding
from translator.lint.context import ConfContext
from translator.lint.rule import Example, Host, Rule, conf_check, declare, line_check
from translator.table import ROWS
from translator.values.address import after_pci
from translator.values.codec import UNSET, byte_length
from translator.values.device import after_device
from translator.values.disk import DISK_FIELDS
from translator.values.switch import FEATURES, nfsd_by_mistake
from translator.values.word import resolve, with_id
from translator.wording import listed, shown

#: Numbers that a reader caps: vzctl beancounters and bytes a second, libvzctl all pairs.
_CAPPED = (*(row.name for row in ROWS if row.codec.shape in ("limits", "quota")), "IOLIMIT")

declare(
    Rule(
        "VZ201",
        "invalid-value",
        "error",
        "a value that the reader refuses",
        "vzctl warns and skips the line. Of a list it keeps the items before the bad one and drops the rest. libvzctl "
        "refuses to open the container at all.",
        'ONBOOT="true"\n',
        'ONBOOT="yes"\n',
    ),
    Rule(
        "VZ202",
        "truncated-value",
        "warning",
        "a number too large, capped and used",
        "vzctl warns and takes the largest number it can hold: unlimited for beancounters, 2147483647 for IOLIMIT. "
        "libvzctl takes it for unlimited without a word.",
        'IOLIMIT="4G"\n',
        'IOLIMIT="1G"\n',
        "unsafe",
        parameters=_CAPPED,
    ),
    Rule(
        "VZ203",
        "unknown-word",
        "warning",
        "a word of a list that the reader does not know",
        "The reader passes over the word and reads on; vzctl warns.",
        'IPTABLES="ipt_LOG ip6_tables"\n',
        'IPTABLES="ipt_LOG"\n',
        parameters=("IPTABLES", "FEATURES", "IPV6", "REPAIR_MODE", "DEVNODES", "NETIF", "TECHNOLOGIES", "DISK"),
    ),
    Rule(
        "VZ204",
        "switches-nfsd",
        "warning",
        "an unknown feature that vzctl takes for nfsd",
        "vzctl 4.11.1 takes any unknown item whose text from the sixth byte on is 'on' or 'off' for nfsd: "
        'FEATURES="fuse:on" lets the container run an NFS server.',
        'FEATURES="fuse:on"\n',
        'FEATURES="nfs:on"\n',
        parameters=("FEATURES",),
    ),
    Rule(
        "VZ205",
        "capability-both-ways",
        "warning",
        "a capability both on and off",
        "vzctl runs the container with it off, and saves it as on.",
        'CAPABILITY="SYS_TIME:on SYS_TIME:off"\n',
        'CAPABILITY="SYS_TIME:off"\n',
        parameters=("CAPABILITY",),
    ),
    Rule(
        "VZ206",
        "feature-both-ways",
        "warning",
        "a feature both on and off",
        "On wins, in any order.",
        'FEATURES="nfs:on nfs:off"\n',
        'FEATURES="nfs:on"\n',
        parameters=("FEATURES",),
    ),
    Rule(
        "VZ207",
        "devices-too-long",
        "warning",
        "so many devices that vzctl crashes when it saves",
        "vzctl writes the line DEVICES or DEVNODES into 512 bytes: a little longer is cut, much longer crashes it at "
        "the next 'set --save', whatever that sets.",
        'DEVICES="' + " ".join(f"c:10:{minor}:rw" for minor in range(100, 150)) + '"\n',
        'DEVICES="c:10:200:rw"\n',
        parameters=("DEVICES", "DEVNODES"),
    ),
    Rule(
        "VZ208",
        "item-cut",
        "warning",
        "a separator that hides the rest of a list",
        "vzctl separates PCI and DEVICES by blanks only: what follows an item in its place is dropped in silence. "
        "In NAMESERVER and SEARCHDOMAIN a comma becomes part of the word; libvzctl separates at it.",
        'NAMESERVER="192.0.2.1,192.0.2.2"\n',
        'NAMESERVER="192.0.2.1 192.0.2.2"\n',
        "unsafe",
        parameters=("PCI", "DEVICES", "NAMESERVER", "SEARCHDOMAIN"),
    ),
    Rule(
        "VZ209",
        "lost-at-save",
        "info",
        "something that vzctl's next save drops",
        "Any 'vzctl set --save' writes VE_LAYOUT without its mode and DEVICES without items of permission 'none', "
        "whatever it sets.",
        'VE_LAYOUT="ploop:raw"\n',
        'VE_LAYOUT="ploop"\n',
        "unsafe",
        parameters=("VE_LAYOUT", "DEVICES"),
    ),
    Rule(
        "VZ210",
        "unusable-name",
        "warning",
        "a NAME that cannot be used as one",
        "vzctl takes digits for an id, so a name of digits is never found. A blank at the end becomes part of the link "
        "in /etc/vz/names, and more than 255 bytes cannot be linked.",
        'NAME="123"\n',
        'NAME="web123"\n',
        parameters=("NAME",),
    ),
    Rule(
        "VZ211",
        "device-not-on-host",
        "error",
        "a device of DEVNODES that the host does not have",
        "vzctl looks each name up in the host's /dev while it reads the file, and refuses the list from the first "
        "missing one on. Only where the host's devices are known.",
        Example({"101.conf": 'DEVNODES="nosuchdev:rw"\n'}, Host(devices=frozenset({"null"}))),
        Example({"101.conf": 'DEVNODES="null:rw"\n'}, Host(devices=frozenset({"null"}))),
        parameters=("DEVNODES",),
    ),
)


def refused(conf: ConfContext, problem: Problem) -> Finding:
    """Say which value, or which item of a list, the reader does not take; the fix writes what a capped one comes to."""
    found = objections.refused(conf, problem)
    if problem.verdict != "truncated":
        return found
    setting = conf.settings.by_name[conf.dialect.rows[problem.name].name]
    kept = problem.at in setting.kept[-1:]
    return found._replace(fix=conf.rewrite(problem.at, setting.codec.encode(setting.value)) if kept else None)


def _texts(conf: ConfContext, name: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a parameter that count, with their texts."""
    setting = conf.setting(name)
    for at in setting.kept if setting else ():
        leaf = conf.tree[at]
        if isinstance(leaf, Assignment):
            yield at, leaf.text


@line_check("VZ204", "VZ206", reads="FEATURES")
def features(conf: ConfContext) -> Iterator[Finding]:
    """Find items that switch nfsd by mistake, and contradictions."""
    states: dict[str, str] = {}
    for at, text in _texts(conf, "FEATURES"):
        for match in re.finditer(r"[^ \t,]+", text):
            item = match[0]
            name, _, state = item.partition(":")
            if name in FEATURES and state in ("on", "off"):
                if states.setdefault(name, state) != state:
                    message = f"FEATURES: {name} is both on and off, on wins; expected one"
                    yield conf.finding("VZ206", at, message, item=item, offset=match.start())
            elif conf.dialect.name == "vzctl" and (state := nfsd_by_mistake(text, *match.span())):
                message = f"FEATURES: {shown(item)} is unknown, and vzctl switches nfsd {state} for it"
                yield conf.finding("VZ204", at, message, item=item, offset=match.start())


@line_check("VZ205", reads="CAPABILITY")
def capabilities(conf: ConfContext) -> Iterator[Finding]:
    """Find capabilities both on and off."""
    value = conf.value("CAPABILITY")
    if value is not UNSET and (both := [name for name in value.on if name in value.off]):
        message = f"CAPABILITY: {listed(both)} both on and off: off when it runs, on when vzctl saves it; expected one"
        yield conf.about_value("VZ205", "CAPABILITY", message, item=f"{both[0]}:off")


@line_check("VZ207", "VZ208", "VZ209", reads=("DEVICES", "DEVNODES"))
def devices(conf: ConfContext) -> Iterator[Finding]:
    """Find lists that are too long, cut at a tab, or shortened at the next save."""
    name = conf.about
    value = conf.value(name)
    if value is UNSET:
        return
    setting = conf.settings.by_name[name]
    size = byte_length(f'{name}="{setting.codec.encode(value)}"')
    if size > 511 and conf.dialect.name != "libvzctl":
        message = (
            f"{name}: the line as vzctl saves it has {size} bytes and would be cut or crash it; expected at most 511"
        )
        yield conf.about_value("VZ207", name, message)
    if name == "DEVICES":
        if not setting.codec.faithful(value):
            items = [str(device) for device in value if not device.permission]
            message = f"DEVICES: {listed(items)} has no permission and vanishes when vzctl saves"
            yield conf.about_value("VZ209", name, message, item=items[0])
        yield from _cut(conf, name, after_device)


def _cut(conf: ConfContext, name: str, after: Callable[[str], str]) -> Iterator[Finding]:
    """Look for the first item of each line that has something after it, which ``after`` returns."""
    if conf.dialect.name == "libvzctl":
        return  # it separates at tabs and commas, too
    for at, text in _texts(conf, name):
        rest = next(filter(None, map(after, text.split(" "))), "")
        if rest:
            message = f"{name}: {shown(rest)} is dropped in silence; expected items separated by blanks"
            yield conf.finding("VZ208", at, message, item=rest)


@line_check("VZ203", reads="DISK")
def disks(conf: ConfContext) -> Iterator[Finding]:
    """Find fields that libvzctl passes over."""
    for disk in conf.value("DISK") or ():
        for field in disk.others:
            item = "=".join(filter(None, field))
            message = f"DISK: {shown(item)} is unknown and passed over; expected {listed(DISK_FIELDS)}"
            yield conf.about_value("VZ203", "DISK", message, item=item)


@line_check("VZ208", reads="PCI")
def pci(conf: ConfContext) -> Iterator[Finding]:
    """Find what stands behind a PCI device, up to the next blank."""
    yield from _cut(conf, "PCI", after_pci)


@line_check("VZ208", reads=("NAMESERVER", "SEARCHDOMAIN"))
def commas(conf: ConfContext) -> Iterator[Finding]:
    """Find commas in lists of words."""
    name = conf.about
    for at, text in _texts(conf, name):
        if "," in text:
            item = next(word for word in re.split("[ \t]+", text) if "," in word)
            fix = conf.rewrite(at, " ".join(re.split("[ ,]+", text)))
            message = f"{name}: vzctl takes {shown(item)} for one word; expected words separated by blanks"
            yield conf.finding("VZ208", at, message, item=item, fix=fix)


@line_check("VZ209", reads="VE_LAYOUT")
def layout(conf: ConfContext) -> Iterator[Finding]:
    """Find modes of VE_LAYOUT, which only creation uses."""
    value = conf.value("VE_LAYOUT")
    if value is not UNSET and ":" in value:
        at = conf.settings.by_name["VE_LAYOUT"].kept[-1]
        plain, _, mode = value.partition(":")
        fix = conf.rewrite(at, plain)
        message = f"VE_LAYOUT: the mode {shown(mode)} counts at creation only, and vzctl's next save drops it"
        yield conf.about_value("VZ209", "VE_LAYOUT", message, item=mode, fix=fix)


@line_check("VZ210", reads="NAME")
def name(conf: ConfContext) -> Iterator[Finding]:
    """Find names that vzctl stores and never finds."""
    value = conf.value("NAME")
    if not value:
        return
    if is_digits(value):
        yield conf.about_value("VZ210", "NAME", f"NAME: {shown(value)} is taken for an id; expected a letter in it")
    elif value != trim(value):
        yield conf.about_value("VZ210", "NAME", f"NAME: {shown(value)} starts or ends with a blank; expected none")
    elif byte_length(value) > 255:
        yield conf.about_value("VZ210", "NAME", "NAME: more than 255 bytes cannot be linked; expected fewer")


@conf_check("VZ201", reads=("VE_ROOT", "VE_PRIVATE"))
def paths(conf: ConfContext) -> Iterator[Finding]:
    """Find paths that the reader has no room for once this container's id stands in them."""
    reader = conf.dialect.name
    ctid = conf.ctid or "1"  # where the id is unknown, the shortest one stands for it
    for name in ("VE_ROOT", "VE_PRIVATE"):
        path = conf.value(name)
        if path and len(path) >= 128 and not resolve(path, ctid, dialect=reader):
            size = byte_length(with_id(path, ctid, dialect=reader))
            expected = conf.settings.by_name[name].codec.expects
            message = f"{name}: {size} bytes with the id {ctid} in it, and {reader} takes none; expected {expected}"
            yield conf.about_value("VZ201", name, message)


@conf_check("VZ211", reads="DEVNODES")
def nodes_on_host(conf: ConfContext) -> Iterator[Finding]:
    """Hold DEVNODES against the host's /dev: line by line, for each line is refused from its first missing node on."""
    here = conf.host.devices
    if here is None or conf.dialect.name != "vzctl":
        return
    for at, text in _texts(conf, "DEVNODES"):
        for item in text.split(" "):
            node = item.rpartition(":")[0]
            if item and node not in here:
                # one that is refused for its form has been told of
                if not any(problem.at == at for problem in conf.settings.problems):
                    message = f"DEVNODES: the host has no device /dev/{node}, so it and all that follows is dropped"
                    yield conf.finding("VZ211", at, message, item=item)
                break
