"""Does anything that we tell say "1 files"?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: What is told; what values become is no prose.
TOLD = sorted((ROOT / "fixtures" / "told").glob("*.txt"))
#: Verbs, of a line or a number.
VERBS = "counts|does|has|is|wins|was"


@pytest.mark.parametrize("path", [path for path in TOLD if path.name != "values.txt"], ids=lambda path: path.name)
def test_one_is_one(path: Path) -> None:
    several = rf"(?<![\w.:,-])1 (?!(?:{VERBS})\b)[a-z]+s\b.*"
    found = [line for line in path.read_text().splitlines() if re.search(several, re.sub(r"'[^']*'", "", line))]
    assert found == []
