"""What does ``vzvirt convert`` do for one file, and what when something is wrong?"""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

GRAPHICS = """\
<domain type='openvz'>
  <name>102</name>
  <memory unit='MiB'>64</memory>
  <os><type>exe</type></os>
  <devices>
    <graphics type='vnc'/>
  </devices>
</domain>
"""


def test_a_conf_becomes_a_document_and_comes_back(run: Run, conf: Path) -> None:
    document = conf.with_suffix(".xml")
    assert run("convert", conf, "-o", document).exit_code == 0
    assert b"<name>101</name>" in document.read_bytes()
    result = run("convert", document, "--base", conf)
    assert result.exit_code == 0
    assert result.stdout_bytes == conf.read_bytes()


def test_standard_input_and_output(run: Run) -> None:
    result = run("convert", "-", "--ctid", "7", stdin=b'CPUS="2"\n')
    assert result.exit_code == 0
    assert "<name>7</name>" in result.stdout
    back = run("convert", "-", stdin=result.stdout)
    assert back.stdout == 'CPUS="2"\n'


def test_an_existing_file_stays_unless_forced(run: Run, conf: Path) -> None:
    there = conf.with_name("there.xml")
    there.write_text("mine")
    result = run("convert", conf, "-o", there)
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert there.read_text() == "mine"
    there.chmod(0o600)
    assert run("convert", conf, "-o", there, "--force").exit_code == 0
    assert "<domain" in there.read_text()
    assert stat.S_IMODE(there.stat().st_mode) == 0o600


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_the_source_is_not_written_over(run: Run, conf: Path, force: tuple[str, ...]) -> None:
    before = conf.read_bytes()
    link = conf.with_name("link.xml")
    link.symlink_to(conf)
    for output in (conf, link):
        result = run("convert", conf, "-o", output, *force)
        assert result.exit_code == 2
        assert "is the source itself" in result.stderr
        assert conf.read_bytes() == before


def test_a_base_can_be_brought_up_to_date_in_place(run: Run, conf: Path) -> None:
    document = conf.with_suffix(".xml")
    run("convert", conf, "-o", document)
    document.write_bytes(document.read_bytes().replace(b">2</vcpu>", b">4</vcpu>"))
    before = conf.read_bytes()
    assert run("convert", document, "--base", conf, "-o", conf).exit_code == 2
    assert run("convert", document, "--base", conf, "-o", conf, "--force").exit_code == 0
    assert conf.read_bytes() == before.replace(b'CPUS="2"', b'CPUS="4"')


def test_nothing_is_left_behind_when_writing_fails(run: Run, conf: Path) -> None:
    result = run("convert", conf, "-o", conf.with_name("no") / "such.xml")
    assert result.exit_code == 3
    assert "No such file or directory" in result.stderr
    assert [path.name for path in conf.parent.iterdir()] == ["101.conf"]


