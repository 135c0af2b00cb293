"""Can what stands in a file steer the terminal of who looks at it?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.terminal import on_terminal as on_terminal_of
from tests.terminal import without_style
from translator.cli.message import on_terminal
from translator.printable import printable
from translator.wording import shown

EVIL = (
    b'DESCRIPTION="a\x1b[31mred\x07"\nHOSTNAME="h\xc2\x9b31m"\nNAMESERVER="\x1b]0;x"\n'
    b'BAD\x1b[2J="\xf2"\nnonsense \x1b[2J\n'
    b'NETIF="ifname=eth0,bridge=br\x1b0"\n'
)


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    path = tmp_path / "120.conf"
    path.write_bytes(EVIL)
    (tmp_path / "empty.conf").touch()
    return path


def test_what_is_not_printable_is_escaped_once() -> None:
    assert printable("plain äöü €") == "plain äöü €"
    assert printable("a\x1b\u009b\udcf2\n\u2028") == "a\\x1b\\x9b\\xf2\\n\\u2028"
    assert printable(printable("\x1b")) == printable("\x1b")
    assert printable("a\n\tb\x1b", keep="\n\t") == "a\n\tb\\x1b"
    assert shown("\udcf2") == "'\\xf2'"


@pytest.mark.parametrize(
    "words",
    [
        ("show", "120.conf"),
        ("show", "empty.conf", "120.conf"),
        ("diff", "120.conf", "empty.conf"),
        ("diff", "empty.conf", "120.conf"),
        ("convert", "120.conf", "--driver", "lxc", "--plan"),
        ("convert", "120.conf", "--to", "vzctl", "-o", "out"),
        ("check", "120.conf"),
        ("network", "120.conf", "-o", "networks"),
    ],
    ids=" ".join,
)
def test_control_characters_are_shown_escaped(
    run: Run, evil: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(evil.parent)
    result = run(*words)
    text = (result.stdout_bytes + result.stderr_bytes).decode()
    assert not {char for char in text if not char.isprintable()} - {"\n"}


def test_results_and_typed_values_are_as_they_are(run: Run, evil: Path) -> None:
    assert b"\x1b" in run("normalize", evil).stdout_bytes
    assert run("convert", evil, "--to", "vzctl").stdout_bytes.count(b"\x1b") > 1
    (item,) = json.loads(run("show", "--json", evil).stdout)
    assert item["parameters"]["DESCRIPTION"]["value"] == "a\x1b[31mred\x07"


def test_json_holds_no_lone_surrogates(run: Run, evil: Path) -> None:
    (item,) = json.loads(run("show", "--json", evil).stdout)
    assert item["parameters"]["BAD\x1b[2J"]["value"] == "\ufffd"


def test_differences_are_raw_for_programs_and_escaped_on_a_terminal(evil: Path) -> None:
    assert on_terminal("\x1b\n") == "\x1b\n"
    evil.write_bytes(b'ONBOOT=\'yes\'\nDISKSPACE="2G"\nX="\x1b[2J"\n')
    shown_there = on_terminal_of("normalize", "--diff", evil)
    assert "DISKSPACE" in shown_there
    assert "\x1b" not in shown_there


def test_a_table_fits_the_terminal_and_loses_nothing(evil: Path, run: Run) -> None:
    evil.write_text('CPUS="2"\nNETIF="ifname=eth0,bridge=vmbr0,mac=00:18:51:C1:05:EE,host_ifname=veth101.0"\n')
    piped = run("show", evil).stdout
    lines = without_style(on_terminal_of("show", evil, columns=70)).splitlines()
    assert max(map(len, lines)) <= 70
    at = lines[0].index("VALUE")
    assert [line[at - 1] for line in lines] == [" "] * len(lines)
    assert "".join(line[at : lines[0].index("UNIT")].strip() for line in lines[2:]) in piped
    assert any(len(line) > 70 for line in piped.splitlines())


def test_a_dumb_terminal_gets_no_colours(evil: Path) -> None:
    assert "\x1b[" in on_terminal_of("check", evil)
    for words in (("check", evil), ("show", evil), ("diff", evil, evil.with_name("empty.conf"))):
        assert "\x1b" not in on_terminal_of(*words, TERM="dumb")
