"""What is left when something goes wrong? Whole files or none, a result for each, and a way to go on.

VZVIRT_KILLS says at how many random moments a run is killed: 4 by default, 20 for the long form.
"""

from __future__ import annotations

import fcntl
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.fleet.conftest import alone, command, environment, tree
from tests.fleet.generate import write_fleet

Run = Callable[..., subprocess.CompletedProcess[str]]
KILLS = int(os.environ.get("VZVIRT_KILLS", "4"))
root = pytest.mark.skipif(
    os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode != 0,
    reason="needs root and namespaces",
)


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*words), cwd=folder, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_fleet(tmp_path_factory.mktemp("fleet") / "conf", 1500, dirty=0.1)


@pytest.fixture(scope="module")
def expected(fleet: Path) -> dict[str, bytes]:
    return alone(fleet)


@pytest.mark.parametrize("moment", range(KILLS))
def test_killed_at_any_moment_then_resumed(
    vzvirt: Run, tmp_path: Path, fleet: Path, expected: dict[str, bytes], moment: int
) -> None:
    draw = random.Random(moment)  # noqa: S311 - a moment, not a secret
    out = tmp_path / "out"
    for _ in range(draw.randint(1, 2)):
        run = start(tmp_path, "convert", str(fleet), "-o", "out", "--resume", "-q")
        until = time.monotonic() + 20
        while not out.exists() and run.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(draw.uniform(0, 0.8))
        run.kill()
        run.communicate()
        for name, data in tree(out).items():
            assert name.endswith(".vzvirt-part") or data == expected[name], name
    vzvirt("convert", fleet, "-o", "out", "--resume", code=1)
    assert tree(out) == expected
    counted = vzvirt("fleet", "query", "SELECT count(*), count(DISTINCT source) FROM containers", "--record", "out")
    assert counted.stdout.splitlines()[1] == "1500\t1500"


def test_a_killed_worker_costs_nothing(tmp_path: Path, fleet: Path, expected: dict[str, bytes]) -> None:
    run = start(tmp_path, "convert", str(fleet), "-o", "out", "-j", "2")
    killed = False
    until = time.monotonic() + 20
    while not killed and run.poll() is None and time.monotonic() < until:
        started = len(tree(tmp_path / "out")) > 10 if (tmp_path / "out").exists() else False
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
        if started and children:
            os.kill(int(children[0]), signal.SIGKILL)
            killed = True
    _, told = run.communicate(timeout=60)
    assert killed
    assert run.returncode == 1, told
    assert tree(tmp_path / "out") == expected


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_says_how_to_go_on(
    vzvirt: Run, tmp_path: Path, fleet: Path, expected: dict[str, bytes], number: signal.Signals
) -> None:
    run = start(tmp_path, "convert", str(fleet), "-o", "out", "-j", "1")
    until = time.monotonic() + 20
    while not list((tmp_path / "out").glob("*.xml")) and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(run.pid, number)  # as a terminal does: the workers get it too
    _, told = run.communicate(timeout=60)
    assert run.returncode == 130, told
    assert "--resume goes on" in told
    assert "Traceback" not in told
    assert set(tree(tmp_path / "out").items()) < set(expected.items())
    again = vzvirt("convert", fleet, "-o", "out", "--resume", code=1)
    assert "of them done before" in again.stderr
    assert tree(tmp_path / "out") == expected


