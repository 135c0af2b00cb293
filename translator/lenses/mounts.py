"""What else than its root is mounted in a container of OpenVZ 7: folders of the host's, and further disks?

libvzctl mounts them when it starts the container; a document for LXC has a file system of each that LXC can mount. What
LXC cannot is told, with the command that does it before the container starts: what is mounted below the root is there
inside, too, for LXC takes the root with all that is below it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from translator.conf.dialect import LIBVZCTL
from translator.conf.settle import Settings
from translator.container.mount_script import Mount
from translator.container.paths import is_hosts_own
from translator.domain.text import is_line
from translator.domain.view import Filesystem
from translator.lenses.lens import HOSTS_OWN, Advice, Got, Put
from translator.lenses.root import NO_ROOM, OF_HOST, hosts_own
from translator.lenses.scripted import script_mount
from translator.table import BY_NAME
from translator.values.codec import UNSET, Refused
from translator.values.disk import Disk
from translator.values.virtuozzo_list import BindMount

#: The finding about what has to be mounted by hand.
BY_HAND = "VZ524"


#: Where the residue marks what is mounted by a script, and by no parameter.
MOUNTED = "filesystem"
#: The name of the choice that has them.
MOUNTED_BY_SCRIPTS = "mounted"


def of_scripts(mounts: Sequence[Mount], ctid: str) -> list[Filesystem]:
    """Return what mount scripts mount as file systems: what is a file server's from where the host has to mount it."""
    return [
        Filesystem(
            "mount", each.source if each.kind == "bind" else each.on_host(ctid), each.target, readonly=each.readonly
        )
        for each in mounts
    ]


def write_mounted(mounts: Sequence[Filesystem]) -> str:
    """Return what scripts mount as one text: source, target, and how, mount by mount, as words of a shell.

    What no line of XML can hold is left out.
    """
    words = [(each.source, each.target, "ro" if each.readonly else "rw") for each in mounts]
    return shlex.join(word for each in words if is_line(each[0]) and is_line(each[1]) for word in each)


def read_mounted(text: str) -> tuple[Filesystem, ...]:
    """Return the mounts of such a text; ValueError for one that is none."""
    words = shlex.split(text)
    if len(words) % 3:
        raise ValueError(f"no mounts: {text!r} (expected source, target, and ro or rw, again and again)")
    found = []
    for source, target, how in zip(words[::3], words[1::3], words[2::3], strict=True):
        if not source.startswith("/") or not target.startswith("/") or how not in ("ro", "rw"):
            raise ValueError(f"no mount: {source!r} {target!r} {how!r} (expected two absolute paths, and ro or rw)")
        found.append(Filesystem("mount", source, target, readonly=how == "ro"))
    return tuple(found)


def is_root(disk: Disk) -> bool:
    """Whether a disk is the one with the root: its UUID is all zeros, or it is mounted there."""
    return disk.mnt == "/" or not disk.uuid.strip("{0-}")


def get_mounts(settings: Settings, got: Got, private: str, root: str) -> tuple[Filesystem, ...]:
    """Return the file systems besides the root, which is in the folder ``root``, and say what was expressed."""
    if settings.dialect is not LIBVZCTL:
        return ()
    return (*_disks(settings, got, private, root), *_binds(settings, got))


def _binds(settings: Settings, got: Got) -> Iterator[Filesystem]:
    mounts: Sequence[BindMount] = settings.value("BINDMOUNT") or ()
    exact, some = True, False
    for mount in mounts:
        if mount.source is not None and is_hosts_own(mount.source):
            got.advice.append(hosts_own("BINDMOUNT", mount.source))
        elif mount.source is None or not (is_line(mount.source) and is_line(mount.target)):
            message = f"{mount}: LXC mounts folders of the host: name one for {mount.target}"
            got.advice.append(Advice(BY_HAND, "BINDMOUNT", message))
        else:
            some = True
            if lost := [option for option in mount.options if option != "ro"]:
                exact = False
                message = f"{mount}: LXC mounts it without {', '.join(lost)}: mount {mount.source} so on the host"
                got.advice.append(Advice(BY_HAND, "BINDMOUNT", message))
            yield Filesystem("mount", mount.source, mount.target, readonly="ro" in mount.options)
            continue
        exact = False
    if some:
        (got.native if exact else got.shown)["BINDMOUNT"] = "filesystem"


def _disks(settings: Settings, got: Got, private: str, root: str) -> Iterator[Filesystem]:
    for disk in settings.value("DISK") or ():
        if is_root(disk) or disk.enabled == "no":
            continue
        if _is_shown(disk):
            got.shown["DISK"] = "filesystem"
            yield Filesystem("block", str(disk.device), str(disk.mnt))
        else:
            got.advice.append(Advice(BY_HAND, "DISK", _by_hand(disk, private, root)))


