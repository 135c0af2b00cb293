"""Is the README what the code does? Examples and tables fresh, commands and functions that it names there."""

from __future__ import annotations

import re

import pytest

import translator
from tests.docs.readme import README, ROOT, refreshed
from translator.cli import COMMANDS


def test_examples_and_tables_are_fresh(pytestconfig: pytest.Config) -> None:
    text = README.read_text()
    if pytestconfig.getoption("--update-goldens"):
        README.write_text(refreshed(text))
        return
    assert text == refreshed(text), "run with --update-goldens"


def test_every_command_is_in_the_table() -> None:
    named = re.findall(r"^\| `vzvirt (\w+)", README.read_text(), re.MULTILINE)
    assert sorted(set(named)) == sorted(COMMANDS)


def test_every_function_it_imports_exists() -> None:
    for line in re.findall(r"^from translator import (.*)$", README.read_text(), re.MULTILINE):
        for name in line.split(","):
            assert hasattr(translator, name.strip()), name


def test_every_file_it_names_exists() -> None:
    for name in re.findall(r"`((?:translator|grammars|tests|fixtures)/[\w./]*)`", README.read_text()):
        assert (ROOT / name).exists(), name


def test_the_changelog_opens_with_what_is_not_released() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased"


def test_the_versions_agree() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", translator.__version__)
    from importlib.metadata import PackageNotFoundError, version

    try:
        assert version("vzvirt") == translator.__version__
    except PackageNotFoundError:
        pytest.skip("vzvirt is not installed here")
