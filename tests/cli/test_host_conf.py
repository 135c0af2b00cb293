"""Is the host's vz.conf found, named and left out, and is it always told which one was used?"""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CONF = '# web\nPHYSPAGES="0:65536"\nSWAPPAGES="0:0"\nVE_LAYOUT="simfs"\nDISK_QUOTA="no"\n'


@pytest.fixture
def node(tmp_path: Path) -> Path:
    """Return the folder of a host's confs, with the host's vz.conf beside it."""
    folder = tmp_path / "etc" / "vz" / "conf"
    folder.mkdir(parents=True)
    (folder.parent / "vz.conf").write_text("VE_ROOT=/vz/root/$VEID\nVE_PRIVATE=/srv/private/$VEID\n")
    (folder / "101.conf").write_text(CONF)
    (folder / "102.conf").write_text(CONF)
    return folder


def told(path: Path) -> str:
    return f"vzvirt: the host's settings are those of {path} (--no-host-conf: without them)\n"


def test_the_one_beside_the_folder_is_found_and_told(run: Run, node: Path) -> None:
    result = run("convert", node / "101.conf", "--driver", "lxc")
    assert (result.exit_code, result.stderr) == (0, told(node.parent / "vz.conf"))
    assert "<source dir='/srv/private/101'/>" in result.stdout
    (node / "101.xml").write_text(result.stdout)
    back = run("convert", node / "101.xml", "--base", node / "101.conf")
    assert (back.exit_code, back.stdout) == (0, CONF)


def test_it_is_left_out_on_request_and_another_one_is_named(run: Run, node: Path, tmp_path: Path) -> None:
    without = run("convert", node / "101.conf", "--driver", "lxc", "--no-host-conf")
    assert (without.exit_code, "VZ511" in without.stderr, "settings" in without.stderr) == (1, True, False)
    other = tmp_path / "other"
    other.write_text("VE_PRIVATE=/other/$VEID\n")
    named = run("convert", node / "101.conf", "--driver", "lxc", "--host-conf", other)
    assert (named.exit_code, named.stderr) == (0, told(other))
    assert "/other/101" in named.stdout
    quiet = run("convert", node / "101.conf", "--driver", "lxc", "-q")
    assert (quiet.stdout, quiet.stderr) == (run("convert", node / "101.conf", "--driver", "lxc").stdout, "")


@pytest.mark.parametrize("several", [False, True])
def test_one_that_is_named_on_the_way_back_gives_nothing_that_was_taken_out(
    run: Run, node: Path, tmp_path: Path, several: bool
) -> None:
    conf, host = node / "101.conf", node.parent / "vz.conf"
    conf.write_text(f'{CONF}CPULIMIT="80"\nCPUUNITS="1000"\n')
    host.write_text(f'{host.read_text()}CPULIMIT="40"\nCPUUNITS="2000"\n')
    made = run("convert", conf, "--driver", "lxc").stdout
    document = tmp_path / "domains" / "101.xml"
    document.parent.mkdir()
    document.write_text("".join(line for line in made.splitlines(keepends=True) if "quota>" not in line))
    words: tuple[object, ...] = ("convert", document, "--base", conf, "--host-conf", host)
    if several:
        words = ("convert", document.parent, "-o", tmp_path / "out", "--force", "--host-conf", host)
    done = run(*words)
    text = (tmp_path / "out" / "101.conf").read_text() if several else done.stdout
    assert (done.exit_code, 'CPULIMIT="0"' in text, "80" in text) == (0, True, False)
    assert several or text == conf.read_text().replace('"80"', '"0"')
    document.write_text("".join(line for line in made.splitlines(keepends=True) if "shares>" not in line))
    strict = run(*words, "--strict")
    assert (strict.exit_code, "vz.conf says CPUUNITS" in strict.stderr) == (1, True)


@pytest.mark.parametrize("words", [("convert", "--driver", "lxc"), ("check",), ("show",), ("diff",)])
def test_one_that_cannot_be_read_is_no_layer(run: Run, node: Path, words: tuple[str, ...]) -> None:
    command, *rest = words
    files = [node / "101.conf"] * (2 if command == "diff" else 1)
    result = run(command, *files, *rest, "--host-conf", node / "none")
    assert result.exit_code in (2, 3)
    assert "none: No such file or directory" in result.stderr
    (node / "document").write_text("<domain type='lxc'/>\n")
    result = run(command, *files, *rest, "--host-conf", node / "document")
    assert result.exit_code in (2, 3)
    assert "document: a domain document, and no vz.conf" in result.stderr
    both = run(command, *files, *rest, "--host-conf", node / "101.conf", "--no-host-conf")
    assert both.exit_code == 2
    assert "contradict each other" in both.stderr


def test_what_does_not_look_at_it_does_not_tell_of_it(run: Run, node: Path) -> None:
    result = run("convert", node / "101.conf")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "derived place='vz.conf" not in result.stdout


def test_show_says_whose_line_it_is(run: Run, node: Path) -> None:
    result = run("show", node / "101.conf", "--driver", "lxc")
    assert result.stdout.splitlines()[-2:] == [
        "vz.conf:1 VE_ROOT    /vz/root/$VEID",
        "vz.conf:2 VE_PRIVATE /srv/private/$VEID      filesystem/source",
    ]
    shown = json.loads(run("show", "--json", node / "101.conf").stdout)[0]["parameters"]
    assert {name: (item["origin"], item["line"]) for name, item in shown.items()} == {
        "PHYSPAGES": ("conf", 2),
        "SWAPPAGES": ("conf", 3),
        "VE_LAYOUT": ("conf", 4),
        "DISK_QUOTA": ("conf", 5),
        "VE_ROOT": ("vz.conf", 1),
        "VE_PRIVATE": ("vz.conf", 2),
    }
    (node.parent / "vz.conf").write_text("VE_ROOT=/vz/root/$VEID\n")
    last = run("show", node / "101.conf").stdout.splitlines()[-1]
    assert last.split() == "VE_PRIVATE (in neither file, and there is no default)".split()


