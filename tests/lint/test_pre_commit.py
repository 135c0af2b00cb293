"""Do our hooks do what the manual says, under the real pre-commit?

pre-commit runs what the manual shows, from a repository with our hooks. Only the installing is left out, which needs an
index of packages: `language: system` takes the vzvirt that is there. All of it, in a repository of confs:
`pre-commit try-repo CHECKOUT --all-files`.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fleet.conftest import command, unmeasured
from tests.lint.test_hooks import GOOD, HOOKS

pytestmark = pytest.mark.extras

MANUAL = HOOKS.parent / "translator" / "docs" / "ci.md"
DOCUMENT = (HOOKS.parent / "fixtures" / "pairs" / "readme" / "out.xml").read_text()
FIX, CHECK = "put right what is safe in OpenVZ confs", "check OpenVZ confs and domain documents"

Commit = Callable[..., dict[str, str]]


def git(folder: Path, *words: str) -> str:
    known = ("-c", "user.name=x", "-c", "user.email=x", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *known, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def repository(folder: Path, *files: tuple[str, str]) -> str:
    """Make a repository of some files and return its commit."""
    folder.mkdir()
    git(folder, "init", "-q")
    for name, text in files:
        (folder / name).write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "begin")
    return git(folder, "rev-parse", "HEAD").strip()


def example(repo: Path, commit: str) -> str:
    """Return the manual's configuration, for another repository, and for a vzvirt that is installed."""
    shown = re.search(r"^pre-commit:\n+```yaml\n(.*?)^```", MANUAL.read_text(), re.DOTALL | re.MULTILINE)
    assert shown
    text = re.sub(r"repo: \S+", f"repo: {repo}", shown[1])
    text = re.sub(r"rev: \S+", f"rev: {commit}", text)
    return re.sub(r"^( +)- (id: vzvirt-\S+)", r"\1- language: system\n\1  \2", text, flags=re.MULTILINE)


@pytest.fixture
def commit(tmp_path: Path) -> Commit:
    """Return what commits files into a repository with our hooks: what is said of each hook, and by it."""
    hooks = tmp_path / "hooks"
    config = example(hooks, repository(hooks, (HOOKS.name, HOOKS.read_text())))
    nodes = tmp_path / "nodes"
    repository(nodes, (".pre-commit-config.yaml", config), (".gitignore", "old/\n"))
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "vzvirt").write_text(f'#!/bin/sh\nexec {shlex.join(command())} "$@"\n')
    (programs / "vzvirt").chmod(0o755)
    variables = unmeasured()
    variables |= {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PATH": f"{programs}:{variables['PATH']}"}
    variables |= {
        "GIT_AUTHOR_NAME": "x",
        "GIT_AUTHOR_EMAIL": "x",
        "GIT_COMMITTER_NAME": "x",
        "GIT_COMMITTER_EMAIL": "x",
    }
    installed = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(installed, cwd=nodes, env=variables, check=True, capture_output=True)

    def run(**files: str) -> dict[str, str]:
        for name, text in files.items():
            path = nodes / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            git(nodes, "add", "--", name)
        done = subprocess.run(["git", "commit", "-m", "more"], cwd=nodes, env=variables, capture_output=True, text=True)
        parts = re.split(rf"^({FIX}|{CHECK})\.+", done.stderr, flags=re.MULTILINE)
        said = dict(zip(parts[1::2], parts[2::2], strict=True))
        assert list(said) == [FIX, CHECK], done.stderr  # fixes come first
        assert (done.returncode == 0) == all("Failed" not in each for each in said.values())
        return said

    return run


def address(last: int) -> str:
    return f'{GOOD}IP_ADDRESS="192.0.2.{last}"\n'


def test_a_repository_of_confs_and_documents(commit: Commit, tmp_path: Path) -> None:
    # no conf of a container is there yet
    said = commit(**{"vz.conf": "TEMPLATE=/vz/template\n"})
    assert "(no files to check)Skipped" in said[FIX]
    assert "Passed" in said[CHECK]

    said = commit(**{"conf/101.conf": address(1), "conf/102.conf": address(2)})
    assert [each.split()[-1] for each in said.values()] == ["Passed", "Passed"]

    # fixed, and what is fixed is no finding any more
    said = commit(**{"conf/101.conf": address(1) + 'ONBOOT="no"\nONBOOT="no"\n'})
    assert "files were modified by this hook" in said[FIX]
    assert "Passed" in said[CHECK]
    assert (tmp_path / "nodes/conf/101.conf").read_text() == address(1) + 'ONBOOT="no"\n'

    # one file has changed, which another one contradicts
    said = commit(**{"conf/101.conf": address(2)})
    assert "Passed" in said[FIX]
    assert "conf/102.conf:3:13: VZ434" in said[CHECK]
    assert "that of conf/101.conf:3 too" in said[CHECK]

    # documents are checked, and nobody fixes them; what git ignores is not looked at
    (tmp_path / "nodes/old").mkdir()
    (tmp_path / "nodes/old/103.conf").write_text('ONBOOT="perhaps"\n')
    said = commit(**{"conf/101.conf": address(1), "domains/105.xml": DOCUMENT.replace("devices>", "devizes>")})
    assert "(no files to check)Skipped" in said[FIX]
    assert "domains/105.xml" in said[CHECK]
    assert "XD110" in said[CHECK]
    assert "old/103.conf" not in said[CHECK]
    assert "Passed" in commit(**{"domains/105.xml": DOCUMENT})[CHECK]