def test_limits_that_no_machine_has_stop_neither_the_run_nor_the_page(vzvirt: Run, tmp_path: Path) -> None:
    """The sum of what each conf says need not fit into what SQLite calls an integer, nor need one of them."""
    (tmp_path / "conf").mkdir()
    most = (1 << 51) - 1  # KiB: one more means no limit
    root, other = (f"uuid={{00000000-0000-0000-0000-00000000000{n}}}" for n in (1, 2))
    for ctid in range(101, 110):
        limits = f'DISKSPACE="{most}:{most}"\nPHYSPAGES="0:{most}K"\nSWAPPAGES="0:{most}K"\nDISK="{root},size={most}"\n'
        (tmp_path / "conf" / f"{ctid}.conf").write_text(limits)
    for ctid, size in (201, 2**64 - 1), (202, 2**63 - 1), (203, most), (204, 1 << 20):
        disks = f"{root},mnt=/,size={size},image=/vz/private/$VEID/root.hdd;{other},size={size},image=/vz/b.hdd,mnt=/b"
        (tmp_path / "conf" / f"{ctid}.conf").write_text(f'DISK="{disks}"\n')
    words = ("--driver", "lxc", "--dialect", "libvzctl", "-q")
    vzvirt("convert", "conf", "-o", "out", *words, code=1)
    found = vzvirt("fleet", "query", "SELECT data, data_why FROM plans WHERE container >= 10", "--record", "out").stdout
    beyond = "\tby DISK it is more than any machine has"
    assert found.splitlines()[1:] == [beyond, beyond, beyond, "2147483648\tDISK"]
    vzvirt("fleet", "report", "--record", "out", "-o", "page.html")
    # nine times 2 EiB
    assert "18,874,368 TiB" in (tmp_path / "page.html").read_text()


def test_bad_files_never_stop_the_rest(vzvirt: Run, tmp_path: Path) -> None:
    folder = write_fleet(tmp_path / "conf", 20)
    for ctid in range(101, 107):
        (folder / f"{ctid}.conf").unlink()
    (folder / "101.conf").mkdir()
    with (folder / "102.conf").open("wb") as file:
        file.truncate(200 << 20)
    os.mkfifo(folder / "103.conf")
    (folder / "104.conf").symlink_to("nowhere")
    (folder / "105.conf").write_bytes(random.Random(1).randbytes(5000))  # noqa: S311
    (folder / "106.conf").write_bytes(b"")
    (folder / "web.conf").write_text('NUMPROC="1"\n')
    (folder / "300.xml").write_text("<!DOCTYPE a [<!ENTITY b 'c'>]><domain/>")
    done = vzvirt("convert", "conf", "-o", "out", code=3)
    good = {f"{path.stem}.xml" for path in folder.glob("*.conf") if path.stem.isdigit()}
    assert set(tree(tmp_path / "out")) == good - {f"{ctid}.xml" for ctid in range(101, 106)}
    for name, why in (
        ("101.conf", "a folder, not a file"),
        ("102.conf", "larger than 16 MiB"),
        ("103.conf", "not a regular file"),
        ("104.conf", "No such file or directory"),
        ("105.conf", "binary data"),
        ("web.conf", "gives no container id"),
        ("300.xml", ""),
    ):
        assert f"conf/{name}:" in done.stderr
        assert why in done.stderr
    failed = vzvirt("fleet", "show", "--failed", "--record", "out").stdout.splitlines()
    assert len(failed) == 1 + 7


def test_a_file_that_vanishes_is_a_result(vzvirt: Run, tmp_path: Path) -> None:
    folder = write_fleet(tmp_path / "conf", 3)
    names = [str(path) for path in sorted(folder.iterdir())]
    (folder / "102.conf").unlink()
    done = vzvirt("convert", *names, "-o", "out", code=3)
    assert "102.conf: No such file or directory" in done.stderr
    assert sorted(tree(tmp_path / "out")) == ["101.xml", "103.xml"]


def test_nothing_is_written_over(vzvirt: Run, tmp_path: Path) -> None:
    folder = write_fleet(tmp_path / "conf", 3)
    out = tmp_path / "out"
    out.mkdir()
    (out / "102.xml").write_text("mine")
    (out / "103.xml").symlink_to("elsewhere")
    for words in ((), ("--resume",)):
        done = vzvirt("convert", "conf", "-o", "out", *words, code=None)
        assert done.returncode in (2, 3)
        assert (out / "102.xml").read_text() == "mine"
        assert (out / "103.xml").readlink() == Path("elsewhere")
    (out / "102.xml").chmod(0o600)
    vzvirt("convert", "conf", "-o", "out", "--force")
    assert tree(out) == alone(folder)
    assert (out / "102.xml").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "out" / "elsewhere").exists()


