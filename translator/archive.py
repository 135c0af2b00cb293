"""Where is the conf in a vzdump archive? It is found without unpacking the rest.

Proxmox's vzdump stores a container as a tar archive, plain or compressed with gzip, lzop or zstd, in which the conf is
``etc/vzdump/vps.conf``, near the beginning. The archive is read as a stream, up to the conf and no further.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from translator import limits
from translator.errors import InputError
from translator.finding import Finding

CONF = "etc/vzdump/vps.conf"
#: Compressions that Python does not know, and the program that does.
PROGRAMS = {".zst": "zstd", ".lzo": "lzop"}
_VZDUMP = re.compile(r"vzdump-openvz-([0-9]+)-.*\.(?:tar(?:\.(?:gz|zst|lzo|bz2|xz))?|tgz)")


class Dump(NamedTuple):
    """The conf in an archive, and the id that the archive's name gives."""

    ctid: str
    text: str


def is_vzdump(path: str) -> bool:
    """Whether a file's name is that of a container's vzdump archive."""
    return _VZDUMP.fullmatch(Path(path).name) is not None


def read_vzdump(path: str) -> Dump:
    """Return the conf in an archive. InputError where there is none, or no program to read it; OSError."""
    match = _VZDUMP.fullmatch(Path(path).name)
    if match is None:
        raise _unreadable(path, "the name is none that vzdump gives: vzdump-openvz-CTID-DATE.tar[.gz|.zst|.lzo]")
    try:
        with open_tar(path) as archive:
            for member in archive:
                if member.name.removeprefix("./") == CONF and member.isreg():
                    file = archive.extractfile(member)
                    data = file.read(limits.MAX_CONF + 1) if file else b""
                    if len(data) > limits.MAX_CONF:
                        raise _unreadable(path, f"{CONF} is larger than {limits.MAX_CONF // 2**20} MiB")
                    return Dump(str(int(match[1])), data.decode("utf-8", "surrogateescape"))
                archive.members = []  # type: ignore[attr-defined]  # a stream needs no memory of what has passed
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise _unreadable(path, f"the archive cannot be read: {error}") from None
    raise _unreadable(path, f"there is no {CONF} in the archive")


@contextlib.contextmanager
def open_tar(path: str) -> Iterator[tarfile.TarFile]:
    """Have an archive open as a stream, whatever its compression; InputError where a program is missing or fails."""
    program = PROGRAMS.get(Path(path).suffix.lower())
    if program is None:
        with tarfile.open(path, "r|*") as archive:
            yield archive
        return
    with _decompressed(path, program) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        yield archive


@contextlib.contextmanager
def _decompressed(path: str, program: str) -> Iterator[IO[bytes]]:
    """Have a program decompress a file for as long as somebody reads; with zstandard installed, none is needed."""
    with Path(path).open("rb") as file:
        if program == "zstd":
            try:
                import zstandard  # type: ignore[import-not-found, unused-ignore]
            except ImportError:
                pass
            else:
                with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as stream:
                    yield stream
                return
        found = shutil.which(program)
        if found is None:
            more = ", or Python's zstandard" if program == "zstd" else ""
            raise _unreadable(
                path, f"reading {Path(path).suffix} needs the program {program}{more}: it is not installed"
            )
        with subprocess.Popen(  # noqa: S603 - a fixed program, found in PATH, that is given no words of anybody's
            [found, "-dc"], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            assert process.stdout is not None  # noqa: S101 - asked for above
            try:
                yield process.stdout
            finally:
                process.kill()


def _unreadable(path: str, why: str) -> InputError:
    return InputError(Finding(1, 1, "VZ506", "error", why, path=path))
