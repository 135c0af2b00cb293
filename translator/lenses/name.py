"""What does the name of a document say? The container's id; or, where somebody called it otherwise, its own name.

A number, or a UUID, is an id. Any other name is NAME unless a title says that already, and for the drivers of
Virtuozzo, whose documents have the container's name there, whatever the title says. In LXC it is what the container
calls itself, too: HOSTNAME, where the source has none, or the one that came of the former name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from translator.characters import is_digits, trim_xml
from translator.conf.dialect import Dialect
from translator.conf.settle import settle
from translator.conf.tree import Tree
from translator.ctid import is_ctid
from translator.errors import InputError
from translator.lenses.lens import Driver, Put
from translator.levels import make_finding
from translator.values.codec import UNSET, Refused, byte_length
from translator.values.word import HOST_NAME, HOST_NAME_BYTES

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: What a caller's choice of the name is called, among a driver's options and among the residue's marks.
CHOICE = "name_by"
#: The parameters that a name can be.
NAMES = ("NAME", "HOSTNAME")
#: What ``vzctl set --name`` takes, and a link can be called; libvzctl's own set is larger.
_NAME = re.compile(r"(?! )[A-Za-z0-9 \-+_.]{1,255}(?<! )")
_NAME7 = re.compile(r"(?! )[A-Za-z0-9 \-+_.{}\x80-\U0010ffff]{1,255}(?<! )")
#: Domain types whose name is always the container's.
_VIRTUOZZO = ("vz", "parallels")


def ctid_of_document(root: Element, name: str, residue_ctid: str, wanted: str | None) -> str:
    """Return the container's id: what the caller wants, the document's name, or the residue's; InputError for none.

    Virtuozzo's driver prints the id of a container that runs beside a name that is another thing.
    """
    if wanted is not None:
        return wanted
    running = trim_xml(root.get("id", "")) if not residue_ctid and trim_xml(root.get("type", "")) in _VIRTUOZZO else ""
    if is_digits(running) and is_ctid(running):
        return running
    if is_digits(name) and is_ctid(name):
        return name
    if residue_ctid and is_ctid(residue_ctid):
        return residue_ctid
    if name and is_ctid(name):
        return name
    message = f"the name {name!r} is no container id: give one with --ctid N, or --ctid next --in DIR"
    line = next((child.sourceline or 1 for child in root.iterchildren("name")), root.sourceline or 1)
    raise InputError(make_finding(line, 1, "XD107", message, "name"))


def is_named(name: str, ctid: str) -> bool:
    """Whether somebody called the container otherwise than its id."""
    return bool(name) and name != ctid and not is_ctid(name)


def put_name(put: Put, source: Tree, driver: Driver) -> None:
    """Write what the name of a document says into the conf, after its title; ``source`` is the conf that it changes."""
    name = put.view["name"]
    if put.derived.get("name") == name or CHOICE in driver.options:
        return  # the residue says the names, and was written under this one; or a lens has taken what the name says
    taken = _put_name(put, name)
    if driver.name == "lxc":
        taken = _put_hostname(put, source, name) or taken
    if not taken:
        put.lose("name", cannot_be_name(put, name))


def _put_name(put: Put, name: str) -> bool:
    said = put.value("NAME")
    if said and (said == name or put.view.get("type") not in _VIRTUOZZO):
        return bool(said == name)
    if not can_be_name(put.settings.dialect, name):
        return False
    put.set("NAME", name)
    return True


def can_be_name(dialect: Dialect, name: str) -> bool:
    """Whether a name that is no id can be NAME, and says the same there."""
    pattern = _NAME7 if dialect.name == "libvzctl" else _NAME
    if is_digits(name) or pattern.fullmatch(name) is None or byte_length(name) > 255:
        return False
    try:
        return bool(dialect.codec(dialect.rows["NAME"]).decode(name) == name)
    except Refused:
        return False


def _put_hostname(put: Put, source: Tree, name: str) -> bool:
    known = settle(source, put.settings.dialect, NAMES)
    hostname = known.value("HOSTNAME")
    if hostname == name or (hostname and hostname != known.value("NAME")):
        return bool(hostname == name)
    if not is_hostname(name):
        return False
    put.changes["HOSTNAME"] = name
    return True


def is_hostname(name: str) -> bool:
    """Whether a name can be HOSTNAME."""
    return re.fullmatch(HOST_NAME, name) is not None and len(name) <= HOST_NAME_BYTES


def cannot_be_name(put: Put, name: str) -> str:
    """Return why a document's name is not NAME."""
    if is_digits(name):
        return f"{name} is no container id, and no name can be a number"
    if put.value("NAME") is not UNSET and can_be_name(put.settings.dialect, name):
        return "NAME is the title"
    return f"{name!r} cannot be NAME: letters, digits, blanks, '-', '+', '_' and '.' alone"
