"""When does an expected file change? Only with --update-goldens; a missing one fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from translator.report import Report

FIXTURES = Path(__file__).parents[1] / "fixtures"


def folders(name: str) -> list[Path]:
    """Return the cases below a folder of fixtures; an empty folder is a mistake, not a pass."""
    found = sorted(path for path in (FIXTURES / name).iterdir() if path.is_dir())
    assert found, f"no cases below fixtures/{name}"
    return found


def expect(path: Path, text: str, config: pytest.Config) -> None:
    """Compare a text with an expected file, byte for byte."""
    data = text.encode("utf-8", "surrogateescape")
    if config.getoption("--update-goldens"):
        path.write_bytes(data)
    assert path.exists(), f"{path} is missing; look at the answer and run with --update-goldens"
    assert path.read_bytes().decode("utf-8", "surrogateescape") == text


def report_lines(report: Report) -> str:
    """Write a report as JSON, an entry a line, so that a change of it reads well."""
    import json

    entries = ",\n".join(f"    {json.dumps(entry._asdict())}" for entry in report.entries)
    findings = ",\n".join(
        f"    {json.dumps({key: value for key, value in finding._asdict().items() if value is not None})}"
        for finding in report.findings
    )
    return f'{{\n  "entries": [\n{entries}\n  ],\n  "findings": [\n{findings}\n  ]\n}}\n'.replace("[\n\n  ]", "[]")
