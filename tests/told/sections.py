"""How is a file of what people are told kept: section by section, each with a title, so that one tells by itself?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.golden import expect

#: What a title begins with.
HEAD = "== "


@cache
def kept(file: Path, width: int | None = None) -> dict[str, str]:
    """Return the sections of a file, by their titles or by so many characters of them."""
    parts = file.read_text().removeprefix(HEAD).split(f"\n{HEAD}")
    return {part.partition("\n")[0][:width].rstrip(): f"{HEAD}{part}" for part in parts}


def keep(file: Path, sections: Iterable[str], config: pytest.Config) -> None:
    """Write a file anew with ``--update-goldens``."""
    if config.getoption("--update-goldens"):
        kept.cache_clear()
        expect(file, "\n".join(sections), config)
