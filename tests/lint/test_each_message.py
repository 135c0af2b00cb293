"""Each message: every place in the rules where a message is made is reached by some example.

The places are collected from the sources, so that a message that is added without an example fails.
"""

from __future__ import annotations

import ast
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.lint.examples import CHECKED, found_in
from tests.lint.more import More
from tests.lint.more_examples import MORE
from translator import Finding, InputError, check_conf, check_domain
from translator.conf import objections
from translator.conf.dialect import dialect_named
from translator.domain.document import parse_document
from translator.lint import rules, validate
from translator.lint.context import ConfContext, DomainContext
from translator.lint.engine import _asked
from translator.lint.examples import files_of
from translator.lint.rule import NO_HOST, REGISTRY, ConfCheck, Example

SOURCES = sorted(
    [*Path(str(rules.__file__)).parent.glob("*.py"), Path(str(validate.__file__)), Path(str(objections.__file__))]
)
#: What makes a finding, or what becomes one.
MAKERS = frozenset(("finding", "named", "about_value", "Finding", "Breach"))
#: Statements that the rules' own comments say no text can bring about.
NEVER: frozenset[str] = frozenset()


def findings(more: More) -> list[Finding]:
    if more.text.startswith("<"):
        return check_domain(more.text)
    return check_conf(more.text, ctid=101, dialect=more.dialect)


@pytest.mark.parametrize("more", MORE, ids=lambda more: f"{more.code} {more.words}")
def test_a_further_example_has_its_message(more: More) -> None:
    found = [each for each in findings(more) if each.code == more.code]
    assert [each for each in found if more.words in each.message], found
    assert {each.level for each in found} <= {REGISTRY.rules[more.code].level}


def makes_a_message(statement: ast.AST) -> bool:
    """Whether a statement gives a message its words, or yields or returns what holds it."""
    if isinstance(statement, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == "message" for target in statement.targets)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Yield):
        return True
    if not isinstance(statement, ast.Return) or statement.value is None:
        return False
    calls = [each.func for each in ast.walk(statement.value) if isinstance(each, ast.Call)]
    return any((getattr(call, "attr", "") or getattr(call, "id", "")) in MAKERS for call in calls)


def sites() -> Iterator[tuple[Path, int, int, str]]:
    """Yield where messages are made: file, first and last line, the statement."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if makes_a_message(node):
                assert isinstance(node, ast.stmt)
                yield path, node.lineno, node.end_lineno or node.lineno, ast.unparse(node)


def lines_run_by_all_examples() -> set[tuple[str, int]]:
    files = frozenset(map(str, SOURCES))
    run: set[tuple[str, int]] = set()

    def follow(frame: FrameType, event: str, argument: object) -> Any:
        if event == "line":
            run.add((frame.f_code.co_filename, frame.f_lineno))
        return follow

    def enter(frame: FrameType, event: str, argument: object) -> Any:
        return follow if frame.f_code.co_filename in files else None

    validate._of_counters.cache_clear()  # what is remembered would not be run
    before = sys.gettrace()
    sys.settrace(enter)
    try:
        for rule in CHECKED:
            found_in(rule, rule.bad)
        for more in MORE:
            findings(more)
    finally:
        sys.settrace(before)
    return run


def test_every_message_has_an_example() -> None:
    run = lines_run_by_all_examples()
    missed = {
        f"{path.name}:{first}: {statement}": statement
        for path, first, last, statement in sites()
        if not any((str(path), line) in run for line in range(first, last + 1))
    }
    assert [place for place, statement in missed.items() if statement not in NEVER] == []
    assert set(missed.values()) == NEVER  # what an example reaches after all is to be taken out of the list


def test_a_check_finds_what_it_says_it_finds() -> None:
    """A check yields no code but those that it was registered with."""
    texts = [(more.text, more.dialect) for more in MORE]
    for rule in CHECKED:
        if not (isinstance(rule.bad, Example) and rule.bad.command) and rule.subject != "fleet":
            texts += [(text, "vzctl") for text in files_of(rule, rule.bad).values()]
    strange: set[tuple[str, str]] = set()
    for text, dialect in texts:
        if text.startswith("<"):
            with contextlib.suppress(InputError):
                context = DomainContext(text, parse_document(text))
                for each in REGISTRY.domain:
                    strange |= {
                        (each.run.__name__, found.code) for found in each.run(context) if found.code not in each.codes
                    }
            continue
        conf = ConfContext(text, "101", dialect_named(dialect), NO_HOST)
        for each_conf in (*_asked(tuple(conf.settings.by_name)), *REGISTRY.lines):
            strange |= _strange(each_conf, conf)
        for name in conf.settings.by_name:
            conf.about = name
            for each_conf in REGISTRY.by_parameter.get(name, ()):
                strange |= _strange(each_conf, conf)
    assert strange == set()


def _strange(check: ConfCheck, conf: ConfContext) -> set[tuple[str, str]]:
    return {(check.run.__name__, found.code) for found in check.run(conf) if found.code not in check.codes}
