"""Which file systems of a document can a mount script mount, and how does that of a document look?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from translator.container.mount_script import Mount, MountKind, write_mount_script
from translator.container.paths import is_hosts_own
from translator.domain.view import Filesystem

#: How a script mounts what a document mounts.
_KINDS: Final[Mapping[str, MountKind]] = {"mount": "bind", "bind": "bind", "block": "block", "file": "file"}


def script_mount(each: Filesystem) -> Mount | None:
    """Return a file system of a document as a mount of a script; None for the root, and for what a script cannot do."""
    kind = _KINDS.get(each.type)
    if kind is None or each.target == "/" or is_hosts_own(each.source) or each.driver in ("nbd", "ploop"):
        return None
    return Mount(kind, each.source, each.target, each.readonly) if each.source.startswith("/") else None


def script_of(text: str) -> str | None:
    """Return the mount script of a document: what it mounts besides the root. None where that is nothing."""
    from translator.domain.document import parse_document
    from translator.domain.read import read_domain

    view = read_domain(parse_document(text)).view
    mounts = [mount for each in view.get("filesystems", ()) if (mount := script_mount(each))]
    return write_mount_script(mounts) if mounts else None
