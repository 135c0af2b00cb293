"""What is in an archive? Its confs and documents, one at a time; of a backup the one conf, without unpacking the rest.

Proxmox's vzdump stores a container as a tar archive, plain or compressed with gzip, lzop or zstd, in which the conf is
``etc/vzdump/vps.conf``, near the beginning. That one is read as a stream, up to the conf and no further.
"""

from __future__ import annotations

import contextlib
import math
import re
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple, Protocol, Self

from translator import limits
from translator.errors import InputError
from translator.levels import make_finding
from translator.sources.kind import content_of
from translator.sources.words import dump_ctid

if TYPE_CHECKING:
    import lzma

#: Where a backup has the conf of its container.
CONF = "etc/vzdump/vps.conf"
#: Compressions that Python does not know: how archives of them end, and the program that does.
PROGRAMS = {"zstd data": (".zst", "zstd"), "lzop data": (".lzo", "lzop")}
_ACTION = r"(?:premount|mount|start|stop|umount|postumount)"
#: What belongs to confs: the node's settings, and action scripts.
_BESIDE = re.compile(rf"(?:^|/)(?:vz\.conf|(?:[0-9]+|vps|[0-9a-fA-F-]{{36}})\.{_ACTION}|scripts/{_ACTION})$")
#: What a backup has of its container's action scripts.
_BESIDE_DUMP = re.compile(rf"{re.escape(CONF.removesuffix('conf'))}{_ACTION}$")
_WANTED = (".conf", ".conf-sample", ".conf.destroyed", ".xml")

#: What people may have chosen for a zip archive instead of deflating.
_METHODS = {9: "with deflate64", 12: "with bzip2", 14: "with LZMA", 93: "with zstd", 95: "with xz", 98: "with PPMd"}


class Dump(NamedTuple):
    """The conf in a backup, and the id that the archive's name gives."""

    ctid: str
    data: bytes


class Member(NamedTuple):
    """Something in an archive. ``read`` gives its content, cut beyond the limit for one conf; a link has none."""

    name: str
    link: bool
    size: int
    read: Callable[[], bytes]


