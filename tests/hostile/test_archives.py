"""Does a hostile archive swell in memory, write outside of the output folder, or show what a link in it leads to?"""

from __future__ import annotations

import gzip
import io
import lzma
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.hostile.ground import Ground
from tests.hostile.inputs import CONF
from tests.hostile.measure import MIB
from translator import limits

#: A mebibyte, of which some hundreds take a few kilobytes of an archive.
PART = b"a" * MIB
DUMP = "vzdump-openvz-101-2013_05_01-02_00_01.tar"
VPS = "etc/vzdump/vps.conf"


def packed(parts: Iterable[bytes]) -> bytes:
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="w", compresslevel=1) as archive:
        for part in parts:
            archive.write(part)
    return file.getvalue()


def header(name: str, size: int, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = size, kind, link
    return info.tobuf(tarfile.GNU_FORMAT)


def member(name: str, data: bytes = CONF) -> bytes:
    return header(name, len(data)) + data + bytes(-len(data) % 512)


def tar(*parts: bytes) -> bytes:
    return b"".join((*parts, bytes(1024)))


def zipped(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=1) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def extended(kind: bytes) -> Callable[[], bytes]:
    """A header of 150 MiB before a member."""
    return lambda: packed([header("x", 150 * MIB, kind), *[PART] * 150, member("101.conf"), bytes(1024)])


def holes() -> bytes:
    """A map of holes without end, in the old form of GNU tar."""
    first = bytearray(header("101.conf", 0, tarfile.GNUTYPE_SPARSE))
    first[482] = 1  # it goes on in the next block
    first[148:156] = b" " * 8
    first[148:156] = b"%06o\0 " % sum(first)
    block = (b"0000000001\0\0" * 42 + b"\1").ljust(512, b"\0")
    return packed([bytes(first), *[block * 2048] * 100])


def dictionary() -> bytes:
    """Zeros that need a dictionary of a gigabyte to come back."""
    return lzma.compress(bytes(150 * MIB), filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 30}])


def outside(link: str) -> bytes:
    return tar(header("101.conf", 0, tarfile.SYMTYPE, link), header("102.conf", 0, tarfile.LNKTYPE, link))


