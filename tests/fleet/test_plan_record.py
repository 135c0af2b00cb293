"""Does the record of a fleet that leaves OpenVZ say what vzvirt plan says, also when it is written to again?"""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.fleet.generate import write_fleet

Run = Callable[..., subprocess.CompletedProcess[str]]
SERVER = 'PHYSPAGES="0:65536"\nVE_PRIVATE="/vz/private/$VEID"\nIP_ADDRESS="192.0.2.53"\nDISKSPACE="1G:1G"\n'
ITSELF = 'VE_PRIVATE="/"\n'


def asked(record: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(record)) as database:
        return database.execute(sql).fetchall()


def test_the_record_says_what_the_plan_says(tmp_path: Path, vzvirt: Run) -> None:
    folder = write_fleet(tmp_path / "conf", 60)
    (folder / "900.conf").write_text(SERVER)
    (folder / "901.conf").write_text(ITSELF)
    vzvirt("convert", "conf", "-o", "out", "--driver", "lxc", "-q", code=None)
    plan = json.loads(vzvirt("plan", "conf", "--json", "-q", code=1).stdout)
    record = tmp_path / "out/vzvirt.db"
    turns = asked(record, "SELECT ctid, state, why, data, data_why, needed_by FROM turns ORDER BY turn")
    assert turns == [
        (each["ctid"], each["state"], each["why"], *each["data"].values(), len(each["needed_by"]))
        for each in plan["containers"]
    ]
    assert len({turn[1] for turn in turns}) == 3
    assert max(turn[5] for turn in turns) > 50
    tasks = asked(record, "SELECT ctid, kind, parameter, what FROM tasks JOIN turns USING (container)")
    planned = [(each["ctid"], *task.values()) for each in plan["containers"] for task in each["tasks"]]
    assert sorted(tasks) == sorted(planned)
    commands = dict(asked(record, "SELECT * FROM host_commands"))
    assert set(commands) == set(plan["host"])
    assert max(commands.values()) == 61  # 901 stays
    told = vzvirt("fleet", "query", "--record", "out", "SELECT state, count(*) FROM plans GROUP BY 1 ORDER BY 1")
    assert [line.split()[-1] for line in told.stdout.splitlines()[1:]] == [
        str(plan["totals"][state]) for state in ("cannot go", "needs work", "ready")
    ]
    shown = vzvirt("fleet", "show", "--record", "out", "--plan").stdout.splitlines()
    assert shown[0].split("\t")[:2] == ["turn", "ctid"]
    assert [line.split("\t")[1] for line in shown[1:]] == [each["ctid"] for each in plan["containers"]]


def test_a_container_that_is_converted_again_is_planned_again(tmp_path: Path, vzvirt: Run) -> None:
    write_fleet(tmp_path / "conf", 3, dirty=0)
    conf = tmp_path / "conf/101.conf"
    vzvirt("convert", "conf", "-o", "out", "--driver", "lxc", "-q", code=None)
    record = tmp_path / "out/vzvirt.db"
    before = asked(record, "SELECT * FROM plans"), asked(record, "SELECT * FROM todo")
    vzvirt("convert", "conf", "-o", "out", "--driver", "lxc", "-q", "--resume", code=None)
    assert before == (asked(record, "SELECT * FROM plans"), asked(record, "SELECT * FROM todo"))
    conf.write_text(ITSELF)
    vzvirt("convert", "conf", "-o", "out", "--driver", "lxc", "-q", "--force", code=None)
    assert asked(record, "SELECT ctid FROM turns WHERE state = 'cannot go'") == [("101",)]
    vzvirt("convert", "conf", "-o", "out", "-q", "--force", code=None)  # for OpenVZ: nothing leaves
    counts = "SELECT (SELECT count(*) FROM plans), (SELECT count(*) FROM todo), (SELECT count(*) FROM asks)"
    assert asked(record, counts) == [(0, 0, 0)]


def test_an_older_record_is_read_and_then_written_to(tmp_path: Path, vzvirt: Run) -> None:
    write_fleet(tmp_path / "conf", 2, dirty=0)
    vzvirt("convert", "conf", "-o", "out", "-q")
    record = tmp_path / "out/vzvirt.db"
    with closing(sqlite3.connect(record)) as database:  # as version 1 was
        names = database.execute(
            "SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL AND name IN ('plans', 'chores', 'todo', 'asks',"
            " 'tasks', 'host_commands', 'turns') ORDER BY type DESC"
        ).fetchall()
        assert len(names) == 7
        for kind, name in names:
            database.execute(f"DROP {kind} {name}")
        database.execute("PRAGMA user_version = 1")
        database.commit()
    assert vzvirt("fleet", "show", "--record", "out").stdout.count("conf/10") == 2
    vzvirt("fleet", "report", "--record", "out", "-o", "page.html")
    vzvirt("convert", "conf", "-o", "out", "--driver", "lxc", "-q", "--force", code=None)
    assert asked(record, "PRAGMA user_version") == [(2,)]
    assert asked(record, "SELECT count(*) FROM plans") == [(2,)]
    assert asked(record, "SELECT count(*) FROM runs") == [(2,)]


def test_a_record_of_a_later_version_is_refused(tmp_path: Path, vzvirt: Run) -> None:
    write_fleet(tmp_path / "conf", 1, dirty=0)
    vzvirt("convert", "conf", "-o", "out", "-q")
    with closing(sqlite3.connect(tmp_path / "out/vzvirt.db")) as database:
        database.execute("PRAGMA user_version = 3")
    assert "not a record of this vzvirt" in vzvirt("fleet", "show", "--record", "out", code=2).stderr
    assert "not a record of this vzvirt" in vzvirt("convert", "conf", "-o", "out", "-q", code=2).stderr


def test_a_name_that_an_archive_has_twice_is_taken_once(tmp_path: Path, vzvirt: Run) -> None:
    with tarfile.open(tmp_path / "conf.tar", "w") as archive:
        for text in (SERVER, ITSELF):
            member = tarfile.TarInfo("101.conf")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    for _ in range(2):
        told = vzvirt("convert", "conf.tar", "-o", "out", "--driver", "lxc", "--force", code=3).stderr
        assert "101.conf: the archive has one of this name before it, which was taken" in told
    assert asked(tmp_path / "out/vzvirt.db", "SELECT status FROM containers") == [("clean",)]
    assert asked(tmp_path / "out/vzvirt.db", "SELECT count(*) FROM uses WHERE value = '192.0.2.53'") == [(1,)]
