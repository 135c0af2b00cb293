"""Are a container's action scripts found wherever they are, told where nobody runs them, and carried on request?"""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CONF = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\nVE_LAYOUT="simfs"\nVE_PRIVATE="/vz/private/$VEID"\n'
MOUNT = (
    '#!/bin/sh\n. /etc/vz/vz.conf\n. "$VE_CONFFILE"\nmount -n --bind $VE_PRIVATE.data "$VE_ROOT/data"\n'
    "route add 10.0.0.1\n"
)
PLAIN = "#!/bin/sh\niptables -A INPUT -j ACCEPT\n"
TAKES = (
    "the node runs it at the mount of the container, and under LXC nobody does; --mounts takes 1 mount of "
    "it; by hand: line 5"
)


@pytest.fixture
def node(tmp_path: Path) -> Path:
    folder = tmp_path / "conf"
    folder.mkdir()
    for ctid in ("101", "102"):
        (folder / f"{ctid}.conf").write_text(CONF)
    (folder / "101.mount").write_text(MOUNT)
    (folder / "101.stop").write_text(PLAIN)
    (folder / "vps.umount").write_text(PLAIN)
    (folder / "vps.start").write_text("vzctl knows none of this name")
    (folder / "101.mount.bak").write_text(PLAIN)
    (folder / "1011.mount").write_text(PLAIN)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def told(stderr: str) -> list[str]:
    return [line.partition(" VZ581 ")[2] for line in stderr.splitlines() if " VZ581 " in line]


def test_scripts_beside_a_conf_are_told_for_lxc(run: Run, node: Path) -> None:
    result = run("convert", node / "101.conf", "--driver", "lxc")
    assert result.exit_code == 1
    assert told(result.stderr) == [
        f"101.mount: {TAKES}",
        "101.stop: the node runs it at the stop of the container, and under LXC nobody does",
        "vps.umount: the node runs it at the umount of every container, and under LXC nobody does",
    ]
    assert [line.split(":")[0] for line in told(run("convert", node / "102.conf", "--driver", "lxc").stderr)] == [
        "vps.umount"
    ]


def test_where_vzctl_runs_them_nothing_is_told(run: Run, node: Path) -> None:
    result = run("convert", node / "101.conf")
    assert (result.exit_code, result.stderr) == (0, "")


def test_the_plan_has_them(run: Run, node: Path) -> None:
    lines = run("convert", node / "101.conf", "--driver", "lxc", "--plan").stdout.partition("\n1. ")[0].splitlines()
    (mount,) = [line for line in lines if " 101.mount " in line]
    assert mount.startswith("by hand")
    assert "--mounts takes 1 mount of it" in mount
    assert len([line for line in lines if " vps.umount " in line]) == 1


def test_another_node_of_openvz_gets_them(run: Run, node: Path, tmp_path: Path) -> None:
    result = run("convert", node / "101.conf", "--to", "vzctl")
    assert (
        told(result.stderr)[0]
        == "101.mount: it belongs beside the conf of the container, as 101.mount: --scripts DIR writes it"
    )
    out = tmp_path / "out"
    out.mkdir()
    words = ("convert", node / "101.conf", "--to", "conf", "--ctid", "201", "-o", out / "201.conf", "--scripts", out)
    done = run(*words)
    assert (done.exit_code, told(done.stderr)) == (0, [])
    assert names(out) == ["201.conf", "201.mount", "201.stop"]
    assert (out / "201.mount").read_text() == MOUNT
    assert os.access(out / "201.mount", os.X_OK)
    assert run(*words).exit_code == 0
    (out / "201.mount").write_text(PLAIN)
    again = run(*words)
    assert again.exit_code == 2
    assert run(*words, "--force").exit_code == 0


def test_scripts_that_are_written_are_told_all_the_same_where_nobody_runs_them(run: Run, node: Path) -> None:
    words = ("convert", node / "101.conf", "--driver", "lxc", "--mounts")
    plain, written = run(*words), run(*words, "--scripts", node / "out")
    assert (written.stdout, written.stderr) == (plain.stdout, plain.stderr)
    assert "101.data" in written.stdout
    assert names(node / "out") == ["101.mount", "101.stop"]


def dump(folder: Path, members: dict[str, str]) -> Path:
    path = folder / "vzdump-openvz-101-2013_05_01-02_00_01.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return path