class Stream(Protocol):
    """What an archive is read from, in one go."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""
        ...


def read_dump(path: str) -> Dump:
    """Return the conf in a backup. InputError where there is none, or no program to read it; OSError."""
    ctid = dump_ctid(path)
    if ctid is None:
        raise _unreadable(path, "the name is none that vzdump gives: vzdump-openvz-CTID-DATE.tar[.gz|.zst|.lzo]")
    try:
        with _told():
            for member in _walk(path):
                if member.name == CONF and not member.link:
                    data = member.read()
                    if len(data) > limits.MAX_CONF:
                        raise _unreadable(path, f"{CONF} is larger than {limits.MAX_CONF // 2**20} MiB")
                    return Dump(ctid, data)
    except InputError:
        raise
    except ValueError as error:
        raise _unreadable(path, f"the archive cannot be read: {error}") from None
    raise _unreadable(path, f"there is no {CONF} in the archive")


def _is_read(name: str) -> bool:
    return name.endswith(_WANTED) or _BESIDE.search(name) is not None


def beside_conf(path: str) -> dict[str, bytes]:
    """Return the action scripts that a backup has in one folder with its conf, by name; InputError, OSError.

    They follow each other in the archive: what comes behind that folder is not read.
    """
    folder, found, seen = CONF.rpartition("/")[0] + "/", dict[str, bytes](), False
    try:
        with _told():
            for member in _walk(path):
                if member.name.startswith(folder):
                    seen = True
                    if not member.link and _BESIDE_DUMP.match(member.name):
                        found[member.name] = member.read()[: limits.MAX_CONF]
                elif seen:
                    break
    except ValueError as error:
        if not seen:
            raise _unreadable(path, f"the archive cannot be read: {error}") from None
    return found


def beside_confs(path: str) -> dict[str, bytes]:
    """Return what belongs to the confs of an archive and is none of them, by name: vz.conf, and action scripts.

    Read in one go, once as long as the archive stays what it is. Empty for one that cannot be read, which is told where
    its confs are.
    """
    try:
        status = Path(path).stat()
        return _beside_confs(path, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError):
        return {}


@lru_cache(maxsize=2)  # of one archive after the other, and what is kept may be large
def _beside_confs(path: str, *_state: int) -> dict[str, bytes]:
    found = dict[str, bytes]()
    room = _Room()
    with _told():
        for member in _walk(path):
            if not member.link and _BESIDE.search(member.name):
                room.take_beside(member)
                found[member.name] = member.read()[: limits.MAX_CONF]
    return found


class _Room:
    """What an archive may still hold of what is read of it. ValueError where that is more than anybody can hold."""

    def __init__(self) -> None:
        self._confs, self._beside = limits.MAX_ARCHIVE, limits.MAX_BESIDE

    def take(self, size: int) -> None:
        """Take room for a conf or a document."""
        self._confs -= size
        if self._confs < 0:
            raise ValueError(f"its confs and documents are more than {limits.MAX_ARCHIVE // 2**20} MiB")

    def take_beside(self, member: Member) -> None:
        """Take room for what belongs to confs, by the size that the archive says it has: it has no more."""
        self._beside -= min(member.size, limits.MAX_CONF)
        if self._beside < 0:
            raise ValueError(f"its action scripts are more than {limits.MAX_BESIDE // 2**20} MiB")


def members(path: str) -> Iterator[tuple[str, bool, bytes]]:
    """Yield name, whether it is a link, and content of what may be ours.

    Content beyond the limit for one conf is cut there, so that its reader refuses it. OSError or ValueError when the
    archive cannot be read, or not to its end, or holds more than anybody can hold at once, which is told here of
    scripts as well.
    """
    room = _Room()
    with _told():
        for member in _walk(path):
            if member.name.endswith(_WANTED):
                data = member.read()
                room.take(len(data))
                yield member.name, member.link, data
            elif not member.link and _BESIDE.search(member.name):
                room.take_beside(member)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Have what the readers of archives raise become a ValueError that says it."""
    import lzma
    import tarfile
    import zipfile
    import zlib

    try:
        yield
    except (tarfile.TarError, zipfile.BadZipFile, RuntimeError) as error:  # the last of an encrypted zip archive
        raise ValueError(str(error)) from None
    except (zlib.error, lzma.LZMAError, EOFError) as error:
        raise ValueError(f"it is damaged, or cut off: {error}") from None


def _walk(path: str) -> Iterator[Member]:
    """Yield what is in an archive, in its order. OSError, ValueError where it ends too early, what ``_told`` knows."""
    if not stat.S_ISREG(Path(path).stat().st_mode):  # a pipe of that name would wait for ever
        raise OSError(0, "not a regular file")
    with Path(path).open("rb") as file:
        content = content_of(file.read(512)).name
    with Path(path).open("rb") as file:
        if content == "a zip archive":
            yield from _zip(file)
        else:
            with _decompressed(path, file, content) as stream:
                yield from _tar(stream)


def _tar(stream: Stream) -> Iterator[Member]:
    import tarfile

    read_on: Any = _Remembering(stream)

    class Header(tarfile.TarInfo):
        """A header of bounded length: a long name, an extended header or a map of holes could take gigabytes."""

        @classmethod
        def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
            with read_on.at_most(limits.MAX_HEADER):
                return super().fromtarfile(archive)

    with tarfile.open(fileobj=read_on, mode="r|", tarinfo=Header) as archive:
        for member in archive:
            archive.members = []  # type: ignore[attr-defined]  # a stream needs no memory of what has passed
            if member.isdir() or not (member.isreg() or member.issym() or member.islnk()):
                continue
            file = archive.extractfile(member) if member.isreg() else None
            read = (lambda file=file: file.read(limits.MAX_CONF + 1)) if file else bytes
            yield Member(member.name.removeprefix("./"), file is None, member.size, read)
    while read_on.read(1 << 20):
        pass
    if read_on.last.strip(b"\0"):  # tarfile takes what is cut off between two members, or in a header, for an end
        raise ValueError("it is cut off: the blocks of zeros are missing that end an archive")


