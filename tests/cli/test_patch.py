"""Does patch(1) make of each printed change exactly the file that the command would have written?"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from tests.cli.conftest import Run
from tests.nasty import NASTY
from translator.cli import vzvirt
from translator.cli.patch import diff_text

#: Characters that some program takes for the end of a line, and others that end none.
BREAKS = ("\r", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\0", "\t", " ", "\udcff", "é")
pieces = st.sampled_from(
    (*BREAKS, "\n", "\n", "\n", "a", "b", "--- x", "+++ y", "@@ -1 +1 @@", "\\ No newline", "Index: z")
)
texts = st.lists(pieces, max_size=40).map("".join)
names = st.text(st.sampled_from("ab.- \t\n\r\x0b\"'\\é\udcff\x7f\x01日"), min_size=1, max_size=12)


def applied(folder: Path, diff: str, *options: str) -> None:
    """Apply a diff in a folder; patch is to find the file by the name in it."""
    done = subprocess.run(
        ["patch", "-p0", "--batch", "--fuzz=0", "--no-backup-if-mismatch", *options],
        cwd=folder,
        input=diff.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
    )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert done.returncode == 0, said
    assert not {"offset", "fuzz", "Stripping"} & set(said.split()), said


@given(texts, texts)
@example("a\r\nb\r\n", "a\r\nc\r\n")
@example("", "a")
@example("a", "")
@example("a\n", "a")
def test_any_change_applies(before: str, after: str) -> None:
    diff = diff_text("101.conf", before, after)
    assert bool(diff) == (before != after)
    if not diff:
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "101.conf")
        file.write_bytes(before.encode("utf-8", "surrogateescape"))
        applied(Path(folder), diff)
        assert (file.read_bytes() if file.exists() else b"") == after.encode("utf-8", "surrogateescape")


@given(names)
@example("a b.conf")
@example(" a.conf ")
@example('"a".conf')
@example("a\tb")
@example("é\udcff")
def test_any_name_is_found(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        if name in (".", ".."):
            return
        file.write_bytes(b"a\n")
        applied(Path(folder), diff_text(name, "a\n", "b\n"))
        assert file.read_bytes() == b"b\n"


lines = st.tuples(
    st.sampled_from(("DISKSPACE", "IPTENTRIES", "NAME", "CPUS", "PHYSPAGES", "NETIF", "DESCRIPTION", "IP_ADDRESS")),
    st.sampled_from([text for text in NASTY if "\n" not in text and "\ud800" not in text]) | st.sampled_from(BREAKS),
    st.sampled_from(("\n", "\n", "\r\n", "\n\n# caf\udce9\u2028x\n")),
).map(lambda line: f'{line[0]}="{line[1]}"{line[2]}')
confs = st.tuples(st.lists(lines, min_size=1, max_size=8), st.booleans()).map(
    lambda made: "".join(made[0]).rstrip("\n") if made[1] else "".join(made[0])
)


SET = ("set", "DISKSPACE=3G", "ONBOOT=yes", "--unset", "DESCRIPTION")
COMMANDS: tuple[tuple[str, ...], ...] = (("normalize",), ("check", "--fix"), ("check", "--unsafe-fixes"), SET)


@given(confs, st.sampled_from(COMMANDS))
@example('DISKSPACE="2G:2.2G"\nDESCRIPTION="a\u2028b\x0cc\x85d"\r\nIPTENTRIES="1"', SET)
@example('DISKSPACE="2G:2.2G"\nDESCRIPTION="a\u2028b\x0cc\x85d"\r\nIPTENTRIES="1"', ("normalize",))
@example('DISKSPACE="2G:2.2G"\nDESCRIPTION="a\u2028b\x0cc\x85d"\r\nIPTENTRIES="1"', ("check", "--fix"))
def test_what_is_printed_is_what_would_be_written(conf: str, words: tuple[str, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, copy = Path(folder, "101.conf"), Path(folder, "copy", "101.conf")
        copy.parent.mkdir()
        data = conf.encode("utf-8", "surrogateescape")
        file.write_bytes(data)
        copy.write_bytes(data)
        command, *rest = words
        shown = CliRunner().invoke(vzvirt, [command, str(file), *rest, "--diff"], catch_exceptions=False)
        if shown.exit_code == 3:  # more control characters than lines: no conf
            return
        write = ["--write"] if command == "normalize" else []
        CliRunner().invoke(vzvirt, [command, str(copy), *rest, *write], catch_exceptions=False)
        if shown.stdout_bytes:
            done = subprocess.run(
                ["patch", "--batch", "--fuzz=0", "--no-backup-if-mismatch", str(file)],
                input=shown.stdout_bytes,
                capture_output=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout
        assert file.read_bytes() == copy.read_bytes()
        assert command == "set" or (shown.exit_code == 1) == (file.read_bytes() != data)


def test_the_changes_of_several_files_are_one_patch(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("101.conf", "my conf.conf", "sub"):
        file = tmp_path / name / "102.conf" if name == "sub" else tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text('DISKSPACE="2G:2.2G"\n# end')
    words = ("101.conf", "my conf.conf", "sub/102.conf")
    applied(tmp_path, run("normalize", "--diff", *words).stdout)
    assert run("normalize", "--check", *words).exit_code == 0