def test_resume_does_what_has_changed_and_nothing_else(vzvirt: Run, tmp_path: Path) -> None:
    folder = write_fleet(tmp_path / "conf", 20)
    out = tmp_path / "out"
    vzvirt("convert", "conf", "-o", "out")
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.xml")}
    (folder / "105.conf").write_text('NUMPROC="7:7"\n')
    (out / "110.xml").unlink()
    (out / "111.xml").write_text("edited by hand")
    (folder / "111.conf").write_text('NUMPROC="8:8"\n')
    done = vzvirt("convert", "conf", "-o", "out", "--resume", code=2)
    assert "111.xml is there already" in done.stderr
    assert tree(out) == {**alone(folder), "111.xml": b"edited by hand"}
    same = {name for name, at in before.items() if (out / name).stat().st_mtime_ns == at}
    assert set(before) - same == {"105.xml", "110.xml", "111.xml"}
    refused = vzvirt("convert", "conf", "-o", "out", "--resume", "--keep-source", code=2)
    assert "the last run into out was" in refused.stderr


def test_a_source_that_has_gone_is_told(vzvirt: Run, tmp_path: Path) -> None:
    folder = write_fleet(tmp_path / "conf", 3, dirty=0)
    vzvirt("convert", "conf", "-o", "out")
    (folder / "101.conf").rename(folder / "105.conf")
    assert "any more" not in vzvirt("convert", "conf/102.conf", "-o", "out", "--files-from", os.devnull).stderr
    said = vzvirt("convert", "conf", "-o", "out", "--resume").stderr
    assert "1 container of earlier runs not found any more" in said
    words = re.search("vzvirt (fleet query) '(.*)' (--record) (.*)", said)
    assert words is not None
    query, sql, option, record = words.groups()
    assert vzvirt(*query.split(), sql, option, record).stdout == "source\ttarget\nconf/101.conf\t101.xml\n"


def test_what_other_options_made_is_not_done(vzvirt: Run, tmp_path: Path) -> None:
    """A run with --force was stopped before it came to 103, which an earlier run had made in another way."""
    write_fleet(tmp_path / "conf", 3)
    vzvirt("convert", "conf", "-o", "out", "-q", code=None)
    names = [f"conf/{ctid}.conf" for ctid in (101, 102)]
    vzvirt("convert", *names, "-o", "out", "-q", "--driver", "lxc", "--force", code=None)
    left = (tmp_path / "out" / "103.xml").read_text()
    done = vzvirt("convert", "conf", "-o", "out", "--driver", "lxc", "--resume", code=2)
    assert "103.xml is there already" in done.stderr
    assert (tmp_path / "out" / "103.xml").read_text() == left
    done = vzvirt("convert", "conf", "-o", "out", "--driver", "lxc", "--resume", "--force", code=None)
    assert "3 containers" in done.stderr
    assert "2 of them done before" in done.stderr
    assert "<domain type='lxc'" in (tmp_path / "out" / "103.xml").read_text()


def test_a_source_of_the_same_name_in_another_folder_is_another(tmp_path: Path) -> None:
    for seed, node in enumerate(("old", "new")):
        write_fleet(tmp_path / node / "conf", 2, seed=seed, dirty=0)
    words = command("convert", "conf", "-o", "../out", "--resume", "-q")
    for node, code in (("old", 0), ("new", 2), ("old", 0)):
        assert subprocess.run(words, cwd=tmp_path / node, env=environment()).returncode == code
    assert tree(tmp_path / "out") == alone(tmp_path / "old" / "conf")


