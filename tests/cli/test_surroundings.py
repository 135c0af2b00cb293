"""What does each command do where something is missing around it? A stream, a home, a locale, room for what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.fleet.conftest import command, unmeasured
from translator.cli import COMMANDS

Files = dict[str, bytes]
#: A call of each command, what it ends with, and whether it has something to say on standard output.
EACH: list[tuple[tuple[str, ...], int, bool]] = [
    (("--version",), 0, True),
    (("--help",), 0, True),
    (("help", "lxc"), 0, True),
    (("help", "--man", "man"), 0, False),
    (("explain", "VZ305"), 0, True),
    (("convert", "conf/101.conf"), 0, True),
    (("convert", "conf", "-o", "new", "-j", "2"), 0, False),
    (("normalize", "conf/101.conf"), 0, True),
    (("show", "conf/101.conf"), 0, True),
    (("get", "conf/101.conf", "CPUS"), 0, True),
    (("set", "conf/101.conf", "CPUS=3"), 0, False),
    (("set", "conf/101.conf", "CPUS=3", "--diff"), 0, True),
    (("check", "conf", "-j", "2"), 1, True),
    (("diff", "conf/101.conf", "conf/102.conf"), 1, True),
    (("network", "--routed", "conf/101.conf"), 0, True),
    (("plan", "conf"), 1, True),
    (("fleet", "show", "--record", "out"), 0, True),
    (("fleet", "query", "SELECT name FROM containers", "--record", "out"), 0, True),
    (("fleet", "report", "--record", "out", "-o", "page.html"), 0, False),
]
#: Bytes of more than one encoding, which no locale may change.
CONF = b'IP_ADDRESS="192.0.2.1"\nCPUS="2"\nDESCRIPTION="M\xc3\xbcller \xfc"\n'
each = pytest.mark.parametrize(("words", "code", "speaks"), EACH, ids=[" ".join(words) for words, _, _ in EACH])


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two confs and the record of their conversion."""
    folder = tmp_path_factory.mktemp("ground")
    (folder / "conf").mkdir()
    (folder / "conf" / "101.conf").write_bytes(CONF)
    (folder / "conf" / "102.conf").write_bytes(b"")
    subprocess.run(command("convert", "conf", "-o", "out", "-q"), cwd=folder, env=unmeasured(), check=True)
    return folder


def ran(folder: Path, words: tuple[str, ...], redirection: str = "", **more: str) -> tuple[int, bytes, str, Files]:
    """Return what a command in a folder ends with, what it says, and the files that are there then.

    What tells a time is left out: the line that a run ends with, its record, and the page made of that.
    """
    line = ["bash", "-c", f'"$@" {redirection}', "bash", *command(*words)]
    kept = {name: value for name, value in unmeasured().items() if not more or name in ("PATH", "PYTHONPATH")}
    done = subprocess.run(line, cwd=folder, env={**kept, **more}, capture_output=True, check=False)
    told = re.sub(r"vzvirt: \d+ containers in .*\n", "", done.stderr.decode())
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    timed = ("vzvirt.db", "page.html")
    files = {str(path.relative_to(folder)): b"" if path.name in timed else path.read_bytes() for path in paths}
    return done.returncode, done.stdout, told, files


def test_each_command_is_tried() -> None:
    assert {words[0] for words, _, _ in EACH} - {"--version", "--help"} == set(COMMANDS)


@each
def test_closed_and_full_streams_are_no_bug_of_ours(
    tmp_path: Path, ground: Path, words: tuple[str, ...], code: int, speaks: bool
) -> None:
    found: list[Files] = []
    for redirection, why in (
        (">&-", "Bad file descriptor"),
        (">/dev/full", "No space left on device"),
        ("<&- 2>&-", ""),
    ):
        folder = shutil.copytree(ground, tmp_path / str(len(found)))
        ended, _, told, files = ran(folder, words, redirection)
        if why and speaks:
            assert (ended, told) == (3, f"vzvirt: standard output: {why}\n")
        else:
            assert (ended, told) == (code, ""), redirection
        found.append(files)
    assert all(files == found[0] for files in found), "what is written does not depend on what can be said"


@each
def test_no_home_and_no_locale(tmp_path: Path, ground: Path, words: tuple[str, ...], code: int, speaks: bool) -> None:
    """Not that of Python either, which takes UTF-8 for a locale that says nothing."""
    usual, bare = (shutil.copytree(ground, tmp_path / name) for name in ("usual", "bare"))
    expected, got = ran(usual, words), ran(bare, words, LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert got[0] == code
    assert got[2:] == expected[2:]
    assert bool(got[1]) == speaks
