"""Is what a container is told once, and the same to the record of a fleet and to the rules between its files?"""

from __future__ import annotations

import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.fleet.conftest import command, environment
from translator.conf.dialect import DIALECTS, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import Settings, settle
from translator.container.claims import claims, shared
from translator.container.memory import memory_model
from translator.container.paths import path_of
from translator.fleet.facts import read_facts
from translator.lint.fleet import Fleet

PACKAGE = Path(__file__).parents[2] / "translator"


def settled(conf: str, dialect: str = "vzctl") -> Settings:
    reader = dialect_named(dialect)
    return settle(parse(conf, reader), reader)


def things(conf: str, dialect: str = "vzctl") -> list[tuple[str, str]]:
    return [(claim.kind, claim.thing) for claim in claims(settled(conf, dialect), "101") if claim.kind != "ctid"]


def facts(conf: str, dialect: str = "vzctl") -> tuple[str | None, tuple[tuple[str, str], ...]]:
    reader = dialect_named(dialect)
    found, uses = read_facts(parse(conf, reader), reader, "101", "")
    return found.memory_model, uses


def between(*confs: str, dialect: str = "vzctl") -> list[str]:
    fleet = Fleet(dialect=dialect)
    for ctid, conf in enumerate(confs, 101):
        fleet.add(f"{ctid}.conf", conf)
    return [f"{finding.code} {finding.path}:{finding.line}:{finding.column}" for finding in fleet.finish()]


@pytest.mark.parametrize(
    ("physpages", "model"),
    [
        ("0:65536", "vswap"),
        ("0:2147483647", "ubc"),  # INT_MAX of a 32-bit kernel
        ("0:unlimited", "ubc"),
        ("0:2251799813685248", "vswap"),  # what 'vzctl set --ram unlimited' saves
        ("0:2147483646", "vswap"),
        ("x", "ubc"),
    ],
)
def test_the_memory_model_is_one(physpages: str, model: str) -> None:
    conf = f'PHYSPAGES="{physpages}"\n'
    assert memory_model(settled(conf)) == model
    assert facts(conf)[0] == model


@pytest.mark.parametrize(
    ("dialect", "path", "expected"),
    [
        ("vzctl", "/vz/$VEID/$VEID", "/vz/101/$VEID"),
        ("vzctl", "/vz/${VEID}/$VEID", "/vz/${VEID}/101"),
        ("vzctl", "/vz/${VEID}/", "/vz/101"),
        ("libvzctl", "/vz/$VEID/$VEID/", "/vz/101/$VEID/"),
        ("libvirt", "/vz/$VEID/$VEID", "/vz/101/101"),
    ],
)
def test_the_id_stands_in_paths_where_the_reader_puts_it(dialect: str, path: str, expected: str) -> None:
    conf = f'VE_PRIVATE="{path}"\n'
    assert path_of(settled(conf, dialect), "VE_PRIVATE", "101") == expected
    assert ("private", expected) in facts(conf, dialect)[1]


def test_a_name_holds_no_id() -> None:
    assert things('NAME="$VEID"\n', "libvzctl") == [("name", "$VEID")]
    assert ("name", "$VEID") in facts('NAME="$VEID"\n', "libvzctl")[1]


NETIF = 'NETIF="ifname=eth0,type=bridge,network=br0,ip=10.0.0.1/24:10.0.0.2,ip6=2001:db8::1,2001:db8::2"\n'


def test_addresses_of_interfaces_are_the_containers() -> None:
    ips = [thing for kind, thing in things(NETIF, "libvzctl") if kind == "ip"]
    assert ips == ["10.0.0.1", "10.0.0.2", "2001:db8::1", "2001:db8::2"]
    assert [thing for kind, thing in facts(NETIF, "libvzctl")[1] if kind == "ip"] == ips
    # vzctl passes over them
    assert [thing for kind, thing in things(NETIF) if kind == "ip"] == []


