"""What do the tests of fleets share? The command as users run it, and trees to compare."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import ready
from tests.fleet.generate import write_fleet
from translator import conf_to_domain

REPOSITORY = Path(__file__).parents[2]
#: What a run leaves beside its results.
OURS = ("vzvirt.db", "vzvirt.db-journal", "vzvirt.db-wal", "vzvirt.db-shm", ".vzvirt.db.lock", ".vzvirt.lock")


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
        done = ready.run(*words, cwd=tmp_path, env=environment(), stdin=stdin)
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


EVIL = "</script><script>document.title='owned'</script><img src=x onerror=document.title='owned'>"
DOCUMENT = """<domain type='openvz'><name>70000</name><memory>1024</memory><vcpu>1</vcpu>
<os><type>exe</type><init>/sbin/init</init></os><devices>
<sound model='ac97'/></devices></domain>"""


def make_page(folder: Path, count: int, *words: str) -> Path:
    """Return the page of a fleet that leaves OpenVZ, with some containers that are like no others."""
    conf = write_fleet(folder / "node", count)
    (conf / "50000.conf").write_text(f'NAME="{EVIL}"\nHOSTNAME="{EVIL}"\nDESCRIPTION="{EVIL}"\n')
    (conf / "50001.conf").write_text(
        'IP_ADDRESS="10.0.0.101"\n{{ 7 * 7 }}\n# <!-- --!> ]]> &amp; \udce9\n', "utf-8", "surrogateescape"
    )
    (conf / "50002.conf").write_text('VE_PRIVATE="/"\n')
    (conf / "50003.conf").write_text('IP_ADDRESS="192.0.2.53"\nVE_PRIVATE="/vz/private/$VEID"\nDISKSPACE="1G:1G"\n')
    (conf / "50003.mount").write_text("#!/bin/bash\n")
    (conf / "70000.xml").write_text(DOCUMENT)
    (conf / "<b>.conf").write_text("")
    for command_line in (
        ("convert", "node", "-o", "out", "-q", *(words or ("--driver", "lxc"))),
        ("fleet", "report", "--record", "out", "-o", "page.html", "--details", "20000"),
    ):
        subprocess.run(command(*command_line), cwd=folder, env=environment(), check=False)
    return folder / "page.html"


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of ten thousand containers; their record is beside it, in out/."""
    return make_page(tmp_path_factory.mktemp("large"), 10000)


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from tests.fleet.browser import browser

    with browser(tmp_path_factory.mktemp("browser") / "profile") as driver:
        yield driver


@pytest.fixture
def look(driver: Any, large: Path) -> Iterator[Any]:
    """The page as it opens; afterwards, the console must have said nothing, and nothing evil have run.

    VZVIRT_SHOTS names a folder that keeps what the browser saw.
    """
    from tests.fleet.browser import complaints, emulate, go

    emulate(driver)
    go(driver, large.as_uri())
    yield driver
    shots = os.environ.get("VZVIRT_SHOTS")
    if shots:
        name = os.environ["PYTEST_CURRENT_TEST"].partition("::")[2].partition(" ")[0]
        driver.save_screenshot(str(Path(shots, f"{re.sub('[^a-z0-9_]', '-', name)}.png")))
    assert complaints(driver) == []
    assert driver.title.startswith("Fleet")
