"""What of a file system without hard links, as FAT and some shares are? Nothing is written over there either."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import subprocess
from pathlib import Path

import pytest

from tests.fleet.conftest import alone, command, environment, tree
from tests.fleet.generate import write_fleet

#: The numbers of link, linkat and renameat2.
CALLS = {"x86_64": (86, 265, 316), "aarch64": (37, 276)}.get(platform.machine(), ())
pytestmark = pytest.mark.skipif(not CALLS, reason="the numbers of this machine's system calls are not known here")
LINKS, RENAME = CALLS[:-1], CALLS[-1:]


def refuse(calls: tuple[int, ...], number: int = errno.EPERM) -> None:
    """Have the kernel refuse calls of this process and its children, as a file system would (seccomp)."""
    count = len(calls)
    # load the number of the call; jump to the end if it is one of these; allow; refuse
    code = [(0x20, 0, 0, 0), *((0x15, count - at, 0, call) for at, call in enumerate(calls))]
    code += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x00050000 | number)]
    packed = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in code))
    program = struct.pack("HxxxxxxP", len(code), ctypes.addressof(packed))
    libc = ctypes.CDLL(None, use_errno=True)
    for words in ((38, 1, 0, 0, 0), (22, 2, ctypes.create_string_buffer(program), 0, 0)):
        assert libc.prctl(*words) == 0, ctypes.get_errno()


def run(folder: Path, calls: tuple[int, ...], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        preexec_fn=lambda: refuse(calls),
        check=False,
    )


@pytest.fixture
def conf(tmp_path: Path) -> Path:
    return write_fleet(tmp_path / "conf", 3, dirty=0)


def test_a_rename_that_replaces_nothing_will_do(tmp_path: Path, conf: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "102.xml").write_text("mine")
    done = run(tmp_path, LINKS, "convert", "conf", "-o", "out")
    assert (done.returncode, "102.xml is there already" in done.stderr) == (2, True)
    assert tree(out) == {**alone(conf), "102.xml": b"mine"}
    for _ in range(2):  # the second finds the very same bytes
        assert run(tmp_path, LINKS, "convert", "conf/101.conf", "-o", "101.xml").returncode == 0
    assert run(tmp_path, LINKS, "convert", "conf/102.conf", "-o", "101.xml").returncode == 2
    assert (tmp_path / "101.xml").read_bytes() == alone(conf)["101.xml"]
    assert not [path for path in tmp_path.rglob(".*") if path.is_file()]


def test_without_even_that_it_is_told_what_helps(tmp_path: Path, conf: Path) -> None:
    what = "without hard links nothing is written here but with --force"
    for words in (("conf", "-o", "out"), ("conf/101.conf", "-o", "101.xml")):
        done = run(tmp_path, CALLS, "convert", *words)
        assert (done.returncode, what in done.stderr) == (3, True), done.stderr
    assert not (tmp_path / "101.xml").exists()
    assert tree(tmp_path / "out") == {}
    for words in (("conf", "-o", "out"), ("conf/101.conf", "-o", "101.xml")):
        assert run(tmp_path, CALLS, "convert", *words, "--force").returncode == 0
    assert tree(tmp_path / "out") == alone(conf)
