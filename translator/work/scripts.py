"""Which action scripts does a container have? They stand beside its conf, in its private area, or in its backup."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache

from translator import limits
from translator.container.actions import ACTIONS, ACTIONS_OF_ALL, OF_ALL, Script
from translator.errors import InputError
from translator.sources.file import read_file
from translator.sources.words import archive_of, dump_ctid, is_file, is_url

#: Where OpenVZ 7 has the scripts of a private area, and vzdump those of a container.
_AREA, _DUMP = "scripts", "etc/vzdump/vps"
_ENDINGS = tuple(f".{action}" for action in ACTIONS)
#: When each folder had last changed where it was last looked into.
_STATES: dict[str, int] = {}


def scripts_of(path: str) -> list[Script]:
    """Return the action scripts of the container whose conf, or whose backup, is at ``path``.

    One that is there and cannot be read has no text. OpenVZ 7 has a link of each conf's name to the private area.
    """
    if is_url(path) or path == "-":
        return []
    if dump_ctid(path) is not None:
        return list(_in_dump(path))
    if not is_file(path):
        return list(_in_archive(path))
    folder, name = os.path.split(path)
    stem = name.removesuffix(".conf")
    found = [] if stem == "ve" else list(_beside(folder, stem))
    real = os.path.realpath(path) if stem != "ve" and os.path.islink(path) else path  # noqa: PTH114
    if os.path.basename(real) == "ve.conf":  # noqa: PTH119
        area = os.path.join(os.path.dirname(real), _AREA)  # noqa: PTH118, PTH120
        found += [script for action in ACTIONS if (script := _script(area, action, action))]
    return found


def script_names(stem: str) -> list[tuple[str, str, bool]]:
    """Return the names of scripts beside ``<stem>.conf``, each with its action, and whether it is every container's."""
    own = [(f"{stem}.{action}", action, False) for action in ACTIONS]
    return [*own, *((f"{OF_ALL}.{action}", action, True) for action in ACTIONS_OF_ALL)]


def _beside(folder: str, stem: str) -> Iterator[Script]:
    changed = _changed(folder)
    # where files come all the time, as results do beside their sources, it would be listed for each of them
    there = _scripts_in(folder, changed) if _STATES.get(folder) == changed else None
    _STATES[folder] = changed
    for action in ACTIONS:
        name = f"{stem}.{action}"
        if (there is None or name in there) and (script := _script(folder, name, action)):
            yield script
    yield from _of_all(folder, changed)


@lru_cache(maxsize=64)
def _scripts_in(folder: str, _changed: int) -> frozenset[str] | None:
    """Return the names in a folder that are those of scripts, None where it cannot be listed."""
    try:
        return frozenset(name for name in os.listdir(folder or ".") if name.endswith(_ENDINGS))  # noqa: PTH208
    except OSError:
        return None


@lru_cache(maxsize=64)
def _of_all(folder: str, _changed: int) -> tuple[Script, ...]:
    """Return the scripts of every container of a node: looked for once, as long as the folder stays what it is."""
    found = [_script(folder, f"{OF_ALL}.{action}", action, shared=True) for action in ACTIONS_OF_ALL]
    return tuple(script for script in found if script)


def _changed(folder: str) -> int:
    try:
        return os.stat(folder or ".").st_mtime_ns  # noqa: PTH116
    except OSError:
        return 0


def _script(folder: str, name: str, action: str, *, shared: bool = False) -> Script | None:
    path = f"{folder}/{name}" if folder and not folder.endswith("/") else folder + name
    # most are not there, and an exception costs more than the call
    if not os.access(path, os.F_OK, follow_symlinks=False):
        return None
    try:
        data = read_file(path, limits.MAX_CONF, "script", streams=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        data = b""
    return Script(action, name, path, data.decode("utf-8", "surrogateescape"), shared)


def _in_archive(path: str) -> Iterator[Script]:
    found = archive_of(path)
    if found is None:
        return
    from translator.sources.archive import beside_confs

    archive, member = found
    folder, _, name = member.rpartition("/")
    stem = name.removesuffix(".conf")
    beside = beside_confs(archive)
    names = [(f"{_AREA}/{action}", action, False) for action in ACTIONS] if stem == "ve" else script_names(stem)
    for script, action, shared in names:
        inside = f"{folder}/{script}" if folder else script
        if inside in beside:
            text = beside[inside].decode("utf-8", "surrogateescape")
            yield Script(action, script, f"{archive}/{inside}", text, shared)


def _in_dump(path: str) -> Iterator[Script]:
    from translator.sources.archive import beside_conf

    try:
        found = beside_conf(path)
    except (InputError, OSError):  # told where the conf is read
        return
    for action in ACTIONS:
        data = found.get(f"{_DUMP}.{action}")
        if data is not None:
            name = f"{OF_ALL}.{action}"
            yield Script(action, name, f"{path}/{_DUMP}.{action}", data.decode("utf-8", "surrogateescape"))
