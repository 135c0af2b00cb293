"""What does the record say, and in which forms does it leave?"""

from __future__ import annotations

import csv
import io
import json
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.terminal import on_terminal, without_style
from tests.work.processes import end, running, wait_for
from translator import conf_to_domain
from translator.fleet.cells import RecordError
from translator.fleet.export import MOST
from translator.fleet.query import Question, ask, record_path

Run = Callable[..., subprocess.CompletedProcess[str]]
CONFS = {
    "101": 'NAME="web"\nIP_ADDRESS="10.0.0.5 2001:db8::1"\nPHYSPAGES="0:256M"\nIPTABLES="ipt_state"\n'
    'VE_LAYOUT="ploop"\n',
    "102": 'NAME="db"\nIP_ADDRESS="10.0.0.5/24"\nPRIVVMPAGES="1000:1000"\nX="a\udcff"\n',
    "103": 'NETIF="ifname=eth0,bridge=vmbr0,mac=00:18:51:00:00:01,host_ifname=veth103.0"\n'
    'DISKSPACE="2G:2.2G"\nCPUS="2"\n',
    "9": 'NETIF="ifname=eth0,bridge=vmbr1,mac=00:18:51:00:00:01"\nNUMPROC="bad"\n',
}
DOCUMENT = """<domain type='openvz'><name>200</name><memory>1024</memory><vcpu>1</vcpu>
<os><type>exe</type><init>/sbin/init</init></os><devices>
<sound model='ac97'/></devices></domain>"""


@pytest.fixture
def record(tmp_path: Path, vzvirt: Run) -> Path:
    (tmp_path / "conf").mkdir()
    for ctid, text in CONFS.items():
        (tmp_path / "conf" / f"{ctid}.conf").write_bytes(text.encode("utf-8", "surrogateescape"))
    (tmp_path / "conf" / "200.xml").write_text(DOCUMENT)
    vzvirt("convert", "conf", "-o", "out", "-q", code=1)
    return tmp_path / "out"


def rows(done: subprocess.CompletedProcess[str]) -> list[list[str]]:
    return [line.split("\t") for line in done.stdout.splitlines()[1:]]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (("--ip", "10.0.0.5"), ["101", "102"]),
        (("--ip", "2001:db8::1"), ["101"]),
        (("--bridge", "vmbr0"), ["103"]),
        (("--mac", "00:18:51:00:00:01"), ["9", "103"]),
        (("--name", "DB"), ["102"]),
        (("--parameter", "iptables"), ["101"]),
        (("--parameter", "NETIF"), ["9", "103"]),
        (("--lossy",), ["200"]),
        ((), ["9", "101", "102", "103", "200"]),
    ],
)
def test_ready_questions(vzvirt: Run, record: Path, question: tuple[str, ...], expected: list[str]) -> None:
    assert [row[0] for row in rows(vzvirt("fleet", "show", *question, "--record", record))] == expected


def test_a_search_that_finds_nothing_says_so_by_its_code(vzvirt: Run, record: Path) -> None:
    vzvirt("fleet", "show", "--ip", "10.9.9.9", "--record", record, code=1)


def test_conflicts(vzvirt: Run, record: Path) -> None:
    found = rows(vzvirt("fleet", "show", "--conflicts", "--record", record))
    assert [row[:3] for row in found] == [["ip", "10.0.0.5", "2"], ["mac", "00:18:51:00:00:01", "2"]]


def test_every_line_has_its_fate(vzvirt: Run, record: Path) -> None:
    for ctid, text in CONFS.items():
        sql = "SELECT line, e.name, e.status, place FROM entries e JOIN containers c ON c.id = container WHERE ctid = "
        done = vzvirt("fleet", "query", sql + ctid, "--record", record)
        report = conf_to_domain(text, ctid=ctid).report
        assert rows(done) == [[str(e.line), e.name, e.status, e.place] for e in report.entries]


