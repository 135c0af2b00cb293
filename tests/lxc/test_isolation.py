"""Is a person told what is open between a container and its host?"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import MANUAL
from tests.vm.recorded import recorded
from translator import conf_to_domain
from translator.conf.dialect import VZCTL
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.domain.document import parse_document
from translator.domain.read import read_domain
from translator.domain.view import View
from translator.isolation import (
    OPENVZ_GIVES,
    address_commands,
    capabilities_apart,
    isolation_notes,
    mac_commands,
    memory_notes,
    root_notes,
    shift_command,
)


def test_the_manual_has_the_commands_that_were_tried() -> None:
    commands = address_commands(("ipv4", "ipv6"))
    assert len(commands) == 2
    text = (MANUAL / "isolation.md").read_text()
    for command in (*commands, *mac_commands()):
        assert f"\n{command}" in text
    assert address_commands(("ipv6",)) == commands[1:]
    assert address_commands(()) == []


def read(conf: str, **options: Any) -> tuple[Settings, View]:
    text = conf_to_domain(conf, ctid=101, driver="lxc", **options).text
    return settle(parse(conf, VZCTL), VZCTL), read_domain(parse_document(text)).view


def test_what_is_open_is_told() -> None:
    bare = {each.applies: each.why for each in isolation_notes(*read(""))}
    [given] = [text for text in bare if "capabilities that it did not have" in text]
    assert "SYS_ADMIN" in given
    assert "--idmap" in bare[given]
    assert "it has no more MKNOD" in bare
    assert len(bare) == 2
    mapped = next(iter(isolation_notes(*read("", idmap="100000:65536"))))
    assert (mapped.applies, "--idmap" in mapped.why) == (given, False)
    routed = [each for each in isolation_notes(*read('IP_ADDRESS="2001:db8::1"\n')) if each.applies not in bare]
    assert [(each.why, each.by_hand) for each in routed] == [
        (f"before it starts: {address_commands(('ipv6',))[0]}", True)
    ]
    other = 'NETIF="ifname=eth0,bridge=br0{}"\nCAPABILITY="MKNOD:on"\n'
    assert [each.applies for each in isolation_notes(*read(other.format("")))] == [given]
    with_mac = list(isolation_notes(*read(other.format(",mac=00:18:51:00:00:01"))))
    assert all(command in with_mac[-1].why for command in mac_commands())


def test_root_inside_is_told_of() -> None:
    [bare] = root_notes(read("")[1], chosen=False)
    assert "--idmap" in bare.why
    conf = 'VE_PRIVATE="/p"\nLOCAL_UID="200000"\nLOCAL_GID="200000"\n'
    for options, start, by_hand in (({}, 200000, False), ({"idmap": "100000:65536"}, 100000, True)):
        view = read(conf, **options)[1]
        [note] = root_notes(view, chosen=bool(options))
        assert (note.applies, note.by_hand) == (f"root inside is user {start} of the host", by_hand)


@pytest.mark.parametrize(
    ("conf", "more", "less"),
    [
        ("", {"SYS_ADMIN", "NET_ADMIN", "SYS_RAWIO", "SYSLOG", "BPF"}, {"MKNOD"}),
        ('CAPABILITY="SYS_ADMIN:on SYS_TIME:on MKNOD:on"\n', {"NET_ADMIN"}, set()),
        ('CAPABILITY="SYS_RAWIO:off"\nFEATURES="bridge:on"\n', {"SYS_ADMIN"}, {"MKNOD"}),
    ],
)
def test_capabilities_that_only_one_of_them_gives(conf: str, more: set[str], less: set[str]) -> None:
    settings, view = read(conf)
    found = capabilities_apart(settings, view)
    assert more <= set(found.more)
    assert set(found.less) == less
    said = settings.value("CAPABILITY") or ()
    assert not {*found.more, *found.less} & {name for names in said for name in names}
    assert ("NET_ADMIN" in found.more) == ("bridge" not in conf)


def test_the_default_set_is_that_of_the_facts() -> None:
    facts = (Path(__file__).parents[2] / "fixtures" / "facts" / "ve-conf.md").read_text(encoding="utf-8")
    [names] = re.findall(r"^\* Default set \(V4\): ([A-Z_ ]+);", facts, re.MULTILINE)
    assert set(names.split()) == OPENVZ_GIVES


def test_what_programs_see_of_memory_is_told() -> None:
    def told(conf: str, **options: Any) -> list[str]:
        return [each.applies.rpartition(" says ")[2] for each in memory_notes(read(conf, **options)[1], "v2")]

    assert told("") == ["MemTotal: 9007199254740991 kB"]
    assert told("", host_ram="8G") == []
    assert told('PHYSPAGES="0:65536"\n') == []
    assert told('PHYSPAGES="0:65536"\nSWAPPAGES="0:131072"\n') == ["SwapTotal: 262144 kB"]
    for started in recorded():
        seen = started["inside"]["meminfo"]["out"].split()
        view = read_domain(parse_document(started["document"])).view
        for note in memory_notes(view, "v2"):
            name, number, _ = note.applies.rpartition(" says ")[2].split()
            assert seen[seen.index(name) + 1] == number, started["case"]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_the_command_shifts_the_owners(tmp_path: Path) -> None:
    root = tmp_path / "a root"
    (root / "bin").mkdir(parents=True)
    program = root / "bin" / "su me"
    program.write_text("")
    program.chmod(0o4755)
    (root / "bin" / "other").hardlink_to(program)
    (root / "link").symlink_to("/nowhere")
    odd = root / " odd\nfile \n"
    odd.write_text("")
    os.chown(odd, 1000, 50)
    [note] = root_notes(read(f'VE_PRIVATE="{root}"\n', idmap="100000:65536")[1], chosen=True)
    command = note.why.partition(": ")[2]
    assert command == shift_command(str(root), 100000)
    for _ in range(2):  # a second time it changes nothing
        subprocess.run(["bash", "-c", command], check=True)
        assert {path.lstat().st_uid for path in (root, root / "link", program)} == {100000}
        assert (odd.stat().st_uid, odd.stat().st_gid) == (101000, 100050)
        assert program.stat().st_mode & 0o7777 == 0o4755
