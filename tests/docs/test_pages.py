"""Are README and manual what the code does? Tables fresh, examples run, and nothing named that is not there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

import translator
from tests.docs.pages import MANUAL, OTHERS, README, ROOT, TEXTS, blocks_of, refreshed, tables
from translator.cli import COMMANDS, vzvirt
from translator.cli.checking.config import KEYS
from translator.exitcode import STOPPED, ExitCode
from translator.lint.engine import iter_rules
from translator.manual.pages import INDEX, page, pages, pages_about, topics

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
#: Options of pct, of vzctl, of pytest and of virsh, which our texts name besides.
OTHERS_OPTIONS = {"--net1", "--ostemplate", "--hypothesis-seed", "--validate"}
#: A call of the command in a line for a shell, up to what belongs to the shell.
CALL = re.compile(r"(?<![\w./-])vzvirt (?=[a-z-])(?:'[^']*'|\"[^\"]*\"|[^|;&<>#)'\"])*")
each_text = pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)

every_text = pytest.mark.parametrize("path", [*TEXTS, *OTHERS], ids=lambda path: path.name)


@each_text
def test_examples_and_tables_are_fresh(path: Path, pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--update-goldens"):
        path.write_text(refreshed(path))
        return
    assert path.read_text() == refreshed(path), "run with --update-goldens"


@pytest.mark.parametrize("name", tables())
def test_every_table_stands_on_one_page(name: str) -> None:
    assert sum(f"<!-- {name} -->\n\n|" in path.read_text() for path in TEXTS) == 1


def test_the_readme_is_short() -> None:
    assert README.read_text().count("\n") <= 300


def test_the_index_has_every_page() -> None:
    assert sorted((INDEX, *topics())) == sorted(path.stem for path in MANUAL.iterdir())
    assert len(set(topics())) == len(topics()) > 30


def test_every_command_has_its_pages_and_its_row() -> None:
    named = re.findall(r"^\| `vzvirt (\w+)", (MANUAL / "commands.md").read_text(), re.MULTILINE)
    assert sorted(set(named)) == sorted(COMMANDS)
    assert {name for each in pages() for name in each.commands} == set(COMMANDS)
    assert all(pages_about(command) for command in COMMANDS)


def test_a_topic_is_no_command() -> None:
    """Or ``vzvirt help`` would have two answers."""
    assert not set(topics()) & set(COMMANDS)


@pytest.mark.parametrize("topic", topics())
def test_a_page_says_what_it_is_about(topic: str) -> None:
    found = page(topic)
    assert found.summary.endswith(".")
    assert len(found.summary) <= 64, "a line of `vzvirt help`"
    assert not re.search(r"[*\[]", found.summary), "nothing but code is marked in it"


@every_text
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)):
        if ":" not in target:
            assert (path.parent / target.partition("#")[0]).exists(), target


@every_text
def test_every_file_it_names_exists(path: Path) -> None:
    for name in re.findall(r"`((?:translator|grammars|tests|fixtures)/[\w./-]*)`", path.read_text()):
        assert (ROOT / name).exists(), name


@every_text
def test_every_code_it_names_is_a_rule(path: Path) -> None:
    assert set(re.findall(r"\b(?:VZ|XD)\d{3}\b", path.read_text())) <= set(iter_rules())


@every_text
def test_every_option_it_names_exists(path: Path) -> None:
    words = re.findall(r"`([^`\n]*)`", re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.MULTILINE | re.DOTALL))
    named = {option for word in words if word.startswith(("--", "vzvirt ")) for option in OPTION.findall(word)}
    assert named <= options() | OTHERS_OPTIONS


def options(command: click.Command = vzvirt) -> set[str]:
    """Return the options of a command, and of those in it."""
    context = click.Context(command, click.Context(vzvirt, **vzvirt.context_settings))
    found = {option for parameter in command.get_params(context) for option in parameter.opts}
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if (inner := command.get_command(context, name)) is not None:
                found |= options(inner)
    return found


@each_text
def test_every_command_line_means_something(path: Path) -> None:
    """Each ``vzvirt`` in a block for the shell: its options exist, and take what they are given."""
    for line in command_lines(path):
        words = shlex.split(line, comments=True)
        context = click.Context(vzvirt, info_name="vzvirt", **vzvirt.context_settings)
        command: click.Command = vzvirt
        rest = words[1:]
        while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
            found = command.get_command(context, rest.pop(0))
            assert found is not None, line
            command = found
            context = click.Context(command, context, info_name=command.name)
        if "--help" in rest or "--version" in rest:
            continue
        command.make_context(str(command.name), rest, parent=context.parent)


def command_lines(path: Path) -> list[str]:
    """Return the calls of ``vzvirt`` in the blocks of a text, without redirections, and where a pipe or a list ends."""
    lines: list[str] = []
    for block in blocks_of(path, "sh", "console", "yaml"):
        for line in block.replace("\\\n", " ").splitlines():
            lines += CALL.findall(line.partition(" #")[0])
    return lines


def test_command_lines_are_found() -> None:
    assert sum(len(command_lines(path)) for path in TEXTS) > 60


@each_text
def test_python_examples_run(path: Path, tmp_path: Path) -> None:
    """All blocks of a page one after the other, beside the example's conf."""
    blocks = blocks_of(path, "python")
    if blocks:
        shutil.copytree(ROOT / "fixtures" / "readme", tmp_path, dirs_exist_ok=True)
        code = "\n".join(blocks)
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@each_text
def test_every_function_it_imports_exists(path: Path) -> None:
    for line in re.findall(r"^from (?:translator|vzvirt) import (.*)$", path.read_text(), re.MULTILINE):
        for name in line.split(","):
            assert hasattr(translator, name.strip()), name


