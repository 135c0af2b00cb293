"""Where does the root file system live?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from translator.conf.settle import Settings
from translator.container.paths import is_hosts_own, path_of
from translator.domain.text import is_line, is_xml
from translator.domain.view import Filesystem, View
from translator.lenses.lens import HOSTS_OWN, Advice, Got, Lens, Put
from translator.lenses.scripted import script_mount
from translator.values.codec import UNLIMITED, UNSET
from translator.values.size import Quota
from translator.values.word import with_id
from translator.wording import brief, shown

if TYPE_CHECKING:
    from translator.lenses.get import Made

_SCHEMA_NAME = re.compile(r"[a-zA-Z0-9_+-]+")
#: Where the vz driver has the image of a container of OpenVZ 7.
_IMAGE = "/root.hdd"
#: What is said of a file system that is not the root.
NO_ROOM = "OpenVZ has one file system, the root: mount {} on {} from a script CTID.mount"
#: What is said of a path in place of what it would do.
OF_HOST = "is the host's own: as a container's files it would be started, written to and destroyed like a container"


def is_schema_name(template: str) -> bool:
    """Whether libvirt's schema has a place for the name of a template."""
    return _SCHEMA_NAME.fullmatch(template) is not None


def root_of(view: View) -> Filesystem | None:
    """Return the root file system that a view has."""
    return next((each for each in view.get("filesystems", ()) if each.target == "/"), None)


def hosts_own(parameter: str, path: str) -> Advice:
    """Return what is to be said of a parameter that has a path of the host's."""
    return Advice(HOSTS_OWN, parameter, f"{brief(path)} {OF_HOST}: left out of the document")


