"""What does this host make of the containers on the disk beside it? Run inside a virtual machine, by its first service.

Stands alone, on Python's own library: the machine has no more. Each folder of the disk is a case: ``domain.xml``, and
``case.json`` with ``prepare`` (a shell script for the host, run before), ``looks`` (name to a shell command on the
host) and ``inside`` (name to a command that the container's own init runs). ``$ROOT`` is a root of busybox at the path
that the case names. What was seen goes into ``results.json``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from root import AGENT, build_root  # type: ignore[import-not-found]

#: Files of a container's own cgroup that say how it is limited.
FILES = (
    "memory.max memory.high memory.low memory.min memory.swap.max cpu.weight cpu.max cpuset.cpus cpuset.mems "
    "io.weight io.bfq.weight io.max pids.max"
).split()
PATIENCE = 120.0


def shell(command: str, **environment: str) -> dict[str, Any]:
    """Run a command on the host; its status and what it said."""
    try:
        done = subprocess.run(
            ["bash", "-c", command],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            check=False,
            env={**os.environ, **environment},
        )
    except subprocess.TimeoutExpired:
        return {"status": 124, "out": "", "err": "timeout"}
    return {"status": done.returncode, "out": done.stdout.strip(), "err": done.stderr.strip()}


def virsh(words: str) -> dict[str, Any]:
    return shell(f"virsh -q -c lxc:///system {words}")


def init_of(uuid: str) -> int:
    """Return the first process of a running container, as the host counts."""
    controller = virsh(f"domid {uuid}")["out"]
    return int(Path(f"/proc/{controller}/task/{controller}/children").read_text().split()[0])


def cgroup(pid: int) -> dict[str, dict[str, str]]:
    """Return what the cgroups of a process say, from its own up to the topmost, by path.

    With systemd's machined the limits stand on the machine's scope, some levels above the processes.
    """
    top = Path("/sys/fs/cgroup")
    path = top / Path(f"/proc/{pid}/cgroup").read_text().strip().split(":", 2)[2].lstrip("/")
    levels = [folder for folder in (path, *path.parents) if top in folder.parents]
    return {
        str(folder.relative_to(top)): {n: (folder / n).read_text().strip() for n in FILES if (folder / n).exists()}
        for folder in levels
    }


def ask(pid: int, number: int, command: str) -> dict[str, Any]:
    """Have a container's own init run a command."""
    agent = Path(f"/proc/{pid}/root") / AGENT
    (agent / f"{number}.sh").write_text(command)
    shell(f"cd {agent} && echo {number} >jobs && cat done >{number}.status")
    read = {end: (agent / f"{number}.{end}").read_text(errors="replace").strip() for end in ("out", "err", "status")}
    return {**read, "status": int(read["status"] or -1)}


def run(case: Path) -> dict[str, Any]:
    """Define, start and look at one container, and leave nothing of it."""
    about = json.loads((case / "case.json").read_text())
    root = Path(about["root"])
    if about.get("busybox", True):
        build_root(root)
    seen: dict[str, Any] = {}
    try:
        seen["prepare"] = shell(about.get("prepare", ""), ROOT=str(root))
        seen["define"] = virsh(f"define --validate {case}/domain.xml")
        if seen["define"]["status"]:
            return seen
        lines = virsh("list --all --uuid --name")["out"].split("\n")
        uuid = next(line.split()[0] for line in lines if line.split()[1:] == [about["name"]])
        seen["start"] = virsh(f"start {uuid}")
        if not seen["start"]["status"]:
            time.sleep(about.get("wait", 1))
            pid = init_of(uuid)
            seen["cgroup"] = cgroup(pid)
            until = time.monotonic() + PATIENCE
            while about.get("inside") and not Path(f"/proc/{pid}/root/{AGENT}/done").exists():
                if time.monotonic() > until:
                    raise TimeoutError("its init does not listen")
                time.sleep(0.1)
            looks = enumerate(about.get("inside", {}).items())
            seen["inside"] = {name: ask(pid, number, command) for number, (name, command) in looks}
            seen["looks"] = {name: shell(each, PID=str(pid)) for name, each in about.get("looks", {}).items()}
            virsh(f"destroy {uuid}")
        virsh(f"undefine {uuid}")
    finally:
        shell(about.get("clean", ""))
        if about.get("busybox", True):
            shutil.rmtree(root, ignore_errors=True)
    return seen


def main(disk: Path) -> None:
    results: dict[str, Any] = {"host": {"kernel": os.uname().release, "libvirt": virsh("version --daemon")["out"]}}
    for case in sorted(folder for folder in disk.iterdir() if (folder / "case.json").exists()):
        try:
            results[case.name] = run(case)
        except Exception as error:  # noqa: BLE001 - the next case goes on, and the test sees why this one did not
            results[case.name] = {"error": f"{type(error).__name__}: {error}"}
        (disk / "results.json").write_text(json.dumps(results))
    os.sync()


if __name__ == "__main__":
    main(Path(__file__).parent)