def _is_shown(disk: Disk) -> bool:
    """Whether a document can have a disk: a device with a place to mount it at."""
    device, mnt = disk.device or "", disk.mnt or ""
    return device.startswith("/") and mnt.startswith("/") and is_line(device) and is_line(mnt)


def _by_hand(disk: Disk, private: str, root: str) -> str:
    """Return what is to be done for a disk that no document can have."""
    if disk.device is not None:
        return f"{disk.device}: mounted nowhere by OpenVZ: give it to the container as <hostdev>, if it needs it"
    image = str(disk.image)
    path = image if image.startswith("/") else f"{private}/{image}"
    if not disk.mnt:
        return f"{path}: a disk that is mounted nowhere: LXC gives a container no image as a device"
    where = shlex.quote(root.rstrip("/") + "/" + disk.mnt.strip("/"))
    return (
        f"{path}: LXC mounts no ploop image: before the container starts, do it with 'ploop mount -m {where} "
        f"{shlex.quote(path + '/DiskDescriptor.xml')}'"
    )


def put_mounts(put: Put, new: Sequence[Filesystem], old: Sequence[Filesystem]) -> None:
    """Write BINDMOUNT, and take disks out of DISK, from the file systems besides the root."""
    if put.settings.dialect is not LIBVZCTL:
        for each in new:
            if not (put.scripted and script_mount(each)):
                put.lose("filesystem", NO_ROOM.format(each.source, each.target), each)
        return
    if list(new) == list(old):
        return
    mounts: Sequence[BindMount] = put.settings.value("BINDMOUNT") or ()
    said = {mount.target: mount for mount in mounts}
    before = {each.target: each for each in old}
    shown = {each.target for each in old if each.type == "mount"}
    # what no document shows stays
    wanted = [mount for mount in mounts if mount.target not in shown]
    for each in new:
        if each.hard or each.soft:
            put.lose("filesystem", f"BINDMOUNT limits no space: {each.target}", each)
        if each == before.get(each.target) and each.type == "mount":
            wanted.append(said[each.target])
        elif each.type == "mount":
            _put_bind(put, each, said.get(each.target), wanted)
        elif each not in old:
            put.lose(
                "filesystem", f"{each.type} {each.source}: add the disk with 'prlctl set CTID --device-add hdd'", each
            )
    order = {mount.target: at for at, mount in enumerate(mounts)}
    wanted.sort(key=lambda mount: order.get(mount.target, len(order)))
    put.set("BINDMOUNT", tuple(wanted) or UNSET)
    disks: Sequence[Disk] = put.settings.value("DISK") or ()
    there = {(each.source, each.target) for each in new if each.type == "block"}
    kept = tuple(disk for disk in disks if is_root(disk) or disk.enabled == "no" or _stays(disk, there))
    put.set("DISK", kept or UNSET)


def put_scripted(
    put: Put, mounted: Sequence[Filesystem], new: Sequence[Filesystem], old: Sequence[Filesystem]
) -> tuple[list[Filesystem], list[Filesystem]]:
    """Return the file systems of a document and of its source without those that a script mounts all the same.

    What the document has no more is told: the script, which is no part of the conf, still mounts it.
    """
    kept = {(each.target, each.source, each.readonly) for each in mounted}
    for each in mounted:
        if not put.scripted and each not in new:
            message = f"{each.source} is no longer mounted at {each.target}: take it out of the mount script, too"
            put.note("filesystem", message, code=BY_HAND)
    left = [[each for each in side if (each.target, each.source, each.readonly) not in kept] for side in (new, old)]
    return left[0], left[1]


def _stays(disk: Disk, there: set[tuple[str, str]]) -> bool:
    return not _is_shown(disk) or (disk.device, disk.mnt) in there


def _put_bind(put: Put, each: Filesystem, said: BindMount | None, wanted: list[BindMount]) -> None:
    if is_hosts_own(each.source):
        put.lose("filesystem", f"{each.source} {OF_HOST}", each, HOSTS_OWN)
        return
    options: dict[str, Any] = dict.fromkeys(said.options if said else ())
    options.pop("ro", None)
    order = ("nosuid", "noexec", "nodev", "ro")
    given = tuple(word for word in order if word in options or (word == "ro" and each.readonly))
    mount = BindMount(each.target, each.source, given)
    codec = put.settings.dialect.codec(BY_NAME["BINDMOUNT"])
    try:
        if codec.decode(codec.write((mount,))) == (mount,):
            wanted.append(mount)
            return
    except Refused:
        pass
    put.lose("filesystem", f"BINDMOUNT cannot say {each.source} on {each.target}: expected {codec.expects}", each)
