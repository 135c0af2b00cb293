"""Where does each parameter go, for each driver, and what is said of it? Kept as far as it differs from the residue.

``--update-goldens`` writes ``fixtures/told/rows.txt`` anew; the difference is to be proof-read. Whether a value comes
back is for ``tests/laws/test_each_row.py`` to say: this shows where a place or a word of advice changes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.golden import FIXTURES
from tests.laws.test_each_row import texts_of
from tests.told.sections import HEAD, keep, kept
from translator import conf_to_domain
from translator.conf.dialect import DIALECTS, dialect_named
from translator.table import ROWS, Row
from translator.values.word import Ignored

TOLD = FIXTURES / "told" / "rows.txt"
#: Drivers and what a caller may choose; the parameters that change with the choice are all of them.
HOW: tuple[tuple[str, dict[str, str]], ...] = (
    ("openvz", {}),
    ("lxc", {"cgroup": "v2", "block_device": "/dev/sda"}),
    ("lxc", {"cgroup": "v1", "nwfilter": "no-mac-spoofing"}),
)
BY_NAME = {row.name: row for row in ROWS}


def section(row: Row) -> str:
    """Return what becomes of a parameter."""
    return "\n".join([f"{HEAD}{row.name}", *_lines(row)]) + "\n"


def _lines(row: Row) -> Iterator[str]:
    seen: set[str] = set()
    for name in DIALECTS:
        dialect = dialect_named(name)
        if row.name not in dialect.rows or isinstance(dialect.codec(row), Ignored):
            continue
        for text in texts_of(row, dialect):
            for driver, choices in HOW:
                conf = dialect.write(row.name, text)
                done = conf_to_domain(conf, ctid=101, driver=driver, dialect=name, **choices)  # type: ignore[arg-type]
                said = [
                    f"{' '.join((driver, *choices.values()))}: {entry.status} {entry.place}: {entry.reason}"
                    for entry in done.report.entries
                    if entry.status != "carried" or entry.reason
                ]
                said += [
                    f"{each.code} {each.level}: {ascii(each.message)[1:-1][:300]}"
                    for each in done.report.findings
                    if each.parameter == row.name
                ]
                lines = "".join(f"\n    {line}" for line in said)
                if said and lines not in seen:
                    seen.add(lines)
                    yield f"{name} {text[:70]!a}{lines}"


def test_no_section_is_missing_or_left_over(pytestconfig: pytest.Config) -> None:
    keep(TOLD, map(section, ROWS), pytestconfig)
    assert kept(TOLD).keys() == BY_NAME.keys()


@pytest.mark.parametrize("name", BY_NAME)
def test_a_parameter_goes_where_it_went(name: str) -> None:
    assert section(BY_NAME[name]).rstrip() == kept(TOLD).get(name, "").rstrip()
