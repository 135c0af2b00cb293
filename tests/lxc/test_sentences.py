"""Is each sentence of the manual's table of LXC ("exact", "as much time") measured, on a host with cgroup v1 and on v2?

Each names what is looked at and in which started container. That has to follow from the conf: without the row's lines,
or without its options, something else would have to be seen. What is only told, or done by hand, names its test.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.boot import expect as v1
from tests.boot.cases import cases
from tests.boot.harness import Host
from tests.lxc.test_measured import SECTION, rows, without
from tests.vm import expect as v2
from tests.vm.cases import DISK, STARTED

TESTS = Path(__file__).parents[1]
HOST = Host(Path("/srv"), 0)
_VALUES = "lxc/test_plan_values.py"


@dataclass(frozen=True)
class Seen:
    """What is looked at, by the started container; ``follows`` says that it is other without the lines of the row."""

    v1: tuple[tuple[str, str], ...] = ()
    v2: tuple[tuple[str, str], ...] = ()
    follows: bool = True


@dataclass(frozen=True)
class Held:
    """The test that holds what no started container shows: a file of tests, and words in it."""

    file: str
    words: str


_IOPRIO = Seen((("disk-limits", "disk weight"),), (("priority-7", "io.weight"), ("priority-5", "io.weight")))
MEASURED: dict[tuple[str, str], Seen | Held] = {
    ("PHYSPAGES", "the limits are exact"): Seen(
        (("vswap", "memory"), ("vswap", "memory and swap"), ("vswap-no-swap", "memory and swap")),
        (("swap-512m", "memory.max"), ("swap-512m", "memory.swap.max"), ("swap-none", "memory.swap.max")),
    ),
    ("PHYSPAGES", "With v2 libvirt shows SwapTotal inside as swap less RAM, below 0 as a number near 2^64"): Seen(
        (("vswap", "SwapTotal"),), (("swap-512m", "SwapTotal"), ("swap-64m", "SwapTotal"))
    ),
    ("PRIVVMPAGES", "the nearest that cgroups have"): Seen(
        (("beancounters", "memory"), ("beancounters", "memory and swap")),
        (("beancounters", "memory.max"), ("beancounters", "memory.swap.max")),
    ),
    ("PRIVVMPAGES", "RAM in use counts, and too much ends a process"): Seen(
        (("beancounters", "taking 500 MiB"),), (("beancounters", "too much"),)
    ),
    (
        "PRIVVMPAGES",
        "A container without a limit sees a MemTotal of 9007199254740991 kB, or what `--host-ram 64G` says",
    ): Seen((("host-ram", "MemTotal"),), (("host-ram", "MemTotal"),)),
    ("CPULIMIT", "exact"): Seen(
        (("processors", "cpu quota"), ("processors", "cpus"), ("processors", "nodes")),
        (("ceiling", "cpu.max"), ("masks", "cpuset.cpus"), ("masks", "cpuset.mems")),
    ),
    ("CPULIMIT", "`N%` of the node's CPUs, and with OpenVZ 7 MHz, is told and travels along"): Held(
        _VALUES, "25 for each CPU of the node"
    ),
    ("CPUUNITS", "ratios stay to a tenth of the default, and the default is the host's own"): Seen(
        (("processors", "cpu shares"), ("processor-extremes", "cpu shares")),
        (("units-8", "cpu.weight"), ("units-50000", "cpu.weight"), ("units-500000", "cpu.weight")),
    ),
    ("CPUUNITS", "100 with v2 (about 1024 with v1)"): Seen(
        (("minimal", "cpu shares"),), (("bare", "cpu.weight"), ("units-1000", "cpu.weight")), follows=False
    ),
    ("CPUUNITS", "What is more is told"): Held(_VALUES, "150550 is more than a weight can say"),
    ("CPUUNITS", "So is what rounding puts off by more than a tenth"): Held(_VALUES, "24 is between two weights"),
    ("CPUUNITS", "with v2, 8 to 24 all weigh 2"): Seen(v2=(("units-8", "cpu.weight"),)),
    ("CPUS", "as much time"): Seen((("cpus", "cpu quota"),), (("cpus", "cpu.max"), ("cpus-below-ceiling", "cpu.max"))),
    ("CPUS", "LXC shows every CPU of the host"): Seen(
        (("cpus", "processors"),), (("cpus", "processors"),), follows=False
    ),
    ("IOPRIO", "by a formula of ours"): _IOPRIO,
    ("IOPRIO", "there is no other"): _IOPRIO,
    ("IOPRIO", "libvirt's schema has no weight below 100"): Held(_VALUES, "libvirt says no weight below 100"),
    ("IOPRIO", "with v2, 0 to 3 count as 4"): Seen(
        v2=tuple((f"priority-{priority}", "io.weight") for priority in range(5)), follows=False
    ),
    ("IOLIMIT", "for reading and for writing each"): Seen(
        tuple(("disk-limits", f"disk {way} {unit} of sda") for way in ("read", "write") for unit in ("bps", "iops")),
        (("disk-limits", f"io.max of {DISK}"),),
    ),
    ("IOLIMIT", "without a disk they travel along"): Held("lxc/test_plan.py", '"IOLIMIT": "by hand"'),
    ("VE_PRIVATE", "the image has to be mounted there first"): Held("boot/test_confs.py", "mounted(host, done, where)"),
    ("VE_PRIVATE", "the finding has the commands, with `ploop` and without"): Held("boot/image.py", "VZ512"),
    (
        "VE_PRIVATE",
        "`--layout ploop` says it where no conf does and the private area is not on this machine",
    ): Held("translate/test_root.py", 'image = lxc(PATHS, layout="ploop")'),
    ("IP_ADDRESS", "the host has a route to each address as soon as the container runs"): Seen(
        (("venet-many", "routes of the host"),), (("venet", "its host answers"),)
    ),
    ("IP_ADDRESS", "it has to forward and to answer ARP ([venet](venet.md))"): Held(
        "boot/test_world.py", "def test_forwarding_alone_is_not_enough"
    ),
    ("NETIF", "exact"): Seen(
        (("veth-bridged", "MAC of eth0"), ("veth-bridged", "bridge of veth101.0"), ("veth-bridged", "interfaces")),
        (("pairs", "interfaces"), ("pairs", "ports")),
    ),
    ("NETIF", "one without `bridge=` is put into its bridge by hand (`--plan` has the command)"): Held(
        _VALUES, "in no bridge: ip link set veth101.0 master vmbr0 up"
    ),
    ("NETDEV", "read and write"): Seen(
        (("devices", "/dev/net/tun"), ("devices", "/dev/fuse"), ("adapter", "interfaces")),
        (("devices", "devices"), ("adapter", "interfaces")),
    ),
    ("NETDEV", "anything finer is told and travels along"): Held(_VALUES, "/dev/sda: no quota on it"),
    ("CAPABILITY", "by LXC's default set ([isolation](isolation.md))"): Seen(
        (("capabilities", "capabilities"),), (("capabilities", "capabilities"),)
    ),
    ("HOSTNAME", "the files inside, which vzctl has written, have the last word"): Held(
        "boot/test_debian.py", '"/bin/cat", "/etc/resolv.conf"'
    ),
    ("ONBOOT", "`virsh -c lxc:///system autostart 101`"): Held("boot/test_define.py", "autostart"),
    ("ONBOOT", "also without ONBOOT, where OpenVZ starts with its node what ran before"): Held(
        "lxc/test_plan_steps.py", "def test_it_comes_back_with_its_host_as_vzs_init_script_has_it"
    ),
    ("ONBOOT", "A disabled one is to be left down"): Held(
        "lxc/test_plan_steps.py", "def test_one_that_is_disabled_is_not_started"
    ),
    ("ONBOOT", "nothing keeps libvirt from starting it"): Held(
        "lxc/test_plan_steps.py", "def test_one_that_is_disabled_is_not_started"
    ),
}


def names(cell: str) -> list[str]:
    return re.findall(r"`([A-Z_]+)", cell)


def sentences() -> dict[tuple[str, str], list[str]]:
    """Return each sentence with its row's first parameter, and the parameters of that row."""
    table = [row for row in rows(SECTION)[1:] if len(row) == 3]  # the table of options has two columns
    return {(names(row[0])[0], said): names(row[0]) for row in table for said in re.split(r"[.;:] ", row[2])}


