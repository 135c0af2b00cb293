"""What is inside an archive? The confs and documents of a tar or zip file, one at a time, within limits."""

from __future__ import annotations

from collections.abc import Iterator

from translator import limits

_TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst", ".tar.lzo")
_WANTED = (".conf", ".conf-sample", ".conf.destroyed", ".xml")


def is_archive(path: str) -> bool:
    """Whether the name is that of an archive."""
    return path.lower().endswith((*_TAR, ".zip"))


def is_dump(path: str) -> bool:
    """Whether the name is that of one container's vzdump archive, which is a source like any conf."""
    if "vzdump-openvz-" not in path:
        return False
    from translator.archive import is_vzdump

    return is_vzdump(path)


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


def _tar(path: str) -> Iterator[tuple[str, bool, bytes]]:
    from translator.archive import open_tar

    with open_tar(path) as archive:
        for member in archive:
            archive.members = []  # type: ignore[attr-defined]  # a stream needs no memory of what has passed
            name = member.name.removeprefix("./")
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
