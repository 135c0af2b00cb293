"""Are the usual mount scripts understood, is the rest told, and does a real shell mount what ours says?"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.container.mount_script import Mount, read_mount_script, write_mount_script

KNOWN = {"VEID": "101", "VE_PRIVATE": "/vz/private/101", "DATA": "/srv/data", "TWO": "/a /b"}
#: The start that each of them has.
HEAD = "#!/bin/bash\n. /etc/vz/vz.conf\n. ${VE_CONFFILE}\n"


def bind(source: str, target: str, **more: object) -> Mount:
    return Mount("bind", source, target)._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("script", "mounts"),
    [
        ("mount -n --bind /srv/a ${VE_ROOT}/a", [bind("/srv/a", "/a")]),
        (
            "SRC=/mnt/disk\nDST=/mnt/disk\nmount -n --bind -o bind ${SRC} ${VE_ROOT}${DST}",
            [bind("/mnt/disk", "/mnt/disk")],
        ),
        ("if [ ! -d /srv/a ]; then\n  mount --bind /srv/a $VE_ROOT/a\nfi", [bind("/srv/a", "/a")]),
        ("SRC=/a; DST=/b; mount -n -t simfs $SRC ${VE_ROOT}$DST -o $SRC", [bind("/a", "/b")]),
        ("/bin/mount -o bind,ro '/srv/a b' \"$VE_ROOT/x y\"", [bind("/srv/a b", "/x y", readonly=True)]),
        ('mount --bind "${DATA}" "$VE_ROOT/d"', [bind("/srv/data", "/d")]),
        ('mount --bind "$DATA" "${VE_ROOT}/d"', [bind("/srv/data", "/d")]),
        ("mount -o bind /srv/$VEID $VE_ROOT/srv/", [bind("/srv/101", "/srv")]),
        ("mount -B $DATA $VE_ROOT/data || exit 1", [bind("/srv/data", "/data")]),
        ("mkdir -p $VE_ROOT/a && mount -n --rbind /srv/a $VE_ROOT/a", [bind("/srv/a", "/a")]),
        ("[ -d /srv/a ] || exit 0\nmount --bind /srv/a \\\n  $VE_ROOT/a >/dev/null 2>&1", [bind("/srv/a", "/a")]),
        ("if [ -d /srv/a ]; then\n  mount --bind /srv/a $VE_ROOT/a # ours\nfi", [bind("/srv/a", "/a")]),
        ("mount --bind /a $VE_ROOT/a\nmount -o remount,ro,bind $VE_ROOT/a", [bind("/a", "/a", readonly=True)]),
        ("mount --bind -o nodev,noexec /a $VE_ROOT/a", [bind("/a", "/a", options=("nodev", "noexec"))]),
        (
            "mount -t nfs 192.0.2.1:/export $VE_ROOT/n -o ro,vers=3",
            [Mount("nfs", "192.0.2.1:/export", "/n", True, ("vers=3",))],
        ),
        ("mount -n nas.example:/x/$VEID $VE_ROOT/n", [Mount("nfs", "nas.example:/x/101", "/n")]),
        ("mount -t nfs4 [2001:db8::1]:/x $VE_ROOT/n", [Mount("nfs", "[2001:db8::1]:/x", "/n")]),
        ("source /etc/vz/vz.conf\nsource ${VE_CONFFILE}\nmount --bind /a $VE_ROOT/a", [bind("/a", "/a")]),
        ("exit 0\nmount --bind /a $VE_ROOT/a", []),
    ],
)
def test_the_usual_forms_are_understood(script: str, mounts: list[Mount]) -> None:
    found = read_mount_script(f"{HEAD}{script}\nexit 0\n", KNOWN)
    assert [each._replace(line=0) for each in found.mounts] == mounts
    assert found.rest == ()


@pytest.mark.parametrize(
    "line",
    [
        "iptables -A FORWARD -i venet0 -j ACCEPT",
        "mount --bind $(cat /etc/where) $VE_ROOT/a",
        "mount --bind `cat /etc/where` $VE_ROOT/a",
        "mount --bind $NOBODY $VE_ROOT/a",
        "mount --bind ${DATA:-/x} $VE_ROOT/a",
        "mount --bind $TWO $VE_ROOT/a",
        "mount --bind /srv/* $VE_ROOT/a",
        "mount --bind / $VE_ROOT/a",
        "mount --bind /dev $VE_ROOT/dev",
        "mount --bind /a /b",
        "mount --bind /a $VE_ROOT",
        "mount --bind /a $VE_ROOT/../b",
        "mount --bind /a $VE_ROOT/b/../../..",
        "mount --bind $VE_ROOT/a $VE_ROOT/b",
        "mount --bind /a${VE_ROOT} $VE_ROOT/b",
        "mount -t ext4 /dev/sdb1 $VE_ROOT/b",
        "mount -t tmpfs none $VE_ROOT/b",
        "mount --types ext4 nas.example:/x $VE_ROOT/n",
        "if mount --bind /a $VE_ROOT/a; then echo done; fi",
        "mount --make-shared $VE_ROOT/a",
        "mount -a",
        "mount",
        "mount -n --bind",
        "[ ]",
        "[ ! ]",
        "echo /a | xargs mount --bind /b",
        "(mount --bind /a $VE_ROOT/a)",
        "mount --bind /a $VE_ROOT/a &",
        "mount --bind '/a $VE_ROOT/a",
        "umount $VE_ROOT/a",
        ". /etc/our/settings",
        "[ $VEID = 101 ] && mount --bind /a $VE_ROOT/a",
        "if [ $VEID = 101 ]; then mount --bind /a $VE_ROOT/a; fi",
        "if ping -c1 nas; then mount --bind /a $VE_ROOT/a; fi",
    ],
)
def test_what_is_more_than_that_is_told(line: str) -> None:
    found = read_mount_script(f"{HEAD}{line}\nmount --bind /z $VE_ROOT/z\n", KNOWN)
    assert [(each.source, each.line) for each in found.mounts] == [("/z", 5)]
    assert found.rest == ((4, line),)


@pytest.mark.parametrize(
    "block",
    [
        "for d in a b; do\n  mount --bind /srv/$d $VE_ROOT/$d\ndone",
        "for d in a b\ndo\n  if [ -d $d ]; then\n    mount --bind /srv/$d $VE_ROOT/$d\n  fi\ndone",
        "case $VEID in\n101) mount --bind /a $VE_ROOT/a ;;\nesac",
        "if [ -d /a ]; then\n  mount --bind /a $VE_ROOT/a\nelse\n  mount --bind /b $VE_ROOT/a\nfi",
        "if [ $VEID = 102 ]; then\n  exit 0\nfi",
        "bind() {\n  mount --bind $1 $VE_ROOT/$1\n}",
        "function bind {\n  mount --bind $1 $VE_ROOT/$1\n}",
    ],
)
def test_a_block_is_understood_whole_or_not_at_all(block: str) -> None:
    found = read_mount_script(f"{HEAD}{block}\nmount --bind /z $VE_ROOT/z\n", KNOWN)
    assert [each.source for each in found.mounts] == ["/z"]
    assert [each.text for each in found.rest] == [line.strip() for line in block.split("\n")]


PATHS = st.text(st.characters(exclude_characters="\0\n\r", exclude_categories=["Cs"]), min_size=1, max_size=12)
SEGMENTS = PATHS.map(lambda text: "/" + text.replace("/", "_")).filter(lambda text: text not in ("/.", "/..", "/dev"))


MOUNTS = st.builds(Mount, st.just("bind"), SEGMENTS, SEGMENTS, st.booleans(), st.just(()), st.just(0))


@given(st.lists(MOUNTS, unique_by=lambda each: each.target))
def test_what_we_write_we_read(mounts: list[Mount]) -> None:
    found = read_mount_script(write_mount_script(mounts), {"VEID": "101"})
    assert [each._replace(line=0) for each in found.mounts] == mounts
    assert found.rest == ()


AWKWARD = [
    "/srv/a b",
    "/it's",
    '/"q"',
    "/$(touch pwned)",
    "/`id`",
    "/a;b&c|d",
    "/-o x",
    "/*",
    "/ü",
    "/\\n",
    "/#x",
    "/~",
]


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_a_real_shell_mounts_what_it_says(tmp_path: Path, shell: str) -> None:
    found = shutil.which(shell)
    assert found, f"{shell} is not installed"
    (tmp_path / "bin").mkdir()
    mount = tmp_path / "bin" / "mount"
    mount.write_text(f"#!/bin/sh\nprintf '%s\\037' \"$@\" >>'{tmp_path}/log'\necho >>'{tmp_path}/log'\n")
    mount.chmod(0o755)
    (tmp_path / "101.conf").write_text(f'VE_ROOT="{tmp_path}/root $VEID"\n')
    mounts = [Mount("bind", each, f"/t{each}", readonly=at % 2 == 0) for at, each in enumerate(AWKWARD)]
    mounts += [Mount("nfs", "nas:/a b", "/n", readonly=True), Mount("file", "/x y.img", "/i", readonly=True)]
    mounts += [Mount("block", "/dev/sdb1", "/b")]
    script = write_mount_script(mounts).replace("/etc/vz/vz.conf", os.devnull)
    (tmp_path / "101.mount").write_text(script)
    done = subprocess.run(
        [found, str(tmp_path / "101.mount")],
        env={"VEID": "101", "VE_CONFFILE": str(tmp_path / "101.conf"), "PATH": f"{tmp_path}/bin:{os.environ['PATH']}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    root = f"{tmp_path}/root 101"
    wanted: list[list[str]] = []
    for each in mounts[: len(AWKWARD)]:
        wanted.append(["-n", "--bind", "--", each.source, root + each.target])
        if each.readonly:
            wanted.append(["-n", "-o", "remount,ro,bind", root + each.target])
    wanted.append(["-n", "-t", "nfs", "-o", "ro", "--", "nas:/a b", f"{root}/n"])
    wanted.append(["-n", "-o", "loop,ro", "--", "/x y.img", f"{root}/i"])
    wanted.append(["-n", "--", "/dev/sdb1", f"{root}/b"])
    assert [line.split("\037")[:-1] for line in (tmp_path / "log").read_text().split("\n")[:-1]] == wanted
    assert not (tmp_path / "pwned").exists()
    assert all(Path(root + each.target).is_dir() for each in mounts)
