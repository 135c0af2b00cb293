"""Which of the files that were found does git ignore?"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

#: Seconds after which git waits for something that never comes: a pipe in the place of its files.
PATIENCE = 60
#: A repository's own configuration names programs that git runs. It may be a stranger's: none of these is run.
_UNARMED = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


def ignored_by_git(folder: str, paths: Iterable[str]) -> frozenset[str]:
    """Return those of the paths below a folder that git ignores, as git itself says: all its lists of patterns count,
    and what is committed is never ignored. None are, where the folder is in no repository, or there is no git.
    TimeoutError where git waits for something.
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
            timeout=PATIENCE,
        )
    except OSError:
        return frozenset()
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"git has not said within {PATIENCE} seconds what it ignores") from None
    found = done.stdout.decode("utf-8", "surrogateescape").split("\0")
    return frozenset(by_absolute[path] for path in found if path in by_absolute)