class _Remembering:
    """A stream that keeps the last bytes that were read, and can be held to some bytes for a while."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._left = math.inf
        self.last = b"-"

    def read(self, size: int) -> bytes:
        """Read on; ValueError where that is more than allowed."""
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ValueError(f"a member's header is longer than {limits.MAX_HEADER // 2**20} MiB")
        if data:
            self.last = (self.last + data)[-512:]
        return data

    @contextlib.contextmanager
    def at_most(self, size: int) -> Iterator[None]:
        """Allow so many bytes in all, also where a header is read within another's reading."""
        before, self._left = self._left, min(self._left, size)
        try:
            yield
        finally:
            self._left = before


def _zip(file: IO[bytes]) -> Iterator[Member]:
    import zipfile

    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) and _is_read(info.filename):
                # what is packed otherwise, zipfile unpacks whole, however little is asked for
                how = _METHODS.get(info.compress_type, "otherwise")
                raise ValueError(f"{info.filename[-60:]} is packed {how}: only what is stored or deflated is read")

            def read(info: zipfile.ZipInfo = info) -> bytes:
                with archive.open(info) as member:
                    return member.read(limits.MAX_CONF + 1)

            yield Member(info.filename.removeprefix("./"), stat.S_ISLNK(info.external_attr >> 16), info.file_size, read)


@contextlib.contextmanager
def _decompressed(path: str, file: IO[bytes], content: str) -> Iterator[Stream]:
    """Have a stream decompressed for as long as somebody reads, by what it holds, not by its name."""
    if content == "gzip data":
        import gzip

        with gzip.GzipFile(fileobj=file) as unzipped:
            yield unzipped
    elif content == "bzip2 data":
        import bz2

        with bz2.BZ2File(file) as unzipped:
            yield unzipped
    elif content == "xz data":
        yield _Xz(file)
    elif content in PROGRAMS:
        ending, program = PROGRAMS[content]
        with _by_program(path, file, ending, program) as stream:
            yield stream
    else:
        yield file


class _Xz:
    """What a file holds that xz has compressed, by a bounded dictionary: Python's own reader takes one of any size."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._open = self._next()

    @staticmethod
    def _next() -> lzma.LZMADecompressor:
        import lzma

        return lzma.LZMADecompressor(lzma.FORMAT_XZ, limits.MAX_DICTIONARY)

    def read(self, size: int) -> bytes:
        """Return at most so many bytes; EOFError where the file ends too early, LZMAError."""
        while True:
            rest = self._open.unused_data
            if self._open.eof:  # another stream may follow
                rest = (rest or self._file.read(1 << 16)).lstrip(b"\0")
                if not rest:
                    return b""
                self._open = self._next()
            elif self._open.needs_input:
                rest = self._file.read(1 << 16)
                if not rest:
                    raise EOFError("the compressed data ended before its end was marked")
            data = self._open.decompress(rest, size)
            if data:
                return data


@contextlib.contextmanager
def _by_program(path: str, file: IO[bytes], ending: str, program: str) -> Iterator[Stream]:
    """Have a program decompress; with zstandard installed, none is needed for zstd."""
    if program == "zstd":
        try:
            import zstandard  # type: ignore[import-not-found, unused-ignore]
        except ImportError:
            pass
        else:
            with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as stream:
                try:
                    yield stream
                except zstandard.ZstdError as error:
                    raise EOFError(str(error)) from None
            return
    found = shutil.which(program)
    if found is None:
        more = ", or Python's zstandard" if program == "zstd" else ""
        raise _unreadable(path, f"reading {ending} needs the program {program}{more}: it is not installed")
    with subprocess.Popen(  # noqa: S603 - a fixed program, found in PATH, that is given no words of anybody's
        [found, "-dc"], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None  # noqa: S101 - asked for above
        try:
            yield process.stdout
            # who has read to the end wants to know whether it was one; who stops early does not come here
            while process.stdout.read(1 << 20):
                pass
            if process.wait() != 0:
                raise EOFError(f"{program} cannot read it to its end")
        finally:
            process.kill()


def _unreadable(path: str, why: str) -> InputError:
    return InputError(make_finding(1, 1, "VZ506", why, path=path))
