"""Which vz.conf lies under a conf? That of its host: /etc/vz/vz.conf lies under /etc/vz/conf/101.conf."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import NamedTuple

from translator.sources.kind import is_document
from translator.sources.read import UnreadableError, read_text
from translator.sources.words import archive_of, is_file, is_url

#: What is chosen in place of a path where no vz.conf is to be looked for.
NONE = ""


class HostConf(NamedTuple):
    """A host's vz.conf: where it is, and its text."""

    path: str
    text: str


def host_conf_of(path: str, chosen: str | None = None) -> HostConf | None:
    """Return the vz.conf under the file ``path``: the one that is ``chosen``, or the one beside its folder.

    None where there is none, or none is wanted. UnreadableError for one that is there and cannot be read.
    """
    if chosen is not None:
        return read_host_conf(chosen) if chosen != NONE else None
    return None if path == "-" or is_url(path) else _beside(os.path.dirname(path))  # noqa: PTH120


def _beside(folder: str) -> HostConf | None:
    """Return the vz.conf beside a folder ``conf/``, be it in an archive; its path is relative where that of the folder
    is.
    """
    path = os.path.normpath(os.path.join(folder, os.pardir, "vz.conf"))  # noqa: PTH118
    is_conf = os.path.basename(os.path.abspath(folder)) == "conf"  # noqa: PTH100, PTH119
    if not is_conf or is_file(path):
        return read_host_conf(path) if is_conf else None
    inside = archive_of(path)
    if inside is None:
        return None
    from translator.sources.archive import beside_confs

    data = beside_confs(inside[0]).get(inside[1])
    return None if data is None else HostConf(path, data.decode("utf-8", "surrogateescape"))


def read_host_conf(path: str) -> HostConf:
    """Return a vz.conf, read once as long as it stays what it is; UnreadableError."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}") from None
    return _read(path, status.st_mtime_ns, status.st_size, status.st_ino)


@lru_cache(maxsize=64)
def _read(path: str, *_state: int) -> HostConf:
    text = read_text(path)
    if is_document(text):
        raise UnreadableError(f"{path}: a domain document, and no vz.conf")
    return HostConf(path, text)


__all__ = ["NONE", "HostConf", "host_conf_of", "read_host_conf"]
