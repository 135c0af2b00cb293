"""Do the hooks for pre-commit run on the files that they should?"""

from __future__ import annotations

import re
from pathlib import Path

HOOKS = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"


def test_hooks_take_confs_of_containers() -> None:
    patterns = re.findall(r"^  files: (.*)$", HOOKS.read_text(), re.M)
    assert len(patterns) == len(re.findall(r"^- id: ", HOOKS.read_text(), re.M)) == 2
    for pattern in patterns:
        taken = re.compile(pattern)
        for path in ("101.conf", "etc/vz/conf/0.conf", "conf/6d4a7fb2-3d3c-4d1f-9c0e-0a1b2c3d4e5f.conf"):
            assert taken.search(path)
        for path in ("vz.conf", "ve-basic.conf-sample", "x101.conf", "101.conf.destroyed", "101.mount"):
            assert not taken.search(path)
