"""Does anything hang, swell or crash that is given a file which is none, or a configuration, baseline or record that
somebody made to do harm? And does a link in the output folder lead no result out of it?
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.hostile.ground import Ground
from tests.hostile.inputs import CONF, LESS, domain
from tests.hostile.measure import MIB, measured


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    ground = Ground(tmp_path)
    (ground.work / "101.conf").write_bytes(CONF)
    return ground


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the system's paths of sockets are short
    try:
        with closing(socket.socket(socket.AF_UNIX)) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(here)


#: What is no file, though it has a file's name.
NO_FILES: dict[str, Callable[[Path], object]] = {
    "a pipe that nobody writes into": os.mkfifo,
    "a folder": Path.mkdir,
    "a socket": _socket,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a device without end": lambda path: path.symlink_to("/dev/zero"),
    "a device that waits": lambda path: path.symlink_to("/dev/ptmx"),
}
#: Where a command takes a file's name: the words, with ``{}`` for the name, and what the file is called.
TAKING = (
    *(("9.conf", words) for words in ("check {}", "convert {} -o out/", "normalize {}", "show {}", "diff 101.conf {}")),
    *(("9.conf", words) for words in ("get {} CPUS", "set {} CPUS=1", "network {} 101.conf", "plan {}")),
    *(("9.xml", words) for words in ("convert {} -o out/", "convert 101.conf --base {} -o out/")),
    ("vz.conf", "convert 101.conf --host-conf {} -o out/"),
    ("list", "check --files-from {}"),
    ("list", "convert --files-from {} -o out"),
    ("vzvirt.toml", "check 101.conf --config {}"),
    ("known.json", "check 101.conf --baseline {}"),
    ("vzvirt.db", "fleet show --record {}"),
    ("9.tar", "convert {} -o out"),
)


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_is_refused_at_once(ground: Ground, kind: str) -> None:
    # each kind with a third of them, each of them with two kinds or three; with VZVIRT_CAMPAIGN=1 with all
    for name, words in TAKING if LESS == 1 else TAKING[[*NO_FILES].index(kind) % 3 :: 6 if "pipe" in kind else 3]:
        path = ground.work / name
        NO_FILES[kind](path)
        done = ground.attacked(*words.format(name).split(), code=range(4), seconds=5)
        # a folder without anything in it is checked, and found to have nothing
        assert name in done.said or kind == "a folder", (words, done.code, done.said)
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


@pytest.mark.parametrize("kind", NO_FILES)
def test_a_folder_goes_on_beyond_what_is_no_file(ground: Ground, kind: str) -> None:
    NO_FILES[kind](ground.work / "9.conf")
    ground.attacked("convert", ".", "-o", "out", code=(0, 1, 3))
    assert (ground.work / "out/101.xml").is_file()
    ground.attacked("check", "-r", ".", code=(0, 1, 3))


def test_a_pipe_is_read_however_slowly_it_is_written(ground: Ground) -> None:
    path = ground.work / "9.conf"
    os.mkfifo(path)

    def write() -> None:
        with path.open("wb", buffering=0) as pipe:
            pipe.write(CONF[:20])
            threading.Event().wait(1.5)  # longer than a pipe is waited for that nobody has open
            pipe.write(CONF[20:])

    writer = threading.Thread(target=write)
    writer.start()
    ground.attacked("convert", "9.conf", "-o", "out/", code=0)
    writer.join()
    assert "debian-12" in (ground.work / "out/9.xml").read_text()


def _replaced(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


#: What a file may become while a folder is converted.
BECOMES: dict[str, Callable[[Path], object]] = {
    "nothing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "a pipe": lambda path: _replaced(path, os.mkfifo),
    "a device": lambda path: _replaced(path, lambda path: path.symlink_to("/dev/zero")),
    "longer and longer": lambda path: path.write_bytes(path.read_bytes() + b"# more\n" * 5000),
}


@pytest.mark.parametrize("what", BECOMES)
def test_files_that_change_while_they_are_read(ground: Ground, what: str) -> None:
    for number in range(200, 500):
        (ground.work / f"{number}.conf").write_bytes(CONF)
    going = threading.Event()

    def change() -> None:
        for number in range(200, 500, 3):
            if going.wait(0.002):
                return
            BECOMES[what](ground.work / f"{number}.conf")

    changer = threading.Thread(target=change)
    changer.start()
    try:
        words = [sys.executable, "-m", "translator", "convert", ".", "-o", "out", "-j", "2", "-q"]
        done = subprocess.run(words, cwd=ground.work, capture_output=True, text=True, timeout=60)
    finally:
        going.set()
        changer.join()
    assert done.returncode in (0, 1, 3), done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    kept = {path.stem for path in (ground.work / "out").glob("*.xml")}
    assert kept >= {str(number) for number in range(200, 500) if number % 3 != 200 % 3}


#: Names that a file may have on this system.
NAMES = {
    "a line feed": b"9\n9.conf",
    "a terminal's command": b"\x1b[31m9.conf",
    "backwards": "\u202e9.conf".encode(),
    "no UTF-8": b"\xff\xfe9.conf",
    "a dash": b"-o9.conf",
    "the longest": b"9" * 250 + b".conf",
    "blanks": b"  9  .conf",
    "a quote": b"'9\".conf",
}


def test_names_of_files_steer_nothing(ground: Ground) -> None:
    names = [os.fsdecode(name) for name in NAMES.values()]
    for name in names:
        (ground.work / name).write_bytes(b"nonsense\n" + CONF)
    for words in (
        *(["check", "-r", "."], ["convert", ".", "-o", "out"], ["plan", "."], ["fleet", "show", "--record", "out"]),
        *(["convert", "-o", "out/", "--ctid", "9", "--", name] for name in names),
    ):
        done = ground.attacked(*words, code=range(4))
        assert all(char.isprintable() or char in "\n\t" for char in done.said + done.out if char != "\ufffd"), words


@pytest.mark.parametrize("where", ["secret", "new", ""])
def test_links_in_the_output_folder_lead_no_result_out_of_it(ground: Ground, where: str) -> None:
    """With --force a link to a file is followed: so OpenVZ 7 has its confs, and SECURITY.md says it."""
    out = ground.work / "out"
    out.mkdir()
    (out / "101.xml").symlink_to(ground.around / where)
    for target in ("out", "out/"):
        done = ground.attacked("convert", "101.conf" if target == "out/" else ".", "-o", target, code=(2, 3))
        assert "there already" in done.said or "Is a directory" in done.said
    assert (out / "101.xml").is_symlink()
    if where != "secret":
        ground.attacked("convert", ".", "-o", "out", "--force", code=range(4))


@pytest.mark.parametrize("below", ["node1", "node1/deeper"])
@pytest.mark.parametrize("url", [False, pytest.param(True, marks=pytest.mark.extras)], ids=["", "by URL"])
def test_no_folder_on_the_way_is_a_link(ground: Ground, below: str, url: bool) -> None:
    for node, ctid in (("node1/deeper", 101), ("node2", 102)):
        (ground.work / "src" / node).mkdir(parents=True)
        (ground.work / "src" / node / f"{ctid}.conf").write_bytes(CONF)
    elsewhere = ground.work / "elsewhere"
    elsewhere.mkdir()
    link = ground.work / "out" / below
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    out = f"file://{ground.work}/out" if url else "out"
    for words in ([out, "--record", "out/other.db"], [out, "--record", "out/other.db", "--resume"]):
        says = f"{link.name} is a link, through which results go with --force alone"
        ground.attacked("convert", "-r", "src", "-o", *words, code=3, says=says, seconds=10)
    assert (ground.work / "out/node2/102.xml").is_file()
    done = measured(ground.work, "convert", "-r", "src", "-o", "out", "--force")
    assert done.code == 0, done.said
    assert [*elsewhere.rglob("101.xml")]


def test_the_output_folder_itself_may_be_a_link(ground: Ground) -> None:
    (ground.work / "out").mkdir()
    (ground.work / "link").symlink_to("out")
    ground.attacked("convert", ".", "-o", "link", code=(0, 1))
    assert (ground.work / "out/101.xml").is_file()


def test_a_result_of_ours_behind_a_link_is_not_replaced(ground: Ground) -> None:
    """With --resume our own result is, where its source has changed."""
    ground.attacked("convert", ".", "-o", "out", code=(0, 1))
    result = ground.work / "out/101.xml"
    result.rename(ground.around / "kept.xml")
    result.symlink_to(ground.around / "kept.xml")
    (ground.work / "101.conf").write_bytes(CONF + b'NUMPROC="7:7"\n')
    ground.attacked("convert", ".", "-o", "out", "--resume", code=2, says="101.xml is there already")


@pytest.mark.parametrize("name", ["vzvirt.db", "vzvirt.db-wal", "vzvirt.db-shm", "vzvirt.db-journal"])
@pytest.mark.parametrize("to", ["new", "secret"])
@pytest.mark.parametrize("words", [(), ("--record", "out/vzvirt.db")], ids=["by default", "named"])
def test_no_link_leads_the_record_out_of_the_output_folder(
    ground: Ground, name: str, to: str, words: tuple[str, ...]
) -> None:
    link = ground.work / "out" / name
    link.parent.mkdir()
    link.symlink_to(ground.around / to)
    ground.attacked("convert", ".", "-o", "out", *words, code=3, says=f"{name} is a link")
    if name != "vzvirt.db" and to == "secret":
        link.unlink()
        link.hardlink_to(ground.around / to)
        ground.attacked("convert", ".", "-o", "out", *words, code=3, says=f"{name} is a link")


def test_no_link_leads_a_result_into_what_is_no_file(ground: Ground) -> None:
    """Somebody who names a pipe wants it written to; who names a folder does not know what is in it."""
    pipe = ground.around / "pipe"
    os.mkfifo(pipe)
    (ground.work / "out").mkdir()
    (ground.work / "9.conf").write_bytes(CONF + b'IP_ADDRESS="10.1.0.5"\n')
    for name in ("101.xml", "venet.xml", "101.mount"):
        (ground.work / "out" / name).symlink_to(pipe)
    (ground.work / "101.mount").write_text("#!/bin/sh\n")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # nobody has to wait for one
    for words in (
        ["convert", "101.conf", "-o", "out/", "--force"],
        ["convert", "101.conf", "-o", "out/x.xml", "--scripts", "out"],
        ["network", "9.conf", "--routed", "-o", "out", "--force"],
    ):
        ground.attacked(*words, code=2, says="is there already, and is no file")
    assert not os.read(reader, 1)
    os.close(reader)


#: What may stand where a run makes its locks, by a function of the place and of what it leads to.
NO_LOCKS: dict[str, Callable[[Path, Path], object]] = {
    "a link": lambda path, secret: path.symlink_to(secret),
    "a link to nowhere": lambda path, secret: path.symlink_to(secret.with_name("new")),
    "another name of a file": lambda path, secret: path.hardlink_to(secret),
    "a pipe": lambda path, _: os.mkfifo(path),
    "a folder": lambda path, _: path.mkdir(),
}


@pytest.mark.parametrize("kind", NO_LOCKS)
@pytest.mark.parametrize("name", [".vzvirt.lock", ".vzvirt.db.lock"])
def test_a_lock_is_a_plain_file_or_none(ground: Ground, name: str, kind: str) -> None:
    lock = ground.work / "out" / name
    lock.parent.mkdir()
    NO_LOCKS[kind](lock, ground.secret)
    ground.attacked("convert", ".", "-o", "out", code=3, says=f"{name} is a link or no plain file")
    assert os.path.lexists(lock)
    assert not (lock.parent / "101.xml").exists()


@pytest.mark.parametrize(
    "words", ["check --files-from {}", "convert --files-from {} -o out", "convert --plan --driver lxc --files-from {}"]
)
@pytest.mark.parametrize("where", ["-", "out/list"])
def test_a_list_without_end_is_no_list(ground: Ground, words: str, where: str) -> None:
    zeros = "/dev/zero"
    if where != "-":
        zeros = os.devnull
        (ground.work / "out").mkdir()
        with (ground.work / where).open("wb") as file:
            file.truncate(1 << 40)
    said = f"{where}: larger than 64 MiB, which no list of files is"
    ground.attacked(*words.format(where).split(), code=2, says=said, stdin=zeros, memory=220)


def test_a_list_of_nothing_takes_what_it_is_long(ground: Ground) -> None:
    (ground.work / "list").write_bytes(bytes(60 * MIB))
    ground.attacked("check", "--files-from", "list", code=2, says="the list is empty", memory=220)


@pytest.mark.parametrize("words", ["check -", "convert -", "set - CPUS=1"])
def test_standard_input_without_end_is_no_conf(ground: Ground, words: str) -> None:
    ground.attacked(*words.split(), code=range(1, 4), says="larger than 16 MiB", stdin="/dev/zero", memory=110)


#: Configurations, and what is said of each.
CONFIGS = {
    "not UTF-8": (b"\xff\xfe", "decode"),
    "a NUL": (b"select = ['VZ1\0']\n", "line 1"),
    "larger than any": (b"#" * 2 * MIB, "larger than 1 MiB"),
    "lists in lists": (b"select = " + b"[" * 100_000, "deep"),
    "tables in tables": (b"[a" + b".a" * 100_000 + b"]\n", "dots"),
    "keys in keys": (b"a" + b".a" * 50_000 + b" = 1\n", "dots"),
    "inline tables in tables": (b"levels = " + b"{a = " * 50_000, "deep"),
    "a list of numbers": (b"select = [1, 2]\n", "select"),
    "levels that are none": (b"[levels]\nVZ101 = 'loud'\n", "levels"),
    "a date": (b"host-ram = 1979-05-27T07:32:00Z\n", "host-ram"),
    "a huge number": (b"host-ram = " + b"9" * 100_000 + b"\n", ""),
    "a pattern that takes for ever": (b"exclude = ['" + b"**/" * 5_000 + b"*a*a*a*a*a*a*b']\n", ""),
}


@pytest.mark.parametrize("kind", CONFIGS)
def test_configurations(ground: Ground, kind: str) -> None:
    data, says = CONFIGS[kind]
    (ground.work / "vzvirt.toml").write_bytes(data)
    code = 2 if says else range(4)
    done = ground.attacked("check", "101.conf", code=code, says=says)
    assert not says or "vzvirt.toml" in done.said


@pytest.mark.parametrize(
    "pattern", ["*a*a*a*a*a*a*a*a*b", "**/a/**/a/**/a/**/a/**/a/**/a/**/b", "a*/**/*a*a*a*/**/b*b*"]
)
def test_a_name_that_a_pattern_nearly_names(ground: Ground, pattern: str) -> None:
    deep = ground.work / Path(*"a" * 200)
    deep.mkdir(parents=True)
    for folder in (ground.work, deep):
        (folder / f"{'a' * 240}.conf").write_bytes(CONF)
    (ground.work / "vzvirt.toml").write_text(f"exclude = ['{pattern}']\n[per-file-ignores]\n'{pattern}' = ['VZ1']\n")
    ground.attacked("check", "-r", ".", "--exclude", pattern, code=1, says="VZ441")


def test_folders_that_are_deep(ground: Ground) -> None:
    with contextlib.chdir(ground.work):
        for name in ("out", *"a" * 1_500):
            Path(name).mkdir()
            os.chdir(name)
        Path("102.conf").write_bytes(CONF)
    try:
        ground.attacked("check", "-r", "out", code=range(2), says="102.conf")
        ground.attacked("plan", "-r", "out", code=range(4))
        ground.attacked("convert", "-r", "out", "-o", "out/out", code=range(4))
    finally:  # too deep for what removes the others
        subprocess.run(["rm", "-rf", ground.work / "out"], check=True)


def test_links_that_lead_to_a_folder_above(ground: Ground) -> None:
    tree = ground.work / "tree"
    (tree / "b").mkdir(parents=True)
    for folder in (tree, tree / "b"):
        (folder / "102.conf").write_bytes(CONF)
        for name in "xyz":
            (folder / name).symlink_to(tree)
    ground.attacked("check", "tree/**/*.conf", code=range(2), says="in 2 files")
    ground.attacked("convert", "tree/**/*.conf", "-o", "out", code=range(2), says="2 containers")


#: Baselines, and what is said of each.
BASELINES = {
    "no JSON": (b"{", "known.json"),
    "not UTF-8": (b"\xff", "known.json"),
    "larger than any": (b" " * 65 * MIB, "larger than 64 MiB"),
    "lists in lists": (b"[" * 1_000_000, "known.json"),
    "another version": (b'{"version": 99, "files": {}}', "version 99"),
    "a version without end": (b'{"version": ' + b"9" * 100_000 + b', "files": {}}', "known.json"),
    "files that are a list": (b'{"version": 1, "files": []}', "known.json"),
    "counts that are texts": (b'{"version": 1, "files": {"101.conf": {"a": "x"}}}', "known.json"),
    "counts without end": (b'{"version": 1, "files": {"101.conf": {"a": 1e999}}}', "known.json"),
    "many files": (
        json.dumps({"version": 1, "files": {f"{n}.conf": {"a": 1} for n in range(100_000)}}).encode(),
        "",
    ),
}


@pytest.mark.parametrize("kind", BASELINES)
def test_baselines(ground: Ground, kind: str) -> None:
    data, says = BASELINES[kind]
    (ground.work / "known.json").write_bytes(data)
    code = 2 if says else range(4)
    ground.attacked("check", "101.conf", "--baseline", "known.json", code=code, says=says, memory=300)


_ENDLESS = "AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS id, x AS ctid FROM c"


def _changed(sql: str) -> Callable[[Path], None]:
    def change(record: Path) -> None:
        with closing(sqlite3.connect(record)) as database:
            database.executescript(sql)

    return change


#: What somebody has done to a record.
RECORDS: dict[str, Callable[[Path], object]] = {
    "no SQLite": lambda path: path.write_bytes(b"no record" * 1000),
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: os.truncate(path, 5000),
    "damaged": lambda path: path.write_bytes(path.read_bytes()[:4096] + os.urandom(8192)),
    "a view without end": _changed(f"DROP TABLE containers; CREATE VIEW containers {_ENDLESS};"),
    "a question's view without end": _changed(f"DROP VIEW conflicts; CREATE VIEW conflicts {_ENDLESS};"),
    "another version": _changed("PRAGMA user_version = 99;"),
}


def test_records(ground: Ground) -> None:
    ground.attacked("convert", ".", "-o", "out", code=(0, 1))
    record = ground.work / "out/vzvirt.db"
    ours = record.read_bytes()
    for kind, change in RECORDS.items():
        record.write_bytes(ours)
        change(record)
        for words in (["show", "--failed"], ["report", "-o", "out/r.html", "--force"]):
            done = ground.attacked("fleet", *words, "--record", "out/vzvirt.db", code=(0, 2, 3))
            assert done.code or kind == "damaged"
            assert not done.code or "vzvirt.db" in done.said
        done = ground.attacked("convert", ".", "-o", "out", "--resume", code=range(4))
        assert done.code != 2 or "vzvirt.db" in done.said


#: What no record of ours has in its cells, though its tables are ours; the column that is told, '' for what the page is
#: made in spite of.
CELLS = {
    "a line without end": ("UPDATE lines SET line = 3000000000", ""),
    "a line that makes gigabytes": ("UPDATE lines SET line = 200000000", ""),
    "a line before the first": ("UPDATE lines SET line = -9223372036854775808", ""),
    "a line that is a word": ("UPDATE lines SET line = 'zzz'", "lines.line"),
    "a run that is not there": ("UPDATE containers SET run = 99", "containers.run"),
    "no runs": ("DELETE FROM runs", "containers.run"),
    "bytes for a name": ("UPDATE lines SET name = x'ff', value = x'ff00'", "lines.name"),
    "bytes for a message": ("UPDATE containers SET message = x'ff'", "containers.message"),
    "bytes for a folder": ("UPDATE runs SET folder = x'ff', output = x'ff'", "runs.output"),
    "a name that is no UTF-8": ("UPDATE containers SET name = CAST(x'ff' AS TEXT)", "UTF-8"),
    "a folder that is no UTF-8": ("UPDATE runs SET folder = CAST(x'ff' AS TEXT)", "UTF-8"),
    "a level that is none": ("INSERT INTO findings VALUES (1, 1, 1, 'VZ1', 'loud', 'a', 'b')", "findings.level"),
    "words for numbers": ("INSERT INTO findings VALUES (1, 'a', 'b', 'VZ1', 'error', 'a', 'b')", "findings.line"),
    "a size that is a word": ("UPDATE containers SET ram = 'much'", "containers.ram"),
    "a size without end": ("UPDATE containers SET disk = 9e999", "containers.disk"),
    "the largest sizes": ("UPDATE containers SET ram = 9223372036854775807, disk = -9223372036854775808", ""),
    "a digest that is a text": ("UPDATE containers SET source_digest = 'a'", "containers.source_digest"),
    "a long text": ("UPDATE containers SET message = hex(zeroblob(40000000))", "too big"),
    "a NUL in the name of a vz.conf": (
        "UPDATE containers SET source_digest = x'00'; INSERT INTO uses VALUES (1, 'host_conf', char(0))",
        "",
    ),
    "an id without end": (
        "UPDATE containers SET ctid = printf('%.*c', 9000, '9'); INSERT INTO uses SELECT id, 'ip', 'a' FROM containers",
        "",
    ),
    "a plan that is a word": ("UPDATE plans SET data = 'zzz'", "plans.data"),
}


@pytest.mark.parametrize("kind", CELLS)
def test_cells_of_a_record(ground: Ground, kind: str) -> None:
    sql, says = CELLS[kind]
    (ground.work / "102.conf").write_bytes(CONF)
    ground.attacked("convert", ".", "-o", "out", "--driver", "lxc", code=(0, 1))
    record = ground.work / "out/vzvirt.db"
    _changed(sql)(record)
    _changed("UPDATE containers SET source = '/gone.conf' WHERE id = 2")(record)  # what the record has of it is shown
    words = ("--record", "out/vzvirt.db")
    ground.attacked("fleet", "report", "-o", "out/r.html", *words, code=2 if says else 0, says=says, memory=200)
    assert (ground.work / "out/r.html").exists() != bool(says)
    for question in ("show", "show --plan", "show --findings", "show --conflicts"):
        ground.attacked("fleet", *question.split(), *words, code=(0, 2), memory=300)
    ground.attacked("convert", ".", "-o", "out", "--driver", "lxc", "--resume", code=range(4))


#: What a query is not answered.
QUERIES = (
    *("ATTACH '{}' AS other", "VACUUM INTO 'new.db'", "PRAGMA journal_mode = DELETE", "PRAGMA writable_schema = ON"),
    *("CREATE TEMP TABLE a (b)", "INSERT INTO containers (id) VALUES (9)", "SELECT 1; DROP TABLE containers"),
    *("SELECT load_extension('x')", "SELECT readfile('{}')", "SELECT zeroblob(1000000000)"),
    "SELECT replace(hex(zeroblob(30000000)), '0', 'aaaaaaaaaa')",
)


def test_a_query_reads_the_record_alone(ground: Ground) -> None:
    ground.attacked("convert", ".", "-o", "out", code=(0, 1))
    before = (ground.work / "out/vzvirt.db").read_bytes()
    for sql in QUERIES:
        ground.attacked("fleet", "query", sql.format(ground.secret), "--record", "out", code=2, memory=300)
        assert (ground.work / "out/vzvirt.db").read_bytes() == before


def test_a_document_cannot_be_the_link_that_it_leads_to(ground: Ground) -> None:
    """The names of results come from ids alone, whatever a document or its file is called."""
    (ground.work / "x.xml").write_bytes(domain("102", more="<title>../../outside</title>"))
    ground.attacked("convert", "x.xml", "-o", "out/", code=(0, 1))
    assert [path.name for path in (ground.work / "out").iterdir()] == ["102.conf"]
