"""Can a script read and change one value of a conf or a document, and is nothing else touched?"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from translator.cli import vzvirt

CONF = """\
# web
ONBOOT="yes"
PHYSPAGES="0:512M"
SWAPPAGES="0:0"
NAMESERVER="192.0.2.1 192.0.2.2"
VE_PRIVATE="/vz/private/101"
"""


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def command(*words: str, stdin: str | None = None) -> Ran:
        result = CliRunner().invoke(vzvirt, words, input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return command


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    path = tmp_path / "101.conf"
    path.write_text(CONF)
    return path


@pytest.fixture
def document(run: Run, conf: Path) -> Path:
    assert run("convert", "101.conf", "--driver", "lxc", "-o", "101.xml").code in (0, 1)
    return conf.with_suffix(".xml")


def test_one_value_is_printed_alone(run: Run, conf: Path) -> None:
    assert run("get", "101.conf", "PHYSPAGES") == (0, "0:131072\n", "")
    assert run("get", "101.conf", "ONBOOT", "PHYSPAGES") == (0, "ONBOOT=yes\nPHYSPAGES=0:131072\n", "")
    assert run("get", "101.conf", "CPUS") == (1, "", "")
    assert run("get", "101.conf", "CPUS", "ONBOOT") == (1, "ONBOOT=yes\n", "")
    assert run("get", "101.conf").out.splitlines()[0] == "ONBOOT=yes"
    assert json.loads(run("get", "101.conf", "CPUS", "ONBOOT", "--json").out) == {"CPUS": None, "ONBOOT": "yes"}
    assert run("get", "-", "ONBOOT", stdin=CONF).out == "yes\n"


def test_values_of_a_document_are_by_parameter_or_by_place(run: Run, document: Path) -> None:
    assert run("get", "101.xml", "PHYSPAGES").out == "0:131072\n"
    assert run("get", "101.xml", "memory", "NAMESERVER").out == "memory=524288\nNAMESERVER=192.0.2.1 192.0.2.2\n"
    assert run("get", "101.xml", "vcpu").code == 1


def test_a_value_is_set_in_its_line(run: Run, conf: Path) -> None:
    assert run("set", "101.conf", "PHYSPAGES=0:1G", "CPUS=2") == (0, "", "")
    assert conf.read_text() == CONF.replace("512M", "1G") + 'CPUS="2"\n'
    assert run("set", "101.conf", "PHYSPAGES=0:512M", "--unset", "CPUS", "--unset", "BOOTORDER").code == 0
    assert conf.read_text() == CONF
    assert run("set", "-", "ONBOOT=no", stdin=CONF).out == CONF.replace("yes", "no")


def test_a_change_can_be_looked_at_first(run: Run, conf: Path) -> None:
    said = run("set", "101.conf", "ONBOOT=no", "--diff")
    assert said.code == 0
    assert '-ONBOOT="yes"\n+ONBOOT="no"\n' in said.out
    assert conf.read_text() == CONF


def test_a_parameter_of_a_document_is_set_wherever_it_stands(run: Run, document: Path) -> None:
    before = document.read_text()
    assert run("set", "101.xml", "PHYSPAGES=0:1G", "ONBOOT=no").code == 0
    after = document.read_text()
    assert after.count("1048576") == before.count("524288")
    assert run("get", "101.xml", "ONBOOT").out == "no\n"
    assert run("set", "101.xml", "vcpu=3", "description=a <b>").code == 0
    assert run("get", "101.xml", "vcpu", "description").out == "vcpu=3\ndescription=a <b>\n"
    assert run("set", "101.xml", "--unset", "vcpu", "--unset", "description").code == 0
    assert document.read_text() == after


@pytest.mark.parametrize(
    ("words", "code", "words_of_it"),
    [
        (["set", "101.conf"], 2, "nothing to change"),
        (["set", "101.conf", "CPUS"], 2, "expected NAME=VALUE"),
        (["set", "101.conf", "CPUS=many", "ONBOOT=no"], 2, "CPUS: 'many' is not valid; expected"),
        (["set", "101.conf", "ONBOOT=no", "CPU=2"], 2, "did you mean 'CPUS'"),
        (["set", "101.conf", "--unset", "CPU"], 2, "did you mean 'CPUS'"),
        (["set", "101.conf", "HOSTNAME=a\nb"], 2, "HOSTNAME"),
        (["set", "101.xml", "vcpu=1000000"], 2, "<vcpu> holds '1000000'; expected a whole number from 1 to 65535"),
        (["set", "101.xml", "uuid=x"], 2, "<uuid> holds 'x'; expected a UUID"),
        (["set", "101.xml", "memory=much"], 2, "memory cannot be 'much': nothing would be read there"),
        (["set", "101.xml", "memory=1", "CPUS=x"], 2, "CPUS"),
        (["set", "gone.conf", "CPUS=1"], 3, "No such file"),
        (["get", "gone.conf", "CPUS"], 3, "No such file"),
        (["get", "101.conf", "CPU"], 2, "did you mean 'CPUS'"),
        (["get", "101.xml", "memori"], 2, "vzctl knows no parameter 'memori'"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    run: Run, conf: Path, document: Path, words: list[str], code: int, words_of_it: str
) -> None:
    before = document.read_text()
    said = run(*words)
    assert said.code == code
    assert words_of_it in said.err
    assert (conf.read_text(), document.read_text()) == (CONF, before)


def test_an_archive_is_read_and_never_changed(run: Run, conf: Path, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "one.tar", "w") as archive:
        archive.add(conf, "101.conf")
    before = (tmp_path / "one.tar").read_bytes()
    assert run("get", "one.tar", "ONBOOT").out == "yes\n"
    said = run("set", "one.tar", "ONBOOT=no")
    assert said.code == 3
    assert "not a regular file" in said.err
    assert '+ONBOOT="no"' in run("set", "one.tar", "ONBOOT=no", "--diff").out
    assert (tmp_path / "one.tar").read_bytes() == before
