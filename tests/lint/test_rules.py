"""Does each rule say what it is for, find its bad example, and leave its good one alone?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.lint.examples import CHECKED, found_in
from translator.levels import LEVEL_OF
from translator.lint.engine import check_conf, iter_rules
from translator.lint.rule import REGISTRY, Registry, Rule
from translator.lint.tell import explain_parameter, explain_rule, markdown_table
from translator.table import ROWS, Row

ROOT = Path(__file__).resolve().parents[2]
VSWAP = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\nDISKSPACE="1G:1G"\nDISKINODES="1:1"\n'
RULES = [REGISTRY.rules[code] for code in iter_rules()]


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.code)
def test_bad_example_is_found(rule: Rule) -> None:
    findings = [each for each in found_in(rule, rule.bad) if each.code == rule.code]
    assert findings
    assert {each.level for each in findings} == {rule.level}
    assert all(each.line >= 1 and each.column >= 1 and each.width >= 0 for each in findings)


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.code)
def test_good_example_is_not(rule: Rule) -> None:
    findings = found_in(rule, rule.good)
    assert rule.code not in {each.code for each in findings}
    # what is shown as right must not be wrong in another way
    assert not [each for each in findings if each.level == "error" and not each.code.startswith("VZ3")]


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.code)
def test_a_rule_that_says_it_fixes_does(rule: Rule) -> None:
    fixes = [each.fix for each in found_in(rule, rule.bad) if each.code == rule.code and each.fix]
    assert bool(fixes) == bool(rule.fixable)
    if rule.fixable == "unsafe":
        assert not any(fix.safe for fix in fixes)
    if rule.fixable == "safe":
        assert any(fix.safe for fix in fixes) or rule.code == "VZ105"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_words(rule: Rule) -> None:
    assert re.fullmatch(r"(VZ[1-6]|XD[1-4])\d\d", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.summary
    assert not rule.summary.endswith(".")
    assert rule.why.endswith((".", "!", "?"))
    assert rule.level in ("error", "warning", "info")


def test_every_rule_has_examples() -> None:
    without = [rule.code for rule in RULES if not (rule.bad and rule.good)]
    # VZ506 needs a damaged archive, VZ555 and VZ561 a document that was edited, XD102 one of 16 MiB; XD119 is for what
    # has no code of its own
    assert without == ["VZ506", "VZ555", "VZ561", "XD102", "XD119"]
    for code in without:
        assert "It appears " in REGISTRY.rules[code].why


def test_every_code_in_the_sources_is_a_rule() -> None:
    files = [*(ROOT / "translator").rglob("*.py"), *(ROOT / "grammars").glob("*.xsd")]
    used = {code for file in files for code in re.findall(r"[\"'](VZ\d{3}|XD\d{3})[\"']", file.read_text())}
    assert used - {rule.code for rule in RULES} - {"VZ999"} == set()  # the example of an unknown code


def test_checks_name_rules_that_exist() -> None:
    codes = {code for check in REGISTRY.domain for code in check.codes}
    for checks in (REGISTRY.confs, REGISTRY.lines, *REGISTRY.by_parameter.values()):
        codes |= {code for check in checks for code in check.codes}
    assert codes <= REGISTRY.rules.keys()


def test_a_code_or_name_is_taken_once() -> None:
    rule = RULES[0]
    with pytest.raises(ValueError, match="two rules"):
        REGISTRY.add(rule)
    with pytest.raises(ValueError, match="two rules"):
        REGISTRY.add(rule._replace(code="VZ999"))


def test_a_level_is_said_once() -> None:
    assert LEVEL_OF.keys() <= REGISTRY.rules.keys()
    with pytest.raises(ValueError, match="VZ504 is found as error, not as info"):
        Registry().add(REGISTRY.rules["VZ504"]._replace(level="info"))
    typed = re.compile(r"\b(?:Finding|Advice)\((?:[^()]|\([^()]*\))*\"(?:error|warning|info)\"")
    files = [each for each in (ROOT / "translator").rglob("*.py") if typed.search(each.read_text())]
    assert files == []


def test_the_table_has_one_row_a_rule() -> None:
    head, line, *rows = markdown_table().splitlines()
    assert {row.replace("\\|", "").count("|") for row in (head, line, *rows)} == {6}
    assert [row.split()[1] for row in rows] == [rule.code for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_explanation_shows_both_examples(rule: Rule) -> None:
    text = explain_rule(rule)
    assert text.startswith(f"{rule.code} {rule.name} ({rule.level})\n")
    wrong, right = ("It appears", "It does not") if rule.subject == "translation" else ("Wrong", "Right")
    assert (f"\n{wrong}:\n" in text and f"\n{right}:\n" in text) == bool(rule.bad)
    assert all(len(line) <= 120 for line in text.splitlines())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_parameter_is_explained(row: Row) -> None:
    text = explain_parameter(row.name.lower())
    assert text
    assert row.summary[1:] in text
    assert "In a domain:" in text


def test_what_a_quick_look_at_the_text_would_miss() -> None:
    assert [finding.code for finding in check_conf("# gho_" + "A" * 36 + "\n" + VSWAP)] == ["VZ611"]
    assert "VZ222" in {finding.code for finding in check_conf('PHYSPAGES="0:\x0056M"\n', dialect="libvirt")}