def test_each_sentence_says_how_it_is_measured() -> None:
    assert MEASURED.keys() == sentences().keys()


def seen_v1(name: str, thing: str, lacking: list[str] | None = None) -> Any:
    [case] = [case for case in cases() if case.name == name]
    if lacking is not None:
        text = case.text
        for parameter in lacking:
            text = without(text, parameter)
        case = dataclasses.replace(case, text=text, host_ram=None, block_device=False)
    return v1.expected(case, HOST).get(thing)


def seen_v2(name: str, thing: str, lacking: list[str] | None = None) -> Any:
    started = STARTED[name]
    if lacking is not None:
        conf = f"{started.conf}\n"
        for parameter in lacking:
            conf = without(conf, parameter)
        started = dataclasses.replace(started, conf=conf, options={})
    return v2.expected(started).get(thing)


@pytest.mark.parametrize("sentence", MEASURED, ids=[f"{row}: {said[:40]}" for row, said in MEASURED])
def test_what_is_looked_at_follows_from_the_conf(sentence: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(v1, "disk", lambda: "sda")
    monkeypatch.setattr("tests.boot.cases.openable_disk", lambda: "sda")
    how, parameters = MEASURED[sentence], sentences()[sentence]
    if isinstance(how, Held):
        assert how.words in (TESTS / how.file).read_text(encoding="utf-8")
        return
    assert how.v2
    assert how.v1 or " v2" in sentence[1], "measured on both, where both are meant"
    for look, looked in ((seen_v1, how.v1), (seen_v2, how.v2)):
        for case, thing in looked:
            wanted = look(case, thing)
            assert wanted is not None, (case, thing)
            assert (look(case, thing, parameters) != wanted) == how.follows, (case, thing)
