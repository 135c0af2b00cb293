"""Does a conversion look at the private area that is on this machine, and at no other?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, run
from translator.work.area import layout_in

__all__ = ["run"]  # the fixture of the tests of the command line


@pytest.fixture
def area(tmp_path: Path) -> Path:
    folder = tmp_path / "private" / "103"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def conf(area: Path) -> Path:
    file = area.parents[1] / "conf" / "103.conf"
    file.parent.mkdir()
    file.write_text(f'VE_ROOT="/vz/root/$VEID"\nVE_PRIVATE="{area.parent}/$VEID"\n')
    return file


def into_image(area: Path) -> None:
    (area / "root.hdd").mkdir()
    (area / "root.hdd" / "DiskDescriptor.xml").touch()


def test_a_folder(run: Run, area: Path, conf: Path) -> None:
    done = run("convert", conf, "--driver", "lxc")
    assert f"<source dir='{area}'/>" in done.stdout
    assert (done.exit_code, done.stderr) == (0, "")


def test_an_image(run: Run, area: Path, conf: Path) -> None:
    into_image(area)
    done = run("convert", conf, "--driver", "lxc")
    assert "<source dir='/vz/root/103'/>" in done.stdout
    assert "VZ512" in done.stderr
    assert f"{area}/root.hdd/DiskDescriptor.xml" in done.stderr
    document = conf.with_name("103.xml")
    document.write_text(done.stdout)
    assert run("convert", document, "--base", conf).stdout == conf.read_text()


def test_who_says_it_knows_better(run: Run, area: Path, conf: Path) -> None:
    into_image(area)
    done = run("convert", conf, "--driver", "lxc", "--layout", "simfs")
    assert f"<source dir='{area}'/>" in done.stdout
    assert run("convert", conf, "--driver", "lxc", "--layout", "vzfs").exit_code == 2
    assert run("convert", conf, "--layout", "simfs").exit_code == 2


def test_a_folder_of_confs(run: Run, area: Path, conf: Path) -> None:
    into_image(area)
    assert run("convert", conf.parent, "--driver", "lxc", "-o", conf.parents[1] / "out").exit_code == 1
    assert "<source dir='/vz/root/103'/>" in (conf.parents[1] / "out" / "103.xml").read_text()


def test_a_private_area_that_is_elsewhere(run: Run, area: Path, conf: Path) -> None:
    area.rmdir()
    done = run("convert", conf, "--driver", "lxc")
    assert f"<source dir='{area}'/>" in done.stdout
    assert "VZ523" in done.stderr


def test_what_comes_from_elsewhere_has_no_area_here(run: Run, area: Path, conf: Path) -> None:
    into_image(area)
    done = run("convert", "-", "--driver", "lxc", "--ctid", "103", stdin=conf.read_bytes())
    assert f"<source dir='{area}'/>" in done.stdout


def test_openvz_7_has_a_note_of_it(run: Run, area: Path, conf: Path) -> None:
    (area / "fs").mkdir()
    done = run("convert", conf, "--driver", "lxc", "--dialect", "libvzctl")
    assert f"<source dir='{area}/fs'/>" in done.stdout
    assert done.exit_code == 0
    (area / ".ve.layout").symlink_to("5")
    assert "<source dir='/vz/root/103'/>" in run("convert", conf, "--driver", "lxc", "--dialect", "libvzctl").stdout
    (area / ".ve.layout").unlink()
    (area / ".ve.layout").symlink_to("4")
    done = run("convert", conf, "--driver", "lxc", "--dialect", "libvzctl")
    assert f"<source dir='{area}/fs'/>" in done.stdout
    document = conf.with_name("103.xml")
    document.write_text(done.stdout)
    assert run("convert", document, "--base", conf, "--dialect", "libvzctl").stdout == conf.read_text()


def test_nothing_is_known_of_an_odd_area(area: Path) -> None:
    assert layout_in(area, seven=True) is None
    (area / ".ve.layout").symlink_to("3")
    assert layout_in(area, seven=True) is None
    assert layout_in(area / "missing", seven=False) is None
    assert layout_in(area / ("x" * 300), seven=False) is None
