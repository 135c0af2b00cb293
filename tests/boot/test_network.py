"""Does libvirt's network driver take the networks of converted containers, and do they reach their host by them?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import pytest

from tests.boot import look
from tests.boot.harness import PATIENCE, FailedError, Host, soon
from tests.lxc.cases import confs
from translator import conf_to_domain
from translator.conf.dialect import DIALECTS
from translator.network import NetworkDocument, bridge_commands, host_needs, networks_of

pytestmark = pytest.mark.boot
CONF = """\
IP_ADDRESS="192.0.2.10 192.0.2.1/24 10.1.2.3/8 198.51.100.5 2001:db8::10"
NETIF="ifname=eth0,mac=02:00:00:00:00:01,host_ifname=veth101.0,bridge=br0"
"""


@contextlib.contextmanager
def defined(host: Host, documents: Sequence[NetworkDocument]) -> Iterator[None]:
    """Have libvirt know some networks for as long as the block lasts."""
    known: list[str] = []
    try:
        for document in documents:
            file = host.folder / "network.xml"
            file.write_text(document.text)
            host.virsh("net-define", "--validate", str(file))
            known.append(document.name)
        yield
    finally:
        for name in known:
            host.attempt(["virsh", "-q", "-c", "lxc:///system", "net-destroy", name])
            host.virsh("net-undefine", name)


@contextlib.contextmanager
def bridge(host: Host, name: str, *addresses: str) -> Iterator[None]:
    """Have a bridge on the host."""
    host.run(["ip", "link", "add", name, "type", "bridge"])
    try:
        for address in addresses:
            host.run(["ip", "address", "add", address, "dev", name])
        host.run(["ip", "link", "set", name, "up"])
        yield
    finally:
        host.run(["ip", "link", "delete", name])


def converted(host: Host, conf: str) -> str:
    return conf_to_domain(f'VE_PRIVATE="{host.root("101")}"\n{conf}', ctid=101, driver="lxc").text


def reaches(host: Host, name: str, address: str, patience: float = PATIENCE) -> bool:
    """Whether an address answers, once an IPv6 one of its own is known as nobody else's."""
    return soon(lambda: not host.attempt_inside(name, ["ping", "-c", "1", "-W", "1", address]).status, patience)


def test_the_networks_of_every_conf_are_taken(host: Host) -> None:
    documents = {
        document.text: document.name
        for case in confs()
        for dialect in DIALECTS
        for document in networks_of([(case.name, case.conf)], dialect=dialect, routed=True)[0]
    }
    assert len(documents) > 5
    commands: list[str] = []
    for at, (text, name) in enumerate(documents.items()):
        file = host.folder / f"network{at}.xml"
        file.write_text(text)
        commands += [f"net-define --validate {file}", f"net-undefine {name!r}"]
    done = host.attempt(["virsh", "-q", "-c", "lxc:///system", "; ".join(commands)])
    assert (done.status, done.err) == (0, "")


def test_a_container_runs_beside_its_networks(host: Host) -> None:
    [document], _ = networks_of([("101.conf", CONF)], routed=True)
    assert document.name == "venet"
    with bridge(host, "br0"), defined(host, [document]):
        host.virsh("net-start", document.name)
        seen = look.interfaces(host)["virbr-venet"]
        assert seen.addresses == {"10.0.0.1/8", "192.0.2.2/24", "198.51.100.1/24", "2001:db8::1/64"}
        assert host.run(["cat", "/proc/sys/net/ipv4/ip_forward"]) == "1\n"
        with host.running(converted(host, CONF)) as name:
            # The container's own routes, one an address, go before those of the network.
            for address in ("192.0.2.10", "192.0.2.1", "10.1.2.3", "198.51.100.5", "2001:db8::10"):
                assert soon(lambda: " dev vnet" in host.run(["ip", "route", "get", address])), address  # noqa: B023
            # (An IPv6 address of a bridge without ports is not in use yet, for nobody could say whose it is.)
            for address in ("192.0.2.2", "10.0.0.1", "198.51.100.1"):
                assert reaches(host, name, address), address


def test_a_container_may_be_on_the_routed_network(host: Host) -> None:
    conf = 'IP_ADDRESS="192.0.2.10"\n'
    with defined(host, networks_of([("101.conf", conf)], routed=True)[0]):
        host.virsh("net-start", "venet")
        interface = (
            "<interface type='network'><source network='venet'/><ip address='192.0.2.10' prefix='24'/>"
            "<route address='0.0.0.0' gateway='192.0.2.1'/></interface></devices>"
        )
        document = converted(host, "").replace("</devices>", interface)
        with host.running(document) as name:
            assert len(look.bridge_members(host, "virbr-venet")) == 1
            assert reaches(host, name, "192.0.2.1")


def test_libvirt_starts_no_network_that_the_host_is_in(host: Host) -> None:
    documents, _ = networks_of([("101.conf", 'IP_ADDRESS="192.0.2.10"\n')], routed=True)
    with (
        defined(host, documents),
        bridge(host, "lan", "192.0.2.9/24"),
        pytest.raises(FailedError, match="already in use"),
    ):
        host.virsh("net-start", "venet")


def test_the_bridge_that_is_told_takes_a_container(host: Host) -> None:
    needs = host_needs([("101.conf", CONF)])
    assert (needs.networks, needs.bridges) == ([], ["br0"])
    try:
        for _ in range(2):  # the second time it is there
            host.run(["sh", "-c", bridge_commands("br0")])
        with host.running(converted(host, CONF)):
            assert look.bridge_members(host, "br0") == {"veth101.0"}
    finally:
        host.run(["ip", "link", "delete", "br0"])


def test_a_virtual_network_of_openvz_7_takes_a_container(host: Host) -> None:
    """Of which no more than its name is known: it leads nowhere, but the container starts."""
    conf = 'NETIF="ifname=eth0,mac=02:00:00:00:00:01,host_ifname=veth101.0,network=my lan"\n'
    documents, _ = networks_of([("101.conf", conf)], dialect="libvzctl")
    with defined(host, documents):
        host.virsh("net-start", "my lan")
        text = f'VE_PRIVATE="{host.root("101")}"\n{conf}'
        done = conf_to_domain(text, ctid=101, driver="lxc", dialect="libvzctl", layout="simfs", cgroup="v1")
        with host.running(done.text.replace("/101/fs'", "/101'")) as name:
            assert "eth0" in host.inside(name, ["ip", "link"])
