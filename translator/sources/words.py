"""What does a word of the command line name? Told by the word, and by a look at whether there is such a file."""

from __future__ import annotations

import os
import re
import sys

#: How the names of archives end, in any case: tar, plain or compressed, and zip. The only list of them.
ENDINGS = (
    *(".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tar.lzo"),
    *(".tgz", ".tbz2", ".tbz", ".txz", ".tzst", ".tzo", ".zip"),
)
#: What vzdump calls the backup of one container (PVE/VZDump.pm): the container's id, and the time.
_DUMP = re.compile(r"vzdump-openvz-([0-9]+)-.*")
_URL = re.compile(r"[a-z][a-z0-9+.-]*(?:::|://)")
_MAGIC = re.compile(r"[*?\[]")


def is_url(word: str) -> bool:
    """Whether a source or target is fsspec's to open."""
    return _URL.match(word) is not None


def is_archive(word: str) -> bool:
    """Whether the name is that of an archive."""
    return word.lower().endswith(ENDINGS)


def dump_ctid(word: str) -> str | None:
    """Return the container's id where a word is the name of its backup by vzdump: a source like any conf."""
    if "vzdump-openvz-" not in word or not is_archive(word) or is_url(word):
        return None
    match = _DUMP.fullmatch(word.rpartition("/")[2])
    return None if match is None else str(int(match[1]))


def is_dump(word: str) -> bool:
    """Whether a word is the name of the backup of one container."""
    return dump_ctid(word) is not None


def is_folder(word: str) -> bool:
    """Whether there is a folder of this name; False also where that cannot be known, for reading it says so."""
    return os.path.isdir(word)  # noqa: PTH112 - Path.is_dir fails where a folder above may not be looked into


def is_file(word: str) -> bool:
    """Whether a word names a plain file, which can be read again and written: no pipe, no device."""
    return os.path.isfile(word)  # noqa: PTH113 - Path.is_file fails where a folder above may not be looked into


def archive_of(path: str) -> tuple[str, str] | None:
    """Return the archive that a path leads into, and the name of the member; None where there is none."""
    for at, sign in enumerate(path):
        if sign == "/" and is_archive(path[:at]) and is_file(path[:at]):
            return path[:at], path[at + 1 :]
    return None


def wildcard(word: str) -> int | None:
    """Return where the first wildcard of a pattern stands; None for a word without one."""
    match = _MAGIC.search(word)
    return None if match is None else match.start()


def is_pattern(word: str) -> bool:
    """Whether a word stands for the files that match it: it has a wildcard, and is no file's name itself."""
    return wildcard(word) is not None and not os.path.lexists(word)


def is_many(word: str) -> bool:
    """Whether a word may stand for more than one file by its kind, be it a backup that holds one conf."""
    return is_url(word) or is_archive(word) or is_folder(word) or is_pattern(word)


def split_list(data: bytes) -> list[str]:
    """Return the words of a list of sources: one a line, or apart by NUL where there is one."""
    text = data.decode(sys.getfilesystemencoding(), "surrogateescape")
    return re.findall(r"[^\0]+" if "\0" in text else r"[^\n]+", text)
