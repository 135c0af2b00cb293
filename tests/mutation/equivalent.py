"""Which faults change nothing that anybody could see? Those of ``equivalent.toml``, each with the reason."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

Key = tuple[str, str, str, str, int]


@functools.cache
def reasons() -> dict[Key, str]:
    """Return why each is equivalent, by the key of the mutant."""
    held = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text())
    return {
        (one["path"], one["scope"], one["before"], one["after"], one.get("number", 0)): one["why"]
        for one in held.get("mutant", [])
    }
