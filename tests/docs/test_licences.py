"""Is the list of licences that of what is installed? Of all that vzvirt needs, with the extras that users choose."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.pages import MANUAL, with_table

PAGE = MANUAL / "licences.md"
HEAD = "| package | licence | who needs it |\n|---|---|---|\n"
#: Extras that nobody chooses who only uses vzvirt.
DEVELOPERS = {"dev", "fuzz", "s3-server", "test", "test-all"}
#: What packages call it that give no SPDX expression, and what SPDX does.
WORDS = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
}
#: The clause that a licence of the BSD kind has as its third.
THIRD = re.compile(r"names?\s+of\b[^.]*\bnor\s+the\s+names?\s+of", re.IGNORECASE)


def needed(of: Distribution, extra: str, seen: set[str]) -> set[str]:
    """Return what a distribution needs with an extra ("" for none), and what that needs; ``seen`` grows by it."""
    for text in of.requires or ():
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        if (
            name == "vzvirt"
            or name in seen
            or (requirement.marker and not requirement.marker.evaluate({"extra": extra}))
        ):
            continue
        seen.add(name)
        for inner in ("", *requirement.extras):
            needed(distribution(name), inner, seen)
    return seen


def licence(of: Distribution) -> str:
    """Return a licence by SPDX, where the metadata or the text of the licence say enough for it."""
    told = of.metadata
    if "License-Expression" in told:
        return str(told["License-Expression"])
    classified = [
        each.rpartition(" :: ")[2] for each in told.get_all("Classifier", ()) if each.startswith("License ::")
    ]
    word = str(told["License"]) if "License" in told and len(told["License"]) < 30 else " AND ".join(classified)
    word = WORDS.get(word, word)
    if word != "BSD":
        return word
    texts = [str(file.read_text()) for file in of.files or () if file.name.startswith("LICENSE")]
    return "BSD-3-Clause" if any(THIRD.search(text) for text in texts) else "BSD-2-Clause" if texts else word


def rows() -> dict[str, str]:
    """Return the row of the table for each package."""
    ours = distribution("vzvirt")
    extras = sorted(set(ours.metadata.get_all("Provides-Extra", ())) - DEVELOPERS)
    always = needed(ours, "", set())
    who = dict.fromkeys(always, "everybody")
    for extra in extras:
        for name in needed(ours, extra, set()) - always:
            who[name] = f"{who[name]}, `{extra}`" if name in who else f"`{extra}`"
    return {name: f"| {name} | {licence(distribution(name))} | {who[name]} |\n" for name in who}


@pytest.mark.extras
def test_each_package_stands_in_it_with_its_licence(pytestconfig: pytest.Config) -> None:
    text = PAGE.read_text()
    found = rows()
    if sys.version_info[:2] > (3, 11):  # what a later Python has itself is needed with the oldest alone
        told = re.findall(r"^\| [a-z].*\n", text.replace(HEAD, ""), re.MULTILINE)
        found = {line.split()[1]: line for line in told} | found
    fresh = with_table(text, "licences", f"{HEAD}{''.join(found[name] for name in sorted(found))}\n")
    if pytestconfig.getoption("--update-goldens"):
        PAGE.write_text(fresh)
        return
    assert text == fresh, "run with --update-goldens"


@pytest.mark.parametrize("package", ["click", "lxml", "pytest"])
def test_a_licence_is_one_that_spdx_has(package: str) -> None:
    assert re.fullmatch(r"(MIT|BSD-[23]-Clause|Apache-2\.0)( OR \S+)?", licence(distribution(package)))
