"""What is a domain called that is not to be called by its container's id (``--name-by``), and what does its name say?

libvirt takes a name that is a number for a process id, and a host name says more to people. NAME, or HOSTNAME, is then
the name; where libvirt could not start a domain of that name, or would take it for another thing, it is the id. The
residue has the id in any case, and remembers who chose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from translator.characters import is_digits
from translator.conf.settle import Settings
from translator.ctid import check_ctid
from translator.domain.text import is_line
from translator.domain.view import View
from translator.lenses.lens import Advice, Got, Put
from translator.lenses.name import CHOICE, can_be_name, cannot_be_name, is_hostname, is_named
from translator.lenses.text import TextLens
from translator.printable import printable
from translator.values.codec import UNSET, byte_length
from translator.wording import shown

#: What names a domain beside its container's id, and the parameter that it is.
_PARAMETERS: Final[Mapping[str, str]] = {"name": "NAME", "hostname": "HOSTNAME"}
Naming = Literal["ctid", "name", "hostname"]
NAMINGS: Final[tuple[Naming, ...]] = ("ctid", "name", "hostname")
#: Bytes: libvirt_lxc listens on /run/libvirt/lxc/NAME.sock, and the kernel has room for 107 in such a path.
_MOST_BYTES: Final = 85
#: What libvirt leaves of a name to be the container's host name, and how much of that the kernel takes.
_NO_HOST_NAME: Final = re.compile(r"[^A-Za-z0-9-]")
_MOST_OF_HOST_NAME: Final = 64
#: So many containers of one name are told by theirs.
_MOST_SHOWN: Final = 10
#: virsh reads a number with strtol, which takes a sign.
_NUMBER: Final = re.compile(r"\+?[0-9]+")


def naming(text: str) -> str:
    """Return who names a domain; ValueError for none of those who can."""
    if text not in NAMINGS:
        raise ValueError(f"no naming: {text!r} (expected {', '.join(NAMINGS)})")
    return text


def unusable(name: str) -> str:
    """Return why no domain of libvirt's LXC driver can have a name, '' for one that it can: what 9.0 refuses to define
    or to start (tests/boot/test_names.py), and what virsh takes for something else.
    """
    if "/" in name:
        return "libvirt's LXC driver takes no '/' in a name"
    if not is_line(name):
        return "libvirt takes no such character in a name"
    if name.strip(" \t") != name:
        return "it begins or ends with a blank, which nobody sees"
    if _NUMBER.fullmatch(name):
        return "libvirt takes a number for a process id"
    try:
        check_ctid(name)
    except ValueError:
        pass
    else:
        return "libvirt takes it for a UUID"
    if byte_length(name) > _MOST_BYTES:
        return f"libvirt cannot start a container with a name of more than {_MOST_BYTES} bytes"
    if len(_NO_HOST_NAME.sub("", name)) > _MOST_OF_HOST_NAME:
        return f"no host name is longer than {_MOST_OF_HOST_NAME} letters, and libvirt makes one of the name"
    return ""


def told_namesakes(name: str, whose: Sequence[str]) -> str:
    """Return what is told of several domains with one name; ``whose`` are their files or containers."""
    first = ", ".join(printable(each) for each in whose[:_MOST_SHOWN])
    more = f" and {len(whose) - _MOST_SHOWN} more" if len(whose) > _MOST_SHOWN else ""
    return f"{len(whose)} domains are called {printable(name)}, and libvirt takes the first alone: {first}{more}"


class CalledLens(TextLens):
    """NAME is the title; it, or HOSTNAME, is what the document is called as well, if a caller says so.

    Of a document that NAME names, both the name and the title say it: the one that was edited counts, the name if both
    were. The residue notes the name, so that an edit is known for one.
    """

    def __init__(self, by: str | None) -> None:
        super().__init__("NAME", "title")
        self._by = naming(by or "ctid")
        self.options: Mapping[str, str] = {} if by is None else {CHOICE: by}
        if by is not None:
            self.places = ("title", "name")
        if by == "name":
            self.parameters: Mapping[str, str] = {"NAME": "title, name"}
        elif by == "hostname":
            self.parameters = {"NAME": "title", "HOSTNAME": "name"}
            self.apart: Mapping[str, str] = {"title": "NAME", "name": "HOSTNAME"}

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the title, and the name."""
        super().get(settings, got, ctid)
        if "name" not in self.places:
            return
        got.view["name"] = ctid
        if self._by == "ctid":
            return
        got.derived[CHOICE] = self._by
        parameter = _PARAMETERS[self._by]
        said = settings.value(parameter)
        name = "" if said is UNSET else str(said)
        why = unusable(name) if name else f"no {parameter} is in force"
        if why:
            what = f"{shown(name)} is no name for a domain, " if name else ""
            message = f"{what}{why}: the domain is called {ctid}, its container's id"
            got.advice.append(Advice("VZ518", parameter, message))
            return
        got.view["name"] = name
        if self._by == "name":
            got.derived["name"] = name
        else:
            (got.native if is_hostname(name) else got.shown)["HOSTNAME"] = "name"

    def put(self, put: Put) -> None:
        """Write what was edited."""
        if self._by == "name":
            self._put_both(put)
            return
        if put.changed("title"):
            super().put(put)
        if self._by == "hostname" and put.changed("name"):
            self._put_hostname(put, put.view.get("name", ""))

    def _put_both(self, put: Put) -> None:
        noted, name, title = put.derived.get("name"), put.view.get("name", ""), put.view.get("title", UNSET)
        if name != (noted or put.ctid) and is_named(name, put.ctid) and can_be_name(put.settings.dialect, name):
            put.set("NAME", name)
            if noted is not None and title not in (UNSET, noted, name):
                put.lose("title", "the name was edited, too, and says NAME otherwise: that counts")
            return
        if title is UNSET and noted is not None:
            put.set("NAME", noted)
            put.note("title", f"the name says NAME all the same: {printable(noted)}")
            return
        super().put(put)
        if name != (noted or put.ctid):
            put.lose("name", cannot_be_name(put, name) if is_named(name, put.ctid) else "NAME is the title")

    def _put_hostname(self, put: Put, name: str) -> None:
        if is_named(name, put.ctid):
            if is_hostname(name):
                put.set("HOSTNAME", name)
            else:
                put.lose("name", f"{shown(name)} cannot be HOSTNAME: letters, digits, '-', '_' and '.' alone")
        elif is_digits(name) and name != put.ctid:
            put.lose("name", f"the container is {put.ctid}, and no name can be a number")

    def options_of(self, view: View, derived: Mapping[str, Any]) -> Mapping[str, str]:
        """Return who named a document."""
        by = derived.get(CHOICE)
        return {CHOICE: by} if by in NAMINGS else {}
