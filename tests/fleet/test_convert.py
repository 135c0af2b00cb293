"""Are the results of a fleet those of converting each file alone, in every form a fleet can have?"""

from __future__ import annotations

import io
import sqlite3
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.fleet.conftest import DOCUMENT, alone, tree
from tests.fleet.generate import confs, write_fleet

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("jobs", ["1", "2", "3"])
def test_bytes_are_those_of_each_file_alone(vzvirt: Run, tmp_path: Path, jobs: str) -> None:
    fleet = write_fleet(tmp_path / "conf", 450, dirty=0.3)
    vzvirt("convert", "conf", "-o", "out", "-j", jobs, code=1)
    assert tree(tmp_path / "out") == alone(fleet)


def test_the_record_does_not_depend_on_the_workers(vzvirt: Run, tmp_path: Path) -> None:
    write_fleet(tmp_path / "conf", 300, dirty=0.3)
    dumps = []
    for jobs in ("1", "3"):
        vzvirt("convert", "conf", "-o", f"out{jobs}", "-j", jobs, code=1)
        with closing(sqlite3.connect(tmp_path / f"out{jobs}" / "vzvirt.db")) as database:
            dump = [line for line in database.iterdump() if not line.startswith('INSERT INTO "runs"')]
            dumps.append(sorted(dump))
        database.close()
    assert dumps[0] == dumps[1]
    assert len(dumps[0]) > 300 * 10


def test_generated_fleets_are_the_same_for_the_same_seed() -> None:
    assert list(confs(50, 7, 0.5)) == list(confs(50, 7, 0.5))
    assert list(confs(50, 7, 0.5)) != list(confs(50, 8, 0.5))
    assert list(confs(50, 7))[:20] == list(confs(20, 7))


def test_what_is_no_container_is_left_out_with_a_note(vzvirt: Run, tmp_path: Path) -> None:
    fleet = write_fleet(tmp_path / "conf", 3)
    expected = alone(fleet)
    for name in ("0.conf", "ve-basic.conf-sample", "104.conf.destroyed", "101.mount", ".hidden.conf", "vz.conf"):
        (fleet / name).write_text('NUMPROC="1"\n')
    names = tmp_path / "names"
    names.mkdir()
    (names / "web.conf").symlink_to(fleet / "101.conf")
    (names / "web").symlink_to(fleet / "101.conf")
    done = vzvirt("convert", "conf", "names", "-o", "out")
    assert {name.removeprefix("conf/"): data for name, data in tree(tmp_path / "out").items()} == expected
    told = [line for line in done.stderr.splitlines() if line.endswith(": left out")]
    assert sorted(line.split(":")[0] for line in told) == [
        *("conf/0.conf", "conf/104.conf.destroyed", "conf/ve-basic.conf-sample", "conf/vz.conf"),
        *("names/web", "names/web.conf"),
    ]


def test_trees_keep_their_shape_and_roots_stay_apart(vzvirt: Run, tmp_path: Path) -> None:
    for node in ("a", "b"):
        write_fleet(tmp_path / node / "conf", 2, seed=ord(node))
    vzvirt("convert", "a", "b", "-r", "-o", "out")
    assert sorted(tree(tmp_path / "out")) == [f"{n}/conf/{i}.xml" for n in "ab" for i in (101, 102)]
    vzvirt("convert", "*/conf/*.conf", "-o", "globbed")
    assert tree(tmp_path / "globbed") == tree(tmp_path / "out")
    vzvirt("convert", "a", "-o", "flat", code=0)
    assert tree(tmp_path / "flat") == {}


def test_results_are_no_sources_of_the_next_run(vzvirt: Run, tmp_path: Path) -> None:
    fleet = write_fleet(tmp_path / "conf", 3)
    for _ in range(2):
        vzvirt("convert", "conf", "-r", "-o", "conf/xml")
    assert tree(fleet / "xml") == {name: data for name, data in alone(fleet).items() if "/" not in name}


def test_sources_are_not_written_over_by_results(vzvirt: Run, tmp_path: Path) -> None:
    fleet = write_fleet(tmp_path / "conf", 3)
    before, results = tree(fleet), alone(fleet)
    for words, code in (((), 0), ((), 2), (("--force",), 2)):
        vzvirt("convert", "conf", "-o", "conf/../conf", *words, code=code)
        assert tree(fleet) == {**before, **results}