def test_without_a_record_two_documents_do_not_become_one_conf_either(vzvirt: Run, tmp_path: Path) -> None:
    (tmp_path / "xml").mkdir()
    for name, memory in (("a", 65536), ("b", 131072)):
        document = f"<domain type='openvz'><name>105</name><memory>{memory}</memory></domain>"
        (tmp_path / "xml" / f"{name}.xml").write_text(document)
    convert = ("convert", "xml", "-o", "out")
    assert "105.conf is the result of xml/a.xml already" in vzvirt(*convert, code=3).stderr
    before = tree(tmp_path / "out")
    damage(tmp_path / "out" / "vzvirt.db", "sqlite_autoindex_containers_1")
    done = vzvirt(*convert, "--force", code=3)
    assert "the record is incomplete" in done.stderr
    assert "105.conf is the result of xml/a.xml already" in done.stderr
    assert tree(tmp_path / "out") == before


def damage(record: Path, page: str) -> None:
    """Overwrite the first page of a table or an index of a record."""
    with closing(sqlite3.connect(record)) as database:
        (size,) = database.execute("PRAGMA page_size").fetchone()
        (root,) = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (page,)).fetchone()
    with record.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(bytes(size))


@pytest.mark.parametrize(("page", "code"), [("runs", 2), ("containers", 2), ("sqlite_autoindex_containers_1", 3)])
def test_a_damaged_record_is_told_and_costs_no_result(vzvirt: Run, tmp_path: Path, page: str, code: int) -> None:
    folder = write_fleet(tmp_path / "conf", 3, dirty=0)
    vzvirt("convert", "conf", "-o", "out", "-q")
    record = tmp_path / "out" / "vzvirt.db"
    damage(record, page)
    done = vzvirt("convert", "conf", "-o", "out", "--resume", code=code)
    assert "vzvirt.db: " in done.stderr
    assert "database disk image is malformed; remove it, and vzvirt convert makes it anew" in done.stderr
    record.unlink()
    vzvirt("convert", "conf", "-o", "out", "--resume")
    assert tree(tmp_path / "out") == alone(folder)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE containers SET status = 'done'", ("convert", "conf", "-o", "out", "--resume")),
        ("UPDATE containers SET target = x'00'", ("convert", "conf", "-o", "out", "--resume")),
        ("UPDATE runs SET options = CAST(x'ff' AS TEXT)", ("convert", "conf", "-o", "out", "--resume")),
        ("UPDATE fates SET status = 'kept'", ("fleet", "report", "--record", "out", "-o", "page.html")),
    ],
)
def test_a_record_of_somebody_else_is_refused(vzvirt: Run, tmp_path: Path, change: str, words: tuple[str, ...]) -> None:
    write_fleet(tmp_path / "conf", 3, dirty=0)
    vzvirt("convert", "conf", "-o", "out", "-q")
    with closing(sqlite3.connect(tmp_path / "out" / "vzvirt.db")) as database, database:
        database.execute(change)
    assert re.search(
        "out/vzvirt.db: (damaged, or not written by vzvirt|Could not decode)", vzvirt(*words, code=2).stderr
    )