def test_facts(vzvirt: Run, record: Path) -> None:
    sql = "SELECT ctid, memory_model, layout, ram, disk, cpus FROM containers ORDER BY ctid + 0"
    found = {row[0]: row[1:] for row in rows(vzvirt("fleet", "query", sql, "--record", record))}
    assert found["101"] == ["vswap", "ploop", str(256 << 20), "", ""]
    assert found["103"][3:] == [str(int(2.2 * 2**30) // 1024 * 1024), "2"]
    assert found["102"][0] == "ubc"


def test_bytes_that_are_no_text_are_shown(vzvirt: Run, record: Path) -> None:
    done = vzvirt("fleet", "query", "SELECT value FROM parameters WHERE name = 'X'", "--record", record)
    assert done.stdout == "value\na\\xff\n"


def exports(record: Path) -> tuple[object, ...]:
    sql = "SELECT ctid, ram, NULL AS void, 0.5 AS half, source_digest FROM containers ORDER BY ctid + 0"
    return ("fleet", "query", sql, "--record", record, "--export")


def test_exports(vzvirt: Run, record: Path) -> None:
    words = exports(record)
    as_json = json.loads(vzvirt(*words, "json").stdout)
    assert [row["ctid"] for row in as_json] == ["9", "101", "102", "103", "200"]
    as_csv = list(csv.DictReader(io.StringIO(vzvirt(*words, "csv").stdout)))
    assert [{key: "" if value is None else str(value) for key, value in row.items()} for row in as_json] == as_csv


@pytest.mark.parametrize("form", ["csv", "json", pytest.param("parquet", marks=pytest.mark.extras)])
def test_no_column_of_an_export_takes_the_place_of_another(
    vzvirt: Run, record: Path, tmp_path: Path, form: str
) -> None:
    """As ``SELECT *`` of two tables has them."""
    sql = "SELECT 1 AS id, 2 AS id, 3 AS 'id:1', 4 AS id"
    vzvirt("fleet", "query", sql, "--record", record, "--export", form, "-o", "table")
    if form == "csv":
        (row,) = csv.DictReader(io.StringIO((tmp_path / "table").read_text()))
    elif form == "json":
        (row,) = json.loads((tmp_path / "table").read_text())
    else:
        from pyarrow import parquet

        (row,) = parquet.read_table(tmp_path / "table").to_pylist()
    assert {name: int(cell) for name, cell in row.items()} == {"id": 1, "id:1": 2, "id:1:1": 3, "id:2": 4}


def test_json_has_no_word_for_infinity(vzvirt: Run, record: Path) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    done = vzvirt("fleet", "query", "SELECT 1e999 AS much, -1e999 AS little", "--record", record, "--export", "json")
    assert json.loads(done.stdout, parse_constant=refuse) == [{"much": "inf", "little": "-inf"}]


@pytest.mark.parametrize("sql", ["", " ;", "/* SELECT 1 */"])
def test_a_query_that_asks_nothing_is_no_query(vzvirt: Run, record: Path, sql: str) -> None:
    assert "nothing is asked; expected SELECT" in vzvirt("fleet", "query", sql, "--record", record, code=2).stderr


def test_what_is_no_text_can_be_asked_for(vzvirt: Run, record: Path) -> None:
    """As it stands in a record."""
    done = vzvirt("fleet", "query", "SELECT 'caf\udce9' AS name", "--record", record)
    assert done.stdout == "name\ncaf\\xe9\n"
    for option in ("--bridge", "--name", "--parameter"):
        vzvirt("fleet", "show", option, "caf\udce9", "--record", record, code=1)


@pytest.mark.parametrize(
    ("option", "spelling", "expected"),
    [
        ("--ip", "2001:0DB8:0::1", ["101"]),
        ("--ip", "2001:db8::1/64", ["101"]),
        ("--ip", "10.0.0.5/24", ["101", "102"]),
        ("--mac", "00-18-51-00-00-01", ["9", "103"]),
        ("--mac", "0:18:51:0:0:1", ["9", "103"]),
        ("--mac", "0018.5100.0001", ["9", "103"]),
    ],
)
def test_an_address_is_found_in_any_spelling(
    vzvirt: Run, record: Path, option: str, spelling: str, expected: list[str]
) -> None:
    assert [row[0] for row in rows(vzvirt("fleet", "show", option, spelling, "--record", record))] == expected


@pytest.mark.parametrize(
    ("option", "text", "code"),
    [
        *(("--ip", text, 2) for text in ("", "10.0.0.5x", "010.0.0.5", "web")),
        *(("--mac", text, 2) for text in ("", "00:18", "00:18:51::00:01", "00:18:51:00:00:0g", "001:8:51:00:00:01")),
        *((option, "", 1) for option in ("--bridge", "--name", "--parameter")),
    ],
)
def test_what_is_no_address_is_not_said_to_be_free(
    vzvirt: Run, record: Path, option: str, text: str, code: int
) -> None:
    done = vzvirt("fleet", "show", option, text, "--record", record, code=code)
    assert rows(done) == []
    assert (f"{option}: {text!r} is no " in done.stderr) == (code == 2)


@pytest.mark.parametrize(("state", "how"), [("stopped", "was stopped"), ("running", "has not ended, or was killed")])
def test_an_answer_says_that_there_may_be_more(vzvirt: Run, record: Path, state: str, how: str) -> None:
    assert vzvirt("fleet", "show", "--record", record).stderr == ""
    with closing(sqlite3.connect(record / "vzvirt.db")) as database, database:
        database.execute("UPDATE runs SET state = ?", (state,))
    done = vzvirt("fleet", "show", "--ip", "10.9.9.9", "--record", record, code=1)
    assert done.stderr.startswith(f"vzvirt: the last run into out {how}: ")
    vzvirt("convert", "conf", "-o", "out", "-q", "--resume", code=1)
    assert vzvirt("fleet", "show", "--record", record).stderr == ""


def test_a_query_cannot_change_the_record(vzvirt: Run, record: Path) -> None:
    before = (record / "vzvirt.db").read_bytes()
    done = vzvirt("fleet", "query", "DELETE FROM containers", "--record", record, code=2)
    assert "a query only reads the record" in done.stderr
    vzvirt("fleet", "query", "SELECT nonsense", "--record", record, code=2)
    assert (record / "vzvirt.db").read_bytes() == before


REFUSED = {
    "ATTACH 'other.db' AS other": "attaches",
    "DETACH main": "attaches",
    "VACUUM INTO 'other.db'": "changes",
    "VACUUM": "changes",
    "PRAGMA journal_mode = DELETE": "sets",
    "PRAGMA temp_store_directory = '/tmp'": "sets",
    "PRAGMA writable_schema = ON": "sets",
    "PRAGMA table_info(containers)": "sets",
    "SELECT * FROM pragma_database_list": "sets",
    "SELECT load_extension('other.so')": "load_extension()",
    "SELECT fts3_tokenizer('a')": "fts3_tokenizer()",
    "CREATE TABLE other (a)": "changes",
    "CREATE TEMP TABLE other (a)": "changes",
    "CREATE TEMP VIEW other AS SELECT 1": "changes",
    "CREATE VIRTUAL TABLE temp.other USING fts5(a)": "changes",
    "CREATE TEMP TRIGGER other AFTER DELETE ON runs BEGIN SELECT 1; END": "changes",
    "INSERT INTO runs SELECT * FROM runs": "changes",
    "UPDATE containers SET ctid = 1": "changes",
    "DROP TABLE runs": "changes",
    "ALTER TABLE runs RENAME TO other": "changes",
    "REINDEX": "changes",
    "ANALYZE": "changes",
    "BEGIN IMMEDIATE": "changes",
    "SAVEPOINT other": "changes",
}


def asked(record: str, sql: str) -> list[object]:
    with ask(record, Question(sql)) as answer:
        return list(answer.rows)


def test_a_query_reads_the_record_and_nothing_else(
    vzvirt: Run, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = record_path(str(record))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for sql, what in REFUSED.items():
        with pytest.raises(RecordError) as error:
            asked(path, sql)
        assert what in str(error.value), sql
        assert "expected SELECT" in str(error.value), sql
        assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before, sql
    done = vzvirt("fleet", "query", "VACUUM INTO 'other.db'", "--record", record, "--export", "csv", "-o", "t", code=2)
    assert "changes, attaches or sets something is refused; expected SELECT" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_two_statements_are_one_too_many(record: Path) -> None:
    with pytest.raises(RecordError, match="one statement at a time"):
        asked(record_path(str(record)), "SELECT 1; SELECT 2")


def test_what_only_reads_is_answered(record: Path) -> None:
    sql = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3), some AS MATERIALIZED
      (SELECT ctid, row_number() OVER (ORDER BY ctid) AS at FROM containers)
      SELECT i, ctid, (SELECT sql FROM sqlite_schema WHERE name = 'runs') LIKE 'CREATE%', json_array(i)
      FROM n JOIN some ON at = i ORDER BY upper(ctid) COLLATE NOCASE"""
    assert len(asked(record_path(str(record)), sql)) == 3


def test_no_answer_takes_the_memory(record: Path) -> None:
    long = """SELECT group_concat(hex(zeroblob(9999999)), i)
      FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99) SELECT i FROM n)"""
    for sql in ("SELECT zeroblob(2000000000)", long):
        with pytest.raises(RecordError, match="too big"):
            asked(record_path(str(record)), sql)


@pytest.mark.parametrize("first", ["", "SELECT 1 UNION ALL "], ids=["before the first row", "between rows"])
def test_a_query_without_end_can_be_stopped(record: Path, first: str) -> None:
    endless = "SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)"

    with running(record, "fleet", "query", first + endless, "--record", record) as query:

        def works() -> bool:
            return int(Path(f"/proc/{query.pid}/stat").read_text().rpartition(")")[2].split()[11]) > 80

        wait_for(works)
        query.send_signal(signal.SIGINT)
        code, said = end(query, 20)
    assert (code, said.strip()) == (130, "Stopped.")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_export_that_is_stopped_leaves_nothing(record: Path, tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    words = ("fleet", "query", endless, "--record", record, "--export", "csv", "-o", folder / "table.csv")
    with running(tmp_path, *words) as query:
        wait_for(lambda: any(path.stat().st_size for path in folder.iterdir()))
        query.send_signal(number)
        code, said = end(query, 20)
    assert (code, said.strip()) == (130, "Stopped.")
    assert list(folder.iterdir()) == []


def test_asking_leaves_nothing_beside_a_record(vzvirt: Run, record: Path) -> None:
    """So that one on a disk that cannot be written to is answered as well, and a copy of the file alone is whole."""
    before = sorted(path.name for path in record.iterdir())
    assert "vzvirt.db-wal" not in before
    vzvirt("fleet", "show", "--record", record)
    vzvirt("fleet", "report", "--record", record, "-o", record / ".." / "report.html")
    assert sorted(path.name for path in record.iterdir()) == before
    vzvirt("convert", "conf", "-o", "out", "--resume", "-q", code=1)
    assert sorted(path.name for path in record.iterdir()) == before


@pytest.mark.parametrize("name", [":memory:", "file:x?mode=memory", "a#b?c%20", "-x", "-"])
def test_a_record_may_be_called_anything(vzvirt: Run, record: Path, tmp_path: Path, name: str) -> None:
    if name == "-":
        shutil.copy(record / "vzvirt.db", tmp_path / name)
    else:
        vzvirt("convert", "conf", "-o", "out", "-q", f"--record={name}", code=1)
    assert len(rows(vzvirt("fleet", "show", f"--record={name}"))) == 5


def test_a_record_is_a_file(vzvirt: Run, record: Path) -> None:
    for word, why in (("-", "a record is a file"), ("conf", "expected such as conf/vzvirt.db")):
        assert why in vzvirt("convert", "conf", "-o", "out", "--record", word, code=2).stderr


def test_there_has_to_be_a_record(vzvirt: Run, tmp_path: Path) -> None:
    assert "no record there" in vzvirt("fleet", "show", code=2).stderr
    (tmp_path / "vzvirt.db").write_text("no database")
    vzvirt("fleet", "show", code=2)
    assert "vzvirt.db" in vzvirt("convert", ".", "-o", ".", code=2).stderr


@pytest.mark.extras
def test_a_parquet_file_says_the_same(vzvirt: Run, record: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    words = exports(record)
    vzvirt(*words, "parquet", "-o", "x.parquet")
    rows = parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert rows == json.loads(vzvirt(*words, "json").stdout)


def test_the_record_is_not_written_over(vzvirt: Run, record: Path) -> None:
    before = (record / "vzvirt.db").read_bytes()
    for words in (("show", "--export", "csv"), ("query", "SELECT 1", "--export", "json"), ("report", "--force")):
        done = vzvirt("fleet", *words, "--record", record, "-o", record / "vzvirt.db", code=2)
        assert "is the record itself" in done.stderr
    assert (record / "vzvirt.db").read_bytes() == before


@pytest.mark.parametrize("form", ["csv", "json", pytest.param("parquet", marks=pytest.mark.extras)])
def test_an_export_is_there_whole_or_not_at_all(vzvirt: Run, record: Path, form: str) -> None:
    table = record / "table"
    table.write_text("the last one")
    # the third row cannot be computed
    sql = "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT abs(-9223372036854775807 - 1)"
    vzvirt("fleet", "query", sql, "--record", record, "--export", form, "-o", table, code=None)
    assert table.read_text() == "the last one"
    assert not [path for path in record.iterdir() if path.name.startswith(".table")]
    vzvirt("fleet", "query", "SELECT 1", "--record", record, "--export", form, "-o", table)
    assert table.read_bytes() != b"the last one"


def test_a_table_on_a_terminal_keeps_its_numbers(vzvirt: Run, record: Path) -> None:
    for columns, left in ((72, ["source"]), (200, [])):
        lines = without_style(on_terminal("fleet", "show", "--record", record, columns=columns)).splitlines()
        assert max(map(len, lines[:-1])) <= columns
        names = lines[0].split()
        assert names + left == "ctid name hostname template layout memory_model ram disk status source".split()
        row = next(line for line in lines if line.startswith("101"))
        assert " 256M " in row
        assert lines[-1].startswith("vzvirt: the terminal has no room for source") == bool(left)
    piped = rows(vzvirt("fleet", "show", "--record", record))
    assert next(row[6] for row in piped if row[0] == "101") == "268435456"


def test_a_terminal_is_not_waited_for_by_a_million_rows(record: Path) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {}) SELECT i FROM n"
    for count, told in ((MOST, False), (10**9, True)):
        said = without_style(on_terminal("fleet", "query", many.format(count), "--record", record, columns=80))
        numbers = [int(line) for line in said.splitlines() if line.strip().isdigit()]
        assert numbers == [*range(1, MOST + 1)]
        assert ("there are more than these 10,000 rows" in said) == told


UNLIMITED_32 = """PHYSPAGES="0:2147483647"
PRIVVMPAGES="2147483647:2147483647"
SWAPPAGES="0:2147483647"
DISKSPACE="2147483647:2147483647"
"""


@pytest.mark.parametrize("driver", ["openvz", "lxc"])
def test_what_means_no_limit_is_no_size(tmp_path: Path, vzvirt: Run, driver: str) -> None:
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "101.conf").write_text(UNLIMITED_32)
    (folder / "102.conf").write_text('PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\nDISKSPACE="1G:1G"\n')
    vzvirt("convert", "conf", "-o", "out", "--driver", driver, "-q", code=None)
    sums = "SELECT sum(ram), sum(swap), sum(disk), count(ram) FROM containers"
    answer = vzvirt("fleet", "query", "--record", "out", sums)
    assert answer.stdout.splitlines()[1].split("\t") == ["268435456", "268435456", "1073741824", "1"]
