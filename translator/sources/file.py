"""Which bytes does a file hold that anybody may have put there? Read within bounds, without waiting for nobody."""

from __future__ import annotations

import os
import select
import stat

from translator.replace import is_open

#: Seconds that a pipe gets until somebody writes into it.
_PATIENCE = 1
_CHUNK = 1 << 16
_PIECE = 1 << 20


def read_file(path: str, most: int, what: str, *, streams: bool = True) -> bytes:
    """Return the bytes of a file; OSError, also for one that has more than ``most`` bytes, which no ``what`` has.

    With ``streams`` it may also be /dev/null, what is open already (/dev/stdin, /dev/fd/3), and a pipe that somebody
    writes into; all else is no file. It is looked at before it is opened, for opening a device does something; and
    opened without waiting, for by then it may be another one.
    """
    status = os.stat(path)  # noqa: PTH116 - for ten thousand files
    regular = stat.S_ISREG(status.st_mode)
    patient = regular or (streams and _is_open(path, status))
    if not patient and not (streams and stat.S_ISFIFO(status.st_mode)):
        raise OSError(0, "a folder, not a file" if stat.S_ISDIR(status.st_mode) else "not a regular file")
    fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        data = os.read(fd, _CHUNK) if regular else b""
        if len(data) == _CHUNK or not regular:
            data += _read(fd, most, patient=patient)
    finally:
        os.close(fd)
    if len(data) > most:
        raise OSError(0, larger(most, what))
    return data


def larger(most: int, what: str) -> str:
    """Say that something is larger than any ``what``."""
    return f"larger than {most // 2**20} MiB, which no {what} is"


def _read(fd: int, most: int, *, patient: bool) -> bytes:
    """Read to the end, or a piece further than ``most``. Somebody who has a pipe open is waited for."""
    ready = patient or bool(select.select([fd], [], [], _PATIENCE)[0])
    pieces: list[bytes] = []
    size = 0
    while size <= most:
        try:
            piece = os.read(fd, _PIECE)
        except BlockingIOError:
            ready = bool(select.select([fd], [], [])[0])
            continue
        if not piece:
            if not ready:
                raise OSError(0, "a pipe that nobody writes into")
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _is_open(path: str, status: os.stat_result) -> bool:
    return is_open(path) or os.path.samestat(status, os.stat(os.devnull))  # noqa: PTH116
