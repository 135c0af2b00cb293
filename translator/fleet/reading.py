"""Which bytes does a source hold? Those of a file, a URL or an archive's member, within limits."""

from __future__ import annotations

import os
import stat

from translator import limits
from translator.fleet.sources import Source, is_url


def read_source(source: Source) -> bytes:
    """Return the bytes of a source; OSError for anything that is no readable file of a sensible size."""
    data = source.data
    if data is None and is_url(source.root):
        from translator.fleet.remote import read_url

        data = read_url(source.path, limits.MAX_CONF + 1)
    elif data is None:
        # without O_NONBLOCK a pipe named 101.conf would wait for ever
        fd = os.open(source.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                raise OSError(0, "a folder, not a file" if stat.S_ISDIR(status.st_mode) else "not a regular file")
            data = b"" if status.st_size > limits.MAX_CONF else _read_all(fd)
            if status.st_size > limits.MAX_CONF:
                raise OSError(0, f"larger than {limits.MAX_CONF >> 20} MiB, which no conf or document is")
        finally:
            os.close(fd)
    if len(data) > limits.MAX_CONF:
        raise OSError(0, f"larger than {limits.MAX_CONF >> 20} MiB, which no conf or document is")
    return data


def _read_all(fd: int) -> bytes:
    data = os.read(fd, 1 << 16)
    if len(data) < 1 << 16:
        return data
    pieces = [data]
    while pieces[-1] and sum(map(len, pieces)) <= limits.MAX_CONF:
        pieces.append(os.read(fd, 1 << 20))
    return b"".join(pieces)
