"""Which programs does a node run for a container, beside what its conf says? Its action scripts.

vzctl and libvzctl run them on the host when a container is mounted, started, stopped and unmounted; no driver of
libvirt's does. Facts: ve-conf.md 1.1.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from translator import limits
from translator.conf.dialect import Dialect
from translator.conf.parse import parse
from translator.conf.tree import Assignment
from translator.finding import Finding
from translator.levels import make_finding
from translator.wording import listed

if TYPE_CHECKING:
    from translator.container.mount_script import Mount

#: What is run, in the order in which a container comes and goes.
ACTIONS: Final = ("premount", "mount", "start", "stop", "umount", "postumount")
#: The name of those that vzctl runs for every container of a node; it knows no ``start`` and ``stop`` of them.
OF_ALL: Final = "vps"
ACTIONS_OF_ALL: Final = ("premount", "mount", "umount", "postumount")
#: Lines of a script that a message names.
_NAMED: Final = 20
_VEID: Final = re.compile(r"\$(?:VEID(?![A-Za-z0-9_])|\{VEID\})")


class Script(NamedTuple):
    """One action script: when it runs, its file's ``name``, where it is for people, and its text. ``shared`` is one of
    all containers of a node.
    """

    action: str
    name: str
    path: str
    text: str
    shared: bool = False


class Scripts(NamedTuple):
    """The action scripts of one container, and the variables that they find: VEID, and what the confs say that they
    read.
    """

    scripts: tuple[Script, ...]
    known: dict[str, str]

    def mounts(self) -> list[Mount]:
        """Return what the mount scripts mount in one of the usual forms; the node's own runs first."""
        from translator.container.mount_script import read_mount_script  # few containers have scripts

        ordered = sorted((each for each in self.scripts if each.action == "mount"), key=lambda each: not each.shared)
        found: dict[str, Mount] = {}
        for script in ordered:
            for mount in read_mount_script(script.text, self.known).mounts:
                found[mount.target] = mount
        return list(found.values())

    def told(self, *, carried: bool = False, mounted: bool = False) -> list[Finding]:
        """Return a finding for each script of a container that goes where nobody runs it by itself.

        ``carried`` is one that goes to another node of OpenVZ; ``mounted`` says that the document has what the usual
        forms of mounts mount.
        """
        found = []
        for each in self.scripts:
            message = self._carried(each) if carried else self._left(each, mounted=mounted)
            found.append(make_finding(1, 1, "VZ581", f"{each.name}: {message}", width=0))
        return found

    def mounted_otherwise(self, mounts: Sequence[Mount]) -> list[Finding]:
        """Return a finding for each mount that LXC has from the host alone, or without some of its options."""
        return [
            make_finding(1, 1, "VZ524", message, width=0)
            for each in mounts
            if (message := _otherwise(each, self.known["VEID"]))
        ]

    def _carried(self, script: Script) -> str:
        if script.shared:
            return f"the node runs it at the {script.action} of every container: another node has to have it as well"
        own = f"{self.known['VEID']}.{script.action}"
        return f"it belongs beside the conf of the container, as {own}: --scripts DIR writes it"

    def _left(self, script: Script, *, mounted: bool) -> str:
        whose = "every container" if script.shared else "the container"
        ran = f"the node runs it at the {script.action} of {whose}, and under LXC nobody does"
        if script.action != "mount":
            return ran
        from translator.container.mount_script import is_longer_than_any, read_mount_script

        if is_longer_than_any(script.text):
            return f"{ran}; it is longer than {limits.MAX_SCRIPT // 1024} KiB: nothing is looked for in it"
        mounts, rest = read_mount_script(script.text, self.known)
        if not mounts:
            return ran
        several = len(mounts) > 1
        what = f"{len(mounts)} mount{'s' * several} of it"
        done = f"{what} {'are' if several else 'is'} in the document" if mounted else f"--mounts takes {what}"
        lines = [str(each.line) for each in rest]
        if len(lines) > _NAMED:
            lines = [*lines[: _NAMED - 1], f"{len(lines) - _NAMED + 1} more"]
        left = f"; by hand: line{'s' * (len(rest) > 1)} {listed(lines)}" if rest else ""
        return f"{ran}; {done}{left}"


def scripts_with(scripts: Sequence[Script], ctid: str, dialect: Dialect, *confs: str | None) -> Scripts:
    """Return the scripts of a container, with the variables that ``confs`` set: the texts of vz.conf and its own."""
    known = {}
    for conf in confs:
        for leaf in parse(conf or "", dialect):
            if isinstance(leaf, Assignment):
                known[leaf.name] = _VEID.sub(lambda _: ctid, leaf.text)
    return Scripts(tuple(scripts), {**known, "VEID": ctid})


def _otherwise(mount: Mount, ctid: str) -> str:
    if mount.kind == "nfs":
        options = ["ro"] * mount.readonly + list(mount.options)
        how = f" -o {shlex.quote(','.join(options))}" if options else ""
        where = shlex.quote(mount.on_host(ctid))
        return (
            f"{mount.target}: the host has to mount it before the container starts: "
            f"'mount -t nfs{how} {shlex.quote(mount.source)} {where}'"
        )
    if mount.options:
        return f"{mount.target}: LXC mounts it without {', '.join(mount.options)}: mount {mount.source} so on the host"
    return ""