def test_a_backup_is_restored_with_its_scripts(run: Run, tmp_path: Path) -> None:
    vzdump = {"./etc/vzdump/vps.mount": MOUNT, "./etc/vzdump/vps.conf": CONF, "./etc/vzdump/vps.start": PLAIN}
    path = dump(tmp_path, {**vzdump, "./etc/passwd": "x", "./etc/vzdump/vps.stop": PLAIN})
    result = run("convert", path, "--driver", "lxc")
    assert [line.split(":")[0] for line in told(result.stderr)] == ["vps.mount", "vps.start"]
    assert told(result.stderr)[0] == f"vps.mount: {TAKES}"
    out = tmp_path / "out"
    out.mkdir()
    done = run("convert", path, "--to", "conf", "--ctid", "201", "-o", f"{out}/", "--scripts", out)
    assert done.exit_code == 0
    assert names(out) == ["201.conf", "201.mount", "201.start"]


def test_a_backup_that_is_cut_off_still_has_its_conf(run: Run, tmp_path: Path) -> None:
    path = dump(tmp_path, {"etc/vzdump/vps.conf": CONF, "etc/vzdump/vps.mount": MOUNT})
    tar = path.with_suffix(".tar")
    tar.write_bytes(gzip.decompress(path.read_bytes())[:1024])
    assert run("convert", tar, "--driver", "lxc").exit_code == 0


def test_a_private_area_of_openvz_7_has_its_own(run: Run, tmp_path: Path) -> None:
    area = tmp_path / "101"
    (area / "scripts").mkdir(parents=True)
    (area / "ve.conf").write_text(CONF)
    (area / "scripts" / "mount").write_text(MOUNT)
    (area / "scripts" / "notes").write_text(PLAIN)
    words = ("--dialect", "libvzctl", "--driver", "lxc", "--ctid", "101")
    assert [line.split(":")[0] for line in told(run("convert", area, *words).stderr)] == ["mount"]
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "101.conf").symlink_to(area / "ve.conf")
    linked = run("convert", tmp_path / "conf" / "101.conf", *words)
    assert [line.split(":")[0] for line in told(linked.stderr)] == ["mount"]


def test_a_run_over_many_tells_and_records_them(run: Run, node: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run("convert", node, "--driver", "lxc", "-o", out, "-j", "1")
    assert result.exit_code == 1
    assert len(told(result.stderr)) == 4
    with closing(sqlite3.connect(out / "vzvirt.db")) as database:
        found = database.execute(
            "SELECT ctid, value FROM uses JOIN containers ON containers.id = container WHERE kind = 'script'"
        )
        assert sorted(found) == [
            ("101", f"{node}/101.mount"),
            ("101", f"{node}/101.stop"),
            ("101", f"{node}/vps.umount"),
            ("102", f"{node}/vps.umount"),
        ]
        assert database.execute("SELECT * FROM conflicts WHERE kind = 'script'").fetchall() == []


@pytest.mark.parametrize("kind", ["folder", "pipe", "dangling", "secret"])
def test_one_that_cannot_be_read_is_told_all_the_same(run: Run, node: Path, kind: str) -> None:
    path = node / "102.premount"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "dangling":
        path.symlink_to(node / "nobody")
    else:
        path.write_bytes(b"\xff\0\xfe" * 100)
    found = [line.split(":")[0] for line in told(run("convert", node / "102.conf", "--driver", "lxc").stderr)]
    assert found == ([] if kind == "dangling" else ["102.premount"]) + ["vps.umount"]


@pytest.mark.parametrize("order", [1, -1])
def test_an_archive_of_a_node_has_its_scripts_and_its_vz_conf(run: Run, tmp_path: Path, order: int) -> None:
    conf = CONF.replace('VE_PRIVATE="/vz/private/$VEID"\n', "")
    files = {
        "vz.conf": "VE_PRIVATE=/srv/vz/$VEID\n",
        "conf/101.conf": conf,
        "conf/101.mount": MOUNT,
        "conf/x.mount": "",
    }
    path = tmp_path / "node.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in sorted(files.items())[::order]:
            member = tarfile.TarInfo(f"./etc/vz/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    out = tmp_path / "out"
    result = run("convert", path, "--driver", "lxc", "--mounts", "-o", out, "-j", "1")
    assert [line.split(":")[0] for line in told(result.stderr)] == ["101.mount"]
    assert f"the host's settings are those of {path}/etc/vz/vz.conf" in result.stderr
    text = (out / "etc" / "vz" / "conf" / "101.xml").read_text()
    assert ("<source dir='/srv/vz/101'/>" in text, "<source dir='/srv/vz/101.data'/>" in text) == (True, True)
