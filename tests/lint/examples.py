"""How are the examples of the rules run?"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from translator.cli import vzvirt
from translator.finding import Finding
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


def told_by(command: str, files: Mapping[str, str]) -> list[Finding]:
    """Return the findings that a command prints about some files."""
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, text in files.items():
            Path(name).write_text(text)
        printed = CliRunner().invoke(vzvirt, command.split()).stderr
    found = re.findall(r"^(\S+?):(\d+):(\d+): ((?:VZ|XD)\d{3}) (.*)$", printed, re.MULTILINE)
    return [
        Finding(int(line), int(column), code, REGISTRY.rules[code].level, message, path=path)
        for path, line, column, code, message in found
    ]
