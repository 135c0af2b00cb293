"""Is a further target one file, and a further choice of a driver one line? Tried on a copy of the package."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from translator.lenses.drivers import DECLARED, driver_named
from translator.target import Options
from translator.targets import HUB, TARGETS, USUAL, name_of, target_named, wanted

PACKAGE = Path(__file__).parents[2] / "translator"
#: A target that nobody has: the parameters in force, one a line; it can be read, too.
MODULE = '''"""How does a container become a list of its parameters?"""

from translator.conf.dialect import dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.report import Report, Translation
from translator.target import Target, Work


def make(work: Work) -> Translation:
    """Return the list."""
    reader = dialect_named(work.dialect)
    kept = [each for each in settle(parse(work.text, reader), reader).by_name.values() if each.kept]
    lines = [f"{each.row.name} {each.codec.encode(each.value)}\\n" for each in kept]
    return Translation("".join(["%list\\n", *lines]), Report(()), work.ctid)


def read(work: Work) -> Translation:
    """Return the conf."""
    parts = [line.partition(" ") for line in work.text.splitlines()[1:]]
    return Translation("".join(f'{name}="{value}"\\n' for name, _, value in parts), Report(()), work.ctid or "7")


TARGET = Target(".list", "a list", make, lambda text: text.startswith("%list"), read)
'''
CONF = 'ONBOOT="yes"\nCPUS="2"\n'


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a package that has one file more, and one line more."""
    folder = tmp_path_factory.mktemp("copy")
    package = folder / "translator"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    grammars = PACKAGE.parent / "grammars"
    shutil.copytree(grammars, folder / "grammars")
    (package / "targets" / "list.py").write_text(MODULE)
    drivers = package / "lenses" / "drivers.py"
    text = drivers.read_text()
    line = 'Declared("translator.lenses.openvz", (Choice("flavour", "WORD", "how it tastes.", _check_disk),))'
    assert 'Declared("translator.lenses.openvz")' in text
    drivers.write_text(text.replace('Declared("translator.lenses.openvz")', line))
    return folder


def run(copy: Path, where: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(copy), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "translator", *words]
    return subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)


def test_a_further_target_is_one_file(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "101.conf").write_text(CONF)
    made = run(copy, tmp_path, "convert", "101.conf", "--to", "list")
    assert (made.returncode, made.stdout) == (0, "%list\nONBOOT yes\nCPUS 2\n"), made.stderr
    assert run(copy, tmp_path, "convert", "101.conf", "-o", "101.xml").returncode == 0
    by_way = run(copy, tmp_path, "convert", "101.xml", "--to", "list")
    assert by_way.stdout.splitlines() == ["%list", "ONBOOT yes", "CPUS 2"], by_way.stderr
    (tmp_path / "listed").write_text(made.stdout)
    back = run(copy, tmp_path, "convert", "listed", "--ctid", "101")
    assert (back.returncode, back.stdout) == (0, CONF), back.stderr
    commands = run(copy, tmp_path, "convert", "listed", "--to", "vzctl", "--ctid", "101")
    expected = (
        "touch /etc/vz/conf/101.conf\nvzctl create 101 --layout simfs\nvzctl set 101 --onboot yes --cpus 2 --save\n"
    )
    assert commands.stdout == expected, commands.stderr
    again = run(copy, tmp_path, "convert", "listed", "--to", "list")
    assert (again.returncode, "a list already" in again.stderr) == (3, True)


def test_a_fleet_becomes_it_as_well(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for ctid in ("101", "102"):
        (tmp_path / "in" / f"{ctid}.conf").write_text(CONF)
    done = run(copy, tmp_path, "convert", "in", "-o", "out", "--to", "list")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").glob("*.list")) == ["101.list", "102.list"]
    with closing(sqlite3.connect(tmp_path / "out" / "vzvirt.db")) as record:
        rows = list(record.execute("SELECT ctid, direction, target, cpus FROM containers ORDER BY ctid"))
    assert rows == [("101", "list", "101.list", 2), ("102", "list", "102.list", 2)]


def test_what_a_driver_offers_is_an_option(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "101.conf").write_text(CONF)
    assert "openvz: how it tastes." in run(copy, tmp_path, "convert", "--help").stdout
    refused = run(copy, tmp_path, "convert", "101.conf", "--driver", "lxc", "--flavour", "/x")
    assert (refused.returncode, "--flavour is for --driver openvz" in refused.stderr) == (2, True)
    refused = run(copy, tmp_path, "convert", "101.conf", "--flavour", "x")
    assert (refused.returncode, "--flavour: " in refused.stderr) == (2, True)


def test_targets_are_known_by_their_texts() -> None:
    assert {HUB, USUAL, "vzctl"} <= set(TARGETS)
    assert [name_of(text) for text in ("", "<domain/>", 'ONBOOT="yes"\n', "\ufeff <x")] == [HUB, USUAL, HUB, USUAL]
    assert (wanted(HUB, None), wanted(USUAL, None), wanted(HUB, "vzctl")) == (USUAL, HUB, "vzctl")
    suffixes = [target_named(name).suffix for name in TARGETS]
    assert len(set(suffixes)) == len(suffixes)
    with pytest.raises(ValueError, match="no target 'x'"):
        target_named("x")


def test_choices_are_the_drivers() -> None:
    assert driver_named("lxc", idmap="0:1", block_device=None).options == {"idmap": "0:1"}
    with pytest.raises(ValueError, match="'openvz' has no idmap: lxc has"):
        driver_named("openvz", idmap="0:1")
    with pytest.raises(ValueError, match="absolute path"):
        driver_named("lxc", block_device="sda")
    with pytest.raises(TypeError, match="no driver has 'ipmap'"):
        driver_named("lxc", ipmap="0:1")
    assert {choice.name for declared in DECLARED.values() for choice in declared.choices} <= Options().recorded().keys()


def test_a_base_is_for_what_can_be_written_into(tmp_path: Path) -> None:
    (tmp_path / "101.conf").write_text(CONF)
    done = run(PACKAGE.parent, tmp_path, "convert", "101.conf", "--to", "vzctl", "--base", "101.conf")
    assert (done.returncode, "--to vzctl makes it anew" in done.stderr) == (2, True)