@each_text
def test_configurations_are_taken(path: Path, tmp_path: Path) -> None:
    for block in blocks_of(path, "toml"):
        assert tomllib.loads(block)
        (tmp_path / "pyproject.toml").write_text(block)
        (tmp_path / "vzvirt-baseline.json").write_text('{"version": 1, "findings": []}')
        (tmp_path / "1.conf").write_text('ONBOOT="no"\n')
        words = [sys.executable, "-m", "translator", "check", "--show-settings", "."]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        for name in re.findall(r"^([\w-]+) =", block, re.MULTILINE):
            assert name.lower() in done.stdout.lower(), name


def test_the_page_has_every_key_of_a_configuration() -> None:
    table = (MANUAL / "configuration.md").read_text().partition("| key |")[2].partition("\n\n")[0]
    keys = re.findall(r"^\| `[a-z-]+`.*?\|", table, re.MULTILINE)
    named = {name for key in keys for name in re.findall(r"`([a-z-]+)`", key)}
    assert named == set(KEYS)


def test_the_page_has_every_exit_code() -> None:
    codes = re.findall(r"^\| ([0-9]+) \|", (MANUAL / "exit-codes.md").read_text(), re.MULTILINE)
    assert [int(code) for code in codes] == [*sorted(ExitCode), STOPPED]


def test_what_the_readme_has_people_see_is_what_they_see() -> None:
    seen = re.findall(r"^\| `([^`]+)`[^|]*\|", README.read_text().partition("| what you see")[2], re.MULTILINE)
    source = "".join(path.read_text() for path in (ROOT / "translator").rglob("*.py"))
    assert len(seen) > 4
    assert [words for words in seen if words not in source] == []


@each_text
def test_hooks_exist(path: Path) -> None:
    hooks = re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE)
    for block in blocks_of(path, "yaml"):
        assert set(re.findall(r"- id: (\S+)", block)) <= set(hooks)
        for release in re.findall(r"rev: v(\S+)", block):
            assert release == translator.__version__


def test_the_changelog_opens_with_what_is_not_released() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert re.fullmatch(rf"{re.escape(translator.__version__)} \(\d{{4}}-\d\d-\d\d\)", headings[1])


def test_the_versions_agree() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", translator.__version__)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"] == {"path": "translator/__init__.py"}
