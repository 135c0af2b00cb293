"""Does a real Debian with systemd start on a host with cgroup v2, and is the plan's way in open there?

Its root is the machine's own, with what the container writes laid over it.
"""

from __future__ import annotations

import pytest

from tests.vm.machine import Case, look
from tests.vm.test_cgroup2 import USUAL
from translator import conf_to_domain
from translator.plan import make_plan

pytestmark = pytest.mark.vm
ROOT = "/roots/101"
CONF = f'PHYSPAGES="0:65536"\nSWAPPAGES="0:0"\nVE_PRIVATE="{ROOT}"\nVE_LAYOUT="simfs"\n'
#: The machine's own services stay out: what looks at containers, and libvirt.
_PREPARE = f"""set -e
mkdir -p {ROOT} /over
mount -t tmpfs over /over
mkdir /over/upper /over/work
mount -t overlay -o lowerdir=/,upperdir=/over/upper,workdir=/over/work overlay {ROOT}
cd {ROOT}/etc
rm -f systemd/system/look.service systemd/system/*.wants/look.service systemd/system/*.wants/*virt*
: >fstab
echo inner >hostname"""


def test_it_starts_and_is_entered_as_the_plan_says() -> None:
    done = conf_to_domain(CONF, ctid=101, driver="lxc")
    [commands] = [step.commands for step in make_plan(CONF, done).steps if step.title == "Try it"]
    looks = dict(zip(("state", "processes"), commands, strict=True))
    case = Case(
        "101", done.text, ROOT, busybox=False, prepare=_PREPARE, clean=f"umount -l {ROOT}", wait=60, looks=looks
    )
    answer = look(USUAL, {"systemd": case})["systemd"]
    assert [answer[step]["status"] for step in ("prepare", "define", "start")] == [0, 0, 0], answer
    assert answer["looks"]["state"]["out"] == "running"
    processes = answer["looks"]["processes"]
    assert "systemd-journald" in processes["out"], processes
    assert "libvirt" not in processes["out"], "those of the container alone"
    limits = {name: files[name] for files in answer["cgroup"].values() for name in files if files[name] != "max"}
    assert (limits["memory.max"], limits["memory.swap.max"]) == (str(256 << 20), "0")