def test_a_conflict_with_an_address_of_an_interface_is_found_by_both(tmp_path: Path) -> None:
    confs = {"101": 'IP_ADDRESS="10.0.0.2"\n', "102": NETIF}
    assert "VZ434 102.conf:1:59" in between(*confs.values(), dialect="libvzctl")
    assert NETIF[58:66] == "10.0.0.2"
    (tmp_path / "in").mkdir()
    for ctid, conf in confs.items():
        (tmp_path / "in" / f"{ctid}.conf").write_text(conf)
    words = command("convert", "in", "-o", "out", "--dialect", "libvzctl")
    subprocess.run(words, cwd=tmp_path, env=environment(), check=True)
    with closing(sqlite3.connect(tmp_path / "out" / "vzvirt.db")) as record:
        assert list(record.execute("SELECT kind, value, ctids FROM conflicts")) == [("ip", "10.0.0.2", "101,102")]


def test_dhcp_and_ip_address_overrule_addresses() -> None:
    assert things('NETIF="ifname=eth0,dhcp=yes,ip=10.0.0.1"\n', "libvzctl") == []
    conf = 'NETIF="ifname=venet0,ip=10.0.0.9"\nIP_ADDRESS="10.0.0.1"\n'
    assert things(conf, "libvzctl") == [("ip", "10.0.0.1")]


def test_what_stands_for_no_address_is_nobodys() -> None:
    assert between('IP_ADDRESS="0.0.0.0"\n', 'IP_ADDRESS="0.0.0.0"\n') == []


def test_the_usual_mac_of_the_hosts_end_is_everybodys() -> None:
    pair = 'NETIF="ifname=eth0,mac=00:18:51:00:00:01,host_mac=FE:FF:FF:FF:FF:FF,host_ifname=v1"\n'
    assert things(pair) == [("mac", "00:18:51:00:00:01"), ("host_ifname", "v1")]


def test_the_host_s_end_has_the_name_that_vzctl_gives_it() -> None:
    assert things('NETIF="ifname=eth3"\n') == [("host_ifname", "veth101.3")]
    assert things('NETIF="ifname=eth3"\n', "libvzctl") == []  # a random one
    pair = 'NETIF="ifname=eth3,mac=00:18:51:01:02:0A"\n'
    assert ("host_ifname", "veth5101020a") in things(pair, "libvzctl")


def test_bridges_and_networks_are_shared() -> None:
    conf = 'NETIF="ifname=eth0,type=bridge,network=br0;ifname=eth1,network=lan;ifname=eth2,type=bridge,network=br0"\n'
    assert list(shared(settled(conf, "libvzctl"))) == ["br0", "lan"]
    assert [thing for kind, thing in facts(conf, "libvzctl")[1] if kind == "bridge"] == ["br0", "lan"]


def test_the_uuid_is_that_which_libvirt_reads() -> None:
    uuid = "fbcdf284-5345-416b-a589-7b5fcaa87673"
    conf = f"#UUID: {uuid}\n#UUID: {uuid[::-1]}\n"
    assert ("uuid", uuid) in facts(conf)[1]
    assert between(conf, f'ONBOOT="no"\n#UUID: {uuid.upper()}\n')[:1] == ["VZ433 102.conf:2:1"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_record_says_what_is_claimed(dialect: str) -> None:
    conf = NETIF + 'NAME="web"\nVE_PRIVATE="/vz/$VEID"\nVE_ROOT="/r/$VEID"\nIP_ADDRESS="10.0.0.7"\n'
    uses = [use for use in facts(conf, dialect)[1] if use[0] != "bridge"]
    assert uses == things(conf, dialect)


def test_nobody_else_asks() -> None:
    """No second test of VSwap, no second ``$VEID``, no second reader of addresses in NETIF."""
    words = {
        r"def is_vswap|physpages\.limit not in|limit < UNLIMITED": {"container"},
        r"replace\(\"\$\{?VEID": {"values", "lint/rules/readers.py"},
        r"other\(\"ip6?\"\)": {"values"},
        r"split\(\";\"\)": {"values"},
    }
    for pattern, allowed in words.items():
        for path in PACKAGE.rglob("*.py"):
            name = str(path.relative_to(PACKAGE))
            if re.search(pattern, path.read_text()):
                assert any(name.startswith(each) for each in allowed), (name, pattern)
