"""What do the rules say of what is nearly an example of theirs? What comes or goes with one step away from it, kept.

A step takes one node or line away, empties it, or makes a number one more or one less: so each branch of a rule is seen
from both sides, and each number at its boundary. ``--update-goldens`` writes ``fixtures/told/nearest.txt`` anew; the
difference is to be proof-read. Steps that are not told change nothing that is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import pytest
from lxml import etree

from tests.golden import FIXTURES
from tests.lint.more_examples import MORE
from tests.told.sections import HEAD, keep, kept
from tests.told.test_rules import RULES
from translator import Finding, check_conf, check_domain
from translator.conf.dialect import DialectName
from translator.lint.examples import complete
from translator.lint.rule import NO_HOST, Host, Rule

TOLD = FIXTURES / "told" / "nearest.txt"
DIALECTS: tuple[DialectName, ...] = ("vzctl", "libvzctl", "libvirt")
#: Elements that every document has: without them it is another rule's affair.
FRAME = frozenset(("domain", "name", "memory", "os", "devices"))
#: Rules of syntax and of schemas: that they speak is enough, what they say is kept elsewhere.
_ELSEWHERE = re.compile(r"XD10\d|XD11\d")
Said = Counter[tuple[str, str]]


class Near(NamedTuple):
    """An example, and how it is checked."""

    text: str
    dialect: DialectName = "vzctl"
    host: Host = NO_HOST

    def found(self, text: str) -> Said:
        """Return what is found in a text that is read as this one, each with its code."""
        found = check_domain(text) if self.is_document else self._in_conf(text, self.dialect)
        return Counter((each.code, ascii(each.message)[1:-1]) for each in found)

    def codes_by(self, dialect: DialectName) -> set[str]:
        """Return the codes of what a reader finds in the text."""
        return {each.code for each in self._in_conf(self.text, dialect)}

    @property
    def is_document(self) -> bool:
        """Whether it is XML."""
        return self.text.startswith("<")

    def _in_conf(self, text: str, dialect: DialectName) -> list[Finding]:
        return check_conf(text, ctid="101", host=self.host, dialect=dialect)


def examples_of(rule: Rule) -> Iterator[Near]:
    """Yield what breaks a rule, and what is right: its own examples, and the further ones."""
    for example in (rule.bad, rule.good):
        if isinstance(example, str):
            yield Near(example)
        elif rule.subject != "fleet" and len(example.files) == 1:
            (text,) = example.files.values()
            yield Near(text, example.dialect, example.host)
    for more in MORE:
        if more.code == rule.code:
            yield Near(more.text, more.dialect)


def steps_from(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is done to a text, and the text with it."""
    yield from _document_steps(text) if text.startswith("<") else _conf_steps(text)


def _document_steps(text: str) -> Iterator[tuple[str, str]]:
    try:
        root = etree.fromstring(text.encode())
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return
    tree = root.getroottree()

    def without(element: etree._Element) -> None:
        above = element.getparent()
        assert above is not None
        above.remove(element)

    def having(key: str | None, value: str | None, element: etree._Element) -> None:
        if key is None:
            element.text = value
        elif value is None:
            del element.attrib[key]
        else:
            element.set(key, value)

    for at, element in enumerate(root.iter(etree.Element)):
        steps: list[tuple[str, Callable[[etree._Element], None]]] = []
        if element is not root and element.tag not in FRAME:
            steps.append(("gone", without))
        for key, value in element.items():
            steps.append((f"without {key}", partial(having, key, None)))
            steps += ((f"{key}={other!a}", partial(having, key, other)) for other in _others(value))
        if element.text and element.text.strip() and element.tag != "name":
            steps += ((f"{other!a}", partial(having, None, other)) for other in _others(element.text))
        path = tree.getpath(element)
        for what, step in steps:
            copy = etree.fromstring(text.encode())
            step([*copy.iter(etree.Element)][at])
            yield f"{path.removeprefix('/domain/')} {what}", etree.tostring(copy, encoding="unicode")


def _conf_steps(text: str) -> Iterator[tuple[str, str]]:
    whole = set(complete("").splitlines())
    lines = text.split("\n")
    for at, line in enumerate(lines):
        name, equals, value = line.partition("=")
        if not equals or line in whole or len(line) > 400:
            continue
        yield f"{name} gone", "\n".join([*lines[:at], *lines[at + 1 :]])
        bare = value.strip("\"'")
        for other in _others(bare):
            changed = f"{name}={value.replace(bare, other)}"
            yield f"{name}={other[:60]!a}", "\n".join([*lines[:at], changed, *lines[at + 1 :]])


def _others(text: str) -> Iterator[str]:
    """Yield texts beside one: none, each of its numbers one more and one less."""
    yield ""
    if len(text) > 200:
        return
    for match in re.finditer(r"(?<![0-9a-zA-Z])[0-9]+(?![0-9a-zA-Z])", text):
        for number in (int(match[0]) + 1, int(match[0]) - 1):
            if number >= 0:
                yield f"{text[: match.start()]}{number}{text[match.end() :]}"


def section(rule: Rule) -> str:
    """Return what is said one step away from each example of a rule."""
    lines = [f"{HEAD}{rule.code}"]
    seen: set[str] = set()
    for near in examples_of(rule):
        before = near.found(near.text)
        lines.append(f"in {_shown(near)}: {_told(before, Counter())}")
        if not near.is_document:
            lines += (f"  {each}: {' '.join(sorted(near.codes_by(each)))}" for each in DIALECTS if each != near.dialect)
        for what, text in steps_from(near.text):
            after = near.found(text)
            if after != before and text not in seen:
                seen.add(text)
                lines.append(f"  {what}: {_told(after, before)}")
    return "\n".join(lines) + "\n"


def _shown(near: Near) -> str:
    lines = [line for line in near.text.split("\n") if line not in complete("").split("\n")]
    return ascii(" ".join(" ".join(lines).split()))[1:-1][:60]


def _told(after: Said, before: Said) -> str:
    came = sorted((after - before).elements())
    gone = sorted(code for code, _ in (before - after).elements())
    told = [f"-{code}" for code in gone]
    told += [f"+{code}" if _ELSEWHERE.match(code) else f"+{code} {words:.90}" for code, words in came]
    return ", ".join(told)


def test_no_section_is_missing_or_left_over(pytestconfig: pytest.Config) -> None:
    keep(TOLD, map(section, RULES.values()), pytestconfig)
    assert kept(TOLD).keys() == RULES.keys()


@pytest.mark.parametrize("code", RULES)
def test_what_is_said_beside_an_example_is_what_was_said(code: str) -> None:
    assert section(RULES[code]).rstrip() == kept(TOLD).get(code, "").rstrip()
