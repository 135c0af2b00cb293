"""Which containers are started, and from which confs?"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.boot.harness import Host
from tests.lxc.cases import values
from translator import Translation, conf_to_domain

FOLDER = Path(__file__).parents[2] / "fixtures" / "boot"
#: Where the confs have the private areas; on the test's host they stand elsewhere.
PRIVATE = "/vz/private"
#: Where they have the images mounted.
MOUNTED = "/vz/root"


@dataclass(frozen=True)
class BootCase:
    """A conf, the options that it is converted with, and what is known to come out differently."""

    name: str
    ctid: int
    text: str
    idmap: str | None
    block_device: bool
    host_ram: str | None
    differs: dict[str, str]

    def conf(self, host: Host) -> str:
        """Return the conf with the paths and the disk of this host."""
        text = self.text.replace(PRIVATE, str(host.folder / "roots")).replace(MOUNTED, str(host.folder / "mounted"))
        return text.replace("@NODE@", openable_disk())

    def convert(self, host: Host) -> Translation:
        """Return the domain document."""
        return conf_to_domain(
            self.conf(host),
            ctid=self.ctid,
            driver="lxc",
            cgroup="v1",
            idmap=self.idmap,
            block_device=f"/dev/{disk()}" if self.block_device else None,
            host_ram=self.host_ram,
        )

    def values(self, host: Host) -> dict[str, object]:
        """Return what the conf says."""
        return values(self.conf(host))


def disk() -> str:
    """Return the name of the host's first disk."""
    disks = [disk for disk in Path("/sys/block").iterdir() if (disk / "device").exists()]
    return min(disks, key=lambda disk: disk.name).name


def openable_disk() -> str:
    """Return the name of a disk that the host itself may open: a virtual machine's root disk may be withheld."""
    names = sorted((disk.name for disk in Path("/sys/block").iterdir()), key=lambda name: name.startswith("loop"))
    for name in names:
        try:
            with Path(f"/dev/{name}").open("rb"):
                return name
        except OSError:
            continue
    raise LookupError("no disk of this host can be opened")


def cases() -> list[BootCase]:
    """Return the cases on disk."""
    return [_read(folder) for folder in sorted(FOLDER.iterdir()) if (folder / "in.conf").exists()]


def _read(folder: Path) -> BootCase:
    file = folder / "case.toml"
    about = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return BootCase(
        folder.name,
        about.get("ctid", 101),
        (folder / "in.conf").read_text(encoding="utf-8"),
        about.get("idmap"),
        about.get("block_device", False),
        about.get("host_ram"),
        {entry["what"]: entry["reason"] for entry in about.get("differs", [])},
    )
