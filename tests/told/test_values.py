"""What does each reader make of odd texts, and how is that written? All that it does not plainly refuse, kept.

``--update-goldens`` writes ``fixtures/told/values.txt`` anew; the difference is to be proof-read. That vzctl and
libvzctl read so is for the recorded answers to say (``tests/values``): this shows where a reader changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from tests.golden import FIXTURES, expect
from tests.laws.test_each_row import PLAIN
from tests.nasty import NASTY
from translator.table import ROWS
from translator.values.codec import UNSET, Codec, Refused

TOLD = FIXTURES / "told" / "values.txt"
HEAD = "== "


def _codecs() -> dict[str, Codec]:
    """Return each codec once, by the parameter that has it first, and who reads that so."""
    found: dict[str, Codec] = {}
    seen: set[int] = set()
    for row in ROWS:
        for reader, codec in (("", row.codec), (" libvzctl", row.codec7), (" libvirt", row.codec_libvirt)):
            if codec is not None and id(codec) not in seen:
                seen.add(id(codec))
                found[row.name + reader] = codec
    return found


CODECS = _codecs()


def section(name: str) -> str:
    """Return what a codec reads."""
    return "\n".join([f"{HEAD}{name}", f"expected: {CODECS[name].expects}", *_lines(CODECS[name])]) + "\n"


def _lines(codec: Codec) -> Iterator[str]:
    same = []
    for text in dict.fromkeys((*getattr(codec, "words", ()), *PLAIN, *NASTY)):
        said = _outcome(codec, text)
        if said == f"{text[:200]!a}":
            same.append(f"{text[:60]!a}")
        elif said != "refused":
            yield f"{text[:60]!a}: {said}"
    if same:
        yield f"as they stand: {' '.join(same)}"


def _outcome(codec: Codec, text: str) -> str:
    try:
        return _written(codec, codec.decode(text))
    except Refused as refused:
        item = "" if refused.item == text else f" for {refused.item[:60]!a}"
        verdict = "" if refused.verdict == "invalid" else f" {refused.verdict}"
        erases = " erases" if refused.erases else ""
        kept = "" if refused.kept is UNSET else f", kept {_written(codec, refused.kept)}"
        return f"refused{item}{verdict}{erases}{kept}"


def _written(codec: Codec, value: object) -> str:
    if value is UNSET:
        return "nothing"
    read, written = f"{str(value)[:200]!a}", f"{codec.encode(value)[:200]!a}"
    return read if read == written else f"{read} written {written}"


@cache
def kept() -> dict[str, str]:
    """Return the sections of the file by name."""
    parts = TOLD.read_text().removeprefix(HEAD).split(f"\n{HEAD}")
    return {part.partition("\n")[0]: f"{HEAD}{part}" for part in parts}


def test_no_section_is_missing_or_left_over(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--update-goldens"):
        kept.cache_clear()
        expect(TOLD, "\n".join(map(section, CODECS)), pytestconfig)
    assert kept().keys() == CODECS.keys()


@pytest.mark.parametrize("name", CODECS)
def test_a_reader_reads_what_it_read(name: str) -> None:
    assert section(name).rstrip() == kept().get(name, "").rstrip()
