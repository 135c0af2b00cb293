"""Who writes here? Into a folder and a record one run at a time: a lock ends with the last process that holds it."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import time
from pathlib import Path

from translator.errors import VzvirtError

#: A link would lead out of the folder, and opening what else there may be would wait.
_OPEN = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class BusyError(VzvirtError):
    """Another run writes into the same place; the text says which."""


class Lock:
    """Of a ``place``, by a file: held from ``take`` to ``release``.

    Forked workers hold it too: after a kill it lasts until the last is gone.
    """

    def __init__(self, place: str, path: Path) -> None:
        self.place = place
        self.path = path
        self._fd = -1

    def take(self, patience: float = 1.0) -> None:
        """Take the lock within ``patience`` seconds; BusyError when it is another's, OSError when it cannot be made."""
        until = time.monotonic() + patience
        while True:
            fd = self._opened()
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                owner = os.read(fd, 32).decode("ascii", "replace").strip()
                os.close(fd)
                if time.monotonic() > until:
                    raise BusyError(
                        f"{self.place}: another run writes into it (process {owner or 'unknown'})"
                    ) from None
                time.sleep(0.05)
                continue
            if self._is_current(fd):
                break
            os.close(fd)
        self._fd = fd
        with contextlib.suppress(OSError):  # on a full disk the others do not learn who it is
            os.ftruncate(fd, 0)
            os.write(fd, f"{os.getpid()}\n".encode())

    def _opened(self) -> int:
        """Open the file, which has this one name alone: what is written into it would stand under the other too."""
        try:
            fd = os.open(self.path, _OPEN, 0o666)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
                raise self._foreign() from None
            raise
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
            os.close(fd)
            raise self._foreign()
        return fd

    def _foreign(self) -> OSError:
        return OSError(errno.EEXIST, f"{self.path.name} is a link or no plain file, and so no lock of ours: remove it")

    def _is_current(self, fd: int) -> bool:
        """Whether the file that was locked is still the one with the name: its last owner removes it."""
        try:
            return os.path.samestat(os.fstat(fd), self.path.lstat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Give the lock back."""
        self.path.unlink(missing_ok=True)
        os.close(self._fd)


def folder_lock(folder: str) -> Lock:
    """Return the lock of a folder that results go into."""
    return Lock(folder, Path(folder, ".vzvirt.lock"))


def record_lock(record: str) -> Lock:
    """Return the lock of a record, which several folders may share: what a run adds has the next numbers."""
    path = Path(os.path.realpath(record))
    return Lock(record, path.with_name(f".{path.name}.lock"))
