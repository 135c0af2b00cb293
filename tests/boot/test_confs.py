"""Do the containers start, and are they what their confs ask for? Does libvirt give the conf back?"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator

import pytest

from tests.boot.cases import BootCase, cases
from tests.boot.expect import expected
from tests.boot.harness import Host
from tests.boot.image import into_image, mounted
from tests.boot.observe import observed
from tests.interop.harness import validate
from tests.lxc.cases import values
from translator import domain_to_conf

pytestmark = pytest.mark.boot
CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_it_is_what_its_conf_asks_for(host: Host, case: BootCase) -> None:
    wanted = expected(case, host)
    with _surroundings(host, case), _running(host, case) as name:
        seen = observed(host, name, wanted)
        dumps = [host.dumpxml(name), host.dumpxml(name, "--inactive")]
    different = {what: (wanted[what], seen[what]) for what in wanted if wanted[what] != seen[what]}
    assert different.keys() == case.differs.keys(), different
    for dump in dumps:
        back = domain_to_conf(dump)
        assert values(back.text) == case.values(host)
        assert not back.report.findings
        with_base = domain_to_conf(dump, base=case.conf(host))
        assert values(with_base.text) == case.values(host)
        assert _without_uuid(with_base.text) == case.conf(host)


def test_every_document_is_valid(host: Host) -> None:
    verdicts = validate({case.name: case.convert(host).text for case in CASES})
    assert len(verdicts) >= 12
    assert not {name: verdict for name, verdict in verdicts.items() if verdict}


def _without_uuid(conf: str) -> str:
    """Leave out the UUID that libvirt gave the domain: it stands in a comment, as libvirt's OpenVZ driver has it."""
    return "".join(line for line in conf.splitlines(keepends=True) if not line.startswith("#UUID: "))


@contextlib.contextmanager
def _running(host: Host, case: BootCase) -> Iterator[str]:
    root = host.root(str(case.ctid))
    layout = case.values(host).get("VE_LAYOUT")
    if layout:
        into_image(root, str(layout))
    if case.idmap:
        start = case.idmap.partition(":")[0]
        subprocess.run(["chown", "-hR", f"{start}:{start}", str(root)], check=True)
        for folder in (root.parent, host.folder):  # the way to it is not that of the container's root alone
            folder.chmod(0o711)
    done = case.convert(host)
    with contextlib.ExitStack() as stack:
        if layout:
            where = str(case.values(host)["VE_ROOT"]).replace("$VEID", str(case.ctid))
            stack.enter_context(mounted(host, done, where))
        yield stack.enter_context(host.running(done.text))


@contextlib.contextmanager
def _surroundings(host: Host, case: BootCase) -> Iterator[None]:
    """Have the bridges and adapters that a conf speaks of."""
    conf = case.values(host)
    pairs, adapters = conf.get("NETIF", ()), conf.get("NETDEV", ())
    bridges = sorted({pair.bridge for pair in pairs if pair.bridge})  # type: ignore[attr-defined]
    made: list[str] = []
    try:
        for bridge in bridges:
            host.run(["ip", "link", "add", bridge, "type", "bridge"])
            made.append(bridge)
        for adapter in adapters:  # type: ignore[attr-defined]
            host.run(["ip", "link", "add", adapter, "type", "veth", "peer", "name", f"far-{adapter}"])
        yield
    finally:
        for bridge in made:
            host.run(["ip", "link", "delete", bridge])
