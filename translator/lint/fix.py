"""How are findings put right? Line by line, from the bottom up, until no fix is left; safe ones are held to it.

A safe fix leaves what every conf reader takes of the whole file as it was. Rules promise that; here it is checked
before a safe fix is used, and one that would break the promise stays out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from translator.conf.dialect import DIALECTS, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.finding import Finding, Fix
from translator.values.codec import UNSET

#: Each round applies every fix that touches no other; formulas that build on each other take a few rounds.
ROUNDS = 30


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
    lines = text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    used: list[Finding] = []
    before = views(text) if any(each.fix and each.fix.safe for each in chosen) else None
    for each in chosen:
        fix = each.fix
        assert fix is not None  # noqa: S101 - the caller chose those with one
        changed = _replaced(lines, fix)
        if fix.safe and before is not None and not _keeps(before, "".join(changed), used):
            continue
        lines = changed
        used.append(each)
    return "".join(lines), used


def _keeps(before: list[dict[str, str]], changed: str, used: Sequence[Finding]) -> bool:
    """Whether every reader takes the changed text as before. An unsafe fix among those used has changed it already."""
    return any(each.fix and not each.fix.safe for each in used) or views(changed) == before


def _replaced(lines: list[str], fix: Fix) -> list[str]:
    new = [fix.text] if fix.text else []
    head = lines[: fix.start - 1]
    if head and new and not head[-1].endswith("\n"):
        head[-1] += "\n"
    return head + new + lines[fix.end - 1 :]
