"""Which sources do words stand for? Files, folders, patterns, archives and URLs become one list in a stable order."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from translator.characters import is_digits
from translator.errors import InputError
from translator.sources.read import UnreadableError
from translator.sources.words import is_archive, is_dump, is_folder, is_pattern, is_url, wildcard


class Source(NamedTuple):
    """One conf or document: ``root`` is what the user named (a folder, an archive, a URL), ``name`` the path below it.

    The name is '' when the root is the file itself. ``data`` is the content where it had to be read already, as from
    an archive; None otherwise.
    """

    root: str
    name: str
    data: bytes | None = None

    @property
    def path(self) -> str:
        """The path or URL by which people know it."""
        if not self.name:
            return self.root
        if self.root == ".":
            return self.name
        return f"{self.root.rstrip('/')}/{self.name}"


class LeftOut(NamedTuple):
    """A file that is recognised and not taken, and why."""

    path: str
    reason: str


class Lost(NamedTuple):
    """A place that could not be searched, or not to its end, and why: a failure, for containers may be missing."""

    path: str
    reason: str


Found = Source | LeftOut | Lost
#: ``reason_to_leave`` or one like it.
#: Where a whole file system of a node has confs, private areas and backups.
_OF_OPENVZ = ("/etc/vz", "/etc/pve/openvz", "/vz", "/var/lib/vz")
#: Names beside ``etc`` by which a folder is the root of a file system.
_OF_ROOT = frozenset(("bin", "sbin", "usr", "proc", "boot"))
Leave = Callable[..., str | None]


def find_sources(
    wanted: Iterable[str], *, recursive: bool = False, avoid: str = "", leave: Leave | None = None
) -> Iterator[Found]:
    """Yield what the words of a command line stand for, word by word, each in the order of ``by_number``.

    A word that names nothing is a Source all the same: that it cannot be read is a result like any other. Below a word,
    the folder ``avoid`` is passed over: the results of the last run are not sources of the next. ``leave`` answers in
    the place of ``reason_to_leave``.
    """
    leave = leave or reason_to_leave
    for word in wanted:
        if is_url(word):
            yield from _remote(word, leave, recursive=recursive)
        elif is_folder(word) and not _is_conf_folder(word):
            yield from _folder(word, "", leave, recursive=recursive, avoid=avoid)
        elif is_pattern(word):
            yield from _matches(word, leave, recursive=recursive)
        elif is_archive(word) and not is_dump(word):
            yield from _archive(word, leave)
        else:
            yield Source(word, "")


def by_number(name: str) -> tuple[int, int, str]:
    """Sort key: container ids in the order of numbers, then everything else by name."""
    stem = name.partition(".")[0]
    return (0, int(stem), name) if is_digits(stem) and len(stem) < 20 else (1, 0, name)


def by_folder(path: str) -> tuple[str, tuple[int, int, str]]:
    """Sort key for paths: folder by folder, in each ``by_number``."""
    folder, _, name = path.rpartition("/")
    return folder, by_number(name)


def reason_to_leave(name: str, *, link: bool = False, parent: str = "") -> str | None:
    """Return why a file is left out: a sentence, '' when it has nothing to do with us, None when it is taken."""
    if name.startswith("."):
        return ""
    if name.endswith(".conf"):
        if name == "0.conf":
            return "0 is the host, not a container"
        if name == "vz.conf":
            return "the settings of the host, not of a container"
        if link and parent == "names":
            return "a link by name to a conf that is taken under its number"
        return None
    if is_dump(name):
        return None
    if name.endswith(".conf-sample"):
        return "a sample, not a container"
    if name.endswith(".conf.destroyed"):
        return "a container that was destroyed"
    if name.endswith(".xml"):
        return None
    return "a link by name, not a conf" if link and parent == "names" else ""


def _is_conf_folder(path: str) -> bool:
    """Whether a folder was named as if it were one conf (101.conf): reading it then says so."""
    return path.endswith((".conf", ".xml"))


def _folder(root: str, below: str, leave: Leave, *, recursive: bool, avoid: str = "") -> Iterator[Found]:
    """Yield what is in a folder, and with ``recursive`` in those below it, each after the files beside it."""
    avoided = _identity(avoid) if avoid else None
    folders = [(below, "")]
    while folders:
        below, inside = folders.pop()
        here = os.path.join(root, below) if below else root  # noqa: PTH118
        if below and avoided and _identity(here) == avoided:
            continue
        try:
            with os.scandir(here) as entries:
                listing = [(entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink()) for entry in entries]
        except OSError as error:
            yield Lost(here.rstrip("/") or "/", error.strerror or str(error))
            continue
        listing.sort(key=lambda entry: by_number(entry[0]))
        names = {name for name, _, _ in listing}
        if "etc" in names and not _OF_ROOT.isdisjoint(names):
            inside = "/"
        yield from _files(root, below, here, listing, leave, inside)
        if recursive and "ve.conf" not in names:
            further = [name for name, folder, _ in listing if folder and not _is_conf_folder(name)]
            folders += [
                (f"{below}{name}/", way) for name in reversed(further) if (way := _way(inside, name)) is not None
            ]


def _identity(folder: str) -> tuple[int, int] | None:
    """Return what makes a folder the same by whatever path; None for one that is not there."""
    try:
        status = os.stat(folder)  # noqa: PTH116 - one a folder
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _files(
    root: str, below: str, here: str, listing: Iterable[tuple[str, bool, bool]], leave: Leave, inside: str
) -> Iterator[Found]:
    """Yield the files of one folder; ``inside`` as :func:`_way` has it."""
    parent = PurePosixPath(os.path.abspath(here)).name  # noqa: PTH100
    for name, folder, link in listing:
        if (folder and not _is_conf_folder(name)) or (inside and not is_digits(name.partition(".")[0])):
            continue
        reason = leave(name, link=link, parent=parent)
        if reason is None:
            yield Source(root, below + name)
        elif reason:
            yield LeftOut(os.path.join(here, name), reason)  # noqa: PTH118


def _way(inside: str, name: str) -> str | None:
    """Return where a folder is that is called so: its path from the root of the file system of a node, or of a
    container, as long as it is on the way to confs of containers, '' where they are, and outside of any such.

    None for all others: files that end in ``.conf`` are everywhere there, and are others'. ``inside`` is the same of
    the folder around it.
    """
    if name != "etc" and not inside:
        return ""
    path = "/etc" if name == "etc" else f"{inside.rstrip('/')}/{name}"
    if path in _OF_OPENVZ:
        return ""
    return path if any(place.startswith(f"{path}/") for place in _OF_OPENVZ) else None


def _matches(pattern: str, leave: Leave, *, recursive: bool) -> Iterator[Found]:
    """Expand a glob; ``**`` goes into folders, through no link. The root is the folder before the first wildcard."""
    fixed = os.path.dirname(pattern[: wildcard(pattern)])  # noqa: PTH120
    found = _expanded(pattern, fixed)
    if not found:
        yield Source(pattern, "")
    for path in sorted(found, key=by_folder):
        below = os.path.relpath(path, fixed or ".")
        name = os.path.basename(path)  # noqa: PTH119
        if is_folder(path) and not _is_conf_folder(name):
            if recursive:
                yield from _folder(fixed or ".", f"{below}/", leave, recursive=True)
            continue
        link = os.path.islink(path)  # noqa: PTH114
        reason = leave(name, link=link, parent=os.path.basename(os.path.dirname(path)))  # noqa: PTH119, PTH120
        if reason is None:
            yield Source(fixed or ".", below)
        elif reason:
            yield LeftOut(path, reason)


def _expanded(pattern: str, fixed: str) -> list[str]:
    """Return what a pattern stands for; as for a shell, a wildcard begins no hidden name."""
    import glob

    if "**" not in pattern:
        return glob.glob(pattern)  # noqa: PTH207
    # glob follows links there, and never ends where one leads to a folder above
    names = [name if name == "**" else re.sub(r"\*+", "*", name) for name in pattern[len(fixed) :].split("/") if name]
    if names[-1] == "**":
        names.append("*")  # files, too, whatever Python
    start = Path(fixed or ".")
    below = (path.relative_to(start) for path in start.glob("/".join(names)))
    shown = any(map(_is_hidden, names))
    return [os.path.join(fixed, path) for path in below if shown or not any(map(_is_hidden, path.parts))]  # noqa: PTH118


def _is_hidden(name: str) -> bool:
    return name.startswith(".")


def _archive(path: str, leave: Leave) -> Iterator[Found]:
    """Yield the confs and documents of an archive with their content, in the archive's own order."""
    from translator.sources.archive import members

    empty = True
    try:
        for name, link, data in members(path):
            reason = leave(PurePosixPath(name).name, link=link, parent=PurePosixPath(name).parent.name)
            if reason is None and not link:
                empty = False
                yield Source(path, name, data)
            elif reason:
                empty = False
                yield LeftOut(f"{path}/{name}", reason)
    except (OSError, EOFError, ValueError) as error:
        why = error.finding.message if isinstance(error, InputError) else getattr(error, "strerror", None) or error
        yield Lost(path, f"the archive cannot be read to its end: {why}")
    else:
        if empty:
            yield Lost(path, "there is no conf and no document in the archive")


def _remote(url: str, leave: Leave, *, recursive: bool) -> Iterator[Found]:
    """List a URL with fsspec: one object, a prefix, or a pattern."""
    from translator.sources.remote import listing

    try:
        names = listing(url, recursive=recursive)
    except (OSError, ImportError) as error:
        yield Lost(url, (isinstance(error, OSError) and error.strerror) or str(error))
        return
    if names is None:
        yield Source(url, "")
        return
    root, found = names
    for name in sorted(found, key=by_folder):
        base = PurePosixPath(name)
        reason = leave(base.name, parent=base.parent.name)
        if reason is None:
            yield Source(root, name)
        elif reason:
            yield LeftOut(f"{root}/{name}", reason)


def names_in(folder: str, endings: tuple[str, ...]) -> list[str]:
    """Return the names in a folder that end so, those of containers in the order of their ids; UnreadableError."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names are wanted, not paths
    except OSError as error:
        raise UnreadableError(f"{folder}: {error.strerror or error}") from None
    return sorted((name for name in names if name.endswith(endings)), key=lambda name: (len(name), name))
