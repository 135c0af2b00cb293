"""How bad is a finding that is made below the linter? Its level stands here, by its code.

What the linter alone finds has its level from its rule; :mod:`translator.lint.rule` refuses a rule that says another
level than this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from translator.finding import Finding, Level

LEVEL_OF: Final[Mapping[str, Level]] = {
    # lines of a conf: translator/conf/objections.py
    "VZ101": "error",
    "VZ102": "error",
    "VZ103": "error",
    "VZ104": "warning",
    "VZ105": "warning",
    "VZ106": "warning",
    "VZ107": "warning",
    "VZ108": "warning",
    "VZ109": "warning",
    "VZ110": "warning",
    "VZ111": "warning",
    "VZ201": "error",
    "VZ202": "warning",
    "VZ203": "warning",
    "VZ602": "info",
    # translations
    "VZ501": "info",
    "VZ502": "warning",
    "VZ503": "info",
    "VZ504": "error",
    "VZ505": "error",
    "VZ506": "error",
    "VZ507": "error",
    "VZ511": "warning",
    "VZ512": "warning",
    "VZ513": "warning",
    "VZ514": "warning",
    "VZ515": "warning",
    "VZ516": "warning",
    "VZ517": "info",
    "VZ518": "warning",
    "VZ521": "error",
    "VZ522": "warning",
    "VZ523": "info",
    "VZ524": "warning",
    "VZ525": "warning",
    "VZ526": "warning",
    "VZ527": "info",
    "VZ528": "info",
    "VZ531": "info",
    "VZ532": "warning",
    "VZ541": "warning",
    "VZ542": "warning",
    "VZ533": "warning",
    "VZ545": "warning",
    "VZ546": "error",
    "VZ547": "info",
    "VZ571": "info",
    "VZ572": "warning",
    "VZ573": "info",
    "VZ581": "warning",
    "VZ591": "info",
    "VZ592": "warning",
    "VZ593": "info",
    "VZ594": "warning",
    "VZ595": "warning",
    "VZ596": "info",
    "VZ551": "warning",
    "VZ552": "warning",
    "VZ553": "info",
    "VZ554": "warning",
    "VZ555": "info",
    "VZ556": "info",
    "VZ557": "warning",
    "VZ558": "info",
    "VZ559": "warning",
    "VZ560": "warning",
    "VZ561": "info",
    # what keeps a container from starting: translator/container/start.py
    "VZ301": "error",
    "VZ324": "error",
    "VZ347": "warning",
    "VZ419": "warning",
    # documents that cannot be read, or that the grammar refuses
    **dict.fromkeys((f"XD{number}" for number in range(100, 120)), "error"),
}

#: What a document loses on its way into a conf: with ``strict`` there is no conf then.
LOSSES: Final = frozenset(("VZ502", "VZ521", "VZ522", "VZ551", "VZ552", "VZ554"))


def make_finding(
    line: int,
    column: int,
    code: str,
    message: str,
    parameter: str | None = None,
    path: str | None = None,
    width: int = 1,
) -> Finding:
    """Return a finding of the level that its code has; KeyError for a code that is the linter's own."""
    return Finding(line, column, code, LEVEL_OF[code], message, parameter, path, width)
