"""What of the host's vz.conf comes into force where an edit of a document took a value away, and what says that there
is none?

A conf without a line for a value has that of vz.conf. Whoever takes a limit out of a document means that there is none:
so the conf says so, where a text of its reader's does, and else it is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from translator.conf.edit import insert, remove
from translator.conf.host import Layer, instead_of, laid_over
from translator.conf.settle import Settings, read_assignment, settle
from translator.conf.tree import Assignment, Tree
from translator.container.memory import VSWAP_UNLIMITED
from translator.errors import EditError
from translator.values.codec import UNSET
from translator.values.device import Device, DeviceNode
from translator.wording import brief

#: What says of a parameter that there is none (facts: ve-conf.md 1.4, 3). To vzctl an empty list is no list at all, so
#: that it has nothing to say of one; a reader that refuses a text has nothing either.
NEUTRAL: Mapping[str, str] = {
    **dict.fromkeys(("CPULIMIT", "CPULIMIT_MHZ", "CPUS", "IOLIMIT", "IOPSLIMIT"), "0"),
    **dict.fromkeys(("CPUMASK", "NODEMASK"), "all"),
    "DISKSPACE": "0:0",
    "PRIVVMPAGES": "unlimited",
    "VMGUARPAGES": "0:unlimited",
    "SWAPPAGES": f"0:{VSWAP_UNLIMITED}",
    "RATEBOUND": "no",
    **dict.fromkeys(("NAME", "DESCRIPTION", "OSTEMPLATE"), ""),
    **dict.fromkeys(("IP_ADDRESS", "NETIF", "NETDEV", "DISK", "BINDMOUNT", "VE_ENVIRONMENT", "RATE"), ""),
}


def over_host(tree: Tree, under: Layer, gone: Iterable[str], edited: Collection[str]) -> tuple[Tree, dict[str, str]]:
    """Return a conf with what keeps the values of vz.conf out of force that stand in the place of what is ``gone``, and
    what is to be told, by parameter: of those that nothing keeps out, and of those that are laid beside what was
    ``edited``.
    """
    told: dict[str, str] = {}
    dialect = under.settings.dialect
    own = settle(tree, dialect)
    for name in edited:
        value = own.value(name)
        if value is not UNSET and laid_over(own, under).value(name) != value:
            told[name] = f"{_says(name, under)}, and what of it the conf leaves open counts"
    for name in dict.fromkeys(each for one in gone for each in (one, *instead_of(one, dialect))):
        own = settle(tree, dialect)
        if own.value(name) is not UNSET or laid_over(own, under).value(name) is UNSET:
            continue
        without = _saying_none(name, tree, own, under)
        if without is None:
            told[name] = f"{_says(name, under)}, and that counts now: a conf can say another value, but not none"
        else:
            tree = without
    return tree, told


def _saying_none(name: str, tree: Tree, own: Settings, under: Layer) -> Tree | None:
    """Return a conf with the line that says of a parameter that there is none, in the place of what a vz.conf says of
    it; None where no line does.
    """
    dialect = under.settings.dialect
    setting = under.given[name]
    text = NEUTRAL.get(name)
    if name in ("DEVICES", "DEVNODES"):
        devices: tuple[Device | DeviceNode, ...] = setting.value
        text = setting.codec.write(tuple(device._replace(permission="") for device in devices))
    reading = None if text is None else read_assignment(name, text, dialect)
    if text is None or reading is None or reading.refused is not None:
        return None
    try:
        line = Assignment(dialect.write(name, text), name, text)
    except EditError:
        return None
    made = insert(remove(tree, own, name), [line])
    return made if laid_over(settle(made, dialect), under).value(name) == reading.value else None


def _says(name: str, under: Layer) -> str:
    setting = under.given[name]
    return f'the host\'s vz.conf says {name}="{brief(setting.codec.write(setting.value))}"'
