"""How are findings put right? Line by line, from the bottom up, until no fix is left; safe ones are held to it.

A safe fix leaves what every conf reader takes of the whole file as it was. Rules promise that; here it is checked
before a safe fix is used, and one that would break the promise stays out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from translator.conf.begin import begun_as_conf
from translator.conf.dialect import DIALECTS, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.finding import Finding
from translator.values.codec import UNSET

#: Each round applies every fix that touches no other; formulas that build on each other take a few rounds.
ROUNDS = 30
#: How often safe fixes may be found to break their promise in one round, before the rest are left out as well.
FAILURES = 64


class Fixed(NamedTuple):
    """The text after fixing, the findings that were put right, and those that are left."""

    text: str
    applied: list[Finding]
    left: list[Finding]


def fix_all(text: str, check: Callable[[str], list[Finding]], *, unsafe: bool = False) -> Fixed:
    """Apply the fixes of what ``check`` finds, again and again, until none is left or they go round in circles."""
    applied: list[Finding] = []
    seen = {text}
    found = check(text)
    for _ in range(ROUNDS):
        chosen = _disjoint([each for each in found if each.fix and (unsafe or each.fix.safe)])
        changed, used = _apply(text, chosen)
        changed = begun_as_conf(changed, text)
        if changed == text or changed in seen:
            break
        seen.add(changed)
        text = changed
        applied += used
        found = check(text)
    return Fixed(text, applied, found)


def views(text: str) -> list[dict[str, str]]:
    """Return what each conf reader takes of a text: parameters in force and their values."""
    seen = []
    for name in DIALECTS:
        dialect = dialect_named(name)
        settings = settle(parse(text, dialect), dialect)
        seen.append(
            {each: repr(setting.value) for each, setting in settings.by_name.items() if setting.value is not UNSET}
        )
    return seen


def _disjoint(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings whose fixes touch different lines, the first of those that compete, from the bottom up."""
    chosen: list[Finding] = []
    ordered = sorted(findings, key=_span)
    end = 0
    for each in ordered:
        start, stop = _span(each)
        if start >= end:
            chosen.append(each)
            end = stop
    return chosen[::-1]


def _span(finding: Finding) -> tuple[int, int]:
    assert finding.fix is not None  # noqa: S101 - the caller chose those with one
    return finding.fix.start, finding.fix.end


def _apply(text: str, chosen: Sequence[Finding]) -> tuple[str, list[Finding]]:
    """Return the text with the fixes in it that may be used, and those."""
    lines = text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    safe = _harmless(text, lines, [each for each in chosen if each.fix and each.fix.safe])
    used = [each for each in chosen if each in safe or (each.fix and not each.fix.safe)]
    return _replaced(lines, used), used


def _harmless(text: str, lines: Sequence[str], safe: Sequence[Finding]) -> set[Finding]:
    """Return the fixes that together leave the text as every reader takes it.

    All are tried at once, and only what breaks the promise is halved, and halved again, to find the culprit.
    """
    if not safe:
        return set()
    before = views(text)
    good: list[Finding] = []
    left = [list(safe)]
    failures = 0
    while left and failures < FAILURES:
        group = left.pop()
        if views(_replaced(lines, [*good, *group])) == before:
            good += group
            continue
        failures += 1
        if len(group) > 1:
            half = len(group) // 2
            left += [group[half:], group[:half]]
    return set(good)


def _replaced(lines: Sequence[str], used: Sequence[Finding]) -> str:
    """Return the text with the fixes of these findings in place of the lines that they are about."""
    parts: list[str] = []
    at = 0
    for start, _, fix in sorted((*_span(each), each.fix) for each in used if each.fix):
        parts += lines[at : start - 1]
        if fix.text:
            if at < start - 1 <= len(lines) and not parts[-1].endswith("\n"):
                parts.append("\n")
            parts.append(fix.text)
        at = fix.end - 1
    return "".join([*parts, *lines[at:]])
