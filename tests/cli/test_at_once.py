"""Is a change ever lost that somebody else makes at the same time?"""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from translator.cli.files import change_file
from translator.replace import exchange, same_file
from translator.sources.read import UnreadableError, read_one

CONF = '# web\nCPUS="1"\nCPUUNITS="1000"\nIPTENTRIES="128"\nPHYSPAGES="0:1G"\nDISKSPACE="2G:2.2G"\n'
#: What changes a conf in place, and what is in it then.
CHANGES = {
    ("set", "101.conf", "CPUUNITS=11"): 'CPUUNITS="11"',
    ("normalize", "--write", "101.conf"): 'DISKSPACE="2097152:',
    ("check", "--fix", "--unsafe-fixes", "-q", "--exit-zero", "101.conf"): 'NUMIPTENT="128"',
    ("convert", "new.xml", "--base", "101.conf", "-o", "101.conf", "--force"): 'NAME="other"',
}


@pytest.mark.parametrize("words", CHANGES, ids=lambda words: words[0])
def test_of_two_changes_at_once_none_is_lost_in_silence(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    conf = tmp_path / "101.conf"
    conf.write_text(CONF)
    document = run("convert", conf).stdout.replace("<name>101</name>", "<name>101</name>\n  <title>other</title>")
    (tmp_path / "new.xml").write_text(document)
    for number in range(2, 8):
        conf.write_text(CONF)
        first = ("set", "101.conf", f"CPUS={number}")
        begun = [
            subprocess.Popen(
                [sys.executable, "-m", "translator", *each],
                cwd=tmp_path,
                stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
            )
            for each in (first, words)
        ]
        said = [each.communicate(timeout=60)[1].decode() for each in begun]
        wanted = (f'CPUS="{number}"', CHANGES[words])
        for each, told, text in zip(begun, said, wanted, strict=True):
            assert each.returncode in (0, 1, 3), told
            assert each.returncode != 3 or "has changed meanwhile" in told
            assert each.returncode == 3 or text in conf.read_text(), said
        assert [each.returncode for each in begun] != [3, 3], "one of the two comes first"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["101.conf", "new.xml"]


def test_what_has_changed_since_it_was_read_stays(tmp_path: Path) -> None:
    conf = tmp_path / "101.conf"
    conf.write_text(CONF)
    source = read_one(str(conf))
    for now in (CONF + "# more\n", CONF[:-1], "", CONF.replace("web", "sql")):
        conf.write_text(now)
        with pytest.raises(UnreadableError, match=r"101\.conf: it has changed meanwhile"):
            change_file(source, "new")
        assert conf.read_text() == now
    other = tmp_path / "other"
    other.write_text(CONF)
    other.replace(conf)  # the same again, in another file
    change_file(source, "new")
    assert conf.read_text() == "new"
    conf.unlink()
    with pytest.raises(UnreadableError, match="No such file"):
        change_file(source, "new")
    assert not [*tmp_path.iterdir()]


def test_a_file_that_another_has_locked_is_left_alone(tmp_path: Path) -> None:
    conf = tmp_path / "101.conf"
    conf.write_text(CONF)
    with conf.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="another process has locked it"):
            exchange(str(conf), CONF.encode(), b"new")
    assert conf.read_text() == CONF


def test_a_file_is_itself_while_another_takes_its_place(tmp_path: Path) -> None:
    conf, new = tmp_path / "101.conf", tmp_path / "new"
    conf.write_text(CONF)
    (tmp_path / "link.conf").symlink_to(conf)
    enough = threading.Event()

    def replace() -> None:
        while not enough.is_set():
            new.write_text(CONF)
            new.replace(conf)

    other = threading.Thread(target=replace)
    other.start()
    try:
        found = {same_file(str(conf), [str(tmp_path / "link.conf")]) for _ in range(20_000)}
    finally:
        enough.set()
        other.join()
    assert found == {str(tmp_path / "link.conf")}
    assert same_file(str(conf), [str(tmp_path / "none"), str(tmp_path)]) is None
