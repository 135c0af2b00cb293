"""Does a real Debian start, with either of its inits and with what vzctl wrote inside, and does it reach the world?

What is done to the host and to the files is what its plan says.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest

from tests.boot.debian import INITS, Debian, debian
from tests.boot.harness import Host, soon
from tests.boot.test_world import WORLD, world
from translator import conf_to_domain
from translator.plan import Plan, make_plan

pytestmark = pytest.mark.boot
#: Those of the files that vzctl's scripts wrote.
ROUTED = ("192.0.2.10", "192.0.2.11", "2001:db8:9::10")
BRIDGED, NEIGHBOUR = "198.51.100.10", "198.51.100.2"
CONF = f"""NAME="debian"
HOSTNAME="web.example.com"
NAMESERVER="192.0.2.53"
SEARCHDOMAIN="example.com"
IP_ADDRESS="{" ".join(ROUTED)}"
NETIF="ifname=eth0,bridge=vmbr0,mac=02:00:5e:00:53:01,host_ifname=veth101.0,host_mac=02:00:5e:00:53:02"
PHYSPAGES="0:65536"
SWAPPAGES="0:65536"
"""


@pytest.fixture(scope="module", autouse=True)
def _bridge(host: Host) -> Iterator[None]:
    """Have the host in a world, which is in its bridge as well."""
    with world(host):
        for command in (
            "ip link add vmbr0 type bridge",
            "ip link add port type veth peer name wire",
            "ip link set port master vmbr0 up",
            "ip link set vmbr0 up",
            "ip link set wire netns world",
            "ip netns exec world ip address add 198.51.100.2/24 dev wire",
            "ip netns exec world ip link set wire up",
        ):
            host.run(command.split())
        yield
        host.run(["ip", "link", "delete", "port"])
        host.run(["ip", "link", "delete", "vmbr0"])


def commands(plan: Plan, title: str) -> list[str]:
    [found] = [step.commands for step in plan.steps if step.title.startswith(title)]
    return [command for command in found if not command.startswith("#")]


def planned(made: Debian) -> tuple[str, Plan]:
    conf = f'{CONF}VE_PRIVATE="{made.root}"\nVE_LAYOUT="simfs"\n'
    done = conf_to_domain(conf, ctid=101, driver="lxc", cgroup="v1", name_by="name")
    return done.text, make_plan(conf, done)


def is_network(command: str) -> bool:
    """Whether a command takes the lines about venet0 out of the files."""
    return "venet0" in command


def prepare(host: Host, plan: Plan, way: str) -> None:
    """Do what the plan says: the host answers for all addresses, or the files lose what makes the container ask."""
    kernel = [each for each in commands(plan, "Prepare") if each.startswith(("sysctl ", "ip6tables ", "ip ", "lan="))]
    host.run(["sh", "-ec", "\n".join(kernel).replace("lan=eth0", "lan=lan")])
    files = commands(plan, "Put the files inside right")
    if way == "the host answers":
        files = [each for each in files if not is_network(each)]
    else:
        host.run(["sysctl", "-qw", "net.ipv4.conf.all.proxy_arp=0"])
    root, look, *edits = files
    assert not host.attempt(["sh", "-c", f"{root}\n{look}"]).out, "a link that leads out of the root"
    host.run(["sh", "-ec", "\n".join([root, *edits])])


def unreached(host: Host, made: Debian) -> list[str]:
    """Return the ways that no packet comes back on, once there has been time enough."""
    ask = ["ping", "-c", "1", "-W", "1"]

    def outwards(ip: str) -> Callable[[], int]:
        return lambda: made.attempt("/bin/ping", *ask[1:], ip).status

    def inwards(ip: str) -> Callable[[], int]:
        return lambda: host.attempt(["ip", "netns", "exec", "world", "busybox", *ask, ip]).status

    left = {f"to {ip}": outwards(ip) for ip in (*WORLD.values(), NEIGHBOUR)}
    left |= {f"from the world to {ip}": inwards(ip) for ip in (*ROUTED, BRIDGED)}

    def all_reached() -> bool:
        for what in [what for what, asked in left.items() if not asked()]:
            del left[what]
        return not left

    soon(all_reached)
    return list(left)


@contextlib.contextmanager
def running(host: Host, init: str, way: str) -> Iterator[Debian]:
    with debian(host, "debian", init) as made:
        document, plan = planned(made)
        prepare(host, plan, way)
        with made.started(document):
            yield made


@pytest.mark.parametrize("way", ["the host answers", "the lines are gone"])
@pytest.mark.parametrize("init", INITS)
def test_it_starts_and_reaches_the_world_and_is_reached(host: Host, init: str, way: str) -> None:
    with running(host, init, way) as made:
        assert unreached(host, made) == []
        default = made.inside("/bin/ip", "-4", "route", "show", "default")
        assert ("via 169.254.1.1" in default) == (way == "the lines are gone"), default
        assert made.inside("/bin/hostname") == "web.example.com"
        assert made.inside("/bin/cat", "/etc/resolv.conf") == "nameserver 192.0.2.53\nsearch example.com"
        # ifup is refused an IPv6 address that is there already, and goes on; systemd does not forget it
        refused = init == "systemd" and way == "the host answers"
        assert failures(made, init) == (["networking.service"] if refused else [])
        assert "getty" in made.inside("/bin/ps", "ax")


def failures(made: Debian, init: str) -> list[str]:
    """Return what has failed to start, once everything is up that is to be."""
    if init == "systemd":
        made.attempt("/bin/systemctl", "is-system-running", "--wait")
        failed = made.inside("/bin/systemctl", "--failed", "--plain", "--no-legend")
        return [line.split()[0] for line in failed.splitlines()]
    wait_for_getty(made)
    return [line for line in made.inside("/bin/ps", "axo", "args").splitlines() if line.startswith("startpar")]


def wait_for_getty(made: Debian) -> None:
    """Wait until sysvinit has run all scripts, and lets people in."""

    def is_up() -> bool:
        return "getty" in made.inside("/bin/ps", "axo", "args") and made.attempt("/sbin/runlevel").out == "N 2\n"

    if not soon(is_up):
        raise TimeoutError(f"{made.attempt('/bin/ps', 'ax')}; {made.host.console_log(made.name)}")


def test_sysvinit_sets_up_no_network_where_its_fstab_has_a_second_devpts(host: Host) -> None:
    """What the plan's command for fstab is for: scripts wait for ever for a console that is hidden."""
    with debian(host, "debian", "sysvinit") as made, made.started(planned(made)[0]):
        wait_for_getty(made)
        assert "startpar -f -- networking\n" in made.inside("/bin/ps", "axo", "args")
        assert "198.51.100.10" not in made.inside("/bin/ip", "-brief", "address")
