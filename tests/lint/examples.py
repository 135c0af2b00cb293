"""How are the examples of the rules run?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.terminal import on_terminal
from translator.finding import Finding, Level
from translator.lint.engine import check_conf, check_domain, iter_rules
from translator.lint.examples import files_of
from translator.lint.rule import NO_HOST, REGISTRY, Example, Rule

CHECKED = [rule for rule in (REGISTRY.rules[code] for code in iter_rules()) if rule.bad]


def found_in(rule: Rule, example: str | Example) -> list[Finding]:
    """Return the findings of an example: of its one file, or of the folder that its files make."""
    files = files_of(rule, example)
    if isinstance(example, Example) and example.command:
        return told_by(example.command, files)
    host = example.host if isinstance(example, Example) else NO_HOST
    if rule.subject == "fleet":
        from translator.lint.fleet import Fleet

        fleet = Fleet(host=host)
        found = []
        for name, text in files.items():
            found += fleet.add(name, text)
        return found + fleet.finish()
    ((name, text),) = files.items()
    if name.endswith(".xml"):
        return check_domain(text)
    dialect = example.dialect if isinstance(example, Example) else "vzctl"
    return check_conf(text, ctid="101", host=host, dialect=dialect)


#: How a terminal is told the level of a finding.
_LEVELS: dict[str, Level] = {"31": "error", "33": "warning", "36": "info"}


def told_by(command: str, files: Mapping[str, str]) -> list[Finding]:
    """Return the findings that a command prints about some files. Their levels are told by colour, on a terminal."""
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text)
        printed = on_terminal(*command.split(), columns=400, folder=Path(folder))
    found = re.findall(
        r"^\x1b\[1m(\S+?):(\d+):(\d+): \x1b\[0m\x1b\[(\d+)m((?:VZ|XD)\d{3})\x1b\[0m (.*)$", printed, re.MULTILINE
    )
    return [
        Finding(int(line), int(column), code, _LEVELS[colour], message, path=path)
        for path, line, column, colour, code, message in found
    ]
