"""Are trees, archives, lists and URLs checked like the files in them, in whatever number of processes?"""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fleet.conftest import command, environment, unmeasured, vzvirt  # noqa: F401 - a fixture
from tests.fleet.generate import write_fleet

Run = Callable[..., subprocess.CompletedProcess[str]]
GOOD = 'ONBOOT="yes"\nPHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n'
BAD = GOOD + 'IOPRIO="9"\n'
#: In place of a rule about NAME, whatever the name asks for.
HOOK = """
import os
import translator.lint.engine
from translator.lint.rule import REGISTRY, ConfCheck
def crash(conf):
    if conf.value('NAME') == 'crash':
        raise RuntimeError('on purpose')
    if conf.value('NAME') == 'die':
        os._exit(9)
    return
    yield
REGISTRY.by_parameter['NAME'] = [ConfCheck(crash, (), ('NAME',))]
"""


def nodes(folder: Path, **files: str) -> Path:
    """Write n1_101="..." to n1/101.conf, and so on."""
    for name, text in files.items():
        path = folder.joinpath(*name.split("_"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".conf").write_text(text)
    return folder


def found(done: subprocess.CompletedProcess[str]) -> list[tuple[str, str]]:
    return [(each["path"], each["code"]) for each in json.loads(done.stdout)["findings"]]


def test_a_tree_is_checked_on_request(vzvirt: Run, tmp_path: Path) -> None:  # noqa: F811
    nodes(tmp_path, n1_101=BAD, n2_deep_102=BAD)
    assert json.loads(vzvirt("check", ".", "--allow-empty", "--format", "json").stdout)["files"] == 0
    assert found(vzvirt("check", ".", "-r", "--format", "json", code=1)) == [
        ("n1/101.conf", "VZ201"),
        ("n2/deep/102.conf", "VZ201"),
    ]
    assert found(vzvirt("check", "n*/*.conf", "--format", "json", code=1)) == [("n1/101.conf", "VZ201")]


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "zip"])
def test_an_archive_is_checked_like_the_tree_in_it(vzvirt: Run, tmp_path: Path, kind: str) -> None:  # noqa: F811
    tree = nodes(tmp_path / "tree", n1_101=BAD + 'NAME="a"\n', n1_102=GOOD + 'NAME="a"\n', n2_101=BAD, n2_web=GOOD)
    (tree / "n1" / "ve-x.conf-sample").write_text("x")
    archive = tmp_path / f"all.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as file:
            for path in sorted(tree.rglob("*.conf*")):
                file.write(path, path.relative_to(tree))
    else:
        with tarfile.open(archive, "w:gz" if kind == "tar.gz" else "w") as tar:
            for path in sorted(tree.rglob("*.conf*")):
                tar.add(path, str(path.relative_to(tree)))
    inside = vzvirt("check", archive.name, "-j", "2", code=1)
    plain = vzvirt("check", "-r", "tree", code=1)
    assert sorted(inside.stdout.replace(f"{archive.name}/", "tree/").splitlines()) == sorted(plain.stdout.splitlines())
    assert "VZ432 the name a is that of" in inside.stdout
    assert "VZ441" in inside.stdout
    assert "a sample, not a container: left out" in inside.stderr
    refused = vzvirt("check", archive.name, "--fix", code=2)
    assert "nothing can be put right in archives and URLs" in refused.stderr


def test_a_broken_archive_is_unreadable_and_the_rest_is_checked(vzvirt: Run, tmp_path: Path) -> None:  # noqa: F811
    nodes(tmp_path, n1_101=BAD)
    (tmp_path / "bad.tar.gz").write_bytes(b"nothing")
    done = vzvirt("check", "bad.tar.gz", "gone/101.conf", "n1", "--format", "json", code=3)
    assert found(done) == [("n1/101.conf", "VZ201")]
    assert "bad.tar.gz: the archive cannot be read" in done.stderr
    assert "gone/101.conf: No such file" in done.stderr


def test_a_backup_is_compared_with_nothing_and_not_written(vzvirt: Run, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "vps.conf").write_text(GOOD + 'NAME="a"\nIPTENTRIES="128"\n')
    (tmp_path / "dump").mkdir()
    for day in ("01", "02"):
        with tarfile.open(tmp_path / "dump" / f"vzdump-openvz-101-2013_01_{day}-00_00_00.tar", "w") as tar:
            tar.add(tmp_path / "vps.conf", "./etc/vzdump/vps.conf")
    done = vzvirt("check", "dump", "--format", "json", code=None)
    assert {code for _, code in found(done)} == {"VZ103"} or "VZ431" not in done.stdout
    assert json.loads(done.stdout)["files"] == 2
    fixed = vzvirt("check", "dump", "--fix", code=3)
    assert "is not changed: archives and URLs are only read" in fixed.stderr


