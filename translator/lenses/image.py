"""Where does the root file system of a container live that leaves OpenVZ?"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

from translator.conf.dialect import LIBVZCTL
from translator.conf.settle import Settings
from translator.container.paths import is_hosts_own, path_of
from translator.domain.text import is_line
from translator.domain.view import Filesystem, View
from translator.lenses.lens import HOSTS_OWN, Advice, Got, Put
from translator.lenses.mounts import MOUNTED, get_mounts, is_root, put_mounts, put_scripted, read_mounted, write_mounted
from translator.lenses.root import OF_HOST, RootLens, hosts_own, root_of
from translator.values.codec import UNSET
from translator.wording import brief

if TYPE_CHECKING:
    from translator.lenses.get import Made

#: How a private area holds the files: in a folder, or in an image.
Layout = Literal["simfs", "ploop"]
LAYOUTS: tuple[Layout, ...] = ("simfs", "ploop")
#: Where the image is in the private area, by who made it.
_IMAGE, _IMAGE7 = "/root.hdd/root.hdd", "/root.hdd/root.hds"
_FOLDER = "/root.hdd"
#: Where OpenVZ 7 has the files of a private area without an image.
_FILES7 = "/fs"
#: The finding about a private area that no conf names, and where it may be.
_GUESS, _GUESSED = "VZ511", "/vz/private/{}"
#: The first byte of the one partition of an image that ploop made.
_PARTITION = 2**20


def layout_of(settings: Settings, chosen: str | None = None) -> Layout | None:
    """Return how a container's files are held: as VE_LAYOUT says, or as ``chosen``; None where nobody says.

    Then vzctl looks whether the private area holds an image, and libvzctl at its ``.ve.layout`` (facts: ve-conf.md 1).
    """
    said = settings.value("VE_LAYOUT")
    if said is not UNSET:
        return "ploop" if str(said).startswith("ploop") else "simfs"
    if chosen is None and str(settings.value("VE_PRIVATE") or "").rstrip("/").endswith(_FOLDER):
        return "ploop"
    return None if chosen is None else "ploop" if chosen == "ploop" else "simfs"


class PrivateLens(RootLens):
    """The root is the folder with the files: VE_PRIVATE (simfs; with OpenVZ 7 its folder ``fs``), or VE_ROOT, where the
    image of a ploop container is mounted before it starts. DISKSPACE stands beside it.

    libvirt's LXC driver starts no ploop image, and no raw one that has partitions, as each has that vzctl made: it
    looks for a file system on the whole of it. So whoever starts the container mounts the image first, as vzctl did,
    and a finding has the commands. OSTEMPLATE is no root here: LXC starts no template. Without a path the root is
    a guess (vzctl has no default of its own: vz.conf says it), for a domain without a root file system would be given
    the host's.

    ``layout`` says how a private area holds the files whose conf does not say it.
    """

    parameters: Mapping[str, str] = {
        "VE_PRIVATE": "devices/filesystem/source",
        "VE_ROOT": "devices/filesystem/source (of a ploop image)",
        "VE_LAYOUT": "devices/filesystem/source: the private area, or where its image is mounted",
        "DISKSPACE": "devices/filesystem/space_hard_limit, space_soft_limit",
        "DISK": "devices/filesystem[@type='block'] (a device with a mount point)",
        "BINDMOUNT": "devices/filesystem",
    }
    places = ("filesystems",)
    demanded = True

    def __init__(self, layout: str | None = None, mounted: str | None = None) -> None:
        self.layout = layout
        self.mounted = read_mounted(mounted or "")
        options = {"layout": layout, "mounted": mounted}
        self.options = {name: text for name, text in options.items() if text is not None}

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write the root."""
        private, given = _private(settings, got, ctid)
        if self._is_image(settings):
            source = self._in_image(settings, got, ctid, private)
        else:
            source = self._folder(settings, got, private, given=given)
        hard, soft = self.limits(settings)
        if hard or soft:
            (got.native if hard and soft else got.shown)["DISKSPACE"] = (
                "filesystem/space_soft_limit, filesystem/space_hard_limit"
            )
        root = Filesystem("mount", source, "/", hard, soft)
        found = (root, *get_mounts(settings, got, private, source))
        if self.mounted:
            taken = {each.target for each in found}
            found = (*found, *(each for each in self.mounted if each.target not in taken))
            got.derived[MOUNTED] = write_mounted(self.mounted)
        got.view["filesystems"] = found

    def _is_image(self, settings: Settings) -> bool:
        return (layout_of(settings, self.layout) or ("ploop" if settings.dialect is LIBVZCTL else "simfs")) == "ploop"

    def _folder(self, settings: Settings, got: Got, private: str, *, given: bool) -> str:
        """Return the folder of the files."""
        seven = settings.dialect is LIBVZCTL
        source = private.rstrip("/") + _FILES7 if seven else private
        if given:
            exact = source == settings.value("VE_PRIVATE")
            (got.native if exact else got.shown)["VE_PRIVATE"] = "filesystem/source"
        else:
            got.derived["filesystems"] = source
        if seven:
            got.derived["filesystems"] = "simfs"
        elif given and layout_of(settings, self.layout) is None:
            message = (
                f"without VE_LAYOUT the private area decides: if there is a "
                f"{brief(private)}{_FOLDER}/DiskDescriptor.xml, the files are in an image: give --layout ploop"
            )
            got.advice.append(Advice("VZ523", "VE_PRIVATE", message))
        return source

    def _in_image(self, settings: Settings, got: Got, ctid: str, private: str) -> str:
        """Return the folder that the image is mounted into."""
        seven = settings.dialect is LIBVZCTL
        root = path_of(settings, "VE_ROOT", ctid)
        if is_hosts_own(settings.value("VE_ROOT") or ""):
            got.advice.append(hosts_own("VE_ROOT", settings.value("VE_ROOT")))
            root = ""
        if root.startswith("/") and is_line(root):
            got.shown["VE_ROOT"] = "filesystem/source"
        else:
            root = got.derived["filesystems"] = f"/vz/root/{ctid}"
        said = settings.value("VE_LAYOUT")
        if said is not UNSET:
            got.shown["VE_LAYOUT"] = "filesystem/source"
        elif self.layout is not None:
            got.derived["filesystems"] = "ploop"
        folder = private if private.endswith(_FOLDER) else f"{private}{_FOLDER}"
        image = folder.removesuffix(_FOLDER) + (_IMAGE7 if seven else _IMAGE)
        disk = next((disk for disk in settings.value("DISK") or () if is_root(disk)), None)
        if disk is not None and disk.device:
            message = f"before the container starts, do 'mount {shlex.quote(disk.device)} {shlex.quote(root)}'"
            got.advice.append(Advice("VZ512", "DISK", message))
            return root
        if disk is not None and disk.image:
            image = (disk.image if disk.image.startswith("/") else f"{private}/{disk.image}") + "/root.hds"
        message = _how_to_mount(image, root, raw=said == "ploop:raw", options=settings.value("MOUNT_OPTS") or "")
        if seven and self.layout is None:
            message += f"; if the files are in {brief(private)}{_FILES7} and in no image, give --layout simfs"
        got.advice.append(Advice("VZ512", "VE_LAYOUT" if said is not UNSET else "VE_PRIVATE", message))
        return root

    def keep(self, view: View, before: Made, after: Made, *, merged: bool) -> None:
        """Keep a document's own root; no guess is then to be told."""
        guess = root_of(after.got.view)
        super().keep(view, before, after, merged=merged)
        if root_of(after.got.view) != guess and not self._is_image(after.over):
            after.got.advice[:] = [each for each in after.got.advice if each.code != _GUESS]

    def is_said(self, made: Made) -> bool:
        """Whether a conf says its root: else that of a document made of it is a guess."""
        return not {"VE_PRIVATE", "VE_ROOT"}.isdisjoint((*made.got.native, *made.got.shown))

    def is_own(self, root: Filesystem, before: Made, after: Made) -> bool:
        """Whether a root can stay in the place of a guess: any path can but that of the private area itself, be that a
        guess, too, whose image is mounted elsewhere, and no other template than the conf's.
        """
        if root.type == "template":
            return bool(root.source == after.over.value("OSTEMPLATE"))
        is_area = _is_area(root.source, after.over, after.ctid) or root.source == _GUESSED.format(after.ctid)
        return root.source.startswith("/") and not (is_area and self._is_image(after.over))

    def align(self, put: Put) -> None:
        """Take no edit for a root of ours where a residue, which lacks VE_PRIVATE, would have a guess."""
        if not put.whole and "filesystems" in put.made.derived and "filesystems" not in put.derived:
            del put.old["filesystems"]
        kept = put.derived.get("filesystems")
        if not put.whole and put.old.get("filesystems") and str(kept).startswith("/"):
            guess, *others = put.old["filesystems"]
            put.old["filesystems"] = (guess._replace(type="mount", source=kept), *others)

    def options_of(self, view: View, derived: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the layout that a document was written for, where its residue says that it was somebody's choice."""
        layout, options = derived.get("filesystems"), dict[str, str]()
        if layout in LAYOUTS:
            options["layout"] = layout
        if MOUNTED in derived:
            mounted = str(derived[MOUNTED])
            with suppress(ValueError):  # somebody has edited it
                read_mounted(mounted)
                options["mounted"] = mounted
        return options

    def put(self, put: Put) -> None:
        """Write private area or mount point, layout and disk space."""
        new, before = put.view.get("filesystems", ()), put.old.get("filesystems", ())
        sides = ([each for each in side if each.target != "/"] for side in (new, before))
        put_mounts(put, *put_scripted(put, self.mounted, *sides))
        root = root_of(put.view)
        old = next(iter(before), None)
        if root is None:
            message = "no root file system: the domain runs on the host's files, and the conf names no private area"
            put.lose("devices/filesystem", message, code="VZ522")
            if old is not None:
                put.set("VE_PRIVATE", UNSET)
                put.set("DISKSPACE", UNSET)
            return
        if old is None or (root.type, root.source) != (old.type, old.source):
            self._put_source(put, root)
        if (root.hard, root.soft) != self.limits(put.settings):
            put.set("DISKSPACE", self._space(put, root))
        if root.readonly:
            put.lose("filesystem/readonly", "vzctl mounts no root read-only")

    def _put_source(self, put: Put, root: Filesystem) -> None:
        image = next((each for each in (_IMAGE, _IMAGE7) if root.source.endswith(each)), "")
        if root.type == "template":
            put.set("OSTEMPLATE", root.source)
        elif root.type != "mount" and not (root.type == "file" and image):
            put.lose("filesystem", f"{root.type} {root.source} is no private area: unpack it into a folder", root)
        elif is_hosts_own(path := (root.source.removesuffix(image) if root.type == "file" else root.source) or "/"):
            put.lose("filesystem", f"{path} {OF_HOST}", root, HOSTS_OWN)
        elif root.type == "file":
            # such as older documents of ours have
            self.put_private(put, path)
            if "VE_LAYOUT" in put.settings.dialect.rows and layout_of(put.settings, self.layout) != "ploop":
                put.set("VE_LAYOUT", "ploop")
        elif root.source == path_of(put.settings, "VE_ROOT", put.ctid):
            # such as the root of an image is to a reader to whom nothing says that there is one
            put.note("filesystem/source", f"the container is mounted there: VE_ROOT={root.source}, VE_PRIVATE stays")
        elif not put.foreign and self._is_image(put.settings) and not _is_private(put, root.source):
            put.set("VE_ROOT", root.source)
            if put.whole or put.derived.get("filesystems") != root.source:
                message = f"the image is mounted there: VE_ROOT={root.source}, VE_PRIVATE stays"
                put.note("filesystem/source", message, code="VZ561")
        elif put.settings.dialect is LIBVZCTL and root.source.endswith(_FILES7):
            self.put_private(put, root.source.removesuffix(_FILES7))
        else:
            self.put_private(put, root.source)
            if put.settings.dialect is LIBVZCTL:
                message = f"libvzctl looks for the files in {root.source}{_FILES7}: move them there"
                put.note("filesystem/source", message, code="VZ560")


def _is_private(put: Put, source: str) -> bool:
    """Whether a root is the private area itself, of whose layout nobody says that it holds an image."""
    if put.settings.value("VE_LAYOUT") is not UNSET:
        return False
    return _is_area(source, put.settings, put.ctid)


def _is_area(source: str, settings: Settings, ctid: str) -> bool:
    """Whether a root is the private area of a conf."""
    said = settings.value("VE_PRIVATE") or ""
    return source.removesuffix(_FILES7) in (said, path_of(settings, "VE_PRIVATE", ctid))


def _private(settings: Settings, got: Got, ctid: str) -> tuple[str, bool]:
    """Return the path of the private area, and whether the conf gives it: else it is a guess, which is told."""
    path, said = path_of(settings, "VE_PRIVATE", ctid), settings.value("VE_PRIVATE") or ""
    if is_hosts_own(said):
        got.advice.append(hosts_own("VE_PRIVATE", said))
    elif path.startswith("/") and is_line(path):
        return path, True
    path = _GUESSED.format(ctid)
    if not is_hosts_own(said):
        message = (
            f"no absolute path of the private area is given: {path} is no more than a guess; the host's vz.conf says "
            "where it is, if --host-conf names that file"
        )
        got.advice.append(Advice(_GUESS, "VE_PRIVATE", message))
    return path, False


def _how_to_mount(image: str, root: str, *, raw: bool, options: str) -> str:
    """Return the commands that have the files of an image in a folder, with ploop and without."""
    folder = image.rpartition("/")[0]
    where, descriptor = shlex.quote(root), shlex.quote(f"{folder}/DiskDescriptor.xml")
    extra = f" -o {shlex.quote(options)}" if options else ""
    plain = shlex.quote(image if raw else f"{folder}/root.raw")
    made = "" if raw else f"'qemu-img convert -f parallels -O raw {shlex.quote(image)} {plain}' once and "
    at = shlex.quote(f"loop,offset={_PARTITION}" + (f",{options}" if options else ""))
    return (
        f"LXC mounts no ploop image: before the container starts, do it with 'ploop mount -m {where}{extra} "
        f"{descriptor}', or, without ploop, with {made}'mount -o {at} {plain} {where}', for the image has a partition "
        "table"
    )
