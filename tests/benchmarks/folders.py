"""How long does a folder of confs take, in processes of their own, beside libvirt's OpenVZ driver and the floor?

Processor time counts, of the parent and of its workers apart: wall time is the machine's. The kernel's part of it is
told, too: that of new files is the file system's, and ext4 takes several times as long for each for half a minute after
many files were removed. The driver reads the whole folder when it is opened, and then prints each document; it writes
nothing. We write the documents and the record.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.fleet.conftest import environment
from tests.interop.harness import TOOLS, Job, run_jobs, with_uuid
from translator.exitcode import ExitCode


class Spent(NamedTuple):
    """Seconds of wall time, and of processor time in the parent and in its children; the parent's peak of MB; and how
    much of the processor's time was the kernel's.
    """

    wall: float
    parent: float
    workers: float = 0
    peak: float = 0
    system: float = 0

    @property
    def processor(self) -> float:
        """All of the processor's time."""
        return self.parent + self.workers


_TIMED = """
import json, resource, sys, time
def spent(who):
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime, used.ru_stime
{before}
start, (used, before) = time.perf_counter(), spent(resource.RUSAGE_SELF)
{call}
wall, (parent, after) = time.perf_counter() - start, spent(resource.RUSAGE_SELF)
workers, theirs = spent(resource.RUSAGE_CHILDREN)
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([code, wall, parent - used, workers, peak / 1024, after - before + theirs]), file=sys.stderr)
"""
_CONVERT = _TIMED.format(
    before="from translator.target import Options\nfrom translator.fleet.run import Conversion, convert_fleet",
    call="code = convert_fleet(Conversion((sys.argv[1],), sys.argv[2], Options(), jobs=int(sys.argv[3]), quiet=True))",
)
_CHECK = _TIMED.format(
    before="from translator.cli import run",
    call="""
sys.argv[:] = ["vzvirt", "check", "-r", sys.argv[1], "-q", "-j", sys.argv[3]]
try:
    run()
except SystemExit as ended:
    code = ended.code""",
)
_FLOOR = _TIMED.format(
    before='import os, re\nfrom lxml import etree\nname = re.compile(r\'^([A-Z_]+)="([^"]*)"$\', re.M)',
    call="""
for file in sorted(os.scandir(sys.argv[1]), key=lambda file: file.name):
    with open(file.path, encoding="utf-8", errors="surrogateescape") as conf:
        name.findall(conf.read())
    document = os.path.join(sys.argv[2], file.name.replace(".conf", ".xml"))
    if os.path.exists(document):  # a few confs have none
        with open(document, "rb") as xml:
            etree.tostring(etree.fromstring(xml.read()))
code = 0""",
)


def _timed(code: str, *words: object) -> Spent:
    called = [sys.executable, "-c", code, *map(str, words)]
    done = subprocess.run(
        called, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    ended, *spent = json.loads(done.stderr.splitlines()[-1])
    # A real fleet is never without something to tell of; none may fail.
    assert ended in (ExitCode.CLEAN, ExitCode.FINDINGS), ended
    return Spent(*spent)


def convert(folder: Path, out: Path, jobs: int) -> Spent:
    """Convert a folder into another, which is left there."""
    return _timed(_CONVERT, folder, out, jobs)


def check(folder: Path, jobs: int) -> Spent:
    """Check a folder, its containers against each other, too."""
    return _timed(_CHECK, folder, "", jobs)


def floor(folder: Path, documents: Path) -> Spent:
    """Read each conf of a folder, and parse and print its document: what nobody can do without."""
    return _timed(_FLOOR, folder, documents)


_DRIVER = """
import os, subprocess, sys, time
real = os.path.dirname(os.readlink("/proc/stat"))  # the sandbox's own /proc has no processes
with open("asked", "w") as asked:
    asked.writelines(f"dumpxml {name[:-5]}\\n" for name in os.listdir("conf") if name[:-5].isdigit())
start = time.perf_counter()
with open("asked") as asked:
    virsh = subprocess.Popen(["virsh", "-q", "-c", "openvz:///system"], stdin=asked, stdout=subprocess.PIPE)
out = virsh.stdout.read()
os.waitid(os.P_PID, virsh.pid, os.WEXITED | os.WNOWAIT)
wall = time.perf_counter() - start
with open(f"{real}/{virsh.pid}/stat") as stat:
    user, system = (int(ticks) / os.sysconf("SC_CLK_TCK") for ticks in stat.read().rpartition(")")[2].split()[11:13])
print(out.count(b"</domain>"), wall, user + system, system)
"""


def has_driver() -> bool:
    """Whether libvirt's OpenVZ driver can be asked here: that needs root, and Debian's libvirt."""
    return os.geteuid() == 0 and all(map(shutil.which, TOOLS))


def libvirts_driver(texts: dict[int, str]) -> Spent:
    """Open the driver on these confs and have it print each document: virsh's own processor time, without that of the
    ``vzlist`` that it starts to ask for the state of each container.
    """
    confs = {ctid: with_uuid(text, ctid) for ctid, text in texts.items()}
    [run] = run_jobs([Job(f"exec {sys.executable} driver.py", confs, {"driver.py": _DRIVER})])
    assert run.status == 0, run.err
    documents, wall, processor, system = run.out.split()
    assert int(documents) == len(confs), run.err
    return Spent(float(wall), float(processor), system=float(system))
