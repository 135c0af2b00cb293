"""Is nothing written into what cannot be changed in place, and nothing else touched when that is asked for?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, run
from tests.sources.shapes import CONF, DOCUMENT, make

__all__ = ["run"]

ARCHIVES = ("vzdump .tar", "vzdump .tgz", "tar of confs", "zip of confs")


@pytest.mark.parametrize("shape", ARCHIVES)
@pytest.mark.parametrize("words", ["normalize --write", "check --fix", "check --unsafe-fixes"])
def test_one_archive_among_files_stops_all(run: Run, tmp_path: Path, shape: str, words: str) -> None:
    conf, archive = tmp_path / "102.conf", make(shape, tmp_path)
    conf.write_text(CONF)
    before = archive.read_bytes()
    result = run(*words.split(), conf, archive)
    assert result.exit_code == 2
    assert str(archive) in result.stderr
    assert "--diff shows what would change" in result.stderr
    assert (conf.read_text(), archive.read_bytes()) == (CONF, before)


def test_a_list_is_no_way_around_that(run: Run, tmp_path: Path) -> None:
    archive = make("vzdump .tar", tmp_path)
    before = archive.read_bytes()
    (tmp_path / "list").write_text(f"{archive}\n")
    assert run("check", "--fix", "--files-from", tmp_path / "list").exit_code == 2
    assert archive.read_bytes() == before


def test_a_backup_in_a_folder_stays_while_its_neighbour_is_fixed(run: Run, tmp_path: Path) -> None:
    archive = make("vzdump .tar", tmp_path)
    before = archive.read_bytes()
    conf = tmp_path / "102.conf"
    conf.write_text(CONF)
    result = run("check", "--fix", tmp_path)
    assert result.exit_code == 3
    assert f"{archive} is not changed: archives and URLs are only read" in result.stderr
    assert archive.read_bytes() == before
    assert conf.read_text() != CONF


@pytest.mark.parametrize("shape", ["vzdump .tar", "tar of one conf"])
def test_the_archive_of_a_base_is_not_written_over(run: Run, tmp_path: Path, shape: str) -> None:
    archive = make(shape, tmp_path)
    before = archive.read_bytes()
    document = tmp_path / "101.xml"
    document.write_text(DOCUMENT)
    result = run("convert", document, "--base", archive, "-o", archive, "--force")
    assert result.exit_code == 2
    assert "is the archive that holds the base" in result.stderr
    assert archive.read_bytes() == before
    assert run("convert", document, "--base", archive, "-o", tmp_path / "new.conf").exit_code == 0
    assert 'PHYSPAGES="0:256M"' in (tmp_path / "new.conf").read_text()