@pytest.mark.parametrize("words", [("d/*",), ("d/101.conf", "d/101.xml"), ("d/web.xml", "d/101.conf")], ids=" ".join)
def test_no_result_takes_the_place_of_another_source(vzvirt: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "101.conf").write_text('CPUS="2"\n')
    document = "<domain type='openvz'><name>101</name><memory>65536</memory></domain>\n"
    for name in ("101.xml", "web.xml"):
        (tmp_path / "d" / name).write_text(document)
    before = tree(tmp_path / "d")
    done = vzvirt("convert", *words, "-o", "d", "--force", code=3)
    assert "would take the place of another source" in done.stderr
    assert {name: data for name, data in tree(tmp_path / "d").items() if f"d/{name}" in words or "*" in words[0]} == {
        name: data for name, data in before.items() if f"d/{name}" in words or "*" in words[0]
    }


@pytest.mark.parametrize("url", [False, pytest.param(True, marks=pytest.mark.extras)], ids=["", "by URL"])
def test_no_result_takes_the_place_of_what_is_read_through_a_link(vzvirt: Run, tmp_path: Path, url: bool) -> None:
    """With --force a link in the output folder is followed."""
    out = tmp_path / "out"
    out.mkdir()
    for name in ("101.conf", "102.conf", "vz.conf"):
        (tmp_path / name).write_text('CPUS="2"\n')
    for number, to in ((101, "102.conf"), (102, "vz.conf")):
        (out / f"{number}.xml").symlink_to(tmp_path / to)
    words = [f"file://{tmp_path}/10*.conf" if url else "10*.conf", "-o", f"file://{out}" if url else "out"]
    before = tree(tmp_path)
    done = vzvirt("convert", *words, "--host-conf", "vz.conf", "--record", "r.db", "--force", code=3)
    assert done.stderr.count("would take the place of another source") == 2
    assert {name: data for name, data in tree(tmp_path).items() if name in before} == before


def test_documents_become_confs_again(vzvirt: Run, tmp_path: Path) -> None:
    fleet = write_fleet(tmp_path / "conf", 40, dirty=0.3)
    vzvirt("convert", "conf", "-o", "xml", "--keep-source", code=1)
    vzvirt("convert", "xml", "-o", "back")
    assert tree(tmp_path / "back") == tree(fleet)


@pytest.mark.parametrize("kind", ["tar.gz", "tar", "zip"])
def test_archives(vzvirt: Run, tmp_path: Path, kind: str) -> None:
    fleet = write_fleet(tmp_path / "conf", 5)
    archive = tmp_path / f"backup.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(archive, "w") as file:
            for path in fleet.iterdir():
                file.write(path, f"etc/vz/conf/{path.name}")
    else:
        with tarfile.open(archive, "w:gz") if kind == "tar.gz" else tarfile.open(archive, "w") as file:
            file.add(fleet, "etc/vz/conf")
            for name in ("../105.conf", "/etc/106.conf"):
                member = tarfile.TarInfo(name)
                file.addfile(member, io.BytesIO())
    vzvirt("convert", archive.name, "-o", "out")
    assert {Path(name).name: data for name, data in tree(tmp_path / "out").items()} == alone(fleet)
    assert not (tmp_path / "105.xml").exists()


