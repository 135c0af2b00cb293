"""Which values does the host's own vz.conf give a container whose conf does not say them?

vzctl reads vz.conf first and lays the container's conf over it, parameter by parameter; libvzctl lays text over text.
What is never taken from vz.conf, and where vzctl lays parts of a value over another: facts, ve-conf.md 1.4. libvirt's
OpenVZ driver reads no vz.conf. Neither program has a value of its own for what neither file says.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from translator.conf.dialect import LIBVZCTL, VZCTL, Dialect, DialectName, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import Setting, Settings, settle
from translator.errors import EditError
from translator.table import RIVALS
from translator.values.codec import UNSET
from translator.values.switch import Switches

#: What a container never takes from vz.conf. vzctl detects the layout instead, warns of NETFILTER, has CONFIGFILE for
#: new containers alone, and forgets AVNUMPROC when it merges; libvzctl takes nobody's identity from there.
_OWN = {
    VZCTL.name: frozenset(("VE_LAYOUT", "NETFILTER", "AVNUMPROC", "CONFIGFILE")),
    LIBVZCTL.name: frozenset(("NETFILTER", "VEID", "UUID")),
}
#: Parameters that take each other's place: of one value under two names libvzctl takes the later one, and vzctl keeps
#: devices by number and by name in one list.
_RIVALS = {one: other for pair in RIVALS for one, other in (pair, pair[::-1])}
_ONE_LIST = {"DEVICES": "DEVNODES", "DEVNODES": "DEVICES"}
#: How the residue's marks of values from vz.conf begin.
MARK = "vz.conf/"


class Layer(NamedTuple):
    """What a vz.conf says, as one reader takes it: all of it, and what counts for a container."""

    settings: Settings
    given: dict[str, Setting]


def host_layer(text: str | None, dialect: Dialect) -> Layer | None:
    """Return what the text of a vz.conf says; None without one, and for a reader that reads none."""
    return None if text is None or dialect.name not in _OWN else _layer(text, dialect.name)


@lru_cache(maxsize=64)
def _layer(text: str, dialect: DialectName) -> Layer:
    reader = dialect_named(dialect)
    settings = settle(parse(text, reader), reader)
    own = _OWN[dialect]
    given = {
        name: setting
        for name, setting in settings.by_name.items()
        if setting.value is not UNSET and name not in own and setting.row.group != "host"
    }
    return Layer(settings, given)


def laid_over(settings: Settings, layer: Layer | None) -> Settings:
    """Return what is in force for a container: its own values over those of the layer.

    What is taken from the layer has no lines (``leaves``); a value of which a part is taken keeps its own.
    """
    if layer is None:
        return settings
    by_name = dict(settings.by_name)
    for name, given in layer.given.items():
        own = by_name.get(name)
        if any(settings.value(other) is not UNSET for other in instead_of(name, settings.dialect)):
            continue
        if own is None:
            by_name[name] = given._replace(leaves=(), kept=(), clean=False, reading=None)
        elif settings.dialect is VZCTL and (value := _over(name, own.value, given.value)) is not own.value:
            by_name[name] = own._replace(value=value, clean=False)
    return Settings(by_name, settings.problems, settings.dialect)


def instead_of(name: str, dialect: Dialect) -> tuple[str, ...]:
    """Return the parameters of a conf that keep what vz.conf says of another out of force."""
    exclusive = _ONE_LIST if dialect is VZCTL else _RIVALS
    return (exclusive[name],) if name in exclusive else ()


def taken(own: Settings, merged: Settings) -> list[str]:
    """Return the parameters of which something is in force that a conf does not say itself."""
    return [name for name, setting in merged.by_name.items() if setting is not own.by_name.get(name)]


def _over(name: str, own: Any, given: Any) -> Any:
    """Return what vzctl makes of a value over another: lists and masks that are empty give way."""
    if own is UNSET:
        return given
    if name == "CPUMASK" and "auto" in (own, given):
        return given  # the word is beside the mask, and forgotten when it is the container's own
    if not isinstance(own, Switches):
        return own
    if name == "CAPABILITY":  # two masks
        on, off = own.on or given.on, own.off or given.off
    elif name == "FEATURES":  # a mask of what is on, and one of what is known: of the first, what is known counts
        on = own.on or given.on
        names = {*own.on, *own.off} or {*given.on, *given.off}
        on, off = tuple(each for each in on if each in names), tuple(each for each in own.off if each not in on)
    else:
        return own
    return own if (on, off) == (own.on, own.off) else own._replace(on=on, off=off)


def marks_of(layer: Layer, names: list[str]) -> dict[str, str]:
    """Return the residue's marks of what was taken from vz.conf: each parameter with its text there.

    A parameter that no line of this reader's can say is not among them.
    """
    marks = {}
    for name in names:
        setting = layer.given[name]
        text = setting.codec.write(setting.value)
        try:
            layer.settings.dialect.write(name, text)
        except EditError:
            continue
        marks[MARK + name] = text
    return marks


def marked(derived: dict[str, Any], dialect: Dialect) -> Layer | None:
    """Return the layer that the marks of a residue stand for; None where there is none."""
    lines = []
    for place, text in derived.items():
        name = place.removeprefix(MARK)
        if place.startswith(MARK) and name in dialect.rows:
            try:
                lines.append(dialect.write(name, str(text)))
            except EditError:
                continue
    return host_layer("".join(lines), dialect) if lines else None