class RootLens(Lens):
    """The root file system: OSTEMPLATE as a template, or else VE_PRIVATE as a mount, with DISKSPACE as its limits."""

    parameters: Mapping[str, str] = {
        "OSTEMPLATE": "devices/filesystem[@type='template']/source/@name",
        "VE_PRIVATE": "devices/filesystem[@type='mount']/source/@dir (without OSTEMPLATE)",
        "DISKSPACE": "devices/filesystem/space_hard_limit, space_soft_limit",
    }
    places = ("filesystems",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write one file system."""
        template, private = settings.value("OSTEMPLATE"), settings.value("VE_PRIVATE")
        if template and is_xml(template):
            kind, source = "template", template
            got.native["OSTEMPLATE"] = "filesystem/source/@name"
            if not is_schema_name(source):
                message = (
                    f"libvirt's schema has no place for the template name {shown(source)}: its driver reads it, "
                    "but 'define --validate' refuses the document"
                )
                got.advice.append(Advice("VZ501", "OSTEMPLATE", message))
        elif private and is_hosts_own(private):
            got.advice.append(hosts_own("VE_PRIVATE", private))
            return
        elif private and (source := path_of(settings, "VE_PRIVATE", ctid)).startswith("/") and is_line(source):
            # a relative path, which libvirt's driver would print, is one that its schema refuses
            kind = "mount"
            exact = source == private
            (got.native if exact else got.shown)["VE_PRIVATE"] = "filesystem/source/@dir"
        else:
            return
        hard, soft = self.limits(settings)
        if hard or soft:
            exact = bool(soft and hard)
            (got.native if exact else got.shown)["DISKSPACE"] = (
                "filesystem/space_soft_limit, filesystem/space_hard_limit"
            )
        got.view["filesystems"] = (Filesystem(kind, source, "/", hard, soft),)

    @staticmethod
    def limits(settings: Settings) -> tuple[int, int]:
        """Return DISKSPACE as hard and soft limit in bytes; 0 is no limit, and so is what libvirt has no room for."""
        space = settings.value("DISKSPACE")
        if space is UNSET or max(space) * 1024 >= 2**64:
            return 0, 0
        return space.hard * 1024, space.soft * 1024

    def keep(self, view: View, before: Made, after: Made, *, merged: bool) -> None:
        """Have both confs say the root of a document that is the document's own; its limits are theirs all the same.

        It is the conf's where the changed conf says one, which is then written; the document's own where that leaves
        the conf as it is (:meth:`is_own`); and else nobody's, and goes, or gives way to what this driver guesses. So
        does what nobody wrote: an older guess, and what a line says that the conf has no more.
        """
        root = root_of(view)
        if root is None or self.is_said(after) or not self.is_own(root, before, after):
            return
        written = root_of(before.got.view)
        is_ours = written is not None and (written.type, written.source) == (root.type, root.source)
        if is_ours and (merged or not self.is_said(before)):
            return
        for made in (before, after):
            guess, *others = made.got.view.get("filesystems", ()) or (None,)
            hard, soft = self.limits(made.settings) if guess is None else (guess.hard, guess.soft)
            made.got.view["filesystems"] = (root._replace(hard=hard, soft=soft), *others)
            if guess is not None and made.got.derived.get("filesystems") == guess.source:
                made.got.derived["filesystems"] = root.source  # no parameter's, either

    def is_said(self, made: Made) -> bool:
        """Whether a conf says its root, and so that in the document made of it is no guess."""
        return "filesystems" in made.got.view

    def is_own(self, root: Filesystem, before: Made, after: Made) -> bool:
        """Whether a root that the changed conf does not say can stay: here, one that the document's conf never said."""
        named = (before.settings.value(name) for name in ("VE_PRIVATE", "OSTEMPLATE"))
        return not self.is_said(before) and root.source not in named

    def put(self, put: Put) -> None:
        """Write template, private area and disk space from the root file system."""
        self.lose_others(put)
        root = root_of(put.view)
        old = next(iter(put.old.get("filesystems", ())), None)
        if root is None:
            if old is not None:
                for name in ("OSTEMPLATE", "VE_PRIVATE", "DISKSPACE"):
                    put.set(name, UNSET)
            return
        if old is None or (root.type, root.source) != (old.type, old.source):
            self._put_source(put, root)
        if root.readonly:
            put.lose("filesystem/readonly", "vzctl mounts no root read-only")
        if (root.hard, root.soft) != self.limits(put.settings):
            put.set("DISKSPACE", self._space(put, root))

    @staticmethod
    def lose_others(put: Put) -> None:
        """Tell of each file system besides the root, but for those that a mount script mounts."""
        for each in put.view.get("filesystems", ()):
            if each.target != "/" and not (put.scripted and script_mount(each)):
                put.lose("filesystem", NO_ROOM.format(each.source, each.target), each)

    @staticmethod
    def put_private(put: Put, path: str) -> None:
        """Write VE_PRIVATE; a document's path is taken as it stands, and no reader of confs takes ``$VEID`` so."""
        put.set("VE_PRIVATE", path)
        reader = put.settings.dialect.name
        read = with_id(path, put.ctid, dialect=reader)
        if read.rstrip("/") != path.rstrip("/"):
            put.lose("filesystem/source", f"VE_PRIVATE={path} is {read} to {reader}: no text says $VEID")

    def _put_source(self, put: Put, root: Filesystem) -> None:
        if root.type == "template":
            put.set("OSTEMPLATE", root.source)
            return
        # how the vz driver prints a container of OpenVZ 7: the private area holds the image
        is_image = root.type == "file" and root.source.endswith(_IMAGE)
        if root.type != "mount" and not is_image:
            put.lose("filesystem", f"VE_PRIVATE is a folder, and {root.source} is mounted as {root.type}")
            return
        path = (root.source.removesuffix(_IMAGE) or "/") if is_image else root.source
        if is_hosts_own(path):
            put.lose("filesystem", f"{path} {OF_HOST}", root, HOSTS_OWN)
            return
        self.put_private(put, path)
        if is_image and put.foreign and "VE_LAYOUT" in put.settings.dialect.rows:
            put.set("VE_LAYOUT", "ploop")
        template = put.settings.value("OSTEMPLATE")
        if template and is_xml(template):  # else no document shows it, and this root does not replace it
            put.set("OSTEMPLATE", UNSET)

    @staticmethod
    def _space(put: Put, root: Filesystem) -> Any:
        if not root.hard and not root.soft:
            return UNSET
        hard, soft = root.hard, root.soft
        if hard % 1024 or soft % 1024:
            put.note("filesystem/space_hard_limit", f"{hard} and {soft} bytes were rounded up to KiB")
        limit = min(-(-hard // 1024), UNLIMITED)
        quota = min(-(-soft // 1024), UNLIMITED)
        return Quota(quota if soft else limit, limit if hard else quota)
