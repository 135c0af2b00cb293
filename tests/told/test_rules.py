"""What are people told, word for word? What each rule finds in its examples, kept where a change of it is read.

A message is what a rule is for: its words, where it points, what it would change. ``--update-goldens`` writes
``fixtures/told/rules.txt`` anew; the difference is to be proof-read.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import pytest

from tests.golden import FIXTURES
from tests.lint.examples import CHECKED, found_in
from tests.lint.more_examples import MORE
from tests.told.sections import HEAD, keep, kept
from translator import Finding, check_conf, check_domain
from translator.lint.examples import complete
from translator.lint.rule import Example, Rule

TOLD = FIXTURES / "told" / "rules.txt"
#: What a conversion tells is printed by a command.
RULES = {rule.code: rule for rule in CHECKED if not (isinstance(rule.bad, Example) and rule.bad.command)}


def section(rule: Rule) -> str:
    """Return what a rule finds in its examples."""
    lines = [f"{HEAD}{rule.code} {rule.name}"]
    if rule.parameters:
        lines.append(f"about {' '.join(rule.parameters)}" + f", beside {' '.join(rule.beside)}" * bool(rule.beside))
    bad, good = _lines(rule.bad), _lines(rule.good)
    lines += [*(f"| {line}".rstrip() for line in bad), *_told(rule.code, found_in(rule, rule.bad))]
    right = sorted({each.code for each in found_in(rule, rule.good)})
    lines.append(f"in what is right: {' '.join(right) or 'nothing'}")
    changes = difflib.unified_diff(bad, good, n=0, lineterm="")
    lines += [line.rstrip() for line in changes if not line.startswith(("--- ", "+++ "))]
    for more in MORE:
        if more.code == rule.code:
            if more.text.startswith("<"):
                found = check_domain(more.text)
            else:
                found = check_conf(more.text, ctid=101, dialect=more.dialect)
            lines += [*_shown(more.text), *_told(rule.code, found)]
    return "\n".join(lines) + "\n"


def _lines(example: str | Example) -> list[str]:
    """Return the lines of an example that no other rule's has, too: those of what is complete are left out."""
    files = {"": example} if isinstance(example, str) else example.files
    whole = set(complete("").splitlines())
    return [
        ascii(f"{name}{': ' * bool(name)}{line if len(line) < 400 else f'{line[:200]} ... {len(line)}'}")[1:-1]
        for name, text in files.items()
        for line in text.splitlines()
        if line not in whole
    ]


def _shown(text: str) -> Iterator[str]:
    for line in ascii(text)[1:-1].split("\\n")[:6]:
        yield f"| {line[:107]}{'...' if len(line) > 107 else ''}".rstrip()


def _told(code: str, found: list[Finding]) -> Iterator[str]:
    for each in found:
        if each.code == code:
            about = "" if each.parameter is None else f" {ascii(each.parameter)[1:-1]}:"
            at = f"{each.path or ''}:{each.line}:{each.column}+{each.width}"
            yield f"{at} {each.level}{about} {ascii(each.message)[1:-1]}"
            if each.fix is not None:
                safe = "safe" if each.fix.safe else "unsafe"
                yield f"    {safe}: {each.fix.summary}: lines {each.fix.start} to {each.fix.end} {each.fix.text!a}"


def test_no_section_is_missing_or_left_over(pytestconfig: pytest.Config) -> None:
    keep(TOLD, map(section, RULES.values()), pytestconfig)
    assert kept(TOLD, 5).keys() == RULES.keys()


@pytest.mark.parametrize("code", RULES)
def test_what_a_rule_finds_is_what_it_found(code: str) -> None:
    assert section(RULES[code]).rstrip() == kept(TOLD, 5).get(code, "").rstrip()
