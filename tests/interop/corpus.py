"""Which confs are the two programs compared on?"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.recorded import CORPUS, real_confs
from tests.recorded import read_text as _read

REPOSITORY = Path(__file__).parents[2]
PAIRS = REPOSITORY / "fixtures" / "pairs"


@dataclass(frozen=True)
class Case:
    """A conf, and the document that we keep for it, if we do."""

    name: str
    ctid: int
    conf: str
    document: str | None = None


def pairs() -> Iterator[Case]:
    """Give the pairs among the fixtures."""
    for folder in sorted(PAIRS.glob("*/")):
        if (folder / "case.toml").exists():
            about = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
            if "dialect" in about:
                continue  # neither program compared here reads it so
            document = folder / "out.xml"
            yield Case(
                f"pairs/{folder.name}",
                about["ctid"],
                _read(folder / "in.conf"),
                _read(document) if document.exists() else None,
            )


def found_in_the_wild() -> Iterator[Case]:
    """Give the real confs, where they are at hand."""
    for conf in sorted((CORPUS / "conf").glob("*.conf")):
        yield Case(f"corpus/{conf.stem}", 101, _read(conf))


def recorded() -> Iterator[tuple[str, str, str]]:
    """Give the name and the text of each real conf, and what the driver printed for it as container 101."""
    for entry in real_confs():
        yield Path(entry["file"]).stem, entry["conf"], entry["libvirt"]
