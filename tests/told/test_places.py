"""What becomes of each place of a document, word for word? Its line of the conf, or what is said of it.

``--update-goldens`` writes ``fixtures/told/places.txt`` anew; the difference is to be proof-read. Whether what is said
is right, is for other tests: this one shows where it changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from tests.golden import FIXTURES
from tests.odd_documents import PLACES, Place, smallest, variants, with_value
from tests.told.sections import HEAD, keep, kept
from translator import InputError, domain_to_conf

TOLD = FIXTURES / "told" / "places.txt"
KINDS = ("openvz", "lxc")
TEXTS = ("", "0", "1", "a b")


@cache
def groups() -> dict[str, list[Place]]:
    """Return the places by the first two elements on the way to them."""
    found: dict[str, list[Place]] = {}
    for place in PLACES:
        found.setdefault("/".join(str(each.local_name) for each in place.path[1:3]) or "domain", []).append(place)
    return found


@cache
def _bare(kind: str) -> frozenset[str]:
    """Return what is said of a document that has nothing."""
    return frozenset(_outcome(kind, with_value(smallest(kind), PLACES[0], "", {})))


def _outcome(kind: str, document: str) -> list[str]:
    try:
        done = domain_to_conf(document)
    except InputError as error:
        return [f"refused: {error.finding.message!a}"]
    said = [f"{each.status} {each.name} to {each.place}" for each in done.report.entries if each.status != "dropped"]
    told = [f"{each.code} {each.level} {each.parameter}: {ascii(each.message)[1:-1]}" for each in done.report.findings]
    return [*(ascii(line)[1:-1] for line in done.text.splitlines()), *said, *told]


def section(name: str) -> str:
    """Return what becomes of the places of a group, with values that are right and a few that may be."""
    return "\n".join([f"{HEAD}{name}", *_lines(name)]) + "\n"


def _lines(name: str) -> Iterator[str]:
    for place in groups()[name]:
        seen: set[str] = set()
        for kind in KINDS:
            for variant in variants(place)[:4]:
                for value in dict.fromkeys((*place.values[:2], *TEXTS)):
                    outcome = _outcome(kind, with_value(smallest(kind), place, value, variant))
                    said = "".join(f"\n    {line[:200]}" for line in outcome if line not in _bare(kind))
                    if said and said not in seen:
                        seen.add(said)
                        about = "".join(f" {key}={word}" for key, word in variant.items())
                        yield f"{kind} {place} {value[:60]!a}{about}{said}"


def test_no_section_is_missing_or_left_over(pytestconfig: pytest.Config) -> None:
    keep(TOLD, map(section, groups()), pytestconfig)
    assert kept(TOLD).keys() == groups().keys()


@pytest.mark.parametrize("name", groups())
def test_what_becomes_of_places_is_what_became_of_them(name: str) -> None:
    assert section(name).rstrip() == kept(TOLD).get(name, "").rstrip()
