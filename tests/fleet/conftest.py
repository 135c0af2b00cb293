"""What do the tests of fleets share? The command as users run it, and trees to compare."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from translator import conf_to_domain

REPOSITORY = Path(__file__).parents[2]
#: What a run leaves beside its results.
OURS = ("vzvirt.db", "vzvirt.db-journal", "vzvirt.db-wal", "vzvirt.db-shm", ".vzvirt.lock")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}


def unmeasured() -> dict[str, str]:
    """Return the environment of a process that is not counted: what counts branches imports modules of its own."""
    return {name: value for name, value in environment().items() if not name.startswith("COVERAGE")}


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "translator", *map(str, words)]


@pytest.fixture
def vzvirt(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*words: str | Path, code: int | None = 0, stdin: str = "") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command(*words), cwd=tmp_path, env=environment(), input=stdin, capture_output=True, text=True, check=False
        )
        assert code is None or done.returncode == code, (done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done

    return run


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder but the record and the lock."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink())
    found = {}
    for path in files:
        # while a run is under way, its temporary names come and go
        with contextlib.suppress(FileNotFoundError):
            if path.name not in OURS:
                found[str(path.relative_to(folder))] = path.read_bytes()
    return found


def alone(folder: Path) -> dict[str, bytes]:
    """Return what converting each conf of a flat folder alone gives."""
    results = {}
    for path in folder.glob("*.conf"):
        if path.is_file() and path.stem.isdigit() and path.stem != "0":
            text = path.read_bytes().decode("utf-8", "surrogateescape")
            done = conf_to_domain(text, ctid=path.stem).text
            results[f"{path.stem}.xml"] = done.encode("utf-8", "surrogateescape")
    return results
