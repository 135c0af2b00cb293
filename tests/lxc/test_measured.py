"""Is everything that the manual's table of LXC says measured, on a host with cgroup v1 and on one with v2?

A parameter is measured where a container is started whose conf sets it, and something that is looked at must be other
than it would be without the line.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot import expect as v1
from tests.boot.cases import cases
from tests.boot.harness import Host
from tests.boot.look import CAPABILITIES
from tests.docs.pages import MANUAL
from tests.lxc.cases import values
from tests.vm import expect as v2
from tests.vm.cases import STARTED
from translator.isolation import LXC_DROPS, OPENVZ_GIVES
from translator.table import BY_NAME

SECTION = (MANUAL / "lxc.md").read_text(encoding="utf-8")
#: What is in no cgroup, interface or device, and the test that looks at it.
ELSEWHERE = {
    "VE_PRIVATE": "every container has its root there",
    "VE_ROOT": "tests/boot/test_confs.py mounts images there",
    "SEARCHDOMAIN": "in no document",
    "NAMESERVER": "in no document",
    "HOSTNAME": "in no document; each case looks at the host name, which is the domain's",
    "ONBOOT": "tests/boot/test_define.py runs the command",
    "DISABLED": "nothing starts it: tests/lxc/test_plan_steps.py",
    "FEATURES": "LXC gives NET_ADMIN by itself",
}


def rows(text: str) -> list[list[str]]:
    """Return the first table of a text, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    found = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [row for row in found if not set(row[0]) <= set("-|")]


def promised() -> list[str]:
    names = [name for row in rows(SECTION)[1:] for name in re.findall(r"`([A-Z_]+)", row[0])]
    return [name for name in names if name in BY_NAME]


def without(conf: str, name: str) -> str:
    return "".join(line for line in conf.splitlines(keepends=True) if not line.startswith(f"{name}="))


def measured_v1(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(v1, "disk", lambda: "sda")
    monkeypatch.setattr("tests.boot.cases.openable_disk", lambda: "sda")
    host = Host(Path("/srv"), 0)
    for case in cases():
        wanted = v1.expected(case, host)
        for name in values(case.text):
            if v1.expected(dataclasses.replace(case, text=without(case.text, name)), host) != wanted:
                yield name


def measured_v2() -> Iterator[str]:
    for started in STARTED.values():
        wanted = v2.expected(started)
        for name in started.values():
            if v2.expected(dataclasses.replace(started, conf=without(started.conf, name))) != wanted:
                yield name


def test_the_table_was_found() -> None:
    assert len(promised()) > 20
    assert {"PHYSPAGES", "CPUS", "IOPRIO", "NETIF", "DEVNODES"} <= set(promised())
    assert set(ELSEWHERE) <= set(promised())


def test_each_parameter_is_measured_on_v1(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(promised()) - ELSEWHERE.keys() - set(measured_v1(monkeypatch)) == set()


def test_each_parameter_is_measured_on_v2() -> None:
    assert set(promised()) - ELSEWHERE.keys() - set(measured_v2()) == set()


def test_the_default_sets_of_capabilities() -> None:
    table = {
        row[0]: set(re.findall(r"[A-Z_]{3,}", row[1]))
        for row in rows((MANUAL / "isolation.md").read_text(encoding="utf-8"))
    }
    kernels = {name.upper() for name in CAPABILITIES}
    lxc = kernels - LXC_DROPS
    assert table == {
        "LXC gives, OpenVZ does not": lxc - OPENVZ_GIVES,
        "OpenVZ gives, LXC does not": OPENVZ_GIVES - lxc,
        "neither": kernels - lxc - OPENVZ_GIVES,
    }
