"""Do mounts of a script become file systems of a document, and those of a document a script, without being lost?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from translator import conf_to_domain, domain_to_conf
from translator.container.mount_script import read_mount_script
from translator.domain.view import Filesystem
from translator.lenses.mounts import read_mounted, write_mounted

CONF = '# web\nPHYSPAGES="0:65536"\nSWAPPAGES="0:0"\nVE_LAYOUT="simfs"\nVE_PRIVATE="/vz/private/$VEID"\n'
MOUNT = """#!/bin/bash
. /etc/vz/vz.conf
. ${VE_CONFFILE}
mount -n --bind "/srv/it's data" $VE_ROOT/data
mount -n --bind -o ro,nodev /srv/ro $VE_ROOT/ro
mount -t nfs 192.0.2.1:/x $VE_ROOT/nfs -o ro,vers=3
"""
MORE = (
    "    <filesystem type='{}'>\n      <source {}='{}'/>\n      <target dir='{}'/>\n    </filesystem>\n    <interface"
)


@pytest.fixture
def node(tmp_path: Path) -> Path:
    (tmp_path / "101.conf").write_text(CONF)
    (tmp_path / "101.mount").write_text(MOUNT)
    return tmp_path


@pytest.fixture
def document(run: Run, node: Path) -> Path:
    path = node / "101.xml"
    path.write_text(run("convert", node / "101.conf", "--driver", "lxc", "--mounts").stdout)
    return path


def test_what_a_script_mounts_is_in_the_document(run: Run, node: Path) -> None:
    result = run("convert", node / "101.conf", "--driver", "lxc", "--mounts")
    assert "<source dir='/srv/it&apos;s data'/>\n      <target dir='/data'/>\n    </filesystem>" in result.stdout
    assert "<source dir='/srv/ro'/>\n      <target dir='/ro'/>\n      <readonly/>" in result.stdout
    assert "<source dir='/mnt/101/nfs'/>\n      <target dir='/nfs'/>\n      <readonly/>" in result.stdout
    told = [line.partition(": ")[2] for line in result.stderr.splitlines()]
    assert told == [
        "VZ524 /nfs: the host has to mount it before the container starts: "
        "'mount -t nfs -o ro,vers=3 192.0.2.1:/x /mnt/101/nfs'",
        "VZ524 /ro: LXC mounts it without nodev: mount /srv/ro so on the host",
        "VZ581 101.mount: the node runs it at the mount of the container, and under LXC nobody does; "
        "3 mounts of it are in the document",
    ]
    assert "/srv/ro" not in run("convert", node / "101.conf", "--driver", "lxc").stdout
    plan = run("convert", node / "101.conf", "--driver", "lxc", "--mounts", "--plan").stdout
    assert "mount -t nfs -o ro,vers=3 192.0.2.1:/x /mnt/101/nfs" in " ".join(plan.split())


def test_none_of_it_is_the_confs_own(run: Run, node: Path, document: Path) -> None:
    for base in ((), ("--base", node / "101.conf")):
        back = run("convert", document, *base)
        assert (back.exit_code, back.stderr) == (0, "")
        assert "/srv" not in back.stdout
    assert back.stdout == CONF
    again = run("convert", node / "101.conf", "--base", document, "--driver", "lxc")
    assert again.stdout == document.read_text()


def test_an_edited_mount_is_told_or_becomes_a_script(run: Run, node: Path, document: Path) -> None:
    text = document.read_text()
    read_only = "      <source dir='/srv/ro'/>\n      <target dir='/ro'/>\n      <readonly/>\n"
    gone = f"    <filesystem type='mount'>\n{read_only}    </filesystem>\n"
    assert gone in text
    text = text.replace(gone, "").replace(
        "    <console", MORE.format("mount", "dir", "/srv/new", "/new").removesuffix("    <interface") + "    <console"
    )
    document.write_text(text)
    result = run("convert", document)
    assert result.exit_code == 1
    assert "VZ502" in result.stderr
    assert "mount /srv/new on /new from a script CTID.mount" in result.stderr
    assert "/srv/ro is no longer mounted at /ro: take it out of the mount script, too" in result.stderr
    script = node / "201.mount"
    done = run("convert", document, "--mount-script", script, "--strict")
    assert (done.exit_code, done.stderr) == (0, "")
    assert os.access(script, os.X_OK)
    mounts = read_mount_script(script.read_text(), {"VEID": "101"})
    assert [(each.source, each.target, each.readonly) for each in mounts.mounts] == [
        ("/srv/it's data", "/data", False),
        ("/mnt/101/nfs", "/nfs", True),
        ("/srv/new", "/new", False),
    ]
    assert mounts.rest == ()


@pytest.mark.parametrize("driver", ["openvz", "lxc"])
def test_a_document_of_another_program_becomes_a_script(run: Run, tmp_path: Path, driver: str) -> None:
    source = (
        f"<domain type='{driver}'>\n  <name>301</name>\n  <memory unit='KiB'>65536</memory>\n"
        "  <os>\n    <type>exe</type>\n    <init>/sbin/init</init>\n  </os>\n  <devices>\n"
        "    <filesystem type='mount'>\n      <source dir='/srv/301'/>\n      <target dir='/'/>\n    </filesystem>\n"
        "    <filesystem type='mount'>\n      <source dir='/srv/a b'/>\n      <target dir='/a'/>\n    </filesystem>\n"
        "    <filesystem type='block'>\n      <source dev='/dev/sdb1'/>\n      <target dir='/b'/>\n    </filesystem>\n"
        "    <filesystem type='mount'>\n      <source dir='/dev'/>\n      <target dir='/d'/>\n    </filesystem>\n"
        "  </devices>\n</domain>\n"
    )
    (tmp_path / "301.xml").write_text(source)
    plain = run("convert", tmp_path / "301.xml")
    assert plain.stderr.count("from a script CTID.mount") == 3
    done = run("convert", tmp_path / "301.xml", "--mount-script", "-", "-o", tmp_path / "301.conf")
    assert done.stderr.count("from a script CTID.mount") == 1  # the host's own is nobody's
    assert done.stdout.split("\n")[3:-2] == [
        'mkdir -p "$VE_ROOT"/a || exit 1',
        "mount -n --bind -- '/srv/a b' \"$VE_ROOT\"/a || exit 1",
        'mkdir -p "$VE_ROOT"/b || exit 1',
        'mount -n -- /dev/sdb1 "$VE_ROOT"/b || exit 1',
    ]
    none = run("convert", tmp_path / "301.conf", "--mount-script", "-")
    assert none.exit_code == 2


def test_a_document_with_the_root_alone_has_no_script(run: Run, node: Path) -> None:
    (node / "7.xml").write_text(run("convert", node / "101.conf", "--driver", "lxc").stdout)
    result = run("convert", node / "7.xml", "--mount-script", node / "7.mount")
    assert (result.exit_code, "nothing is mounted besides the root" in result.stderr) == (0, True)
    assert not (node / "7.mount").exists()


def test_a_run_over_many_has_them_and_does_again_what_a_script_changes(run: Run, node: Path) -> None:
    (node / "102.conf").write_text(CONF)
    out = node / "out"
    words = ("convert", node, "--driver", "lxc", "--mounts", "-o", out, "-j", "1")
    run(*words)
    assert "/srv/ro" in (out / "101.xml").read_text()
    assert "/srv" not in (out / "102.xml").read_text()
    (node / "101.mount").write_text(MOUNT.replace("/srv/ro", "/srv/other"))
    run(*words, "--resume")
    assert "/srv/other" in (out / "101.xml").read_text()


def test_what_openvz_7_binds_itself_stays_its_own(run: Run, tmp_path: Path) -> None:
    area = tmp_path / "101"
    (area / "scripts").mkdir(parents=True)
    conf = CONF + 'BINDMOUNT="/srv/own:/data"\nVEID="101"\n'
    (area / "ve.conf").write_text(conf)
    (area / "scripts" / "mount").write_text(MOUNT)
    words = ("--dialect", "libvzctl", "--driver", "lxc", "--mounts", "-o", tmp_path / "101.xml")
    run("convert", area / "ve.conf", *words)
    text = (tmp_path / "101.xml").read_text()
    assert ("/srv/own" in text, "it&apos;s data'/>" in text, "/srv/ro" in text) == (True, False, True)
    assert run("convert", tmp_path / "101.xml", "--base", area / "ve.conf").stdout == conf


@pytest.mark.parametrize("words", [("--mounts",), ("--mounts", "--driver", "openvz")])
def test_mounts_are_for_lxc(run: Run, node: Path, words: tuple[str, ...]) -> None:
    result = run("convert", node / "101.conf", *words)
    assert (result.exit_code, "--mounts is for --driver lxc" in result.stderr) == (2, True)


@pytest.mark.parametrize("text", ["/a", "/a /b", "/a /b rx", "a /b ro", "/a b ro", "'/a"])
def test_a_text_that_is_no_list_of_mounts(text: str) -> None:
    with pytest.raises(ValueError, match=r"no mount|No closing"):
        conf_to_domain(CONF, ctid=101, driver="lxc", mounted=text)
    document = conf_to_domain(CONF, ctid=101, driver="lxc", mounted="/a /b ro").text
    edited = document.replace("value='/a /b ro'", f'value="{text}"')
    assert edited != document
    assert "/a" not in domain_to_conf(edited).text  # and no failure


def test_mounts_as_text() -> None:
    mounts = (Filesystem("mount", "/a b", "/it's", readonly=True), Filesystem("mount", "/x", "/y"))
    assert read_mounted(write_mounted(mounts)) == mounts
    assert write_mounted([Filesystem("mount", "/a\nb", "/c")]) == ""