@pytest.mark.parametrize("apart", ["\n", "\0"])
def test_a_list_on_standard_input(vzvirt: Run, tmp_path: Path, apart: str) -> None:  # noqa: F811
    nodes(tmp_path, n1_101=BAD, n2_101=GOOD, n1_102=BAD)
    done = vzvirt(
        "check",
        "--files-from",
        "-",
        "--format",
        "json",
        stdin=apart.join(["n2/101.conf", "n1/101.conf", "n1/102.conf", "n1/101.conf", ""]),
        code=1,
    )
    assert found(done) == [("n1/101.conf", "VZ201"), ("n1/102.conf", "VZ201")]
    assert json.loads(done.stdout)["files"] == 3
    assert vzvirt("check", "--files-from", "-", stdin="", code=2).stderr.endswith("the list is empty\n")
    assert "standard input is either" in vzvirt("check", "-", "--files-from", "-", code=2).stderr


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit", "gitlab"])
def test_the_number_of_processes_changes_nothing(vzvirt: Run, tmp_path: Path, form: str) -> None:  # noqa: F811
    for number in range(3):
        write_fleet(tmp_path / "tree" / f"n{number}", 150, seed=number, dirty=0.3)
    (tmp_path / "tree" / "n1" / "999.xml").write_text("<domain type='openvz'><name>999</name></domain>\n")
    words = ("check", "-r", "tree", "--format", form, "--host-ram", "1G", "--quiet")
    one, *others = [vzvirt(*words, "-j", jobs, code=None) for jobs in ("1", "2", "5")]
    assert one.stdout.count("tree/n1") > 10
    for other in others:
        assert (other.returncode, other.stdout, other.stderr) == (one.returncode, one.stdout, one.stderr)


def test_a_host_is_a_folder_and_a_network_is_all_of_them(vzvirt: Run, tmp_path: Path) -> None:  # noqa: F811
    shared = GOOD + 'NAME="a"\nIP_ADDRESS="192.0.2.1"\n'
    nodes(tmp_path, n1_101=shared, n2_101=shared, n3_102=shared)
    each = ("check", "-r", ".", "--format", "json")
    assert found(vzvirt(*each, code=1)) == [("n3/102.conf", "VZ434")]
    assert found(vzvirt("check", "n1/101.conf", "n3/102.conf", "--format", "json", code=1)) == [
        ("n3/102.conf", "VZ434")
    ]
    assert found(vzvirt(*each, "--one-fleet", code=1)) == [
        ("n2/101.conf", "VZ431"),
        ("n2/101.conf", "VZ432"),
        ("n2/101.conf", "VZ434"),
        ("n3/102.conf", "VZ432"),
        ("n3/102.conf", "VZ434"),
    ]


def test_each_folder_has_its_configuration_and_baseline(vzvirt: Run, tmp_path: Path) -> None:  # noqa: F811
    nodes(tmp_path, n1_101=BAD, n2_101=BAD, n3_101=BAD)
    (tmp_path / "n1" / "vzvirt.toml").write_text('ignore = ["VZ201"]\n')
    vzvirt("check", "n3", "--write-baseline", "n3/known.json")
    (tmp_path / "n3" / "vzvirt.toml").write_text('baseline = "known.json"\n')
    assert found(vzvirt("check", "-r", ".", "-j", "2", "--format", "json", code=1)) == [("n2/101.conf", "VZ201")]
    vzvirt("check", "-r", ".", "--write-baseline", "all.json")
    vzvirt("check", "-r", ".", "--baseline", "all.json")
    (tmp_path / "n3" / "vzvirt.toml").write_text("nonsense = 1\n")
    done = vzvirt("check", "-r", ".", code=2)
    assert not done.stdout


def test_fixes_are_written_by_workers(vzvirt: Run, tmp_path: Path) -> None:  # noqa: F811
    nodes(tmp_path, **{f"n{number}_101": GOOD + 'IPTENTRIES="128"\n' for number in range(8)})
    assert "8 findings put right" in vzvirt("check", "-r", ".", "--fix", "-j", "2").stderr
    assert {path.read_text() for path in tmp_path.rglob("*.conf")} == {GOOD + 'NUMIPTENT="128"\n'}


