"""What does the command line say of folders that it may not look into?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
Limited = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[Limited]:
    """Return the command as somebody to whom permissions mean something, in a folder with one that is closed."""
    (tmp_path / "priv").mkdir()
    (tmp_path / "priv" / "101.conf").write_text("")
    (tmp_path / "102.conf").write_text('IP_ADDRESS="192.0.2.1"\n')
    (tmp_path / "priv").chmod(0)
    drop: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("needs setpriv")
        capabilities = "-dac_override,-dac_read_search"
        drop = ["setpriv", "--bounding-set", capabilities, "--inh-caps", capabilities]

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        line = [*drop, sys.executable, "-m", "translator", *words]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        return subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    yield command
    (tmp_path / "priv").chmod(0o700)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "priv"),
        ("check", "priv", "102.conf"),
        ("check", "priv/101.conf"),
        ("network", "priv"),
        ("network", "102.conf", "priv"),
        ("convert", "priv", "-o", "out"),
        ("convert", "priv/101.conf"),
        ("convert", "102.conf", "--ctid", "next", "--in", "priv"),
        ("convert", "priv", "--ctid", "next", "--in", ".", "-o", "out"),
        ("show", "priv/101.conf"),
        ("normalize", "priv/101.conf"),
        ("diff", "102.conf", "priv/101.conf"),
    ],
    ids=" ".join,
)
def test_a_closed_folder_is_unreadable_input(limited: Limited, words: tuple[str, ...]) -> None:
    done = limited(*words)
    assert done.returncode == 3, done
    assert "Permission denied" in done.stderr
    assert "Errno" not in done.stderr
    assert "bug" not in done.stderr
