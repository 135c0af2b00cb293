"""Which tests can run here, and which must?

The laws run a short form by default, which tries the same examples each time; with VZVIRT_LAWS=fresh they try new ones
(as .ci/run does), with VZVIRT_LAWS=campaign very many (hours). Both print their seed: VZVIRT_SEED or --hypothesis-seed
repeats a run.
Tests that run libvirt itself need root and its programs: without these they are skipped, and the reason is shown.
VZVIRT_REQUIRE=interop,boot is for the machine that has to run them: there, one that is skipped has failed, and so has a
session in which none of them passed.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import secrets
import shutil
import subprocess
from collections.abc import Generator, Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Building a strategy from regular expressions is slow once, and texts that a codec takes are found by trying; a shared
# machine makes any deadline a coin toss.
_UNHURRIED = [HealthCheck.too_slow, HealthCheck.filter_too_much]
# The short form tries the same examples each time, so that a change is judged by what it changed.
settings.register_profile("short", deadline=None, max_examples=25, suppress_health_check=_UNHURRIED, derandomize=True)
_SHORT = settings.get_profile("short")
settings.register_profile("fresh", parent=_SHORT, max_examples=30, derandomize=False, database=None, print_blob=True)
settings.register_profile("campaign", parent=_SHORT, max_examples=20_000, derandomize=False, print_blob=True)
LAWS = os.environ.get("VZVIRT_LAWS") or ("campaign" if os.environ.get("VZVIRT_CAMPAIGN") else "short")
settings.load_profile(LAWS)

NEEDED = {
    "extras": (),
    "interop": ("unshare", "virsh", "virt-xml-validate", "xmllint"),
    "boot": ("unshare", "nsenter", "virsh", "libvirtd", "busybox", "ip", "iptables", "ebtables"),
    "vm": ("qemu-system-x86_64", "debootstrap", "mke2fs", "debugfs"),
    "browser": ("chromium", "chromedriver"),
}
#: Mark to the libraries that its tests import.
LIBRARIES = {
    "extras": ("coverage", "distributed", "flask_cors", "fsspec", "moto", "pre_commit", "pyarrow", "s3fs", "zstandard"),
    "browser": ("selenium",),
}
DRIVERS = [f"usr/{lib}/libvirt/connection-driver/libvirt_driver_lxc.so" for lib in ("lib", "lib64", "lib/*")]
REQUIRED = frozenset(os.environ.get("VZVIRT_REQUIRE", "").replace(",", " ").split())
passed = dict.fromkeys(REQUIRED, 0)


@functools.cache
def missing(mark: str) -> str | None:
    """Say why tests with this mark cannot run here."""
    absent = [tool for tool in NEEDED[mark] if shutil.which(tool) is None]
    if absent:
        return f"not installed: {', '.join(absent)}"
    absent = [name for name in LIBRARIES.get(mark, ()) if importlib.util.find_spec(name) is None]
    if absent:
        return f"not installed: {', '.join(absent)}"
    if mark in LIBRARIES:
        return None
    if os.geteuid() != 0:
        return "needs root"
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        return "may not make namespaces"
    if mark == "boot" and not Path("/sys/fs/cgroup/memory").is_dir():
        return "needs cgroups v1"
    if mark == "boot" and not any(file for place in DRIVERS for file in Path("/").glob(place)):
        return "not installed: libvirt's LXC driver"
    return None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="write what the code answers into the expected files of fixtures/"
    )


@pytest.hookimpl(tryfirst=True)  # before hypothesis asks for its seed
def pytest_configure(config: pytest.Config) -> None:
    if LAWS != "short" and config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = os.environ.get("VZVIRT_SEED") or str(secrets.randbits(32))
    unknown = REQUIRED - NEEDED.keys()
    if unknown:
        raise pytest.UsageError(f"VZVIRT_REQUIRE: no such mark: {', '.join(sorted(unknown))}")


@pytest.hookimpl(trylast=True)  # after -m has left out what is not asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in _marks(item, NEEDED):
            reason = missing(mark)
            if reason:
                item.add_marker(pytest.mark.skip(reason=f"{mark}: {reason}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    required = _marks(item, REQUIRED)
    if required and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, though VZVIRT_REQUIRE names {', '.join(required)}: {report.longrepr}"
    if report.when == "call" and report.passed:
        for mark in required:
            passed[mark] += 1
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _idle() and not session.config.option.collectonly:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if LAWS != "short":
        seed = terminalreporter.config.option.hypothesis_seed
        terminalreporter.write_line(f"laws: the same examples again with VZVIRT_LAWS={LAWS} --hypothesis-seed={seed}")
    if _idle():
        terminalreporter.write_line(f"VZVIRT_REQUIRE: no test passed of {', '.join(_idle())}", red=True)


def _idle() -> list[str]:
    return sorted(mark for mark, count in passed.items() if not count)


def _marks(item: pytest.Item, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if item.get_closest_marker(name))
