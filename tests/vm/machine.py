"""How is a virtual machine made, started with containers on its second disk, and asked what became of them?

QEMU without KVM: a start takes about a minute, each container some seconds. The disks are kept in the folder that
``VZVIRT_VM`` names (by default one in the user's cache), a gigabyte for each release of Debian.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("VZVIRT_VM") or Path.home() / ".cache" / "vzvirt-vm")
#: Releases of Debian, and the libvirt that they have.
SUITES = {"bookworm": "9.0", "trixie": "11.3", "sid": "12"}
#: What the machine has.
PROCESSORS = 2
#: Seconds that all cases together may take.
PATIENCE = 3600


@dataclass(frozen=True)
class Case:
    """One container: its document, and what is to be looked at. See guest.py for the scripts and commands."""

    name: str
    document: str
    root: str
    busybox: bool = True
    prepare: str = ""
    clean: str = ""
    wait: float = 1
    inside: Mapping[str, str] = field(default_factory=dict)
    looks: Mapping[str, str] = field(default_factory=dict)


def disk_of(suite: str) -> Path:
    """Return the folder with a release's disk, made where it is not there yet."""
    folder = CACHE / suite
    if not (folder / "root.img").exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["bash", HERE / "machine.sh", suite, folder], check=True)
    return folder


def look(suite: str, cases: Mapping[str, Case]) -> dict[str, Any]:
    """Start a machine, and return what became of each case, by its name, and ``host``."""
    machine = disk_of(suite)
    with tempfile.TemporaryDirectory(prefix="vzvirt-vm-") as top:
        files, disk = Path(top) / "cases", Path(top) / "cases.img"
        files.mkdir()
        shutil.copy(HERE / "guest.py", files)
        shutil.copy(HERE.parent / "boot" / "root.py", files)
        for name, case in cases.items():
            folder = files / name
            folder.mkdir()
            about = asdict(case)
            (folder / "domain.xml").write_bytes(about.pop("document").encode("utf-8", "surrogateescape"))
            (folder / "case.json").write_text(json.dumps(about))
        subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", files, disk, "512M"], check=True)
        _start(machine, disk, Path(top) / "console.log")
        results = Path(top) / "results.json"
        subprocess.run(["debugfs", "-R", f"dump /results.json {results}", disk], check=True, capture_output=True)
        if not results.exists():
            raise RuntimeError(f"the machine said nothing: {(Path(top) / 'console.log').read_text(errors='replace')}")
        seen: dict[str, Any] = json.loads(results.read_text())
        return seen


def _start(machine: Path, disk: Path, console: Path) -> None:
    """Run a machine until it switches itself off; its own disk stays as it is."""
    command = ["qemu-system-x86_64", "-m", "1536", "-smp", str(PROCESSORS), "-nographic", "-no-reboot", "-nic", "none"]
    command += ["-kernel", str(machine / "vmlinuz"), "-initrd", str(machine / "initrd.img")]
    command += ["-append", "root=/dev/vda rw console=ttyS0 quiet systemd.show_status=0"]
    command += ["-drive", f"file={machine / 'root.img'},if=virtio,format=raw,snapshot=on"]
    command += ["-drive", f"file={disk},if=virtio,format=raw"]
    with console.open("wb") as log:
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=PATIENCE, check=True)
