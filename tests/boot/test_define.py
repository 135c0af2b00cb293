"""Does libvirt's LXC driver take the document of every conf at hand, and give back what it says?"""

from __future__ import annotations

import re

import pytest

from tests.boot.harness import Host
from tests.interop.harness import validate
from tests.lxc.cases import confs, values
from translator import conf_to_domain, domain_to_conf

pytestmark = pytest.mark.boot
#: By an id of its own, so that all are there at once.
CASES = dict(enumerate(confs(), 10_000))


@pytest.fixture(scope="module")
def documents() -> dict[int, str]:
    """Give what we make of each conf."""
    return {
        ctid: conf_to_domain(
            case.conf, ctid=ctid, driver="lxc", idmap="100000:65536" if ctid % 2 else None, block_device="/dev/sda"
        ).text
        for ctid, case in CASES.items()
    }


def test_the_schema_takes_them(documents: dict[int, str]) -> None:
    verdicts = validate({CASES[ctid].name: document for ctid, document in documents.items()})
    assert not {name: verdict for name, verdict in verdicts.items() if verdict}


def test_the_driver_takes_them_and_gives_the_confs_back(host: Host, documents: dict[int, str]) -> None:
    folder = host.folder / "define"
    folder.mkdir()
    for ctid, document in documents.items():
        # Many of the confs claim the same UUID; without it libvirt gives each one of its own.
        anonymous = re.sub("  <uuid>.*</uuid>\n", "", document)
        (folder / f"{ctid}.xml").write_bytes(anonymous.encode("utf-8", "surrogateescape"))
    defined = _batch(host, [f"define --validate {folder}/{ctid}.xml" for ctid in documents])
    dumps = _batch(host, [f"dumpxml {ctid}" for ctid in documents]).split("</domain>\n")
    _batch(host, [f"undefine {ctid}" for ctid in documents])
    assert len(dumps) == len(documents) + 1, defined[-2000:]
    for (ctid, case), dump in zip(CASES.items(), dumps, strict=False):
        back = domain_to_conf(f"{dump}</domain>\n")
        assert back.ctid == str(ctid)
        assert values(back.text) == values(case.conf), case.name
        assert not back.report.findings, case.name


def _batch(host: Host, commands: list[str]) -> str:
    """Run many of virsh's commands through one connection."""
    done = host.attempt(["virsh", "-q", "-c", "lxc:///system", "; ".join(commands)])
    return done.out + ("" if done.status == 0 else done.err)


def test_the_command_that_starts_it_with_the_host(host: Host) -> None:
    done = conf_to_domain('ONBOOT="yes"\nVE_PRIVATE="/srv"\n', ctid=101, driver="lxc")  # it is never started
    [message] = [finding.message for finding in done.report.findings if finding.parameter == "ONBOOT"]
    [command] = re.findall("'(virsh .*)'", message)
    host.define(done.text)
    try:
        assert host.virsh("list", "--all", "--autostart", "--name").split() == []
        host.run(command.split())
        assert host.virsh("list", "--all", "--autostart", "--name").split() == ["101"]
    finally:
        host.undefine("101")
