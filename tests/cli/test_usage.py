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
        ("diff - -", "standard input can be one side alone"),
        *(
            (f"{words} - -", "standard input can be one file alone")
            for words in ("show", "normalize", "network", "plan", "convert -o d --ctid next --in d")
        ),
        ("convert - --ctid 101 --base -", "standard input can be one file alone"),
        ("convert 101.conf --base - --ancestor -", "standard input can be one file alone"),
        ("convert 101.conf --residue -", "standard output is where the result goes: --residue needs a file of its own"),
        ("convert 102.xml --mount-script -", "standard output is where the result goes: --mount-script needs a file"),
        ("convert 101.conf --driver lxc --plan --scripts d", "nothing is written: leave --scripts out"),
        ("convert 101.conf --driver lxc --plan --residue r", "nothing is written: leave --residue out"),
        ("convert . --driver lxc --plan --mount-script m", "nothing is written: leave --mount-script out"),
        ("convert . --driver lxc --plan --engine dask", "--engine dask is not for the plans of several containers"),
        ("set 101.conf ONBOOT=yes ONBOOT=no", "ONBOOT is given twice"),
        ("set 101.conf ONBOOT=yes --unset ONBOOT", "ONBOOT is given twice"),
        ("set 102.xml memory=65536 memory=1024", "memory is given twice"),
        ("convert 101.conf --ctid 0", "expected a number from 1 to 2147483644"),
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


def test_a_place_that_takes_nothing_has_one_exit_code_and_no_usage_text(run: Run, here: Path) -> None:
    (here / "file").write_text("in the way")
    run("convert", ".", "-o", "out")
    for line, why in (
        ("convert 101.conf -o file/", "a file, not a folder"),
        ("convert . -o file", "a file, not a folder"),
        ("convert . --ctid next --in d -o file", "a file, not a folder"),
        ("network . -o file", "a file, not a folder"),
        ("convert 101.conf -o gone/101.xml", "No such file or directory"),
        ("check 101.conf -o gone/report", "No such file or directory"),
        ("fleet show --record out --export csv -o gone/table", "No such file or directory"),
        ("fleet report --record out -o gone/page", "No such file or directory"),
    ):
        words = line.split()
        result = run(*words)
        assert (result.exit_code, result.stderr) == (3, f"vzvirt: {words[-1]}: {why}\n")


def test_an_output_that_ends_in_a_slash_is_a_folder(run: Run, here: Path) -> None:
    assert run("convert", "101.conf", "-o", "new/").exit_code == 0
    assert [path.name for path in (here / "new").iterdir()] == ["101.xml"]


def test_the_same_bytes_count_as_written(run: Run, here: Path) -> None:
    for _ in range(2):
        result = run("convert", "102.xml", "-o", "102.conf")
        assert result.exit_code == 1
        assert "VZ502" in result.stderr
        assert "--force" not in result.stderr
    (here / "102.conf").write_text("mine")
    assert run("convert", "102.xml", "-o", "102.conf").exit_code == 2


def test_the_host_is_no_container(run: Run, here: Path) -> None:
    (here / "0.conf").write_text('ONBOOT="yes"\n')
    (here / "host.xml").write_text(DOCUMENT.replace("102", "0"))
    for words in (("0.conf",), ("host.xml",), ("0.conf", "--to", "vzctl"), ("0.conf", "101.conf", "-o", "out")):
        result = run("convert", *words)
        assert result.exit_code == 3
        assert "0 is the host, not a container: expected a number from 1 to 2147483644" in result.stderr
    assert run("convert", "0.conf", "--ctid", "7").exit_code == 0


def test_sql_that_means_nothing_is_told_without_usage(run: Run, here: Path) -> None:
    run("convert", ".", "-o", "out")
    result = run("fleet", "query", "SELECT nonsense", "--record", "out")
    assert (result.exit_code, result.stderr) == (2, "vzvirt: out/vzvirt.db: no such column: nonsense\n")


def test_what_could_not_be_checked_is_not_called_clean(run: Run, here: Path) -> None:
    assert run("check", "gone.conf").stdout == "1 file could not be checked\n"
    both = run("check", "102.xml", "gone.conf", "--isolated", "--select", "XD1").stdout
    assert both == "1 file checked, nothing found; 1 file could not be checked\n"


def test_messages_are_plain_words(run: Run, here: Path) -> None:
    for words in (("check", ".", "--baseline", "gone"), ("check", ".", "--config", "gone"), ("check", "gone.tar.gz")):
        result = run(*words)
        assert "No such file or directory" in " ".join(result.stderr.split())
        assert "Errno" not in result.stderr
        assert result.stderr.count("gone") == 1


@pytest.mark.parametrize("one", ["folder", "http://127.0.0.1/101.conf", "*.conf", "all.tar"])
def test_what_may_be_many_needs_a_folder_and_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    for words, who in (((one,), f"{one} may be many files, which need"), ((one, "102.conf"), "several sources need")):
        result = run("convert", *words)
        assert result.exit_code == 2
        assert f"{who} a folder to be written into: give -o DIR" in " ".join(result.stderr.split())