@pytest.mark.parametrize("jobs", ["1", "3"])
@pytest.mark.parametrize("how", ["crash", "die"])
def test_a_crash_is_the_file_s_own(tmp_path: Path, how: str, jobs: str) -> None:
    if (how, jobs) == ("die", "1"):
        pytest.skip("without workers there is nobody to tell of it")
    nodes(tmp_path, **{f"n_{number}": BAD for number in range(101, 141)})
    (tmp_path / "n" / "110.conf").write_text(GOOD + f'NAME="{how}"\n')
    (tmp_path / "sitecustomize.py").write_text(HOOK)
    path = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = subprocess.run(
        command("check", "n", "-j", jobs, "--format", "json"),
        cwd=tmp_path,
        env={**environment(), "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    reason = "this is a bug in vzvirt: RuntimeError: on purpose" if how == "crash" else "the worker process died of it"
    assert f"n/110.conf: {reason}" in done.stderr
    assert len(found(done)) == 39


@pytest.mark.extras
def test_a_url_is_a_source(vzvirt: Run, tmp_path: Path) -> None:  # noqa: F811
    nodes(tmp_path, n1_101=BAD, n1_102=GOOD)
    url = f"file://{tmp_path}/n1"
    assert found(vzvirt("check", url, "--format", "json", code=1)) == [(f"{url}/101.conf", "VZ201")]
    assert "archives and URLs" in vzvirt("check", url, "--fix", code=2).stderr
    assert "nothing is there" in vzvirt("check", "memory://nowhere", code=3).stderr


@pytest.mark.extras
def test_a_url_of_nothing_is_not_clean(vzvirt: Run, tmp_path: Path) -> None:  # noqa: F811
    """A wrong prefix would keep a check green for ever."""
    for name in ("empty", "others/below"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "others/readme").write_text("x")
    (tmp_path / "others/below/101.conf").write_text(GOOD)
    os.mkfifo(tmp_path / "5.conf")
    url = f"file://{tmp_path}"
    for name in ("empty", "others", "others/*d*", "others/b*"):
        said = vzvirt("check", f"{url}/{name}", code=2).stderr
        assert f"{name}: no conf and no document is there" in said
        assert "0 files checked" in vzvirt("check", f"{url}/{name}", "--allow-empty", code=0).stdout
    assert "1 file checked" in vzvirt("check", f"{url}/others", "-r", code=0).stdout
    for way in (["check"], ["convert", "-o", "out"], ["plan"]):
        for wrong, why in (
            (f"{url}/5.conf", "not a regular file"),
            ("file:///dev/zero", "not a regular file"),
            (f"{url}/n*e", "nothing is there that matches"),
        ):
            assert why in vzvirt(*way, wrong, code=3).stderr


def test_a_pattern_of_nothing_is_not_clean(vzvirt: Run, tmp_path: Path) -> None:  # noqa: F811
    nodes(tmp_path, n1_101=GOOD)
    (tmp_path / "readme").write_text("x")
    for pattern in ("n?", "read*"):
        assert f"{pattern}: no conf and no document" in vzvirt("check", pattern, code=2).stderr
        vzvirt("check", pattern, "--allow-empty", code=0)
    assert "1 file checked" in vzvirt("check", "n?", "-r", code=0).stdout


def test_one_file_needs_nothing_of_fleets(tmp_path: Path) -> None:
    (tmp_path / "101.conf").write_text(GOOD)
    words = [sys.executable, "-X", "importtime", *command("check", tmp_path / "101.conf")[1:]]
    done = subprocess.run(words, env=unmeasured(), capture_output=True, text=True, check=True)
    for name in ("translator.fleet", "multiprocessing", "concurrent", "rich", "fsspec", "tarfile", "lxml", "sqlite3"):
        assert not any(line.rpartition("|")[2].strip().startswith(name) for line in done.stderr.splitlines()), name


def test_ctrl_c_stops_cleanly(tmp_path: Path) -> None:
    write_fleet(tmp_path / "conf", 6000, dirty=1)
    with subprocess.Popen(
        command("check", "conf", "-j", "2", "--format", "json"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,  # what was read too far would be lost to communicate
    ) as process:
        assert process.stdout is not None
        begin = process.stdout.read(100)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    told: dict[str, Any] = json.loads(begin + out)
    assert process.returncode == 130
    assert 0 < told["files"] < 6000
    assert b"stopped after" in err
    assert b"Traceback" not in err


def test_a_bar_on_a_terminal_leaves_the_findings_whole(tmp_path: Path) -> None:
    nodes(tmp_path, **{f"n_{number}": BAD for number in range(101, 301)})
    ours, theirs = pty.openpty()
    env = {**environment(), "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command("check", "n"), cwd=tmp_path, env=env, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                more = os.read(ours, 1 << 16)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            shown += more
    os.close(ours)
    assert process.returncode == 1
    assert shown.count(b".conf:4:9: VZ201") == 200
    assert "━".encode() in shown
    assert shown.rstrip().endswith(b"200 errors in 200 files")