#: Name, what is in it, how converting it into a folder ends, and what is said.
ARCHIVES: dict[str, tuple[str, Callable[[], bytes], int, str]] = {
    "a conf of 150 MiB": (
        *("a.tar.gz", lambda: packed([header("101.conf", 150 * MIB), *[PART] * 150, bytes(1024)])),
        *(3, "a.tar.gz/101.conf: larger than 16 MiB"),
    ),
    "a conf of 150 MiB in a zip archive": (
        *("a.zip", lambda: zipped([("101.conf", PART * 150)]), 3, "a.zip/101.conf: larger than 16 MiB"),
    ),
    "a conf of 300 MiB in a zip archive with bzip2": (
        *("a.zip", lambda: zipped([("101.conf", PART * 300)], zipfile.ZIP_BZIP2)),
        *(3, "a.zip: the archive cannot be read to its end: 101.conf is packed with bzip2"),
    ),
    "a conf of 300 MiB in a zip archive with LZMA": (
        *("a.zip", lambda: zipped([("101.conf", PART * 300)], zipfile.ZIP_LZMA)),
        *(3, "a.zip: the archive cannot be read to its end: 101.conf is packed with LZMA"),
    ),
    "a backup's conf of 150 MiB": (
        *(f"{DUMP}.gz", lambda: packed([header(VPS, 150 * MIB), *[PART] * 150, bytes(1024)])),
        *(3, "vps.conf is larger than 16 MiB"),
    ),
    "a long name": ("a.tar.gz", extended(tarfile.GNUTYPE_LONGNAME), 3, "a member's header is longer than 4 MiB"),
    "a long link": ("a.tar.gz", extended(tarfile.GNUTYPE_LONGLINK), 3, "a member's header is longer than 4 MiB"),
    "a long extended header": ("a.tar.gz", extended(tarfile.XHDTYPE), 3, "a member's header is longer than 4 MiB"),
    "a long global header": ("a.tar.gz", extended(tarfile.XGLTYPE), 3, "a member's header is longer than 4 MiB"),
    "a map of holes without end": ("a.tar.gz", holes, 3, "a member's header is longer than 4 MiB"),
    "a large dictionary": ("a.tar.xz", dictionary, 3, "a.tar.xz: "),
    "names that climb": (
        "a.tar",
        lambda: tar(*(member(f"{way}101.conf") for way in ("../", "../../", "/", "a/../../", "./.././"))),
        *(0, "a.tar/../101.conf: its name would lead out of the output folder: left out"),
    ),
    "names that climb in a zip archive": (
        "a.zip",
        lambda: zipped((f"{way}101.conf", CONF) for way in ("../", "../../", "/", "a/../../", "./.././")),
        *(0, "a.zip//101.conf: its name would lead out of the output folder: left out"),
    ),
    "a backup of that name": (
        DUMP,
        lambda: tar(member(f"../{VPS}"), member(f"/{VPS}")),
        3,
        "there is no etc/vzdump/vps.conf",
    ),
    "links": ("a.tar", lambda: outside("../secret"), 3, "a.tar"),
    "a backup's conf is a link": (
        *(DUMP, lambda: tar(header(VPS, 0, tarfile.SYMTYPE, "../secret")), 3, "there is no etc/vzdump/vps.conf"),
    ),
    "a folder that is a link": (
        "a.tar",
        lambda: tar(header("a", 0, tarfile.SYMTYPE, "/"), member("a/101.conf")),
        *(0, "1 container"),
    ),
    "devices and pipes": (
        "a.tar",
        lambda: tar(header("101.conf", 0, tarfile.CHRTYPE), header("102.conf", 0, tarfile.FIFOTYPE)),
        *(3, "a.tar"),
    ),
    "two vps.conf": (DUMP, lambda: tar(member(VPS), member(VPS, b'OSTEMPLATE="other"\n')), 0, ""),
    "one name twice": ("a.tar", lambda: tar(member("101.conf"), member("101.conf", b'CPUS="2"\n')), 3, "101.conf"),
    "odd names": (
        "a.zip",
        lambda: zipped((f"{name}.conf", CONF) for name in ("1\u202e01", "10\x1b[31m1", "..", " ", "-o", "9" * 99)),
        *(3, "a.zip"),
    ),
    "an archive in an archive": (
        *("a.zip", lambda: zipped([("101.conf", zipped([("101.conf", CONF)]))]), 3, "a.zip/101.conf: "),
    ),
}


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def test_a_script_packed_with_bzip2_beside_a_conf_that_is_not_is_told(ground: Ground) -> None:
    path = ground.work / "a.zip"
    path.write_bytes(zipped([("101.conf", CONF)]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("notes.txt", "nobody reads these")
    assert "packed" not in ground.attacked("convert", "a.zip", "-o", "out/", code=0).said
    with zipfile.ZipFile(path, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("101.mount", PART * 300)
    words = ("convert", "a.zip", "-o", "out/", "--driver", "lxc", "--force")
    ground.attacked(*words, code=3, says="101.mount is packed with bzip2", memory=110)


@pytest.mark.parametrize("words", ["convert a.tar.gz -o out/ --driver lxc", "plan a.tar.gz", "check a.tar.gz"])
def test_large_action_scripts_are_too_many(ground: Ground, words: str) -> None:
    scripts = [header(f"{n}.mount", 16 * MIB) + PART * 16 for n in range(101, 125)]
    (ground.work / "a.tar.gz").write_bytes(packed([member("101.conf"), *scripts, bytes(1024)]))
    said = "its action scripts are more than 64 MiB"
    ground.attacked(*words.split(), code=3, says=said, memory=200)


def test_a_backup_is_read_for_the_scripts_of_its_container_alone(ground: Ground) -> None:
    folder = VPS.rpartition("/")[0]
    others = [header(f"{folder}/x{n}", 16 * MIB) + PART * 16 for n in range(20)]
    script = member(f"{folder}/vps.mount", b"mount --bind /srv/a $VE_ROOT/a\n")
    (ground.work / f"{DUMP}.gz").write_bytes(packed([member(VPS), *others, script, bytes(1024)]))
    said = (
        "vps.mount: the node runs it at the mount of the container, and under LXC nobody does; --mounts takes 1 mount"
    )
    ground.attacked("convert", f"{DUMP}.gz", "-o", "out/", "--driver", "lxc", code=1, says=said, memory=110)


@pytest.mark.parametrize("name", ARCHIVES)
def test_archives(ground: Ground, name: str) -> None:
    called, make, code, says = ARCHIVES[name]
    (ground.work / called).write_bytes(make())
    ground.attacked("convert", called, "-o", "out/", code=code, says=says, memory=110)
    written = [path.name for path in (ground.work / "out").rglob("*") if path.suffix == ".xml"]
    assert all(re.fullmatch(r"\d+\.xml", each) for each in written)
    assert not any(path.is_symlink() for path in (ground.work / "out").rglob("*"))


def test_the_first_of_two_confs_of_a_backup_is_its_conf(ground: Ground) -> None:
    (ground.work / DUMP).write_bytes(ARCHIVES["two vps.conf"][1]())
    assert 'OSTEMPLATE="debian-12"' in ground.attacked("normalize", DUMP, code=0).out


def test_many_large_members_are_too_many(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    from translator.sources.archive import members

    path = ground.work / "a.zip"
    path.write_bytes(zipped((f"{n}.conf", PART) for n in range(101, 111)))
    monkeypatch.setattr(limits, "MAX_ARCHIVE", 5 * MIB)
    found = members(str(path))
    assert [next(found)[0] for _ in range(5)] == [f"{n}.conf" for n in range(101, 106)]
    with pytest.raises(ValueError, match="its confs and documents are more than 5 MiB"):
        next(found)
