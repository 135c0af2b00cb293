"""Does a message stay short, however long the value that it is about? To a person; a program gets all of it.

Each rule is asked about its own examples, with one value in them made long or repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from lxml import etree

from tests.lint.examples import CHECKED
from tests.lint.more_examples import MORE
from translator import Finding, InputError, check_conf, check_domain, conf_to_domain, domain_to_conf
from translator.conf.dialect import VZCTL
from translator.conf.parse import parse
from translator.conf.tree import Assignment
from translator.lenses.drivers import DRIVERS
from translator.lint.examples import files_of
from translator.lint.output import Checked
from translator.lint.output import json as as_json
from translator.lint.output.text import make
from translator.printable import printable_finding

#: Characters of a long value, and those that a line may have that speaks of it.
LONG, SHORT = 5_000, 800
RULES = [rule for rule in CHECKED if rule.subject != "fleet"]
_WORD = re.compile(r"[A-Za-z]{2,}|[0-9]+")


def texts(code: str) -> Iterator[str]:
    """Yield what a rule's examples say."""
    for rule in RULES:
        if rule.code == code:
            yield from (text for each in (rule.bad, rule.good) for text in files_of(rule, each).values())
    yield from (more.text for more in MORE if more.code == code)


def longer(value: str) -> Iterator[str]:
    """Yield a value with one word of it made long, or with all of it said often."""
    for word in list(_WORD.finditer(value))[:1]:
        yield value[: word.start()] + word[0] * (LONG // len(word[0])) + value[word.end() :]
    if value:
        yield " ".join([value] * (LONG // (len(value) + 1) or 1))


def swollen(text: str) -> Iterator[str]:
    """Yield a text with one value in it made long."""
    yield from _swollen_document(text) if text.startswith("<") else _swollen_conf(text)


def _swollen_conf(text: str) -> Iterator[str]:
    tree = parse(text, VZCTL)
    for at, leaf in enumerate(tree):
        others = [each.raw for each in tree]
        values = [leaf.text] if isinstance(leaf, Assignment) else [leaf.raw.strip()]
        for value in values:
            for long in longer(value):
                others[at] = leaf.raw.replace(value, long, 1)
                yield "".join(others)


def _swollen_document(text: str) -> Iterator[str]:
    try:
        root = etree.fromstring(text.encode())
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return
    for element in root.iter("*"):
        for name, value in element.items():
            for long in longer(value):
                element.set(name, long)
                yield etree.tostring(root, encoding="unicode")
            element.set(name, value)
        said = element.text
        for long in longer((said or "").strip()):
            element.text = long
            yield etree.tostring(root, encoding="unicode")
        element.text = said


def said_of(text: str) -> Iterator[str]:
    """Yield the lines that a person reads of a text: what is checked, and what becomes of it."""
    if text.startswith("<"):
        findings = check_domain(text)
        with suppress(InputError):  # no document of a container
            findings += domain_to_conf(text, ctid=101).report.findings
    else:
        findings = check_conf(text, ctid="101")
        for driver in DRIVERS:
            findings += conf_to_domain(text, ctid=101, driver=driver).report.findings
    for lines in make(colour=False).lines(findings, text):
        yield from lines.splitlines()


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_no_line_has_all_of_a_long_value(code: str) -> None:
    long = [line for text in texts(code) for each in swollen(text) for line in said_of(each) if len(line) > SHORT]
    assert [f"{line[:200]} ... {line[-50:]}" for line in long] == []


def test_a_long_message_keeps_its_ends_and_a_program_gets_all_of_it() -> None:
    long = Finding(1, 1, "VZ201", "error", f"starts {'x' * LONG} expected an address")
    shown = printable_finding(long).message
    assert shown.startswith("starts xxx")
    assert shown.endswith("xxx expected an address")
    assert f" ... {len(long.message) - 550:,} characters ... " in shown
    (result,) = as_json.make(colour=False).file(Checked("101.conf", None, [long]))
    assert long.message in result
