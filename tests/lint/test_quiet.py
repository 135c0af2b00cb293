"""Is the same found in a conf, whichever confs its lines were looked at in before?"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.lint.examples import CHECKED
from tests.lint.more_examples import MORE
from translator.conf.dialect import DIALECTS, DialectName
from translator.finding import Finding
from translator.kept import MANY
from translator.lint import engine
from translator.lint.context import ConfContext
from translator.lint.engine import check_conf
from translator.lint.examples import files_of
from translator.lint.rule import NO_HOST, REGISTRY, Host

HOST = Host(ram=2**30, swap=2**30, devices=frozenset(("null",)))


def _texts() -> list[str]:
    examples = (files_of(rule, each).values() for rule in CHECKED for each in (rule.bad, rule.good))
    texts = [text for files in examples for text in files] + [more.text for more in MORE]
    return [text for text in texts if not text.lstrip("\ufeff \n").startswith("<") and len(text) < 5000]


TEXTS = _texts()


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    _forget()
    yield
    _forget()


def _forget() -> None:
    for lines in engine._QUIET.values():
        lines.clear()


def _found(text: str, dialect: DialectName, ctid: str = "101", host: Host = NO_HOST) -> list[Finding]:
    return check_conf(text, ctid=ctid, dialect=dialect, host=host)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_found_does_not_depend_on_confs_before(dialect: DialectName) -> None:
    """Each line has stood alone before, among others of all kinds, in a file of the host's, and under a host."""
    alone = {}
    for text in TEXTS:
        _forget()
        alone[text] = _found(text, dialect)
    lines = sorted({line for text in TEXTS for line in text.splitlines(keepends=True)})
    draw = random.Random(7)  # noqa: S311 - the same each time
    draw.shuffle(lines)
    _forget()
    for number in range(3):
        for line in lines:
            others = draw.sample(lines, 10 * number)
            _found("".join((*others, line, "#\n")), dialect, draw.choice(("0", "101")), draw.choice((HOST, NO_HOST)))
    assert len(engine._QUIET[dialect]) > len(lines) // 4
    assert [text for text in TEXTS if _found(text, dialect) != alone[text]] == []


def test_a_quiet_line_is_looked_at_by_no_check_of_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    hostname = REGISTRY.by_parameter["HOSTNAME"][0]

    def watched(conf: ConfContext) -> Iterator[Finding]:
        seen.append(conf.value("HOSTNAME"))
        return hostname.run(conf)

    monkeypatch.setitem(REGISTRY.by_parameter, "HOSTNAME", [hostname._replace(run=watched)])
    for name in ("web1", "web1", "no name", "no name", "web1"):
        _found(f'HOSTNAME="{name}"\nONBOOT="yes"\n', "vzctl")
    assert seen == ["web1", "no name", "no name"]


def test_what_is_remembered_is_bounded() -> None:
    for number in range(MANY + 100):
        _found(f'HOSTNAME="web{number}"\n', "vzctl")
        assert len(engine._QUIET["vzctl"]) <= MANY + 1
    _found(f'HOSTNAME="{"x" * 600}"\n', "vzctl")
    assert all(len(line) < 100 for line in engine._QUIET["vzctl"])
