"""Do the hooks for pre-commit run on the files that they should?"""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

from tests.fleet.conftest import command, environment

HOOKS = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"
CONFS = ("101.conf", "etc/vz/conf/0.conf", "conf/6d4a7fb2-3d3c-4d1f-9c0e-0a1b2c3d4e5f.conf")
GOOD = 'PHYSPAGES="0:65536"\nSWAPPAGES="0:65536"\n'


def hooks() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for block in HOOKS.read_text().split("- id: ")[1:]:
        name, _, rest = block.partition("\n")
        found[name] = dict(re.findall(r"^  ([a-z_]+): (.*)$", rest, re.M))
    return found


def test_the_fixes_are_for_confs_of_containers() -> None:
    taken = re.compile(hooks()["vzvirt-fix"]["files"])
    assert all(taken.search(path) for path in CONFS)
    for path in ("vz.conf", "ve-basic.conf-sample", "x101.conf", "101.conf.destroyed", "101.mount", "101.xml"):
        assert not taken.search(path)


def test_the_check_is_for_documents_too_and_sees_all_files() -> None:
    hook = hooks()["vzvirt-check"]
    taken = re.compile(hook["files"])
    assert all(taken.search(path) for path in (*CONFS, "domains/101.xml", "vz.conf"))
    assert hook["pass_filenames"] == "false"  # noqa: S105 - of file names


def run(folder: Path, hook: str, *paths: str) -> tuple[int, str]:
    words = shlex.split(hooks()[hook]["entry"])
    assert words[0] == "vzvirt"
    done = subprocess.run(command(*words[1:], *paths), cwd=folder, env=environment(), capture_output=True, text=True)
    assert done.stderr in ("", "vzvirt: 1 finding put right\n")
    return done.returncode, done.stdout


def test_a_changed_file_is_held_against_those_that_did_not_change(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    for ctid in (101, 102):
        (tmp_path / "conf" / f"{ctid}.conf").write_text(GOOD + 'IP_ADDRESS="192.0.2.1"\n')
    code, said = run(tmp_path, "vzvirt-check")
    assert code == 1
    assert "VZ434" in said


def test_what_is_put_right_is_no_finding_of_the_next_hook(tmp_path: Path) -> None:
    path = tmp_path / "101.conf"
    path.write_text(GOOD + 'ONBOOT="no"\nONBOOT="no"\n')
    assert run(tmp_path, "vzvirt-fix", "101.conf")[0] == 0  # pre-commit sees that the file has changed
    assert path.read_text() == GOOD + 'ONBOOT="no"\n'
    assert run(tmp_path, "vzvirt-check") == (0, "")
