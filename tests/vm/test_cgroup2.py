"""Do containers start on a host with cgroup v2, limited as their confs ask for?

A machine of each release of Debian starts them all; ``--update-goldens`` records what it saw, which ``test_recorded``
holds our documents against in each run.
"""

from __future__ import annotations

import shutil

import pytest

from tests.vm.cases import STARTED
from tests.vm.expect import expected, seen
from tests.vm.machine import CACHE, look
from tests.vm.recorded import record

pytestmark = pytest.mark.vm
#: The release that is started in any case; another one where its disk has been made.
USUAL = "bookworm"


@pytest.mark.parametrize("suite", ["bookworm", "trixie", "sid"])
def test_they_start_and_are_what_their_confs_ask_for(suite: str, pytestconfig: pytest.Config) -> None:
    if suite != USUAL and not (CACHE / suite / "root.img").exists():
        pytest.skip(f"no disk of {suite}: tests/vm/machine.sh makes one")
    assert shutil.which("qemu-system-x86_64")
    answers = look(suite, {name: started.case() for name, started in STARTED.items()})
    if pytestconfig.getoption("update_goldens"):
        record(suite, answers)
    for name, started in STARTED.items():
        answer = answers[name]
        assert not answer.get("error"), (name, answer["error"])
        assert answer["define"]["status"] == 0, (name, answer["define"])
        assert answer["start"]["status"] == 0, (name, answer["start"])
        assert seen(answer) == expected(started), name
