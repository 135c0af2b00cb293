"""Do disk limits, layout, paths and template fit each other?

Facts: ve-conf.md 3.13, 3.18, 4.4.
"""

from __future__ import annotations

from collections.abc import Iterator

from translator.container.paths import is_hosts_own
from translator.container.start import missing_quota
from translator.finding import Finding
from translator.lint.context import ConfContext
from translator.lint.rule import Rule, conf_check, declare, line_check
from translator.values.codec import UNSET
from translator.wording import shown

declare(
    Rule(
        "VZ341",
        "hard-below-soft",
        "warning",
        "a disk limit whose hard number is below the soft one",
        "The hard limit refuses writing before the soft one starts its grace period; for ploop the hard number is the "
        "size of the image. With DISK_QUOTA=yes in the same file, vzcfgvalidate calls it an error (VZ306).",
        'DISKSPACE="5:4"\n',
        'DISKSPACE="4:5"\n',
        parameters=("DISKSPACE", "DISKINODES"),
        beside=("DISK_QUOTA",),
    ),
    Rule(
        "VZ342",
        "layout-contradiction",
        "warning",
        "a setting that VE_LAYOUT makes meaningless or impossible",
        "A ploop image needs a size and knows no first-level quota; MOUNT_OPTS are for ploop only; a private area "
        "that is an image cannot be simfs.",
        'VE_LAYOUT="simfs"\nMOUNT_OPTS="noatime"\n',
        'VE_LAYOUT="ploop"\nMOUNT_OPTS="noatime"\nDISKSPACE="1048576:1048576"\n',
        parameters=("MOUNT_OPTS", "VE_PRIVATE", "DISKSPACE", "DISK_QUOTA"),
        beside=("VE_LAYOUT",),
    ),
    Rule(
        "VZ343",
        "template-file-name",
        "warning",
        "an OSTEMPLATE that is a path or an archive's file name",
        "vzctl looks for <name>.tar.gz in its template cache, and picks the distribution's scripts by the start of "
        "the name.",
        'OSTEMPLATE="/vz/template/cache/debian-12-x86_64.tar.gz"\n',
        'OSTEMPLATE="debian-12-x86_64"\n',
        parameters=("OSTEMPLATE",),
    ),
    Rule(
        "VZ344",
        "same-path",
        "warning",
        "VE_ROOT and VE_PRIVATE are the same folder, or one is inside the other",
        "VE_ROOT is where VE_PRIVATE is mounted: mounted onto itself it hides the files.",
        'VE_ROOT="/vz/private/$VEID"\nVE_PRIVATE="/vz/private/$VEID"\n',
        'VE_ROOT="/vz/root/$VEID"\nVE_PRIVATE="/vz/private/$VEID"\n',
        parameters=("VE_ROOT", "VE_PRIVATE"),
    ),
    Rule(
        "VZ345",
        "relative-path",
        "warning",
        "VE_ROOT or VE_PRIVATE that does not start with a slash",
        "vzctl takes it from the folder in which it happens to run; libvirt's driver hands it on as it is.",
        'VE_PRIVATE="vz/private/$VEID"\n',
        'VE_PRIVATE="/vz/private/$VEID"\n',
        parameters=("VE_ROOT", "VE_PRIVATE"),
    ),
    Rule(
        "VZ346",
        "path-of-the-host",
        "error",
        "a private area, a mount point or a bind mount that is the host's own / or /dev",
        "The container would be the host: vzctl starts its files a second time, writes to them, and 'vzctl destroy' "
        "removes them. A bind mount gives the container all of the host's files, or its devices.",
        'VE_PRIVATE="/"\n',
        'VE_PRIVATE="/vz/private/$VEID"\n',
        parameters=("VE_ROOT", "VE_PRIVATE", "BINDMOUNT"),
    ),
    Rule(
        "VZ347",
        "quota-without-limit",
        "warning",
        "a container in a folder (simfs) without DISKSPACE or DISKINODES, whose disk quota is not switched off",
        "On a node with disk quotas, which vz.conf as it is shipped switches on, vzctl does not start it: "
        "'diskspace quota not set'. DISK_QUOTA=no in the file, or in the node's vz.conf, says that there is none; a "
        "ploop image has none, too.",
        'DISKSPACE="1048576:1153434"\n',
        'DISKSPACE="1048576:1153434"\nDISKINODES="200000:220000"\n',
        parameters=("DISKSPACE", "DISKINODES", "VE_PRIVATE", "VE_LAYOUT"),
        beside=("DISK_QUOTA",),
    ),
)

#: What a conf may say of its files, those first that quotas need.
_FILES = ("DISKSPACE", "DISKINODES", "VE_PRIVATE", "VE_LAYOUT")
_ARCHIVES = (".tar", ".tar.gz", ".tar.xz", ".tar.bz2", ".tgz")


