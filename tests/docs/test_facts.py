"""Do the facts that the code cites stand in the repository?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

FACTS = ROOT / "fixtures" / "facts"
MODULES = sorted((ROOT / "translator").rglob("*.py"))
#: A citation: the file, and the sections of it.
CITED = re.compile(r"[Ff]acts: ([\w-]+\.md) ([0-9.]+(?:, [0-9.]+)*)")


def headings(name: str) -> set[str]:
    found = re.findall(r"^#+ (?:Appendix )?([A-Z0-9][0-9.]*?)\.? ", (FACTS / name).read_text(), re.MULTILINE)
    return set(found)


def citations() -> list[tuple[Path, str, str]]:
    return [
        (module, name, section.rstrip("."))
        for module in MODULES
        for name, sections in CITED.findall(module.read_text())
        for section in sections.split(", ")
    ]


def test_every_section_that_is_cited_exists() -> None:
    cited = citations()
    assert len(cited) > 20
    missing = [(str(module), name, each) for module, name, each in cited if each not in headings(name)]
    assert not missing


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(ROOT)))
def test_facts_are_cited_by_file_and_section(module: Path) -> None:
    text = module.read_text()
    assert len(re.findall(r"\b[Ff]acts: [0-9a-z]", text)) == len(CITED.findall(text))