def test_the_second_run_into_a_folder_refuses(vzvirt: Run, tmp_path: Path) -> None:
    write_fleet(tmp_path / "conf", 3)
    (tmp_path / "out").mkdir()
    with (tmp_path / "out" / ".vzvirt.lock").open("w") as lock:
        lock.write("4711\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = vzvirt("convert", "conf", "-o", "out", code=2)
    assert "another run writes into it (process 4711)" in done.stderr
    assert tree(tmp_path / "out") == {}
    vzvirt("convert", "conf", "-o", "out")
    assert not (tmp_path / "out" / ".vzvirt.lock").exists()


def test_two_runs_at_once_end_well_or_refuse(tmp_path: Path, fleet: Path, expected: dict[str, bytes]) -> None:
    runs = [start(tmp_path, "convert", str(fleet), "-o", "out", "-j", "1") for _ in range(3)]
    told = [run.communicate(timeout=120)[1] for run in runs]
    assert sorted({run.returncode for run in runs}) in ([1], [1, 2]), told
    assert tree(tmp_path / "out") == expected


def test_two_runs_at_once_into_one_record(vzvirt: Run, tmp_path: Path) -> None:
    """They have folders of their own, and would give their containers the same numbers."""
    for name, seed in (("a", 1), ("b", 2)):
        write_fleet(tmp_path / name, 1000, seed=seed)
    runs = {name: start(tmp_path, "convert", name, "-o", f"out-{name}", "--record", "r.db") for name in "ab"}
    told = {name: run.communicate(timeout=120)[1] for name, run in runs.items()}
    assert sorted(run.returncode for run in runs.values()) in ([1, 1], [1, 2]), told
    for name, run in runs.items():
        if run.returncode == 2:
            assert f"r.db: another run writes into it (process {runs['ab'.replace(name, '')].pid})" in told[name]
            vzvirt("convert", name, "-o", f"out-{name}", "--record", "r.db", code=1)
    counted = vzvirt("fleet", "query", "SELECT count(*), count(DISTINCT source) FROM containers", "--record", "r.db")
    assert counted.stdout.splitlines()[1] == "2000\t2000"
    assert not (tmp_path / ".r.db.lock").exists()


def in_namespace(script: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a mount namespace of its own; "$@" is the command and its words."""
    shell = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", *command(*words)]
    return subprocess.run(shell, cwd=folder, env=environment(), capture_output=True, text=True)


@root
@pytest.mark.parametrize("size", ["100k", "600k", "2m"])
def test_a_full_file_system_is_a_result(tmp_path: Path, fleet: Path, expected: dict[str, bytes], size: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "kept").mkdir()
    script = f"""mount -t tmpfs -o size={size} tmpfs out && cd . &&
      "$@"; echo "code $?"; ls -A out | grep -c vzvirt-part; mkdir kept/1; cp -a out/*.xml kept/1
      mount -o remount,size=50m out; "$@" --resume; echo "code $?"; mkdir kept/2; cp -a out/*.xml kept/2"""
    done = in_namespace(script, tmp_path, "convert", str(fleet), "-o", "out")
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    assert done.stdout.split("\n")[0] == "code 3", done
    assert "No space left on device" in done.stderr or "full" in done.stderr, done
    assert done.stdout.split("\n")[1:3] == ["0", "code 1"], done
    partly = tree(tmp_path / "kept" / "1")
    assert set(partly.items()) < set(expected.items())
    assert tree(tmp_path / "kept" / "2") == expected


@root
def test_a_result_that_could_not_be_replaced_is_when_it_can(tmp_path: Path) -> None:
    """And is not called done before, nor somebody else's."""
    conf = write_fleet(tmp_path / "conf", 3, dirty=0)
    (tmp_path / "out").mkdir()
    script = """mount -t tmpfs -o size=1m tmpfs out && "$@"; echo "code $?"
      echo 'NUMPROC="7:7"' > conf/101.conf
      dd if=/dev/zero of=out/full bs=1k 2>/dev/null; "$@" --resume; echo "code $?"; "$@" --resume; echo "code $?"
      rm out/full; "$@" --resume; echo "code $?"; cp -r out/. kept"""
    (tmp_path / "kept").mkdir()
    done = in_namespace(script, tmp_path, "convert", "conf", "-o", "out", "--record", "r.db")
    assert done.stdout.splitlines() == ["code 0", "code 3", "code 3", "code 0"], done
    assert done.stderr.count("101.xml: No space left on device") == 2, done
    assert tree(tmp_path / "kept") == alone(conf)


def test_a_result_is_replaced_when_its_source_is_good_again(vzvirt: Run, tmp_path: Path) -> None:
    conf = write_fleet(tmp_path / "conf", 3, dirty=0)
    vzvirt("convert", "conf", "-o", "out")
    (conf / "101.conf").write_bytes(b"\0\1\2")
    (conf / "102.conf").write_bytes(b"\0\1\2")
    for _ in range(2):
        vzvirt("convert", "conf", "-o", "out", "--resume", code=3)
    (tmp_path / "out" / "102.xml").write_text("edited by hand")
    for ctid in (101, 102):
        (conf / f"{ctid}.conf").write_text('NUMPROC="7:7"\n')
    vzvirt("convert", "conf", "-o", "out", "--resume", code=2)
    assert tree(tmp_path / "out") == {**alone(conf), "102.xml": b"edited by hand"}


@root
@pytest.mark.parametrize("size", ["8k", "200k", "500k"])
def test_a_disk_that_is_full_for_the_record_alone(tmp_path: Path, size: str) -> None:
    """From its schema to one of its commits: results stay, and with room all of it is there."""
    fleet = write_fleet(tmp_path / "conf", 400, dirty=0.1)
    (tmp_path / "record").mkdir()
    script = f"""mount -t tmpfs -o size={size} tmpfs record && "$@"; echo "code $?"
      mount -o remount,size=50m record; "$@" --resume; echo "code $?"; cp record/r.db kept.db; ls record"""
    words = ("convert", str(fleet), "-o", "out", "--record", "record/r.db", "-j", "2")
    done = in_namespace(script, tmp_path, *words)
    assert done.stdout.splitlines() == ["code 3", "code 1", "r.db"], done
    assert "r.db: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    assert tree(tmp_path / "out") == alone(fleet)
    with closing(sqlite3.connect(tmp_path / "kept.db")) as record:
        assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        counted = record.execute("SELECT count(*), count(DISTINCT source), count(target_digest) FROM containers")
        assert counted.fetchall() == [(400, 400, 400)]


@pytest.mark.parametrize("limit", [6, 12, 24])
def test_few_open_files(tmp_path: Path, limit: int) -> None:
    fleet = write_fleet(tmp_path / "conf", 30)
    shell = ["sh", "-c", f'ulimit -n {limit}; "$@"', "sh", *command("convert", "conf", "-o", "out", "-j", "4")]
    done = subprocess.run(shell, cwd=tmp_path, env=environment(), capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    if limit == 24:
        assert done.returncode in (0, 1), done
        assert tree(tmp_path / "out") == alone(fleet)
    else:
        assert done.returncode == 3, done
        assert done.stderr.splitlines()[-1].startswith("vzvirt: out/vzvirt.db: unable to open"), done
        assert tree(tmp_path / "out") == {}


@root
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    write_fleet(tmp_path / "conf", 3)
    (tmp_path / "out").mkdir()
    script = 'mount -t tmpfs -o ro tmpfs out && "$@"; echo "code $?"'
    done = in_namespace(script, tmp_path, "convert", "conf", "-o", "out")
    assert done.stdout == "code 3\n"
    assert done.stderr == "vzvirt: out: Read-only file system\n"
    assert "Traceback" not in done.stderr


@root
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv")
def test_no_permission_is_a_result(tmp_path: Path) -> None:
    folder = write_fleet(tmp_path / "conf", 5)
    (folder / "102.conf").chmod(0)
    (folder / "sub").mkdir(mode=0)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "103.xml").mkdir()
    caps = "-dac_override,-dac_read_search"
    words = ["setpriv", "--bounding-set", caps, "--inh-caps", caps, *command("convert", "conf", "-r", "-o", "out")]
    done = subprocess.run(words, cwd=tmp_path, env=environment(), capture_output=True, text=True)
    assert done.returncode == 3, done
    assert "conf/102.conf: Permission denied" in done.stderr
    assert "conf/sub: Permission denied" in done.stderr
    assert "103.xml is there already" in done.stderr
    assert sorted(tree(tmp_path / "out")) == ["101.xml", "104.xml", "105.xml"]


def test_a_number_that_no_record_has_room_for_is_none(vzvirt: Run, tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "101.conf").write_text('CPUS="9223372036854775808"\n')
    result = vzvirt("convert", str(folder), "-o", str(tmp_path / "out"), "--dialect", "libvzctl")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out" / "101.xml").exists()
