"""How are files and streams read and written, so that any bytes survive and nothing is half-written?"""

from __future__ import annotations

import os
import sys

from translator import limits
from translator.kind import mismatch


class Unreadable(Exception):  # noqa: N818 - a result of reading, told to the user as such
    """A source that cannot be read; the text says why."""


def read_text(path: str) -> str:
    """Return the text of a file, or of standard input for ``-``: UTF-8 with surrogateescape, line ends untouched."""
    try:
        if path == "-":
            data = sys.stdin.buffer.read(limits.MAX_CONF + 1)
        else:
            # asking for no more than the file has spares a buffer of the largest size; what has no size is read on
            with open(path, "rb") as file:  # noqa: PTH123 - half the time of Path.open, for ten thousand files
                size = min(os.fstat(file.fileno()).st_size, limits.MAX_CONF)
                data = file.read(size + 1)
                if len(data) > size:
                    data += file.read(limits.MAX_CONF + 1 - len(data))
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from None
    if len(data) > limits.MAX_CONF:
        raise Unreadable(f"{path}: larger than {limits.MAX_CONF // 2**20} MiB, which no conf or document is")
    text = data.decode("utf-8", "surrogateescape")
    wrong = mismatch(text, path)
    if wrong:
        raise Unreadable(f"{path}: {wrong[1]}")
    return text


def is_folder(path: str) -> bool:
    """Whether there is a folder of this name; False also where that cannot be known, for reading it says so."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir fails where a folder above may not be looked into


def names_in(folder: str, endings: tuple[str, ...]) -> list[str]:
    """Return the names in a folder that end so, those of containers in the order of their ids; Unreadable."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names are wanted, not paths
    except OSError as error:
        raise Unreadable(f"{folder}: {error.strerror or error}") from None
    return sorted((name for name in names if name.endswith(endings)), key=lambda name: (len(name), name))


def write_text(path: str, text: str, *, force: bool) -> None:
    """Write a file whole or not at all, or standard output for ``-``.

    Taken when another file is there and ``force`` is not given; any other OSError leaves nothing behind.
    """
    data = text.encode("utf-8", "surrogateescape")
    if path == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from translator.replace import written

    with written(path, force=force) as file:
        file.write(data)
