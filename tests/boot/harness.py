"""How does one start containers under libvirt's own LXC driver, and look at them?"""

from __future__ import annotations

import contextlib
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from tests.boot.root import AGENT, build_root

HOST = Path(__file__).with_name("host.sh")
#: Seconds that anything may take on a machine that is busy with all else: what takes longer hangs.
PATIENCE = 120.0


class FailedError(Exception):
    """A command in the host or in a container failed."""

    def __init__(self, result: Result) -> None:
        super().__init__(f"{shlex.join(result.command)}: status {result.status}: {result.err.strip()}")
        self.result = result


@dataclass(frozen=True)
class Result:
    """What a command said."""

    command: tuple[str, ...]
    status: int
    out: str
    err: str

    def checked(self) -> str:
        """Give the output of a command that must not fail."""
        if self.status:
            raise FailedError(self)
        return self.out


@dataclass
class Host:
    """A host with its own network, processes, mounts and cgroups, on which only libvirtd runs."""

    folder: Path
    pid: int
    """Its first process, as the machine counts."""
    _inits: dict[str, int] = field(default_factory=dict)
    _jobs: int = 0

    def attempt(self, command: Sequence[str]) -> Result:
        """Run a command on the host."""
        return _enter(self.pid, ("--mount", "--net", "--pid", "--cgroup"), command)

    def run(self, command: Sequence[str]) -> str:
        """Run a command on the host, and give its output."""
        return self.attempt(command).checked()

    def virsh(self, *arguments: str) -> str:
        return self.run(["virsh", "-q", "-c", "lxc:///system", *arguments])

    def root(self, name: str) -> Path:
        """Make a root for one container: the folder that its document names as the source of `/`."""
        return build_root(self.folder / "roots" / name)

    def define(self, document: str, *, check_schema: bool = True) -> None:
        """Have libvirt take a document."""
        file = self.folder / "domain.xml"
        file.write_bytes(document.encode("utf-8", "surrogateescape"))
        self.virsh("define", *(["--validate"] if check_schema else []), str(file))

    def start(self, name: str) -> None:
        """Start a container, and wait until its init listens."""
        self.virsh("start", name)
        if not soon((self._inner_root(name) / AGENT / "done").exists):
            raise TimeoutError(f"container {name}: its init does not listen; {self.console_log(name)}")

    def destroy(self, name: str) -> None:
        self._inits.pop(name, None)
        self.virsh("destroy", self._uuid(name))

    def undefine(self, name: str) -> None:
        self.virsh("undefine", self._uuid(name))

    @contextlib.contextmanager
    def running(self, document: str) -> Iterator[str]:
        """Have the container that a document describes for as long as the block lasts; then its name is free again."""
        name = etree.fromstring(document.encode()).findtext("name") or ""
        self.define(document)
        try:
            self.start(name)
            yield name
            self.destroy(name)
        finally:
            if name in self.virsh("list", "--name").split():
                self.destroy(name)
            self.undefine(name)
            shutil.rmtree(self.folder / "roots" / name, ignore_errors=True)

    def dumpxml(self, name: str, *options: str) -> str:
        return self.virsh("dumpxml", self._uuid(name), *options)

    def console_log(self, name: str) -> str:
        """Give what libvirt noted about a container."""
        return self.attempt(["cat", f"/var/log/libvirt/lxc/{name}.log"]).out

    def attempt_inside(self, name: str, command: Sequence[str]) -> Result:
        """Have the container's own init run a command: with its capabilities, cgroups and devices."""
        agent = self._inner_root(name) / AGENT
        self._jobs += 1
        (agent / f"{self._jobs}.sh").write_text(shlex.join(command))
        # The reply is awaited by a process of its own, which can be given up.
        ask = f"echo {self._jobs} >jobs && cat done"
        reply = subprocess.run(
            ["sh", "-c", ask], cwd=agent, capture_output=True, text=True, timeout=PATIENCE, check=True
        )
        out, err = ((agent / f"{self._jobs}.{end}").read_bytes().decode("utf-8", "replace") for end in ("out", "err"))
        return Result(tuple(command), int(reply.stdout), out, err)

    def inside(self, name: str, command: Sequence[str]) -> str:
        """Have the container's own init run a command, and give its output."""
        return self.attempt_inside(name, command).checked()

    def in_network_of(self, name: str, command: Sequence[str]) -> str:
        """Run one of the machine's programs in the network namespace of a container."""
        return _enter(self.init_pid(name), ("--net",), command).checked()

    def cgroup(self, name: str, controller: str, file: str) -> str:
        """Read a file of the container's cgroup."""
        for line in Path(f"/proc/{self.init_pid(name)}/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if controller in controllers.split(","):
                return Path(f"/sys/fs/cgroup/{controller}{path}/{file}").read_text().strip()
        raise LookupError(f"container {name} is in no cgroup of {controller}")

    def init_pid(self, name: str) -> int:
        """Give the container's first process, as the machine counts."""
        if name not in self._inits:
            controller = int(self.virsh("domid", name))  # as the host counts
            # libvirt_lxc has left its parents, so that it is a child of the host's first process.
            [self._inits[name]] = [
                pid
                for child in _children(self.pid)
                if _numbers(child)[1:] == [controller]
                for pid in _children(child)
                if _numbers(pid)[-1] == 1
            ]
        return self._inits[name]

    def _uuid(self, name: str) -> str:
        # To most commands, domuuid too, a number is first of all the id of a running domain, which is a process's:
        # 101 may be another container's. In a young process namespace such low numbers are given again and again.
        for line in self.virsh("list", "--all", "--uuid", "--name").splitlines():
            uuid, _, found = line.strip().partition(" ")
            if found.strip() == name:
                return uuid
        raise LookupError(f"libvirt knows no container {name}")

    def _inner_root(self, name: str) -> Path:
        return Path(f"/proc/{self.init_pid(name)}/root")


def soon(is_so: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Ask again and again, for as long as it may take, whether something is so."""
    until = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


@contextlib.contextmanager
def lxc_host() -> Iterator[Host]:
    """Have a host for as long as the block lasts; nothing of it remains."""
    with tempfile.TemporaryDirectory(prefix="vzvirt-lxc-") as top:
        folder = Path(top)
        with subprocess.Popen(["bash", str(HOST), top], stdin=subprocess.PIPE, start_new_session=True) as process:
            try:
                yield Host(folder, _wait_for(process, folder))
            finally:
                assert process.stdin
                process.stdin.close()
                process.wait(PATIENCE)


def _wait_for(process: subprocess.Popen[bytes], folder: Path) -> int:
    until = time.monotonic() + PATIENCE
    while not (folder / "ready").exists():
        if process.poll() is not None or time.monotonic() > until:
            log = folder / "libvirtd.log"
            raise RuntimeError(f"libvirtd does not answer: {log.read_text()[-2000:] if log.exists() else 'no log'}")
        time.sleep(0.01)
    [unshare] = _children(process.pid)
    [first] = _children(unshare)
    return first


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _numbers(pid: int) -> list[int]:
    """Give the numbers of a process, in the machine's process namespace first, in its own last."""
    status = Path(f"/proc/{pid}/status").read_text()
    [numbers] = [line.split()[1:] for line in status.splitlines() if line.startswith("NSpid:")]
    return [int(number) for number in numbers]


def _enter(pid: int, namespaces: Sequence[str], command: Sequence[str]) -> Result:
    done = subprocess.run(
        ["nsenter", f"--target={pid}", *namespaces, "--", *command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    out, err = done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "replace")
    return Result(tuple(command), done.returncode, out, err)