def test_a_damaged_archive_gives_what_it_has_and_fails(vzvirt: Run, tmp_path: Path) -> None:
    fleet = write_fleet(tmp_path / "conf", 40)
    with tarfile.open(tmp_path / "x.tar", "w") as file:
        file.add(fleet, "conf")
    data = (tmp_path / "x.tar").read_bytes()
    (tmp_path / "x.tar").write_bytes(data[: len(data) // 2 - 300])
    done = vzvirt("convert", "x.tar", "-o", "out", code=3)
    assert "cannot be read to its end" in done.stderr
    assert 5 < len(tree(tmp_path / "out")) < 40


def test_a_folder_of_vzdump_archives(vzvirt: Run, tmp_path: Path) -> None:
    fleet = write_fleet(tmp_path / "conf", 3)
    dumps = tmp_path / "dump"
    dumps.mkdir()
    for path in fleet.iterdir():
        with tarfile.open(dumps / f"vzdump-openvz-{path.stem}-2015_01_01-00_00_00.tar.gz", "w:gz") as file:
            file.add(path, "./etc/vzdump/vps.conf")
    vzvirt("convert", "dump", "-o", "out")
    assert tree(tmp_path / "out") == alone(fleet)


def test_commands_for_a_fleet(vzvirt: Run, tmp_path: Path) -> None:
    write_fleet(tmp_path / "conf", 3)
    vzvirt("convert", "conf", "-o", "xml")
    (tmp_path / "xml" / "101.xml").rename(tmp_path / "conf" / "101.xml")
    done = vzvirt("convert", "conf", "--to", "vzctl", "-o", "out", code=3)
    assert "conf/101.xml: 101.sh is the result of conf/101.conf already" in done.stderr
    assert sorted(tree(tmp_path / "out")) == ["101.sh", "102.sh", "103.sh"]
    assert "--hostname" in (tmp_path / "out" / "102.sh").read_text()
    before = tree(tmp_path / "out")
    (tmp_path / "conf" / "101.xml").unlink()
    (tmp_path / "out" / "102.sh").unlink()
    vzvirt("convert", "conf", "--to", "vzctl", "-o", "out", "--resume")
    assert tree(tmp_path / "out") == before
    (tmp_path / "conf" / "103.conf").write_text('HOSTNAME="new"\nOSTEMPLATE="a"\n')
    vzvirt("convert", "conf", "--to", "vzctl", "-o", "out", "--resume")
    assert (tmp_path / "out" / "103.sh").read_text() == (
        "touch /etc/vz/conf/103.conf\nvzctl create 103 --layout simfs --ostemplate a --hostname new\n"
    )


def test_a_list_on_standard_input(vzvirt: Run, tmp_path: Path) -> None:
    fleet = write_fleet(tmp_path / "conf", 30)
    names = sorted(str(path) for path in fleet.iterdir())
    for end in ("\n", "\0"):
        vzvirt("convert", "--files-from", "-", "-o", "out", "--force", stdin=end.join(names) + end, code=1)
        assert tree(tmp_path / "out") == alone(fleet)


@pytest.mark.extras
def test_urls(vzvirt: Run, tmp_path: Path) -> None:
    fleet = write_fleet(tmp_path / "conf", 30)
    vzvirt("convert", fleet.as_uri(), "-o", (tmp_path / "out").as_uri(), "--record", "r.db", code=1)
    assert tree(tmp_path / "out") == alone(fleet)
    done = vzvirt("convert", "memory://nothing", "-o", "out2", code=3)
    assert "nothing is there" in done.stderr


def test_two_sources_of_one_result(vzvirt: Run, tmp_path: Path) -> None:
    write_fleet(tmp_path / "a", 1, seed=1)
    write_fleet(tmp_path / "b", 1, seed=2)
    for order in (("a", "b"), ("b", "a")):
        files = [f"{name}/101.conf" for name in order]
        done = vzvirt("convert", *files, "-o", f"out-{order[0]}", "--force", code=3)
        assert f"{files[1]}: 101.xml is the result of {files[0]} already" in done.stderr
        assert tree(tmp_path / f"out-{order[0]}") == alone(tmp_path / order[0])


def test_documents_whose_names_tell_nothing(vzvirt: Run, tmp_path: Path) -> None:
    fleet = write_fleet(tmp_path / "conf", 2)
    vzvirt("convert", "conf", "-o", "xml")
    (tmp_path / "xml" / "101.xml").rename(tmp_path / "xml" / "web.xml")
    (tmp_path / "xml" / "db.xml").write_bytes((tmp_path / "xml" / "web.xml").read_bytes())
    (tmp_path / "xml" / "103.xml").write_bytes((tmp_path / "xml" / "102.xml").read_bytes())
    done = vzvirt("convert", "xml", "-o", "back", code=3)
    assert sorted(tree(tmp_path / "back")) == sorted(tree(fleet))
    assert "xml/web.xml: 101.conf is the result of xml/db.xml already" in done.stderr
    assert "xml/103.xml: the document is of container 102, but the file's name says 103" in done.stderr


def test_what_was_made_of_such_a_document_is_looked_for_in_the_output(vzvirt: Run, tmp_path: Path) -> None:
    """And not where the command was started."""
    (tmp_path / "conf" / "sub").mkdir(parents=True)
    (tmp_path / "conf" / "sub" / "web.xml").write_text(DOCUMENT)
    convert = ("convert", "conf", "-r", "-o", "out", "--resume")
    vzvirt(*convert, code=None)
    assert "1 of them done before" in vzvirt(*convert, code=None).stderr
    assert not (tmp_path / "sub").exists()
    (tmp_path / "out" / "sub").rename(tmp_path / "sub")
    (name,) = (path.name for path in (tmp_path / "sub").iterdir())
    vzvirt(*convert, code=None)
    assert (tmp_path / "out" / "sub" / name).read_bytes() == (tmp_path / "sub" / name).read_bytes()


def test_one_file_imports_nothing_of_the_fleet(vzvirt: Run, tmp_path: Path) -> None:
    write_fleet(tmp_path / "conf", 1)
    code = (
        "import sys; sys.argv[1:] = ['convert', 'conf/101.conf', '-o', 'one.xml']\n"
        "from translator.cli import run\n"
        "try: run()\nexcept SystemExit: pass\n"
        "print([n for n in sys.modules if 'fleet' in n or n in ('rich', 'sqlite3', 'multiprocessing', 'tarfile')])"
    )
    import sys

    from tests.fleet.conftest import unmeasured

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=unmeasured(), capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
    assert (tmp_path / "one.xml").exists()


def test_what_is_wrong_is_told_as_of_one_file(vzvirt: Run, tmp_path: Path) -> None:
    documents = {
        "101.xml": "<domain type='openvz'>\n  <name>101</nome>\n</domain>\n",
        "102.xml": "<domain type='openvz'>\n  <name>102</name>\n  <memory>65536</memory>\n"
        "  <devices>\n    <graphics type='vnc'/>\n  </devices>\n</domain>\n",
        "103.conf": "",
        "web.conf": 'CPUS="2"\n',
    }
    (tmp_path / "in").mkdir()
    for name, text in documents.items():
        (tmp_path / "in" / name).write_text(text)
    (tmp_path / "in" / "104.conf").mkdir()
    for strict in ((), ("--strict",)):
        done = vzvirt("convert", "in", "-o", f"out{len(strict)}", *strict, code=3)
        for name in (*documents, "104.conf"):
            alone = vzvirt("convert", f"in/{name}", *strict, code=None) if name != "104.conf" else None
            told = alone.stderr if alone else "vzvirt: in/104.conf: a folder, not a file\n"
            assert told in done.stderr
    assert done.stderr.count("\n    ^") == 0
    assert "        ^^^^^^^^^\n" in done.stderr


def test_clean_means_that_every_line_is_in_force(vzvirt: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    confs = {"101": 'ONBOOT="yes"\n', "102": 'ONBOOT="maybe"\n', "103": 'MINE="1"\n', "104": 'LOCKDIR="/vz/lock"\n'}
    for ctid, text in confs.items():
        (tmp_path / "in" / f"{ctid}.conf").write_text(text)
    told = vzvirt("convert", "in", "-o", "out", code=1).stderr
    assert "in/102.conf:1:9: VZ201 ONBOOT: 'maybe' is not valid" in told
    assert "2 clean, 2 with findings" in told
    statuses = vzvirt("fleet", "query", "SELECT ctid, status FROM containers ORDER BY ctid", "--record", "out").stdout
    assert statuses.split()[2:] == ["101", "clean", "102", "findings", "103", "findings", "104", "clean"]
    found = vzvirt("fleet", "query", "SELECT code, level FROM findings ORDER BY container", "--record", "out").stdout
    assert found.split()[2:] == ["VZ201", "error", "VZ104", "warning", "VZ602", "info"]
    # a run that finds them done says the same
    assert "2 clean, 2 with findings" in vzvirt("convert", "in", "-o", "out", "--resume", code=1).stderr
