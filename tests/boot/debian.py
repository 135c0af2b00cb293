"""How does one start a real Debian in a container: with an init of its own, and the files that vzctl wrote inside?

Both of Debian's inits are in one archive, which is made once, outside the checkout: VZVIRT_DEBIAN names it, and without
it stands in the user's cache. What vzctl's own scripts wrote is in ``fixtures/recorded/vzctl-4.11.1-debian``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.harness import Host, Result, soon
from tests.golden import FIXTURES

SUITE = "bookworm"
PACKAGES = ("sysvinit-core", "systemd", "ifupdown", "net-tools", "iproute2", "iputils-ping", "procps")
#: What is not needed to start it, and takes half of the time.
_LEFT_OUT = ("doc", "locale", "man", "info", "i18n", "zoneinfo")
INITS = {"sysvinit": "/sbin/init", "systemd": "/lib/systemd/systemd"}
WRITTEN = FIXTURES / "recorded" / "vzctl-4.11.1-debian"
#: What a template of OpenVZ's has there, and vzctl leaves alone.
_FSTAB = "/dev/simfs / simfs defaults 0 0\nnone /dev/pts devpts rw,gid=5,mode=620 0 0\n"


def archive() -> Path:
    """Return the archive, made where there is none yet."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    file = Path(os.environ.get("VZVIRT_DEBIAN") or cache / "vzvirt" / f"{SUITE}-{len(PACKAGES)}.tar")
    if not file.exists():
        make_archive(file)
    return file


def make_archive(file: Path) -> None:
    """Have Debian's packages make a root, from where this machine's own come."""
    words = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian", "Identifier: Packages"]
    mirror = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split("\n")[0]
    options = [f"--dpkgopt=path-exclude=/usr/share/{folder}/*" for folder in _LEFT_OUT]
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.tar")
    try:
        subprocess.run(
            [
                *("mmdebstrap", "--quiet", "--variant=essential", "--dpkgopt=force-unsafe-io", *options),
                *(f"--include={','.join(PACKAGES)}", SUITE, str(part), mirror),
            ],
            check=True,
        )
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


class Debian:
    """A Debian whose root lies in memory: what an init does to the file system of its root, such as mounting it anew,
    is done to that.
    """

    def __init__(self, host: Host, name: str, init: str) -> None:
        self.host = host
        self.name = name
        self.root = host.folder / "roots" / f"debian-{name}"
        self.root.mkdir(parents=True, exist_ok=True)
        host.run(["mount", "-t", "tmpfs", "debian", str(self.root)])
        host.run(["tar", "-C", str(self.root), "-xf", str(archive())])
        inside = Path(f"/proc/{host.pid}/root{self.root}")
        if init == "systemd":
            (inside / "sbin/init").unlink()
            (inside / "sbin/init").symlink_to(INITS[init])
        shutil.copytree(WRITTEN, inside, dirs_exist_ok=True)
        (inside / "etc/fstab").write_text(_FSTAB)

    @contextlib.contextmanager
    def started(self, document: str) -> Iterator[None]:
        """Have it run for as long as the block lasts."""
        self.host.define(document)
        try:
            self._start()
            yield
        finally:
            if self.name in self.host.virsh("list", "--name").split():
                self.host.destroy(self.name)
            self.host.undefine(self.name)

    def _start(self) -> None:
        """Start it, and again where libvirt has missed who its init is.

        libvirt 9.0 listens to a container's controller before it knows what to make of the answer: on a busy machine
        that may be lost, and with it the way in, for as long as the container runs.
        """
        for _ in range(5):
            self.host.virsh("start", self.name)
            if soon(self._is_open, 10):
                return
            self.host.destroy(self.name)
        raise TimeoutError(f"no way in: {self.host.console_log(self.name)}")

    def _is_open(self) -> bool:
        return "Init pid is not yet available" not in self.attempt("/bin/true").err

    def attempt(self, *command: str) -> Result:
        """Run a command of its own inside."""
        enter = ["virsh", "-q", "-c", "lxc:///system", "lxc-enter-namespace", "--noseclabel", self.name, "--"]
        return self.host.attempt([*enter, *command])

    def inside(self, *command: str) -> str:
        """Run a command of its own inside, and give its output."""
        return self.attempt(*command).checked().strip()


@contextlib.contextmanager
def debian(host: Host, name: str, init: str) -> Iterator[Debian]:
    """Have a Debian for as long as the block lasts."""
    if shutil.which("mmdebstrap") is None:
        pytest.skip("not installed: mmdebstrap")
    made = Debian(host, name, init)
    try:
        yield made
    finally:
        host.run(["umount", "--lazy", str(made.root)])


if __name__ == "__main__":
    print(archive())