@conf_check("VZ341", reads=("DISKSPACE", "DISKINODES"))
def quota(conf: ConfContext) -> Iterator[Finding]:
    """Look at soft and hard limits where vzcfgvalidate does not."""
    for name in ("DISKSPACE", "DISKINODES"):
        value = conf.value(name)
        if value is not UNSET and value.soft > value.hard and conf.value("DISK_QUOTA") != "yes":
            message = f"{name}: the hard limit {value.hard} is below the soft limit {value.soft}; expected soft:hard"
            yield conf.about_value("VZ341", name, message)


@conf_check("VZ347", reads=_FILES)
def limits(conf: ConfContext) -> Iterator[Finding]:
    """Look for what quotas need, where the conf speaks of its files."""
    if conf.dialect.name != "vzctl":
        return
    for obstacle in missing_quota(conf.in_force.value):
        about = next((name for name in _FILES if conf.value(name) is not UNSET), "")
        if about:
            yield conf.about_value(obstacle.code, about, obstacle.message)


@conf_check("VZ342", reads="VE_LAYOUT")
def layout(conf: ConfContext) -> Iterator[Finding]:
    """Hold the layout against what stands beside it."""
    value = conf.value("VE_LAYOUT")
    if value is UNSET:
        return
    private = conf.value("VE_PRIVATE")
    if value == "simfs":
        if conf.value("MOUNT_OPTS"):
            yield conf.about_value("VZ342", "MOUNT_OPTS", "MOUNT_OPTS: used for ploop only, and VE_LAYOUT is simfs")
        if private and private.rstrip("/").endswith((".hdd", ".hds")):
            message = f"VE_PRIVATE: {shown(private)} is a disk image, and VE_LAYOUT is simfs; expected a folder"
            yield conf.about_value("VZ342", "VE_PRIVATE", message)
        return
    space = conf.value("DISKSPACE")
    if space is not UNSET and space.hard == 0:
        message = "DISKSPACE: the hard limit is the size of the ploop image, and it is 0; expected a size"
        yield conf.about_value("VZ342", "DISKSPACE", message)
    if conf.value("DISK_QUOTA") == "yes":
        yield conf.about_value("VZ342", "DISK_QUOTA", "DISK_QUOTA: ignored on ploop, and VE_LAYOUT is ploop")


@line_check("VZ343", reads="OSTEMPLATE")
def template(conf: ConfContext) -> Iterator[Finding]:
    """Look at the name of the OS template. One that starts with a dot is Virtuozzo's, and right."""
    value = conf.value("OSTEMPLATE")
    if value and (value.endswith(_ARCHIVES) or "/" in value):
        message = f"OSTEMPLATE: {shown(value)} is a file; expected the template's name, without folder and suffix"
        yield conf.about_value("VZ343", "OSTEMPLATE", message)


@line_check("VZ345", reads=("VE_ROOT", "VE_PRIVATE"))
def path(conf: ConfContext) -> Iterator[Finding]:
    """Look at a path by itself."""
    value = conf.value(conf.about)
    if value is not UNSET and not value.startswith("/"):
        message = f"{conf.about}: {shown(value)} is not absolute; expected a path that starts with '/'"
        yield conf.about_value("VZ345", conf.about, message)


@line_check("VZ346", reads=("VE_ROOT", "VE_PRIVATE"))
def hosts_path(conf: ConfContext) -> Iterator[Finding]:
    """Look for the host's own folders among the container's."""
    value = conf.value(conf.about)
    if value is not UNSET and is_hosts_own(value):
        message = f"{conf.about}: {shown(value)} is the host's own; expected a folder of the container's"
        yield conf.about_value("VZ346", conf.about, message)


@line_check("VZ346", reads="BINDMOUNT")
def hosts_folder(conf: ConfContext) -> Iterator[Finding]:
    """Look for the host's own folders among those that are mounted inside."""
    for mount in conf.value("BINDMOUNT") or ():
        if mount.source is not None and is_hosts_own(mount.source):
            message = f"BINDMOUNT: {shown(mount.source)} is the host's own; expected a folder below it"
            yield conf.about_value("VZ346", "BINDMOUNT", message, item=str(mount))


@conf_check("VZ344", reads=("VE_ROOT", "VE_PRIVATE"))
def both_paths(conf: ConfContext) -> Iterator[Finding]:
    """Hold the two paths against each other."""
    root, private = conf.in_force.value("VE_ROOT"), conf.in_force.value("VE_PRIVATE")
    if not root or not private:
        return
    root, private = root.rstrip("/") + "/", private.rstrip("/") + "/"
    if root.startswith(private) or private.startswith(root):
        message = "VE_ROOT: the same folder as VE_PRIVATE, or one of them inside the other; expected two folders"
        own = "VE_ROOT" if "VE_ROOT" in conf.settings.by_name else "VE_PRIVATE"
        yield conf.about_value("VZ344", own, message)
