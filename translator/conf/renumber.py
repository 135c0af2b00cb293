"""What in a conf belongs to its container's id, and what becomes of it when the container gets another one?

What carries the id by the tools' own habit changes with it: a folder of that name in VE_PRIVATE and VE_ROOT, the host's
end of an interface (``veth101.0``), VEID; ``$VEID`` needs no change. The rest is told: another path with the id in it,
files that two containers would share, and what no two of them may have at once.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from translator.characters import C_BLANKS, trim
from translator.conf.dialect import Dialect, dialect_named
from translator.conf.directive import is_uuid_line
from translator.conf.edit import spliced
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.conf.tree import Assignment, Leaf, render, value_span
from translator.errors import EditError
from translator.finding import Finding, by_place
from translator.levels import make_finding
from translator.values.netif import INTERFACE_NAME_BYTES
from translator.values.word import resolve
from translator.wording import listed, shown

_PATHS: Final = ("VE_PRIVATE", "VE_ROOT")
#: What a container has for itself and keeps under its new id.
_ITS_OWN: Final = ("NAME", "UUID", "IP_ADDRESS")
_HOST_NAME: Final = re.compile(r"(?P<key>(?:^|[,;])[ \t]*host_ifname=)(?P<name>[^,;]*)")
_MAC: Final = re.compile(r"(?:^|[,;])[ \t]*mac=[^,;]")


class Renumbered(NamedTuple):
    """A conf for another id, line for line, and what is to be told of it, at its places in the former one."""

    text: str
    findings: tuple[Finding, ...]


class _Told(NamedTuple):
    """Something to tell of a line; ``item`` is the part of its value that it is about, '' for the whole."""

    code: str
    message: str
    item: str = ""


def renumber(text: str, old: str, new: str, dialect: str = "vzctl") -> Renumbered:
    """Return the conf of container ``old`` as that of ``new``; ids in their plain form (``check_ctid``)."""
    if old == new:
        return Renumbered(text, ())
    reader = dialect_named(dialect)
    tree = list(parse(text, reader))
    settings = settle(tuple(tree), reader)
    kept = {at: name for name, setting in settings.by_name.items() for at in setting.kept}
    found: list[Finding] = []
    same: dict[str, Finding] = {}
    for at, leaf in enumerate(tree):
        if isinstance(leaf, Assignment):
            become, told = _become(leaf, kept.get(at), old, new, reader)
            try:
                tree[at] = leaf if become == leaf.text else spliced(leaf, become, reader)
            except EditError:
                told = [_Told("VZ572", f"{leaf.name}: {shown(leaf.text)} stays: no line can hold {shown(become)}")]
            found += [_finding(at, leaf, leaf.name, each) for each in told]
        own = _own(leaf, kept.get(at))
        if own:
            same.setdefault(own, _finding(at, leaf, kept.get(at, "UUID"), _Told("VZ573", "")))
    if same:
        several = len(same) > 1 or next(iter(same)).startswith("the ")
        stay, them = ("stay", "them: give it others") if several else ("stays", "it: give it another")
        message = f"{listed(same)} {stay}, and two containers cannot have {them} before {new} runs beside {old}"
        found.append(next(iter(same.values()))._replace(message=message))
    return Renumbered(render(tree), tuple(sorted(found, key=by_place)))


def _become(leaf: Assignment, name: str | None, old: str, new: str, reader: Dialect) -> tuple[str, list[_Told]]:
    """Return what the value of a line becomes, and what to tell; ``name`` is None for a line that nobody reads."""
    text = leaf.text
    if name in _PATHS:
        return _path(name, text, old, new, reader)
    if name == "NETIF":
        return _interfaces(text, old, new)
    if name == "VEID" and text == old:
        return new, [_changed(name, old, old, new, new)]
    if _renamed(text, old, new) != text:
        message = f"{leaf.name}: {shown(text)} has the folder of container {old} in it, and stays"
        return text, [_Told("VZ572", message)]
    return text, []


def _path(name: str, text: str, old: str, new: str, reader: Dialect) -> tuple[str, list[_Told]]:
    become = _renamed(text, old, new)
    if become != text:
        return become, [_changed(name, text, old, become, new)]
    if text and resolve(text, old, dialect=reader.name) == resolve(text, new, dialect=reader.name):
        message = f"{name}: {shown(text)} is container {old}'s, and stays; expected a folder of {new}'s own"
        return text, [_Told("VZ572", message)]
    return text, []


def _renamed(text: str, old: str, new: str) -> str:
    """Return a path, or a text with paths in it, whose folders that are called by the old id have the new one."""
    return re.sub(rf"(?<=/){re.escape(old)}(?=[/ \t,:;\"']|$)", new, text)


def _interfaces(text: str, old: str, new: str) -> tuple[str, list[_Told]]:
    """Return NETIF with the host's ends called by the new id."""
    told: list[_Told] = []

    def rename(match: re.Match[str]) -> str:
        name = match["name"].rstrip(C_BLANKS)
        become = re.sub(rf"^([^0-9]*){re.escape(old)}(?![0-9])", rf"\g<1>{new}", name)
        if become == name or len(become.encode("utf-8", "surrogateescape")) > INTERFACE_NAME_BYTES:
            if name:
                why = "expected one of its own" if become == name else f"{shown(become)} is too long for the kernel"
                told.append(_Told("VZ572", f"NETIF: host_ifname {shown(name)} is container {old}'s: {why}", name))
            return match[0]
        told.append(_changed("NETIF", name, old, become, new))
        return match["key"] + become

    return _HOST_NAME.sub(rename, text), told


def _own(leaf: Leaf, name: str | None) -> str:
    """Return what a line gives a container for itself alone, whatever its id; '' for nothing."""
    if is_uuid_line(leaf):
        return "UUID"
    if not isinstance(leaf, Assignment) or not trim(leaf.text):
        return ""
    if name == "NETIF":
        return "the MACs of NETIF" if _MAC.search(leaf.text) else ""
    return name if name in _ITS_OWN else ""


def _changed(name: str, was: str, old: str, become: str, new: str) -> _Told:
    return _Told("VZ571", f"{name}: {shown(become)} for container {new}; {old} has {shown(was)}", was)


def _finding(at: int, leaf: Leaf, name: str, told: _Told) -> Finding:
    column, width = value_span(leaf)
    found = leaf.raw.find(told.item, column - 1) if told.item else -1
    if found >= 0:
        column, width = found + 1, len(told.item)
    return make_finding(at + 1, column, told.code, told.message, name, width=width)
