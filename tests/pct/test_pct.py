"""Does ``pct`` get what a conf says, and is the rest told? The command goes through a real shell.

Proxmox VE is not here: what it takes is written down as in its own table of options (``PVE/LXC/Config.pm`` and
``PVE/JSONSchema.pm`` of pve-container 5 and pve-common 8), and each value of each command is held against it.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given

from tests.strategies import clean_confs, confs
from translator.conf.dialect import DialectName, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.errors import InputError
from translator.report import Translation
from translator.target import Options, Work
from translator.targets.pct import _OPTIONS, _SAID, TARGET

#: What each option takes: its numbers' range, or the form of its text.
NUMBERS = {
    "memory": (16, None),
    "swap": (0, None),
    "cores": (1, 8192),
    "cpulimit": (0, 8192),
    "cpuunits": (1, 10_000),
    "onboot": (0, 1),
    "unprivileged": (0, 1),
}
_DNS = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*"
_FIELD = (
    r"name=[-_.\w]+|type=veth|bridge=[-_.\w]+|hwaddr=[0-9A-F][02468ACE](:[0-9A-F]{2}){5}"
    r"|ip=\d+(\.\d+){3}/\d+|gw=\d+(\.\d+){3}|ip6=[0-9a-f:.]+/\d+|gw6=[0-9A-Fa-f:.]+"
)
FORMS = {
    "hostname": _DNS,
    "description": r"(?s).+",
    "rootfs": r"[a-z][-\w.]*:\d+(\.\d+)?",
    "nameserver": r"[0-9A-Fa-f.:]+(%\S+)?( [0-9A-Fa-f.:]+(%\S+)?)*",
    "searchdomain": rf"{_DNS}( {_DNS})*",
    "features": r"(mount=nfs|fuse=1)(,fuse=1)?",
    r"net\d+": rf"({_FIELD})(,({_FIELD}))*",
    r"dev\d+": r"/dev/[^,]+(,deny-write=1)?",
}


def made(conf: str, ctid: str = "101", dialect: DialectName = "vzctl") -> Translation:
    return TARGET.make(Work(conf, "101.conf", ctid, dialect, Options(to="pct")))


def given_to_pct(script: str, **variables: str) -> dict[str, str]:
    """Run the command with a ``pct`` that prints what it is given, and return the options."""
    shell = "pct() { printf '%s\\0' \"$@\"; }\n"
    done = subprocess.run(
        ["/bin/sh", "-eu", "-c", shell + script],
        capture_output=True,
        text=True,
        env=variables,
        check=True,
        errors="surrogateescape",
    )
    create, ctid, archive, *words = done.stdout.removesuffix("\0").split("\0")
    assert (create, ctid) == ("create", "101")
    assert archive == variables.get("ARCHIVE", "101.tar.gz")
    names = [word.removeprefix("--") for word in words[::2]]
    assert len(set(names)) == len(names)
    assert all(word.startswith("--") for word in words[::2])
    return dict(zip(names, words[1::2], strict=True))


def options(conf: str, dialect: DialectName = "vzctl") -> dict[str, str]:
    return given_to_pct(made(conf, dialect=dialect).text)


def holds(name: str, value: str) -> bool:
    """Whether Proxmox VE takes a value for an option."""
    if name in NUMBERS:
        least, most = NUMBERS[name]
        return float(value) >= least and (most is None or float(value) <= most)
    form = next(form for known, form in FORMS.items() if re.fullmatch(known, name))
    return re.fullmatch(form, value) is not None


@pytest.mark.parametrize(
    ("line", "option", "value"),
    [
        ('PHYSPAGES="0:131072"', "memory", "512"),
        ('PHYSPAGES="0:131073"', "memory", "513"),
        ('PHYSPAGES="0:1G"', "memory", "1024"),
        ('PHYSPAGES="0:2.5G"', "memory", "2560"),
        ('PHYSPAGES="0:8M"', "memory", "16"),
        ('PRIVVMPAGES="65536:131072"', "memory", "512"),
        ('PRIVVMPAGES="65536:131072"', "swap", "0"),
        ('CPUS="4"', "cores", "4"),
        ('CPULIMIT="150"', "cpulimit", "1.5"),
        ('CPULIMIT="25"', "cpulimit", "0.25"),
        ('CPULIMIT="100"', "cpulimit", "1"),
        ('CPUUNITS="1000"', "cpuunits", "100"),
        ('CPUUNITS="500000"', "cpuunits", "10000"),
        ('CPUUNITS="8"', "cpuunits", "1"),
        ('DISKSPACE="1048576:1048576"', "rootfs", "local-lvm:1"),
        ('DISKSPACE="2G:2.2G"', "rootfs", "local-lvm:2.2"),
        ('DISKSPACE="1:1"', "rootfs", "local-lvm:0.001"),
        ('HOSTNAME="web1.example.org"', "hostname", "web1.example.org"),
        ('NAME="web1"', "hostname", "web1"),
        ('NAMESERVER="9.9.9.9 1.1.1.1"', "nameserver", "9.9.9.9 1.1.1.1"),
        ('SEARCHDOMAIN="a.example b.example"', "searchdomain", "a.example b.example"),
        ('ONBOOT="yes"', "onboot", "1"),
        ('ONBOOT="no"', "onboot", "0"),
        ('ONBOOT="yes"\nDISABLED="yes"', "onboot", "0"),
        ('DESCRIPTION="It\'s \\$(reboot) `x`"', "description", "It's $(reboot) `x`"),
        ('FEATURES="nfs:on"', "features", "mount=nfs"),
        ('FEATURES="nfs:on"', "unprivileged", "0"),
        ('FEATURES="nfs:off"', "unprivileged", "1"),
        ('DEVNODES="fuse:rw"', "features", "fuse=1"),
        ('DEVNODES="net/tun:rw"', "dev0", "/dev/net/tun"),
        ('DEVNODES="net/tun:r"', "dev0", "/dev/net/tun,deny-write=1"),
        (
            'NETIF="ifname=eth0,mac=00:18:51:AA:BB:CC,bridge=vmbr1"',
            "net0",
            "name=eth0,type=veth,bridge=vmbr1,hwaddr=00:18:51:AA:BB:CC",
        ),
        ('IP_ADDRESS="192.0.2.1/24"', "net0", "name=eth0,type=veth,bridge=vmbr0,ip=192.0.2.1/24"),
        ('IP_ADDRESS="2001:db8::1"', "net0", "name=eth0,type=veth,bridge=vmbr0,ip6=2001:db8::1/128"),
        (
            'NETIF="ifname=eth0,bridge=vmbr1"\nIP_ADDRESS="192.0.2.1"',
            "net1",
            "name=eth1,type=veth,bridge=vmbr0,ip=192.0.2.1/32",
        ),
    ],
)
def test_a_parameter_is_an_option(line: str, option: str, value: str) -> None:
    said = options(f"{line}\n")
    assert said[option] == value
    assert all(holds(name, text) for name, text in said.items())


def test_what_is_said_for_libvzctl_is_read_as_it_reads() -> None:
    said = options('NETIF="ifname=eth0,network=br0,ip=192.0.2.7/255.255.255.0,gw=192.0.2.1"\n', "libvzctl")
    assert said["net0"] == "name=eth0,type=veth,bridge=br0,ip=192.0.2.7/24,gw=192.0.2.1"


def test_the_new_node_names_what_is_its_own() -> None:
    script = made('DISKSPACE="2G:2G"\nIP_ADDRESS="192.0.2.1"\n').text
    said = given_to_pct(script, STORAGE="zfs", BRIDGE="vmbr7", ARCHIVE="/srv/a b.tar")
    assert said["rootfs"] == "zfs:2"
    assert "bridge=vmbr7" in said["net0"]


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ('PHYSPAGES="0:unlimited"', "VZ542", "no limit of memory"),
        ('PHYSPAGES="0:2251799813685248"', "VZ542", "no limit of memory"),
        ('PHYSPAGES="0:1G"', "VZ542", "no limit of swap"),
        ('PHYSPAGES="0:8M"\nSWAPPAGES="0:0"', "VZ542", "8 MiB of memory became 16"),
        ('CPUUNITS="1005"', "VZ542", "became a weight of 101"),
        ('CPULIMIT="50%"', "VZ542", "share of the whole host"),
        ('ONBOOT="yes"', "VZ542", "no size of the root"),
        ("", "VZ542", "what ran before"),
        ('DISABLED="yes"', "VZ541", "DISABLED"),
        ('HOSTNAME="under_score"', "VZ541", "is no DNS name"),
        ('IP_ADDRESS="192.0.2.1"', "VZ542", "add gw of its network to --net0"),
        ('IP_ADDRESS="192.0.2.1 192.0.2.2"', "VZ541", "set 192.0.2.2 inside"),
        ('NETIF="ifname=eth0"', "VZ542", "is on no bridge"),
        ('NETIF="ifname=eth0,bridge=a,mac_filter=on"', "VZ541", "mac_filter of eth0"),
        ('FEATURES="sit:on"', "VZ541", "sit of FEATURES"),
        ('FEATURES="nfs:on"', "VZ542", "privileged container"),
        ('NUMPROC="10:10"\nKMEMSIZE="1:1"', "VZ541", "no kernel of today counts NUMPROC, KMEMSIZE"),
        ('PHYSPAGES="0:1G"\nPRIVVMPAGES="1:1"', "VZ541", "without using it"),
        ('CAPABILITY="SYS_TIME:on"', "VZ541", "CAPABILITY"),
        ('PHYSPAGES="0:512MB"', "VZ201", ""),
        ('OUR_TICKET="1"', "VZ104", "OUR_TICKET"),
    ],
)
def test_what_no_option_says_is_told(line: str, code: str, words: str) -> None:
    assert [each.message for each in made(f"{line}\n").report.findings if each.code == code and words in each.message]


def test_what_is_no_address_and_no_name_is_told() -> None:
    result = made('NAMESERVER="9.9.9.9 \x0b1.1.1.1 fe80::1%eth0 : x"\nSEARCHDOMAIN="a.example b_c"\n')
    said = given_to_pct(result.text)
    assert (said["nameserver"], said["searchdomain"]) == ("9.9.9.9 fe80::1%eth0", "a.example")
    told = [each.message.partition(" is no ")[0] for each in result.report.findings if " is no " in each.message]
    assert sorted(told) == ["':'", "'\\x0b1.1.1.1'", "'b_c'", "'x'"]


def test_what_is_inherited_is_the_new_nodes() -> None:
    result = made('NAMESERVER="inherit 9.9.9.9"\nSEARCHDOMAIN="a.example inherit"\n')
    said = given_to_pct(result.text)
    assert ("nameserver" in said, said["searchdomain"]) == (False, "a.example inherit"), "behind others it is a word"
    assert not [each for each in result.report.findings if "9.9.9.9" in each.message]


def test_no_limit_is_no_loss() -> None:
    conf = 'PHYSPAGES="0:1G"\nSWAPPAGES="0:0"\nDISKSPACE="1G:1G"\nNUMPROC="unlimited"\nPRIVVMPAGES="unlimited"\n'
    conf += 'ONBOOT="no"\n'
    assert not made(conf).report.findings


@pytest.mark.parametrize("ctid", ["99", "1", "b0e1a6a8-3a34-4b0c-9c1d-5b0c0d1f2a3b", "1000000000"])
def test_an_id_that_proxmox_does_not_take(ctid: str) -> None:
    with pytest.raises(InputError, match="numbers from 100"):
        made("", ctid)


def accounted(conf: str, dialect: DialectName) -> None:
    """Hold that each parameter in force is an option, is of the old place, or is told, and each value is taken."""
    conf = conf.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")  # as it would come out of a file
    result = made(conf, dialect=dialect)
    reader = dialect_named(dialect)
    settings = settle(parse(conf, reader), reader)
    told = " ".join(f"{each.parameter} {each.message}" for each in result.report.findings)
    said = given_to_pct(result.text)
    assert [(name, text) for name, text in said.items() if not holds(name, text)] == []
    unlimited = {
        name for name, each in settings.by_name.items() if getattr(each.value, "limit", 0) in (2**63 - 1, 2**31 - 1)
    }
    silent = [
        name
        for name, each in settings.by_name.items()
        if each.kept and name not in _OPTIONS and name not in _SAID and name not in told and name not in unlimited
    ]
    assert silent == []


@given(clean_confs())
@example('DESCRIPTION="\ud8000"\n')
def test_every_parameter_of_a_good_conf_is_an_option_or_told(conf: str) -> None:
    accounted(conf, "vzctl")


@given(confs())
def test_every_parameter_of_any_conf_is_an_option_or_told(conf: str) -> None:
    for dialect in ("vzctl", "libvzctl", "libvirt"):
        accounted(conf, dialect)


def test_every_parameter_of_the_fixtures_is_an_option_or_told() -> None:
    for path in sorted((Path(__file__).parents[2] / "fixtures").rglob("*.conf")):
        accounted(path.read_bytes().decode("utf-8", "surrogateescape"), "vzctl")
