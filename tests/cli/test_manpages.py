"""Are the man pages whole, in the words of the commands and of the manual, and does man take them as they are?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests import ready
from translator import __version__
from translator.cli import COMMANDS, vzvirt
from translator.cli.manpages import man_pages
from translator.manual.pages import page, topics
from translator.manual.roff import as_man, escaped


@cache
def written() -> dict[str, str]:
    return dict(man_pages(vzvirt))


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, click.Context(vzvirt, **vzvirt.context_settings))
        for each in command.list_commands(context):
            inner = command.get_command(context, each)
            assert inner is not None
            yield from commands(inner, f"{name}-{each}")


def rendered(text: str, width: int = 100) -> str:
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tutf8", "-Kutf8", "-P-cbou", f"-rLL={width}n", "-rHY=0"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == "", "each warning is a mistake in the page"
    return re.sub(r" +", " ", done.stdout.replace("‐", "-").replace("−", "-"))


def test_there_is_one_for_each_command_and_each_topic() -> None:
    names = {f"man1/{name}.1" for name, _ in commands(vzvirt, "vzvirt")}
    assert len(names) > len(COMMANDS)
    assert set(written()) == names | {f"man7/vzvirt-{topic}.7" for topic in topics()}


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
@pytest.mark.parametrize(("name", "command"), list(commands(vzvirt, "vzvirt")), ids=lambda each: str(each))
def test_a_command_says_what_its_parser_says(name: str, command: click.Command) -> None:
    told = rendered(written()[f"man1/{name}.1"])
    assert f"vzvirt {__version__}" in told
    flat = " ".join(told.split())
    context = click.Context(command, click.Context(vzvirt, **vzvirt.context_settings))
    for parameter in command.get_params(context):
        if not isinstance(parameter, click.Option):
            assert not re.search(rf"^ +{re.escape(parameter.make_metavar(context))}$", told, re.MULTILINE)
            continue
        record = parameter.get_help_record(context)
        if record is not None:
            assert re.search(rf"^ +{re.escape(record[0])}", told, re.MULTILINE), record
            assert " ".join(record[1].split()) in flat
    assert re.search("^ +-h, --help", told, re.MULTILINE)
    for line in re.findall(r"^  (.*)$", command.epilog or "", re.MULTILINE):
        assert re.sub(" +", " ", line) in told


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
@pytest.mark.parametrize("topic", topics())
def test_a_topic_says_what_its_page_says(topic: str) -> None:
    told = rendered(written()[f"man7/vzvirt-{topic}.7"], 400)
    flat = " ".join(told.split())
    text = page(topic).text
    assert flat.count(page(topic).line.rstrip(".")) == 1, "its name, and not told again"
    assert f"vzvirt-{topic} - {page(topic).line.rstrip('.')}" in flat
    for code in re.findall(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for line in code.splitlines():
            assert re.sub(" +", " ", line.strip()) in told
    for heading in re.findall(
        r"^##+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    ):
        assert heading.replace("`", "").lower() in told.lower()


@pytest.mark.skipif(not shutil.which("man"), reason="needs man")
def test_man_reads_what_the_command_writes(tmp_path: Path) -> None:
    def write(*more: str) -> int:
        return CliRunner().invoke(vzvirt, ["help", "--man", str(tmp_path), *more]).exit_code

    assert write() == 0
    assert {str(path.relative_to(tmp_path)): path.read_text() for path in tmp_path.rglob("*.?")} == written()
    done = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", str(tmp_path / "man1" / "vzvirt.1")],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
    )
    assert done.stderr == ""
    assert re.search(r"^VZVIRT\(1\)", done.stdout)
    assert write() == 0, "the same pages are there already"
    (tmp_path / "man1" / "vzvirt.1").write_text("another's\n")
    assert write() == 2
    # the whole command, which takes what click gives in another way
    done = ready.run("help", "--man", tmp_path, cwd=tmp_path, env=os.environ)
    assert (done.returncode, "is there already" in done.stderr) == (2, True)
    assert write("--force") == 0


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
@pytest.mark.parametrize("text", [".so /etc/passwd", "'br", "a\\fBb", "\\", "-- ' ` ^ ~ \"", "café \\(bu"])
def test_no_text_is_a_request_or_an_escape(text: str) -> None:
    from translator.manual.blocks import Code, Paragraph, Styled

    for style in ("", "code"):
        told = rendered(as_man("x", 1, "y", [Paragraph((Styled(text, style),)), Code(f"{text}\n")]))
        assert told.count(text) == 2
    assert "\n" not in escaped(text)
