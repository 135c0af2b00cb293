"""What is inside an archive? The confs and documents of a tar or zip file, one at a time, within limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from translator import limits

_TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tar.lzo")
_VZDUMP = re.compile(r"vzdump-openvz-([0-9]+)-")
_WANTED = (".conf", ".conf-sample", ".conf.destroyed", ".xml")


def is_archive(path: str) -> bool:
    """Whether the name is that of an archive."""
    return path.lower().endswith((*_TAR, ".zip"))


def members(path: str) -> Iterator[tuple[str, bool, bytes]]:
    """Yield name, whether it is a link, and content of what may be ours.

    Content beyond the limit for one conf is cut there, so that its reader refuses it. OSError or ValueError when the
    archive cannot be read, or not to its end.
    """
    import tarfile
    import zipfile
    import zlib

    try:
        yield from _zip(path) if path.lower().endswith(".zip") else _tar(path)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(str(error)) from None


def _name(archive: str, name: str) -> str:
    """Return a member's name; the conf in a vzdump archive gets the number that the archive's name gives it."""
    dump = _VZDUMP.match(PurePosixPath(archive).name)
    return f"{dump[1]}.conf" if dump and name == "etc/vzdump/vps.conf" else name


def _tar(path: str) -> Iterator[tuple[str, bool, bytes]]:
    from translator.archive import open_tar

    with open_tar(path) as archive:
        for member in archive:
            archive.members = []  # type: ignore[attr-defined]  # a stream needs no memory of what has passed
            name = _name(path, member.name.removeprefix("./"))
            if not name.endswith(_WANTED):
                continue
            if member.issym() or member.islnk():
                yield name, True, b""
            elif member.isreg():
                file = archive.extractfile(member)
                yield name, False, file.read(limits.MAX_CONF + 1) if file else b""


def _zip(path: str) -> Iterator[tuple[str, bool, bytes]]:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.endswith(_WANTED):
                with archive.open(member) as file:
                    yield member.filename, False, file.read(limits.MAX_CONF + 1)
