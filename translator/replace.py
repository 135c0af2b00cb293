"""How does a file get new content whole or not at all, and stay otherwise what it was: a link's target, its owner's?"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from translator.errors import VzvirtError

#: Names of what is open already: written on, never replaced.
_OPEN = re.compile(r"/dev/(?:std(?:in|out|err)|fd/[0-9]+)|/proc/(?:self|[0-9]+)/fd/[0-9]+")
_CHUNK = 1 << 16
#: Seconds that another one may take to change the file that we want to change.
_PATIENCE = 3.0
_LOOK = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_HOLD = getattr(os, "O_PATH", _LOOK) | os.O_CLOEXEC
#: What a file system says that has no hard links, and one that has too many of one file.
_NO_LINKS = frozenset((errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK))
#: Linux's AT_FDCWD and RENAME_NOREPLACE.
_HERE, _NO_REPLACE = -100, 1
#: Attributes that are about the file, not about what it holds, as a signature is: the access list and the label.
_KEPT = frozenset(("system.posix_acl_access", "security.selinux"))


class TakenError(VzvirtError, FileExistsError):
    """A file that is there already and must stay as it is; the text says what to do."""

    def __str__(self) -> str:
        return str(self.args[0])


@contextlib.contextmanager
def written(path: str, *, force: bool, last: Callable[[], None] | None = None) -> Iterator[IO[bytes]]:
    """Have a file open whose content becomes that of ``path`` when the block ends, and never when it fails.

    TakenError when the file is there and ``force`` is not given, unless it holds these very bytes. A link is followed,
    and a file that is replaced keeps mode and, where this process may give it, owner. Devices and pipes are written to
    as they are. A link to nowhere is a file that is there, of no content. What ``last`` raises, called when there is
    nothing left to do but to replace the file, leaves it as it was.
    """
    status = _status(path)
    if is_open(path) or (status and not stat.S_ISREG(status.st_mode)):
        with open(path, "ab") as file:  # noqa: PTH123
            yield file
        return
    import tempfile

    target = Path(os.path.realpath(path) if status else path)
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            if status is None:
                # mkstemp is private; a new file gets what open() would have given it
                umask = os.umask(0)
                os.umask(umask)
                os.fchmod(handle, 0o666 & ~umask)
            else:
                keep(handle, status, str(target))
            os.fsync(handle)
        if force:
            if last is not None:
                last()
            part.replace(target)
            return
        try:
            give_name(str(part), path)
        except FileExistsError:
            if not _same(part, Path(path)):
                raise TakenError(f"{path} is there already; --force writes over it") from None
            part.unlink()
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def give_name(part: str, name: str, folder: int | None = None) -> None:
    """Give a file the name that it is to have, and take the one away that it had, both in an open ``folder`` if one is
    given; FileExistsError where something has that name.

    Unlike a rename, a link never writes over a file that came meanwhile. A file system without links, as FAT is, may
    know a rename that does not either.
    """
    try:
        os.link(part, name, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if not _renamed(part, name, folder):
            why = f"{error.strerror}: without hard links nothing is written here but with --force"
            raise OSError(error.errno, why, name) from None
    else:
        os.unlink(part, dir_fd=folder)


def _renamed(part: str, name: str, folder: int | None) -> bool:
    """Whether the system could rename a file without replacing another; OSError where it could have."""
    import ctypes

    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    at = _HERE if folder is None else folder
    if rename is None:
        return False
    if rename(at, os.fsencode(part), at, os.fsencode(name), _NO_REPLACE):
        number = ctypes.get_errno()
        if number == errno.EINVAL or number in _NO_LINKS:
            return False
        raise OSError(number, os.strerror(number), name)
    return True


def exchange(path: str, old: bytes, new: bytes) -> None:
    """Give a file that was read other content; OSError, and nothing is done, where it does not hold ``old`` any more.

    Of two that do this at once one comes first, and the other finds that the file has changed.
    """

    def look() -> None:
        fd = os.open(path, _LOOK)
        with os.fdopen(fd, "rb") as file:
            if not stat.S_ISREG(os.fstat(fd).st_mode) or file.read(len(old) + 1) != old:
                raise OSError(errno.ESTALE, "it has changed meanwhile, and stays as it is now")

    fd = _locked(path)
    try:
        with written(path, force=True, last=look) as file:
            file.write(new)
    finally:
        os.close(fd)


def _locked(path: str) -> int:
    """Open the file that has a name, and lock it: who comes after us finds that another one has the name."""
    until = time.monotonic() + _PATIENCE
    while True:
        fd = os.open(path, _LOOK)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            if time.monotonic() > until:
                raise OSError(errno.EBUSY, "another process has locked it") from None
            time.sleep(0.02)
            continue
        except OSError:  # a file system without locks
            return fd
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(fd), os.stat(path)):  # noqa: PTH116
                return fd
        os.close(fd)


def is_open(path: str) -> bool:
    """Whether a path is a name of something that this process has open already, as /dev/stdin is."""
    return _OPEN.fullmatch(os.path.abspath(path)) is not None  # noqa: PTH100


def _status(path: str) -> os.stat_result | None:
    try:
        return Path(path).stat()
    except FileNotFoundError:
        return None


def keep(handle: int, status: os.stat_result, path: str) -> None:
    """Give an open file the owner, the mode and the attributes of the one that it replaces, as far as it may."""
    mode = stat.S_IMODE(status.st_mode)
    own = os.fstat(handle)
    if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
        try:
            os.fchown(handle, status.st_uid, status.st_gid)
        except OSError:
            mode &= 0o777
            with contextlib.suppress(OSError):
                os.fchown(handle, -1, status.st_gid)
    os.fchmod(handle, mode)
    with contextlib.suppress(OSError):  # where the file system has them
        for attribute in os.listxattr(path):
            if attribute in _KEPT or attribute.startswith("user."):
                with contextlib.suppress(OSError):
                    os.setxattr(handle, attribute, os.getxattr(path, attribute))


def make_folder(path: str) -> None:
    """Make a folder and those above it, unless it is there; OSError says so where a file is in the way."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, "a file, not a folder", path) from None


def _same(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes."""
    try:
        if not other.is_file() or one.stat().st_size != other.stat().st_size:
            return False
        with one.open("rb") as left, other.open("rb") as right:
            while piece := left.read(_CHUNK):
                if piece != right.read(_CHUNK):
                    return False
    except OSError:
        return False
    return True


def same_file(path: str, others: Iterable[str]) -> str | None:
    """Return the one of some files that ``path`` is by whatever name, None for none of them.

    Someone may give ``path`` a new file meanwhile, as every careful change does; then all is looked at again.
    """
    others = list(others)
    with contextlib.suppress(OSError, ValueError):  # it is gone, or was never there
        while True:
            fd = os.open(path, _HOLD)  # as long as it is open, no other file gets its number
            try:
                status = os.fstat(fd)
                if not stat.S_ISREG(status.st_mode):
                    return None
                for other in others:
                    with contextlib.suppress(OSError, ValueError):
                        if os.path.samestat(status, os.stat(other)):  # noqa: PTH116 - of a hundred thousand
                            return other
                if os.path.samestat(status, os.stat(path)):  # noqa: PTH116
                    return None
            finally:
                os.close(fd)
    return None
