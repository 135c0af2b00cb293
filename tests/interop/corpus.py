"""Where are the confs that were found in the wild, and what did libvirt print for them?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

SHARED = Path(__file__).parents[2].parent / "shared"
RECORDED = SHARED / "truth" / "corpus.jsonl"


def recorded() -> Iterator[tuple[str, str, str]]:
    """Give the name and the text of each conf, and the document that the driver printed for it as container 101."""
    with RECORDED.open(encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            conf = (SHARED / "corpus" / entry["file"]).read_bytes().decode("utf-8", "surrogateescape")
            yield Path(entry["file"]).stem, conf, entry["libvirt"]
