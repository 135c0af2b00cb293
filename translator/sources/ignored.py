"""Which of the files that were found does nobody want? Those that patterns exclude, and those that git ignores."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

#: A repository's own configuration names programs that git runs. It may be a stranger's: none of these is run.
_UNARMED = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


def excluding(path: str, patterns: Sequence[str], folder: str) -> str | None:
    """Return the pattern that a path matches, None for none.

    A pattern is that of a file name, or of a path below ``folder`` where it has a slash; ``*`` goes over slashes, and
    what matches a folder matches all below it.
    """
    if not patterns:
        return None
    from fnmatch import fnmatch

    relative = PurePosixPath(os.path.relpath(os.path.abspath(path), os.path.abspath(folder or ".")))  # noqa: PTH100
    places = [str(relative), *(str(parent) for parent in relative.parents if parent.name)]
    for pattern in patterns:
        wanted = pattern.removeprefix("./").rstrip("/")
        if any(fnmatch(place, wanted) for place in places):
            return pattern
        if "/" not in wanted and any(fnmatch(part, wanted) for part in relative.parts):
            return pattern
    return None


def ignored_by_git(folder: str, paths: Iterable[str]) -> frozenset[str]:
    """Return those of the paths below a folder that git ignores, as git itself says: all its lists of patterns count,
    and what is committed is never ignored. None are, where the folder is in no repository, or there is no git.
    """
    place = Path(os.path.realpath(folder))
    if not any((above / ".git").exists() for above in (place, *place.parents)):
        return frozenset()
    import subprocess

    by_absolute = {os.path.abspath(path): path for path in paths}  # noqa: PTH100
    asked = "\0".join(by_absolute).encode("utf-8", "surrogateescape")
    try:
        done = subprocess.run(  # noqa: S603 - git, with paths on its standard input
            ["git", "-C", folder, *_UNARMED, "check-ignore", "-z", "--stdin"],  # noqa: S607 - whichever the user's is
            input=asked,
            env={**os.environ, "GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            check=False,
        )
    except OSError:
        return frozenset()
    found = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    return frozenset(by_absolute[path] for path in found if path in by_absolute)
