"""Which findings has the author of a file silenced? ``# vzvirt: ignore[VZ305] reason`` on the line before.

In an XML document the comment is ``<!-- vzvirt: ignore[XD201] reason -->``. The codes may be prefixes (``VZ3``), and
several, separated by commas. ``ignore-file[...]`` anywhere speaks for the whole file, which findings without a line
of their own need. A suppression that silences nothing is a finding (VZ621), so that none outlives its cause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from translator.characters import C_BLANKS, trim
from translator.finding import Finding, Fix
from translator.lazy import lazy
from translator.lint.rule import REGISTRY, Rule, declare
from translator.wording import shown

declare(
    Rule(
        "VZ621",
        "unused-suppression",
        "warning",
        "a comment that silences nothing",
        "What it was for has been put right or has moved: the comment would silence the next mistake on that line.",
        '# vzvirt: ignore[VZ201] an old reason\nONBOOT="yes"\n',
        'ONBOOT="yes"\n',
        "safe",
        silence="file",
    ),
    Rule(
        "VZ622",
        "unknown-suppression",
        "warning",
        "a comment that silences a code which no rule has",
        "A mistyped code silences nothing. Codes are never reused: one that was right stays right.",
        '# vzvirt: ignore[VZ999] an old reason\nONBOOT="yes"\n',
        'ONBOOT="yes"\n',
        silence="file",
    ),
)

_COMMENT = lazy(r"^[ \t]*(?:#|<!--)[ \t]*vzvirt:[ \t]*(ignore|ignore-file)\[([^\]\n]*)\]", re.M)
#: Findings about several files are made after each file was looked at by itself.
FLEET_CODES = ("VZ43", "VZ44", "VZ45")


class Suppression:
    """One code of one comment: ``line`` is the comment's, ``target`` the line it speaks for (0 for the file)."""

    __slots__ = ("code", "column", "line", "only", "target", "used")

    def __init__(self, code: str, line: int, column: int, target: int, *, only: bool) -> None:
        self.code, self.line, self.column, self.target, self.only = code, line, column, target, only
        self.used = False


def read_suppressions(text: str) -> list[Suppression]:
    """Return the suppressions of a text. A comment speaks for the next line that is no such comment."""
    if "vzvirt:" not in text or "ignore" not in text:  # a residue's namespace has the first
        return []
    found: list[Suppression] = []
    matches = list(_COMMENT.finditer(text))
    lines: list[int] = []
    line, at = 1, 0
    for match in matches:
        line += text.count("\n", at, match.start())
        at = match.start()
        lines.append(line)
    # from the last to the first: a comment right above another one speaks for the same line
    targets: dict[int, int] = {}
    for line in reversed(lines):
        targets[line] = targets.get(line + 1, line + 1)
    for match, line in zip(matches, lines, strict=True):
        target = targets[line] if match[1] == "ignore" else 0
        codes = [trim(code) for code in match[2].split(",")]
        column = match.start(2) - text.rfind("\n", 0, match.start(2))
        for word, code in zip(match[2].split(","), codes, strict=True):
            blanks = len(word) - len(word.lstrip(C_BLANKS))
            found.append(Suppression(code, line, column + blanks, target, only=len(codes) == 1))
            column += len(word) + 1
    return found


def speaks_for_fleets(suppression: Suppression) -> bool:
    """Whether a suppression may silence findings between files."""
    code = suppression.code
    return bool(code) and any(code.startswith(each) or each.startswith(code) for each in FLEET_CODES)


def silence(findings: Iterable[Finding], suppressions: Sequence[Suppression]) -> list[Finding]:
    """Return the findings that no suppression covers, and mark those suppressions that were of use."""
    groups: dict[tuple[int, str], list[Suppression]] = {}
    for suppression in suppressions:
        if suppression.code:
            groups.setdefault((suppression.target, suppression.code), []).append(suppression)
    used: set[tuple[int, str]] = set()
    left = []
    for finding in findings:
        prefixes = [finding.code[:length] for length in range(1, len(finding.code) + 1)]
        keys = [(target, code) for target in (finding.line, 0) for code in prefixes]
        covering = [key for key in keys if key in groups]
        used.update(covering)
        if not covering:
            left.append(finding)
    for key in used:
        for suppression in groups[key]:
            suppression.used = True
    return left


def complaints(text: str, suppressions: Iterable[Suppression], *, fleet: bool) -> list[Finding]:
    """Return what is to be said of suppressions. Those of fleet codes are judged only once the fleet was."""
    found = []
    lines = text.split("\n")
    for each in suppressions:
        if each.used:
            continue
        of_fleet = bool(each.code) and each.code.startswith(FLEET_CODES)
        known = bool(each.code) and (
            each.code.startswith("XD") or any(code.startswith(each.code) for code in REGISTRY.rules)
        )
        if of_fleet and not fleet:
            continue
        fix = None
        if known and each.only:
            line = lines[each.line - 1]
            # a comment within other text stays
            if line.lstrip(C_BLANKS).startswith("#") or line.rstrip(C_BLANKS).endswith("-->"):
                fix = Fix("drop the comment", each.line, each.line + 1, "", safe=line.lstrip(C_BLANKS).startswith("#"))
        if known:
            message = f"the suppression of {each.code} silences nothing; expected none"
        else:
            message = f"no rule has the code {shown(each.code)}; 'vzvirt explain --all' lists them"
        code = "VZ621" if known else "VZ622"
        level = REGISTRY.rules[code].level
        found.append(Finding(each.line, each.column, code, level, message, None, None, max(1, len(each.code)), fix))
    return found


def apply_suppressions(text: str, findings: list[Finding]) -> list[Finding]:
    """Return the findings that stay, with those about the suppressions themselves."""
    suppressions = read_suppressions(text)
    if not suppressions:
        return findings
    return sorted(
        judge(text, findings, suppressions), key=lambda each: (each.line, each.column, each.code, each.message)
    )


def judge(text: str, findings: Iterable[Finding], suppressions: Sequence[Suppression]) -> list[Finding]:
    """Return the findings that no suppression covers, and what is to be said of the suppressions themselves."""
    left = silence(findings, suppressions)
    # what silences one of them is of use: so the second look comes after the first
    for code in ("VZ622", "VZ621"):
        said = [each for each in complaints(text, suppressions, fleet=False) if each.code == code]
        left += silence(said, suppressions)
    return left
