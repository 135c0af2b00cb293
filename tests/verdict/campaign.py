"""About which documents do ``check`` and libvirt differ? Random ones that libvirt's schema allows, and known ones.

``VZVIRT_VERDICTS=50000`` tries so many for all drivers together, with ``VZVIRT_SEED`` others.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.interop.harness import validate
from tests.verdict.judge import without_names
from tests.verdict.known import KNOWN, Known
from tests.verdict.walk import Walk
from translator import check_domain

#: Drivers that are asked.
DRIVERS = ("lxc", "openvz")
#: So many documents are walked, for all drivers together, from this seed.
NUMBER = int(os.environ.get("VZVIRT_VERDICTS", "2000"))
SEED = int(os.environ.get("VZVIRT_SEED", "1"))
#: The libvirt that is asked is Debian 12's.
INSTALLED = "9"
#: Documents that are held in memory at a time.
_PART = 1000

Judge = Callable[[Sequence[str]], list[str | None]]


@dataclass
class Outcome:
    """What came of the documents for one driver."""

    tried: int = 0
    """Documents in all."""
    invalid: int = 0
    """Those that libvirt's schema refuses, although they were walked from it: interleaved groups, and the like."""
    refused: int = 0
    """Those that the driver refuses behind the schema."""
    codes: Counter[str] = field(default_factory=Counter)
    """How many documents each code of ours says an error about."""
    unknown: list[str] = field(default_factory=list)
    """Disagreements of no known kind, each with its document."""
    kinds: Counter[Known] = field(default_factory=Counter)
    """How many there are of each known kind."""


def campaign(driver: str, judge: Judge, number: int = NUMBER // len(DRIVERS), seed: int = SEED) -> Outcome:
    """Have ``number`` documents judged by libvirt and by ``check``."""
    outcome, walk = Outcome(), Walk(random.Random(f"{driver} {seed}"))  # noqa: S311
    for done in range(0, number, _PART):
        compare(driver, [walk.domain(driver) for _ in range(min(_PART, number - done))], judge, outcome)
    return outcome


def compare(driver: str, documents: Sequence[str], judge: Judge, outcome: Outcome) -> None:
    """Have documents judged, and add what comes of that to the outcome."""
    schema = list(validate({str(number): document for number, document in enumerate(documents)}).values())
    allowed = [document for document, said in zip(documents, schema, strict=True) if said is None]
    behind = iter(judge(allowed))
    for document, invalid in zip(documents, schema, strict=True):
        said = f"schema: {invalid}" if invalid else next(behind)
        # an order that libxml2 alone refuses is a warning: the parser takes it
        found = [
            each for each in check_domain(document, libvirt=INSTALLED) if each.level == "error" or each.code == "XD236"
        ]
        outcome.tried += 1
        outcome.invalid += invalid is not None
        outcome.refused += invalid is None and said is not None
        outcome.codes.update({each.code for each in found})
        if said is not None and not found:
            _disagree(driver, [said], "libvirt refuses it", document, outcome)
        elif said is None and found:
            _disagree(driver, [f"{each.code} {each.message}" for each in found], "libvirt takes it", document, outcome)


def _disagree(driver: str, words: Sequence[str], what: str, document: str, outcome: Outcome) -> None:
    """Note what has no known kind; each error about a document that libvirt takes needs one."""
    for text in words:
        kind = next((known for known in KNOWN if known.driver == driver and known.what in text), None)
        if kind is not None:
            outcome.kinds[kind] += 1
        else:
            outcome.unknown.append(f"{what}: {without_names(text)}\n{document}")