def test_diff_compares_what_is_in_force(run: Run, node: Path, tmp_path: Path) -> None:
    moved = tmp_path / "201.conf"
    moved.write_text(CONF + 'VE_ROOT="/vz/root/$VEID"\nVE_PRIVATE="/srv/private/$VEID"\n')
    assert run("diff", node / "101.conf", moved).exit_code == 0
    assert run("diff", node / "101.conf", moved, "--no-host-conf").exit_code == 1


@pytest.mark.parametrize("many", [False, True])
def test_check_holds_a_conf_against_it(run: Run, node: Path, *, many: bool) -> None:
    assert run("check", node).exit_code == 0
    (node / "102.conf").write_text(CONF + 'VE_ROOT="/srv/private/$VEID"\n')
    words = [node] if many else [node / "102.conf"]
    found = run("check", *words)
    assert (found.exit_code, "102.conf:6:" in found.stdout, "VZ344" in found.stdout) == (1, True, True)
    assert told(node.parent / "vz.conf") in found.stderr
    assert run("check", *words, "--no-host-conf").exit_code == 0


def test_quotas_that_vz_conf_switches_off_need_no_limits(run: Run, node: Path) -> None:
    (node / "102.conf").write_text(CONF.replace('DISK_QUOTA="no"\n', ""))
    found = run("check", node / "102.conf")
    assert (found.exit_code, "102.conf:4:" in found.stdout, "VZ347" in found.stdout) == (1, True, True)
    with (node.parent / "vz.conf").open("a") as file:
        file.write("DISK_QUOTA=no\n")
    assert run("check", node / "102.conf").exit_code == 0


def test_a_plan_says_what_vz_conf_gives(run: Run, node: Path) -> None:
    plan = run("convert", node / "101.conf", "--driver", "lxc", "--plan").stdout
    (line,) = [line for line in plan.splitlines() if " VE_PRIVATE " in line]
    assert line.startswith("the same")
    assert line.endswith("(vz.conf says it)")


def test_a_run_over_many_records_it_and_does_again_what_it_changes(run: Run, node: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("convert", node, "--driver", "lxc", "-o", out, "-j", "1")
    first = run(*words)
    assert first.exit_code == 0
    assert f"the host's settings are those of {node.parent / 'vz.conf'}\n" in first.stderr
    with closing(sqlite3.connect(out / "vzvirt.db")) as database:
        used = database.execute("SELECT value FROM uses WHERE kind = 'host_conf'").fetchall()
        assert used == [(str(node.parent / "vz.conf"),)] * 2
        assert database.execute("SELECT * FROM conflicts").fetchall() == []
    (node.parent / "vz.conf").write_text("VE_PRIVATE=/new/$VEID\n")
    again = run(*words, "--resume")
    assert again.exit_code == 0
    assert "/new/102" in (out / "102.xml").read_text()


@pytest.mark.parametrize("name", ["node.tgz", "node.zip"])
def test_a_check_finds_the_one_in_an_archive(run: Run, node: Path, tmp_path: Path, name: str) -> None:
    (node.parent / "vz.conf").write_text("DISK_QUOTA=no\n")
    (node / "101.conf").write_text('PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\nVE_LAYOUT="simfs"\n')
    alone = run("check", node / "101.conf", "--no-host-conf", "--format", "concise")
    assert "VZ347" in alone.stdout, "so there is something that the vz.conf answers"
    archive = tmp_path / name
    shutil.make_archive(str(archive.with_suffix("")), "gztar" if name.endswith("gz") else "zip", tmp_path, "etc")
    if name.endswith("gz"):
        archive.with_suffix(".tar.gz").rename(archive)
    result = run("check", archive, "--format", "concise")
    assert told(archive / "etc" / "vz" / "vz.conf") in result.stderr
    assert [line for line in result.stdout.splitlines() if "101.conf" in line] == []
    assert "VZ347" in run("check", archive, "--no-host-conf", "--format", "concise").stdout
    (tmp_path / "other.conf").write_text("DISK_QUOTA=yes\n")
    assert "VZ347" in run("check", archive, "--host-conf", tmp_path / "other.conf", "--format", "concise").stdout


def test_one_that_is_met_by_two_of_its_names_is_told_once(
    run: Run, node: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(node.parents[2])
    assert run("check", "etc/vz/conf").stderr.count("the host's settings") == 1
    monkeypatch.chdir(node)
    assert run("check", ".", node, "../conf/101.conf").stderr.count("the host's settings") == 1


def test_a_vz_conf_itself_is_checked_for_no_container(run: Run, node: Path) -> None:
    """It may lack what a container needs, has what belongs there, and has no id, address or memory of its own."""
    host = node.parent / "vz.conf"
    host.write_text('LOCKDIR=/vz/lock\nPRIVVMPAGES="2:1"\nCPULIMIT="50x"\nDISK_QUOTA=yes\nNAME="web"\nVEID="1"\n')
    (node / "102.conf").write_text('PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\nNAME="web"\nVE_LAYOUT="ploop"\n')
    for more in ((), ("--no-host-conf", node / "102.conf", "--one-fleet", "--host-ram", "1M")):
        result = run("check", host, *more, "--format", "concise")
        assert [line.split()[1] for line in result.stdout.splitlines() if "vz.conf" in line] == ["VZ201"]
    text = host.read_text()
    assert run("check", host, "--unsafe-fixes").exit_code == 1
    assert host.read_text() == text
