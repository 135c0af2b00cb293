"""vzvirt help: does it find topics, commands, rules and parameters, and is what it shows made for who reads it?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.terminal import on_terminal, without_style
from translator.cli import COMMANDS, vzvirt
from translator.lint.tell import explain_parameter, explain_rule, find_rule
from translator.manual.pages import pages, topics


def ask(*words: object) -> tuple[int, str]:
    run = CliRunner().invoke(vzvirt, ["help", *map(str, words)], prog_name="vzvirt")
    return run.exit_code, run.output


def test_without_a_word_it_lists_every_topic_with_its_line() -> None:
    code, told = ask()
    assert code == 0
    for each in pages():
        line = re.search(rf"^{each.topic} +(.*\n(?:  +.*\n)*)", told, re.MULTILINE)
        assert line is not None
        assert " ".join(line[1].split()) == each.line


@pytest.mark.parametrize("topic", topics())
def test_a_topic_is_its_page(topic: str) -> None:
    code, told = ask(topic)
    assert code == 0
    assert ask(topic.upper()) == (0, told)
    assert not re.search("<!-- (commands|session|fixtures|places|rules)", told)
    assert "```" not in told
    assert "\x1b" not in told
    assert "](" not in told
    long = [line for line in told.splitlines() if len(line) > 80 and not line.startswith("    ")]
    assert [line for line in long if " " in line.strip()] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_its_help_and_its_topics(command: str) -> None:
    code, told = ask(command)
    own = CliRunner().invoke(vzvirt, [command, "--help"], prog_name="vzvirt").output
    assert code == 0
    assert told.startswith(own)
    about = [each.topic for each in pages() if command in each.commands]
    assert told.removeprefix(own) == f"\nManual: vzvirt help {', '.join(about)}\n"


def test_a_command_within_a_command() -> None:
    assert ask("fleet", "show")[1].startswith("Usage: vzvirt fleet show")
    assert ask("fleet", "shove") == (2, ask("fleet", "shove")[1])
    assert "'fleet' has no command 'shove'" in ask("fleet", "shove")[1]


def test_rules_and_parameters_are_explained() -> None:
    rule = find_rule("VZ503")
    assert rule is not None
    assert ask("VZ503") == (0, explain_rule(rule))
    assert ask("value-rounded") == (0, explain_rule(rule))
    assert ask("PHYSPAGES") == (0, explain_parameter("PHYSPAGES"))


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("lcx", "did you mean 'lxc'?"),
        ("chek", "did you mean 'check'?"),
        ("PHYSPAGE", "did you mean 'PHYSPAGES'?"),
        ("qqqqqq", "; 'vzvirt help' lists the topics."),
        ("lxc venet", "one topic at a time: 'lxc', or 'venet'"),
        ("--man x lxc", "leave the words out"),
        ("--force", "--force is for --man"),
    ],
)
def test_what_is_not_there_is_refused(word: str, told: str) -> None:
    code, output = ask(*word.split())
    assert code == 2
    assert told in output


def test_on_a_terminal_it_fits_and_goes_through_a_pager(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    long = on_terminal("help", "lxc", columns=90, PAGER=str(pager))
    assert "PAGED" in long
    short = on_terminal("help", "pct", columns=120, PAGER=str(pager))
    assert "PAGED" not in short, "it fits on the terminal's 25 lines"
    assert "\x1b[1mPROXMOX VE\x1b[0m" in short
    assert max(len(line) for line in without_style(short).splitlines()) <= 100
    assert "\x1b" not in on_terminal("help", "pct", columns=120, NO_COLOR="1")


def test_a_pipe_gets_plain_text_and_no_pager() -> None:
    words = [sys.executable, "-m", "translator", "help", "lxc"]
    environment = {**os.environ, "PAGER": "false", "TERM": "xterm"}
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == ask("lxc")[1]


@pytest.mark.parametrize(
    ("words", "start", "expected"),
    [
        ("vzvirt help", "ven", {"venet"}),
        ("vzvirt help", "con", {"convert", "configuration"}),
        ("vzvirt help", "PHYS", {"PHYSPAGES"}),
        ("vzvirt help", "VZ50", {f"VZ50{number}" for number in range(1, 8)}),
        ("vzvirt help fleet", "", {"query", "report", "show"}),
        ("vzvirt help lxc", "v", set()),
    ],
)
def test_the_shell_completes_what_it_takes(words: str, start: str, expected: set[str]) -> None:
    environment = {
        **os.environ,
        "_VZVIRT_COMPLETE": "bash_complete",
        "COMP_WORDS": f"{words} {start}",
        "COMP_CWORD": str(len(words.split())),
    }
    done = subprocess.run(
        [sys.executable, "-m", "translator"], capture_output=True, text=True, check=False, env=environment
    )
    assert {line.partition(",")[2] for line in done.stdout.split()} == expected