def test_a_loss_is_told_with_its_line_and_the_exit_code(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "102.xml"
    path.write_text(GRAPHICS)
    result = run("convert", path)
    assert result.exit_code == 1
    marked = f"{path}:6:5: VZ502 <graphics> is dropped: a container has no display\n"
    assert marked + "        <graphics type='vnc'/>\n        ^^^^^^^^^\n" in result.stderr
    assert "    <graphics type='vnc'/>\n" in result.stderr
    assert 'PHYSPAGES="0:16384"' in result.stdout


def test_strict_writes_nothing_that_loses(run: Run, tmp_path: Path) -> None:
    path, target = tmp_path / "102.xml", tmp_path / "102.conf"
    path.write_text(GRAPHICS)
    result = run("convert", path, "--strict", "-o", target)
    assert result.exit_code == 1
    assert "--strict" in result.stderr
    assert not target.exists()


def test_a_document_that_is_none_is_told_with_its_place(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "101.xml"
    path.write_text("<domain type='openvz'>\n  <name>101</nome>\n</domain>\n")
    result = run("convert", path)
    assert result.exit_code == 3
    assert f"{path}:2:" in result.stderr
    assert "XD100" in result.stderr
    assert "^" in result.stderr
    assert result.stdout == ""


def test_entities_that_explode_are_refused_at_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    path.write_text(f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><domain><name>&a9;</name></domain>')
    result = run("convert", path)
    assert result.exit_code == 3
    assert "XD101 the document has a DOCTYPE" in result.stderr


def test_a_conf_without_an_id_in_its_name_asks_for_one(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "web.conf"
    path.write_text('CPUS="2"\n')
    result = run("convert", path)
    assert result.exit_code == 3
    assert "VZ505" in result.stderr
    assert "--ctid N" in result.stderr
    assert run("convert", path, "--ctid", "105").exit_code == 0


def test_the_next_free_id_is_told(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "conf"
    folder.mkdir()
    (folder / "101.conf").touch()
    document = tmp_path / "web.xml"
    document.write_text("<domain type='openvz'><name>web</name><memory>65536</memory></domain>")
    words = ("convert", document, "--ctid", "next", "--in", folder, "-o", folder)
    assert run(*words).stderr == f"vzvirt: {document} becomes container 102\n"
    assert run(*words, "-q").stderr == ""
    assert sorted(path.name for path in folder.iterdir()) == ["101.conf", "102.conf", "103.conf"]


def test_an_id_never_becomes_a_path(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "102.xml"
    path.write_text(GRAPHICS.replace("102", "../../102"))
    result = run("convert", path, "-o", tmp_path)
    assert result.exit_code == 3
    assert "XD107" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["102.xml"]


def test_usage_is_checked_before_anything_is_read(run: Run, conf: Path) -> None:
    for arguments in (
        ("convert", conf, conf),
        ("convert", conf, "--ctid", "next"),
        ("convert", conf, "--ctid", "../1"),
        ("convert", conf, "--driver", "kvm"),
        ("convert",),
    ):
        result = run(*arguments)
        assert result.exit_code == 2, arguments
        assert "Traceback" not in result.stderr


def test_a_missing_file_and_a_folder_that_is_none(run: Run, tmp_path: Path) -> None:
    result = run("convert", tmp_path / "no.conf")
    assert result.exit_code == 3
    assert "No such file or directory" in result.stderr


def test_a_base_of_the_sources_own_kind_is_refused(run: Run, conf: Path) -> None:
    document = conf.with_suffix(".xml")
    assert run("convert", conf, "-o", document).exit_code == 0
    for path, kind in ((conf, "conf"), (document, "document")):
        result = run("convert", path, "--base", path)
        assert result.exit_code == 2
        assert f"is a {kind}, as the source is" in " ".join(result.stderr.split())


def test_a_base_that_cannot_be_read_is_named_itself(run: Run, conf: Path) -> None:
    base = conf.with_name("base.xml")
    base.write_text("\n<domain type='kvm'/>\n")
    result = run("convert", conf, "--base", base)
    assert result.exit_code == 3
    assert result.stderr.startswith(f"{base}:2:9: XD108 domain type 'kvm' is no container's")
    assert result.stderr.endswith("    <domain type='kvm'/>\n            ^^^^^^^^^^\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", ["convert", "show"])
def test_a_full_disk_is_no_bug_of_ours(command: str, conf: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "translator", command, conf],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (3, "vzvirt: standard output: No space left on device\n")


def test_a_document_is_read_by_the_dialect_that_it_was_written_in(run: Run, tmp_path: Path) -> None:
    conf, document = tmp_path / "103.conf", tmp_path / "103.xml"
    conf.write_text('ONBOOT="auto"\nCPULIMIT="1000m"\n')
    assert run("convert", conf, "--dialect", "libvzctl", "-o", document).exit_code == 0
    back = run("convert", document, "--strict")
    assert back.exit_code == 0
    assert 'ONBOOT="auto"\n' in back.stdout
    assert run("diff", document, document).exit_code == 0
    assert "auto" in run("show", document).stdout
    other = run("convert", document, "--dialect", "vzctl", "--strict")
    assert other.exit_code == 1
    assert "libvzctl, its dialect, reads auto, vzctl reads nothing" in other.stderr


def test_a_residue_that_no_file_can_hold_is_refused(run: Run, tmp_path: Path) -> None:
    document = tmp_path / "101.xml"
    line = "<vz:line name='X' status='unknown' encoding='percent'>X=%uD800</vz:line>"
    document.write_text(
        "<domain type='openvz'><name>101</name><metadata><vz:container xmlns:vz='urn:vzvirt:openvz:1' ctid='101'>"
        f"{line}</vz:container></metadata><memory>1024</memory><os><type>exe</type></os></domain>"
    )
    result = run("convert", document)
    assert result.exit_code == 3
    assert "XD104 the residue holds U+D800" in result.stderr
    assert result.stdout == ""
