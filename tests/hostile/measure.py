"""What does a command cost, in a process of its own? Its processor time, the memory it had at most, what it said."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests import ready

MIB = 2**20


class Cost(NamedTuple):
    """How a command ended: exit code (negative for a signal), seconds of processor time, MiB, and what it said."""

    code: int
    seconds: float
    memory: float
    out: str
    said: str


def measured(
    folder: Path,
    *words: str | Path,
    seconds: int = 60,
    space: int = 3072,
    limits: Mapping[str, int] | None = None,
    stdin: str = os.devnull,
) -> Cost:
    """Run the command in a folder; the system ends it after so many seconds of processor time, gives it no more than
    ``space`` MiB, and holds it to further ``limits``, by the names of :mod:`resource` (``NOFILE``).

    A command that waits for something that never comes is ended too. ``stdin`` is the path of what it is given. What it
    says is kept in files, so that nobody who reads it is part of what is measured.
    """
    paths = [folder.with_name(f"{folder.name}.{name}") for name in ("out", "said")]
    for path in paths:
        path.unlink(missing_ok=True)
    held = {"CPU": seconds, "AS": space * MIB, "CORE": 0, **(limits or {})}
    ready.begin(*words, streams=[Path(stdin), *paths], cwd=folder, limits=held, patience=20 * seconds)
    return Cost(*ready.ended(), *(path.read_text("utf-8", "replace") for path in paths))
