"""Where does the root file system of a container live that leaves OpenVZ?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translator.conf.settle import Settings
from translator.container.paths import path_of
from translator.domain.text import is_line
from translator.domain.view import Filesystem
from translator.lenses.lens import Advice, Got, Put
from translator.lenses.root import RootLens
from translator.values.codec import UNSET

#: Where vzctl keeps a ploop image in the private area.
IMAGE = "/root.hdd/root.hdd"


class PrivateLens(RootLens):
    """VE_PRIVATE is the root: a folder (simfs) or, with VE_LAYOUT ploop, the image in it. DISKSPACE stands beside it.

    OSTEMPLATE is no root here: libvirt's LXC driver starts no template. Without VE_PRIVATE the root is a guess (vzctl
    has no default of its own: vz.conf says it), for a domain without a root file system would be given the host's. LXC
    starts images that are raw, by way of a loop device: those of ``ploop:raw``. What any other ploop image needs first
    is said in a finding.
    """

    parameters: Mapping[str, str] = {
        "VE_PRIVATE": "devices/filesystem/source",
        "VE_LAYOUT": "devices/filesystem/@type",
        "DISKSPACE": "devices/filesystem/space_hard_limit, space_soft_limit",
    }
    places = ("filesystems",)

    def get(self, settings: Settings, got: Got, ctid: str) -> None:
        """Write one file system."""
        private, layout = settings.value("VE_PRIVATE"), settings.value("VE_LAYOUT")
        source = path_of(settings, "VE_PRIVATE", ctid)
        if source.startswith("/") and is_line(source):
            place = "filesystem/source"
            (got.native if source == private else got.shown)["VE_PRIVATE"] = place
        else:
            source = f"/vz/private/{ctid}"
            got.derived["filesystems"] = source
            message = (
                f"no absolute path of the private area is given: {source} is no more than a guess; the host's vz.conf "
                "says where it is, if --host-conf names that file"
            )
            got.advice.append(Advice("VZ511", "VE_PRIVATE", message))
        hard, soft = self.limits(settings)
        if hard or soft:
            (got.native if hard and soft else got.shown)["DISKSPACE"] = (
                "filesystem/space_soft_limit, filesystem/space_hard_limit"
            )
        root = Filesystem("mount", source, "/", hard, soft)
        if is_ploop(layout, source):
            got.shown["VE_LAYOUT"] = "filesystem/@type"
            raw = layout == "ploop:raw"
            image = source + (IMAGE.removeprefix("/root.hdd") if source.endswith("/root.hdd") else IMAGE)
            root = root._replace(type="file", source=image)
            root = root._replace(driver="loop", format="raw") if raw else root._replace(driver="ploop", format="ploop")
            if not raw:
                got.advice.append(Advice("VZ512", "VE_LAYOUT" if layout else "VE_PRIVATE", _ploop(image)))
            if source.endswith("/root.hdd"):
                got.native.pop("VE_PRIVATE", None)
                got.shown["VE_PRIVATE"] = "filesystem/source"
        got.view["filesystems"] = (root,)

    def align(self, put: Put) -> None:
        """Take no edit for a root of ours where a residue, which lacks VE_PRIVATE, would have a guess."""
        if not put.whole and "filesystems" in put.made.derived and "filesystems" not in put.derived:
            del put.old["filesystems"]

    def put(self, put: Put) -> None:
        """Write private area, layout and disk space."""
        root = next(iter(put.view.get("filesystems", ())), None)
        old = next(iter(put.old.get("filesystems", ())), None)
        if root is None:
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
        ploop = root.type == "file" and root.source.endswith(IMAGE)
        if not ploop and root.type not in ("mount", "template"):
            put.lose("filesystem", f"{root.type} {root.source} is no private area: unpack it into a folder")
            return
        if root.type == "template":
            put.set("OSTEMPLATE", root.source)
            return
        self.put_private(put, root.source.removesuffix(IMAGE) if ploop else root.source)
        layout = put.settings.value("VE_LAYOUT")
        if ploop != is_ploop(layout, "") and "VE_LAYOUT" in put.settings.dialect.rows:
            put.set("VE_LAYOUT", ("ploop" if ploop else UNSET if layout is UNSET else "simfs"))


def is_ploop(layout: Any, source: str) -> bool:
    """Whether the files live in a ploop image: VE_LAYOUT says so, or else the path of the private area does."""
    return str(layout).startswith("ploop") if layout is not UNSET else source.endswith("/root.hdd")


def _ploop(image: str) -> str:
    folder = image.rpartition("/")[0]
    return (
        "libvirt's LXC driver starts no ploop image: mount it ('ploop mount -m DIR "
        f"{folder}/DiskDescriptor.xml') and make the file system type='mount' with that folder, or make it raw "
        f"('qemu-img convert -f parallels -O raw {image} {folder}/root.raw') with <driver type='loop' format='raw'/>"
    )
