"""Do the fuzzed laws hold for the seeds, and for what has broken them before?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.laws import HOWS, MOVING, TARGETS, hold_still
from tests.fuzz.seeds import FOUND, dictionary, found, real_seeds, seeds
from tests.recorded import needs_corpus


@pytest.mark.parametrize("target", TARGETS)
def test_a_law_holds_for_its_seeds(target: str) -> None:
    law, kind = TARGETS[target]
    tried = 0
    for seed in seeds(kind):
        law(seed)
        tried += 1
    assert tried > 40


@needs_corpus
@pytest.mark.parametrize("target", TARGETS)
def test_a_law_holds_for_real_files(target: str) -> None:
    law, kind = TARGETS[target]
    tried = 0
    for seed in real_seeds(kind):
        law(seed)
        tried += 1
    assert tried > 40


@pytest.mark.parametrize("path", [path for target in TARGETS for path in found(target)], ids=lambda path: path.name)
def test_what_was_found_holds_in_every_dialect_for_every_driver(path: Path) -> None:
    law, _ = TARGETS[path.parent.name]
    data = path.read_bytes()
    for how in range(len(HOWS)):
        law(bytes([how]) + data[1:])


def test_what_moves_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    conf = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\n'
    document = (
        "<domain type='openvz'><name>7</name><memory>261244</memory>"
        "<memtune><swap_hard_limit>262144</swap_hard_limit></memtune></domain>"
    )
    hold_still(HOWS[0], document, conf)
    monkeypatch.setitem(MOVING, "swap stays", "PHYSPAGES")
    with pytest.raises(AssertionError):
        hold_still(HOWS[0], document, conf)


def test_what_was_found_is_kept_by_target() -> None:
    assert {path.name for path in FOUND.iterdir()} <= TARGETS.keys()


def test_the_dictionary_is_one_that_libfuzzer_reads() -> None:
    lines = dictionary().splitlines()
    assert len(lines) > 500
    assert all(line[0] == line[-1] == '"' and len(line) > 2 for line in lines)
