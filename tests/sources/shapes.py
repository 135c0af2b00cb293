"""Which shapes does a source come in? Each is made on the disk, with the conf or document in it."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import shutil
import struct
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

#: A conf that convert takes without a finding, in which check finds one line that it can put right, normalize more.
CONF = (
    'OSTEMPLATE="debian-6.0-x86_64"\nNETIF="ifname=eth0,bridge=vmbr7,host_mac=FE:FF:FF:FF:FF:FF"\n'
    'IP_ADDRESS="192.0.2.9"\nPHYSPAGES="0:256M"\nIPTENTRIES="128"\n'
)
DOCUMENT = """<domain type='openvz'>
  <name>101</name>
  <memory unit='KiB'>262144</memory>
  <os><type>exe</type><init>/sbin/init</init></os>
  <devices>
    <interface type='bridge'><mac address='00:18:51:01:02:03'/><source bridge='vmbr7'/></interface>
  </devices>
</domain>
"""
#: What is shown of either: the bridge, the address, and the line in which check finds something.
MARKS = ("vmbr7", "IPTENTRIES", "NUMIPTENT", "192.0.2.")
NETWORK = "<network><name>vmbr7</name><forward mode='bridge'/><bridge name='vmbr7'/></network>\n"
DUMP = "vzdump-openvz-101-2013_05_01-02_00_01"


def tar(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def packed(program: str, data: bytes) -> bytes:
    if shutil.which(program) is None:
        pytest.skip(f"not installed: {program}")
    return subprocess.run([program, "-c"], input=data, capture_output=True, check=True).stdout


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".tar": bytes,
    ".tgz": gzip.compress,
    ".tar.gz": gzip.compress,
    ".tar.bz2": bz2.compress,
    ".tar.xz": lzma.compress,
    ".tar.zst": lambda data: packed("zstd", data),
    ".tar.lzo": lambda data: packed("lzop", data),
}
BACKUP = {"./etc/vzdump/vps.conf": CONF.encode(), "./etc/passwd": b"root\n" * 5000, "./bin/x": b"\x7fELF\0" * 99}
CONFS = {"n/101.conf": CONF.encode(), "n/102.conf": CONF.replace("eth0", "eth1").encode(), "n/readme": b"none"}


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def elf() -> bytes:
    """Return a program of this machine."""
    with open("/proc/self/exe", "rb") as file:  # noqa: PTH123
        return file.read(20_000)


#: Shape to its name and its bytes.
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "conf": ("101.conf", CONF.encode),
    "conf with a NUL": ("101.conf", lambda: CONF.replace("debian", "debian\0").encode()),
    "document": ("101.xml", DOCUMENT.encode),
    "network document": ("default.xml", NETWORK.encode),
    **{
        f"vzdump {ending}": (DUMP + ending, lambda pack=pack: pack(tar(BACKUP)))  # type: ignore[misc]
        for ending, pack in PACKERS.items()
    },
    "vzdump .zip": (f"{DUMP}.zip", lambda: zipped({"etc/vzdump/vps.conf": CONF.encode()})),
    "vzdump without conf": (f"{DUMP}.tar", lambda: tar({"./etc/passwd": b"root\n"})),
    "vzdump cut off": (f"{DUMP}.tgz", lambda: gzip.compress(tar(BACKUP))[:60]),
    "tar of one conf": ("b.tar.zst", lambda: packed("zstd", tar({"101.conf": CONF.encode()}))),
    "tar of confs": ("b.tar", lambda: tar(CONFS)),
    "tar.lzo of confs": ("b.tar.lzo", lambda: packed("lzop", tar(CONFS))),
    "zip of confs": ("b.ZIP", lambda: zipped(CONFS)),
    "tar of a bad and a good": ("b.tar", lambda: tar({"101.conf": bytes(99), "102.conf": CONF.encode()})),
    "tar of the host's alone": ("b.tar", lambda: tar({"conf/0.conf": CONF.encode()})),
    "tar of others": ("b.tar", lambda: tar({"etc/passwd": b"root\n", ".101.conf": b"A=1\n"})),
    # as a copy that was stopped leaves it: the first conf is whole, and nothing says that there is more
    "tar cut off at a member": ("b.tar", lambda: tar(CONFS)[:1024]),
    "conf called an archive": ("b.tar.gz", CONF.encode),
    "tar called a conf": ("101.conf", lambda: tar(BACKUP)),
    "tgz called a conf": ("101.conf", lambda: gzip.compress(tar(BACKUP))),
    "gzip of a conf": ("101.conf", lambda: gzip.compress(CONF.encode())),
    "ELF": ("101.conf", elf),
    "PNG": ("101.conf", png),
    "zeroed blocks": ("101.conf", lambda: bytes(4096)),
    "conf with a zeroed end": ("101.conf", lambda: CONF.encode() + bytes(512)),
    "UTF-16": ("101.conf", lambda: CONF.encode("utf-16")),
    "UTF-16 without mark": ("101.conf", lambda: CONF.encode("utf-16-be")),
    "UTF-16 document": ("101.xml", lambda: DOCUMENT.encode("utf-16")),
    "empty": ("101.conf", bytes),
    "empty document": ("101.xml", bytes),
}


FIFO = "FIFO"


def content(shape: str) -> bytes:
    """Return the bytes of a shape that is a file."""
    return FILES[shape][1]()


def make(shape: str, folder: Path) -> Path:
    """Make a source of a shape in a folder, and return its path."""
    if shape in FILES:
        path = folder / FILES[shape][0]
        path.write_bytes(content(shape))
    elif shape == "private area":
        path = folder / "101"
        (path / "root.hdd").mkdir(parents=True)
        (path / "ve.conf").write_text(CONF)
    else:
        path = folder / "101.conf"
        if shape == FIFO:
            os.mkfifo(path)
        elif shape == "folder called a conf":
            path.mkdir()
    return path
