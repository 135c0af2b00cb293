"""Is an option that would do nothing refused, and one that does something taken?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

DOCUMENT = (
    "<domain type='openvz'><name>102</name><memory>65536</memory><devices>\n<sound model='ac97'/></devices></domain>\n"
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "101.conf").write_text('ONBOOT="yes"\n')
    (tmp_path / "103.conf").write_text('ONBOOT="yes"\n')
    (tmp_path / "102.xml").write_text(DOCUMENT)
    (tmp_path / "d").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("convert ''", "an empty name"),
        ("convert 101.conf -o ''", "an empty name"),
        ("check ''", "an empty name"),
        ("check . -o ''", "an empty name"),
        ("show ''", "an empty name"),
        ("diff '' 101.conf", "an empty name"),
        ("network ''", "an empty name"),
        ("normalize ''", "an empty name"),
        ("convert 101.conf --record r.db", "--record is for a run over several sources"),
        ("convert 101.conf --resume", "--resume is for a run over several sources"),
        ("convert 101.conf --engine dask", "--engine dask is for a run over several sources"),
        ("convert 101.conf --scheduler tcp://h:1", "--scheduler is for a run over several sources"),
        ("convert 101.conf 103.conf -o d --scheduler tcp://h:1", "--scheduler is for --engine dask"),
        ("convert 102.xml --ctid next --in d --resume", "--resume is for a run over several sources"),
        ("convert 101.conf --in d", "--in is for --ctid next"),
        ("convert 101.conf 103.conf --in d -o d", "--in is for --ctid next"),
        ("convert 102.xml --driver openvz", "102.xml is a document: --driver"),
        ("convert 102.xml --driver lxc", "102.xml is a document: --driver"),
        ("convert 102.xml --keep-source", "102.xml is a document: --keep-source"),
        ("fleet query 'SELECT 1' -o table", "give --export csv, json or parquet"),
        ("fleet show -o table", "give --export csv, json or parquet"),
        ("normalize --write --diff 101.conf", "--write changes the files"),
        ("normalize --write --check 101.conf", "--write changes the files"),
        ("normalize --ctid 7 101.conf 103.conf", "--ctid is for one file"),
        ("explain --all VZ305", "--all lists every rule"),
        ("explain VZ305 --markdown", "--markdown is for --all"),
        ("check 101.conf 103.conf --ctid 7", "--ctid is for one file"),
        ("check . --ctid 7", "--ctid is for one file"),
        ("check 101.conf --host-ram -5", "--host-ram -5: expected bytes"),
        ("check 101.conf --host-swap=-5G", "--host-swap -5G: expected bytes"),
    ],
)
def test_an_option_that_would_do_nothing_is_bad_usage(run: Run, here: Path, words: str, why: str) -> None:
    result = run(*(word.strip("'") for word in words.replace("SELECT 1", "SELECT_1").split()))
    assert result.exit_code == 2
    assert why in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    "words",
    [
        "convert 101.conf --engine local",
        "convert 101.conf --driver openvz --keep-source",
        "convert 101.conf -j 2 -r",
        "convert . -o d --driver lxc --keep-source --record r.db",
        "normalize --check --diff 101.conf",
        "check 101.conf --ctid 7 --select VZ1",
        "explain --all --markdown",
    ],
)
def test_an_option_that_does_something_is_taken(run: Run, here: Path, words: str) -> None:
    assert run(*words.split()).exit_code in (0, 1)


def test_quiet_silences_the_findings_about_one_file(run: Run, here: Path) -> None:
    loud, quiet = run("convert", "102.xml"), run("convert", "102.xml", "-q")
    assert "VZ502" in loud.stderr
    assert (quiet.stdout, quiet.stderr, quiet.exit_code) == (loud.stdout, "", 1)
    strict = run("convert", "102.xml", "-q", "--strict")
    assert (strict.stderr, strict.exit_code) == ("vzvirt: 102.xml: not written, for --strict allows no loss\n", 1)
    (here / "104.xml").write_text("<domain")
    assert "XD100" in run("convert", "104.xml", "-q").stderr
