"""Which files of a whole tree are confs of containers? Private areas are full of other files that end in ``.conf``."""

from __future__ import annotations

from pathlib import Path

import pytest

from translator.sources.find import LeftOut, Source, find_sources

#: What any Linux has, below its root.
SYSTEM = ("etc/nsswitch.conf", "etc/ld.so.conf.d/x.conf", "etc/10.conf.d/y.conf", "usr/lib/tmpfiles.d/z.conf", "bin/sh")
DUMP = "vzdump-openvz-105-2013_05_01-02_00_01.tar.gz"


def found(root: Path, *files: str) -> list[str]:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("ONBOOT=yes\n")
    sources = find_sources([str(root)], recursive=True)
    return [each.name for each in sources if isinstance(each, Source)]


def below(folder: str, *names: str) -> list[str]:
    return [f"{folder}/{name}" for name in names]


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        (below("101", *SYSTEM), []),
        (below("101/private", *SYSTEM), []),
        (below("101", "etc/nsswitch.conf", "etc/resolv.conf"), []),
        (["101/ve.conf", "101/scripts/mount", *below("101/fs", *SYSTEM), "101/dump/a.conf"], ["101/ve.conf"]),
        ([*below("101", *SYSTEM), "102/ve.conf", DUMP, f"dump/{DUMP}"], [DUMP, "102/ve.conf", f"dump/{DUMP}"]),
        # a node, as a backup has it
        (
            [
                *below("node", *SYSTEM, "etc/vz/conf/101.conf", f"vz/dump/{DUMP}"),
                *below("node/vz/private/101", *SYSTEM),
            ],
            ["node/etc/vz/conf/101.conf", f"node/vz/dump/{DUMP}"],
        ),
        (below("node", "etc/vz/conf/101.conf"), ["node/etc/vz/conf/101.conf"]),
        (
            below("node", *SYSTEM, "var/lib/vz/private/7/ve.conf", "var/lib/dpkg/a.conf", "var/log/101.conf"),
            ["node/var/lib/vz/private/7/ve.conf"],
        ),
        (below("node/etc", "101.conf", "web.conf"), ["node/etc/101.conf"]),
        # folders of confs, by whatever name
        (
            ["var/web/101.conf", "var/web/x/102.conf", "a/b/web.conf"],
            ["a/b/web.conf", "var/web/101.conf", "var/web/x/102.conf"],
        ),
    ],
)
def test_the_confs_of_containers_and_no_others(tmp_path: Path, files: list[str], taken: list[str]) -> None:
    assert sorted(found(tmp_path, *files)) == sorted(taken)


def test_a_folder_etc_that_is_named_is_looked_into(tmp_path: Path) -> None:
    assert found(tmp_path / "etc", "vz/conf/101.conf", "host.conf") == ["host.conf", "vz/conf/101.conf"]


def test_vz_conf_is_left_out_in_words(tmp_path: Path) -> None:
    (tmp_path / "etc" / "vz").mkdir(parents=True)
    (tmp_path / "etc" / "vz" / "vz.conf").write_text("")
    (left,) = find_sources([str(tmp_path)], recursive=True)
    assert isinstance(left, LeftOut)
