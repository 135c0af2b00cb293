"""Is the private area of a container a source like its conf, with the id that its folder gives?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, run
from tests.sources.shapes import CONF, make

__all__ = ["run"]


@pytest.fixture
def area(tmp_path: Path) -> Path:
    """Return the private area of container 101."""
    return make("private area", tmp_path)


def test_it_is_converted_to_standard_output_as_its_conf_is(run: Run, area: Path) -> None:
    alone, inside = run("convert", area), run("convert", area / "ve.conf")
    assert alone.stdout == inside.stdout
    assert "<name>101</name>" in alone.stdout
    assert "<name>7</name>" in run("convert", area, "--ctid", "7").stdout


def test_with_a_folder_to_write_into_it_is_a_folder_as_ever(run: Run, area: Path, tmp_path: Path) -> None:
    assert run("convert", area, "-o", tmp_path / "out", "-j", 1).exit_code == 0
    assert "<name>101</name>" in (tmp_path / "out" / "101.xml").read_text()
    assert (tmp_path / "out" / "vzvirt.db").exists()


def test_its_conf_is_written_in_place(run: Run, area: Path) -> None:
    assert run("normalize", "--write", area).exit_code == 0
    assert (area / "ve.conf").read_text() != CONF
    assert run("normalize", "--check", area).exit_code == 0


def test_its_conf_and_that_of_a_backup_are_rightly_named(run: Run, area: Path, tmp_path: Path) -> None:
    backup = make("vzdump .tar", tmp_path).rename(tmp_path / "b.tar")
    (area / "web.conf").write_text(CONF)
    for source in (area, area.parent, backup):
        found = run("check", "-r", source, "--format", "json").stdout
        assert ("VZ441" in found) == (source != backup)
        assert "'ve.conf' is not" not in found
        assert "'vps.conf' is not" not in found
        assert source == backup or "'web.conf' is not the name of a container's file" in found


def test_an_id_may_be_given(run: Run, area: Path) -> None:
    assert run("check", area, "--ctid", "7").exit_code == 1
    assert run("show", area, "--ctid", "7").exit_code == 0
    assert run("check", area.parent, "--ctid", "7").exit_code == 2


@pytest.mark.parametrize("there", [(), ("ve.conf", "101.conf"), ("vps.conf",)])
def test_a_folder_of_other_confs_is_none(run: Run, area: Path, there: tuple[str, ...]) -> None:
    (area / "ve.conf").unlink()
    for name in there:
        (area / name).write_text(CONF)
    assert run("convert", area).exit_code == 2
    assert run("show", area).exit_code == 3
