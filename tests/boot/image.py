"""What does a private area look like that holds an image as vzctl makes one, and how is its file system mounted?

An image of ploop's has a GPT with one partition, which begins at 1 MiB (create_gpt_partition in ploop's lib/gpt.c).
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.boot.harness import Host
from translator import Translation

MIB = 2**20


def into_image(root: Path, layout: str, name: str = "root.hdd") -> None:
    """Put the files of a root into an image where ploop has its own; all but ``ploop:raw`` are in its own format.

    ``name`` is that of the image: vzctl's, or OpenVZ 7's ``root.hds``.
    """
    files = root.with_name(f"{root.name}.files")
    root.rename(files)
    image = root / "root.hdd" / name
    image.parent.mkdir(parents=True)
    (image.parent / "DiskDescriptor.xml").touch()
    with image.open("wb") as file:
        file.truncate(24 * MIB)
    subprocess.run(["sfdisk", "-q", str(image)], input="label: gpt\nstart=2048\n", text=True, check=True)
    subprocess.run(
        ["mke2fs", "-q", "-t", "ext4", "-E", f"offset={MIB}", "-d", str(files), str(image), "20M"], check=True
    )
    shutil.rmtree(files)
    if layout != "ploop:raw":
        raw = image.with_name("raw")
        image.rename(raw)
        subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", "parallels", str(raw), str(image)], check=True)
        raw.unlink()


@contextlib.contextmanager
def mounted(host: Host, done: Translation, where: str) -> Iterator[None]:
    """Have the image mounted by the commands that the translation told, those that do without ploop."""
    [message] = [finding.message for finding in done.report.findings if finding.code == "VZ512"]
    commands = [command for command in re.findall(r"'([^']+)'", message) if not command.startswith("ploop ")]
    assert commands
    host.run(["mkdir", "-p", where])
    for command in commands:
        host.run(["sh", "-c", command])
    try:
        yield
    finally:
        host.run(["umount", where])
