"""Does an explanation say what a reader can use: what differs, which unit, and how to silence a rule?"""

from __future__ import annotations

import pytest

from tests.lint.examples import CHECKED, found_in
from translator.lint.examples import files_of
from translator.lint.rule import REGISTRY, Example, Rule
from translator.lint.tell import explain_parameter, explain_rule
from translator.table import ROWS, Row

FIRST = "the first valid line counts, later ones are reported"
SILENCED = [rule for rule in CHECKED if rule.subject != "translation" and rule.silence]


def commented(rule: Rule) -> Example:
    """Return the bad example with the comment that the explanation shows, where it says that it has to stand."""
    example = rule.bad if isinstance(rule.bad, Example) else Example(files_of(rule, rule.bad))
    comment = explain_rule(rule).splitlines()[-1].partition(": ")[2]
    found = [each for each in found_in(rule, example) if each.code == rule.code]
    files = {}
    for name, text in example.files.items():
        lines = text.split("\n")
        here = {each.line for each in found if each.path in (None, name)}
        for line in [max(here)] if here and rule.silence == "file" else sorted(here, reverse=True):
            lines.insert(line if lines[line - 1].startswith("<?xml") else line - 1, comment)
        files[name] = "\n".join(lines)
    return example._replace(files=files)


@pytest.mark.parametrize("rule", SILENCED, ids=lambda rule: rule.code)
def test_the_comment_that_is_shown_silences(rule: Rule) -> None:
    left = {each.code for each in found_in(rule._replace(completed=False), commented(rule))}
    assert not left & {rule.code, "VZ621", "VZ622"}


@pytest.mark.parametrize("rule", CHECKED, ids=lambda rule: rule.code)
def test_what_is_wrong_looks_another_way_than_what_is_right(rule: Rule) -> None:
    text = explain_rule(rule).replace("\nIt appears:\n", "\nWrong:\n").replace("\nIt does not:\n", "\nRight:\n")
    wrong, right = text.partition("\nWrong:\n")[2].split("\nRight:\n")
    shown = right.partition("\n\n")[0]
    assert wrong.rstrip() != shown.rstrip() or rule.differs


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("VZ107", "The first file ends with the quote, the second with a line feed behind it."),
        ("VZ111", "\\ufeff stands for the byte order mark."),
        ("VZ129", "\\r stands for a carriage return."),
        ("VZ130", "\\t stands for a tab."),
        ("VZ131", "\\x00 stands for a NUL byte."),
        ("XD104", "\\x01 stands for the character U+0001."),
        ("XD105", "\\xe9 stands for the byte 0xE9."),
    ],
)
def test_the_invisible_is_put_into_words(code: str, note: str) -> None:
    assert f"\n\n{note}\n" in explain_rule(REGISTRY.rules[code])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_suffix_is_spoken_of_where_there_is_one(row: Row) -> None:
    lines = (explain_parameter(row.name) or "").splitlines()
    value, unit = (next((line for line in lines if line.startswith(label)), "") for label in ("Value:", "Unit:"))
    assert ("suffix" in unit) == bool(unit and "suffix" in value)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("NUMPROC", "Unit:         items"),
        ("LOCAL_UID", "Unit:         user ids"),
        ("IOPSLIMIT", "Unit:         operations a second"),
        ("PHYSPAGES", "Unit:         pages of 4096 bytes, where a number has no suffix (P is for pages of 4096 bytes)"),
        ("NUMPROC", "In a domain:  metadata (which libvirt keeps and does not act on)"),
        ("CAPABILITY", "Repeated:     the lines are joined"),
        ("UUID", "Repeated:     the last line counts"),
        ("ONBOOT", f"Repeated:     {FIRST}; in OpenVZ 7 the last line counts"),
        ("TCPSNDBUF", "In OpenVZ 7:  any text, which is passed over"),
    ],
)
def test_a_parameter_is_told_in_plain_words(name: str, line: str) -> None:
    assert line in (explain_parameter(name) or "").splitlines()
