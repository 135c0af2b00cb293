"""What does the host give a container that no parameter of its conf speaks of?"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

from translator.conf.settle import Settings
from translator.conf.tree import render
from translator.domain.view import View
from translator.lenses.lens import Advice, Got, Lens, Put
from translator.lenses.local_ids import read_local_ids

_IDMAP = re.compile(r"([0-9]{1,10}):([0-9]{1,10})")
HIGHEST_ID = 2**32 - 1


class IsolationLens(Lens):
    """A container has a network of its own, with or without interfaces."""

    places = ("features/privnet",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Say so."""
        got.view["features/privnet"] = True

    def put(self, put: Put) -> None:
        """Tell of a domain that has no network of its own; libvirt gives it one with any interface, too."""
        if not put.view.get("features/privnet") and not put.view.get("interfaces") and put.view.get("hostdevs") is None:
            message = "the domain uses the host's network; an OpenVZ container has its own"
            put.lose("features", message, code="VZ551")


class StartLens(Lens):
    """ONBOOT is no part of a domain: libvirt keeps a list of its own. The command that puts it there is told; of one
    that OpenVZ does not start (DISABLED), that libvirt would.
    """

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Tell the command."""
        if settings.value("DISABLED") == "yes":
            got.advice.append(Advice("VZ517", "DISABLED", "nothing keeps libvirt from starting it: leave it down"))
        elif settings.value("ONBOOT") in ("yes", "auto"):
            name = shlex.quote(got.view["name"])
            message = f"libvirt starts it at boot after 'virsh -c lxc:///system autostart {name}'"
            got.advice.append(Advice("VZ517", "ONBOOT", message))

    def put(self, put: Put) -> None:
        """Leave ONBOOT to the source: no document says anything of it."""


class IdmapLens(Lens):
    """User and group ids of the container are the host's from a number on: the caller's choice (``--idmap``).

    The residue marks the map as derived, so that the way back takes it for what it is; a map of somebody else's has no
    place in a conf. Only builds of vzctl for upstream kernels know LOCAL_UID and LOCAL_GID: :mod:`.local_ids` makes a
    choice of them, and no dialect writes them.
    """

    places = ("idmap",)

    def __init__(self, idmap: str | None) -> None:
        self.options = {} if idmap is None else {"idmap": idmap}
        self.map = None if idmap is None else read_idmap(idmap)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the map for users and for groups."""
        if self.map is not None:
            start, count = self.map
            got.view["idmap"] = (("uid", 0, start, count), ("gid", 0, start, count))
            got.derived["idmap"] = f"{start}:{count}"

    def align(self, put: Put) -> None:
        """Take what LOCAL_UID says for no edit, and tell of an edit of that."""
        idmap = put.view.get("idmap")
        if idmap is None and "idmap" not in put.derived:
            return
        said, _ = read_local_ids(render(put.source))
        if said is None:
            return
        now = None if idmap is None else idmap_of(put.view)
        if now != (said if put.whole else put.derived.get("idmap")):
            message = f"LOCAL_UID and LOCAL_GID, which only vzctl's builds for upstream kernels read, say {said}"
            put.lose("idmap", f"{message}: change them in the conf")
        put.old["idmap"] = idmap

    def put(self, put: Put) -> None:
        """Tell of a map that is not ours."""
        if "idmap" in put.view:
            idmap = idmap_of(put.view)
            note = f", or --idmap {idmap} on the way to LXC" if idmap else ""
            put.lose("idmap", f"OpenVZ has no user namespaces: give the files back to root{note}")

    def options_of(self, view: View, derived: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the map of a document, where its residue says that it is of a caller's choice."""
        idmap = idmap_of(view) if "idmap" in view else None
        return {"idmap": idmap} if idmap is not None and derived.get("idmap") == idmap else {}


def read_idmap(text: str) -> tuple[int, int]:
    """Read ``START:COUNT``; ValueError where it is none or leaves the range of ids."""
    if not _is_idmap(text):
        raise ValueError(f"no map of ids: {text!r} (expected START:COUNT, such as 100000:65536)")
    start, _, count = text.partition(":")
    return int(start), int(count)


def _is_idmap(text: str) -> bool:
    match = _IDMAP.fullmatch(text)
    return match is not None and int(match[2]) > 0 and int(match[1]) + int(match[2]) <= HIGHEST_ID + 1


def idmap_of(view: View) -> str | None:
    """Return the map of a document as ``START:COUNT`` where it is of our making, None for any other."""
    maps = view.get("idmap", ())
    if len(maps) != 2 or maps[0][0] != "uid" or maps[1] != ("gid", *maps[0][1:]) or maps[0][1] != 0:
        return None
    text = f"{maps[0][2]}:{maps[0][3]}"
    return text if _is_idmap(text) else None
