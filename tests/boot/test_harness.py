"""Does the LXC host start containers as lxc-documents say, and leave no trace?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot import look
from tests.boot.harness import FailedError, Host, lxc_host

pytestmark = pytest.mark.boot


@pytest.fixture(scope="module")
def container(host: Host) -> Iterator[str]:
    host.run(["ip", "link", "add", "vzbr0", "type", "bridge"])
    document = domain(
        host,
        "101",
        """<memtune><hard_limit unit='KiB'>262144</hard_limit></memtune>""",
        """<cputune><shares>1000</shares><period>100000</period><quota>50000</quota></cputune>""",
        features="""<capabilities policy='default'><sys_time state='on'/><net_raw state='off'/></capabilities>""",
        devices="""<interface type='bridge'>
      <mac address='52:54:00:00:01:01'/><source bridge='vzbr0'/><target dev='veth101.0'/><guest dev='eth0'/>
    </interface>
    <interface type='ethernet'><ip address='192.0.2.7' family='ipv4' prefix='32'/><guest dev='venet0'/></interface>""",
    )
    with host.running(document) as name:
        yield name
    host.run(["ip", "link", "delete", "vzbr0"])


def domain(
    host: Host, name: str, *parts: str, features: str = "", devices: str = "", vcpu: str = "<vcpu>1</vcpu>"
) -> str:
    return f"""<domain type='lxc'>
  <name>{name}</name><memory unit='MiB'>64</memory>{vcpu}{"".join(parts)}
  <os><type>exe</type><init>/sbin/init</init></os>
  <features>{features}</features>
  <devices>
    <filesystem type='mount'><source dir='{host.root(name)}'/><target dir='/'/></filesystem>
    {devices}
    <console type='pty'/>
  </devices>
</domain>"""


def test_its_name_is_its_hostname(host: Host, container: str) -> None:
    assert look.hostname(host, container) == "101"


def test_its_interfaces(host: Host, container: str) -> None:
    inner = look.interfaces(host, container)
    assert set(inner) == {"eth0", "venet0"}
    assert inner["eth0"].mac == "52:54:00:00:01:01"
    assert inner["venet0"].addresses == {"192.0.2.7/32"}
    assert inner["venet0"].up


def test_the_hosts_ends(host: Host, container: str) -> None:
    assert look.bridge_members(host, "vzbr0") == {"veth101.0"}
    [routed] = look.interfaces(host).keys() - {"vzbr0", "veth101.0"}
    assert routed.startswith("vnet")  # its number is the next that libvirtd has not given yet


def test_its_limits(host: Host, container: str) -> None:
    assert host.cgroup(container, "memory", "memory.limit_in_bytes") == str(256 * 1024 * 1024)
    assert host.cgroup(container, "cpu", "cpu.shares") == "1000"
    assert host.cgroup(container, "cpu", "cpu.cfs_quota_us") == "50000"


def test_its_capabilities(host: Host, container: str) -> None:
    bounding = look.capabilities(host, container)
    assert {"sys_time", "chown", "net_admin"} <= bounding
    assert not bounding & {"sys_module", "mknod", "net_raw"}


def test_its_devices(host: Host, container: str) -> None:
    assert look.device(host, container, "/dev/null") == "usable"
    assert look.device(host, container, "/dev/fuse") == "absent"
    assert not look.may_make_device(host, container, "c", 1, 3)  # without mknod, not even what is allowed


def test_a_device_that_is_refused(host: Host) -> None:
    mknod = "<capabilities policy='default'><mknod state='on'/></capabilities>"
    with host.running(domain(host, "103", features=mknod)) as name:
        host.inside(name, ["mknod", "/root/kmsg", "c", "1", "11"])
        assert look.device(host, name, "/root/kmsg") == "refused"
        assert look.may_make_device(host, name, "c", 1, 3)


def test_a_failing_command(host: Host, container: str) -> None:
    with pytest.raises(FailedError, match="nosuchfile"):
        host.inside(container, ["cat", "/nosuchfile"])


def test_libvirt_says_why_not(host: Host) -> None:
    host.define(domain(host, "102", devices="<interface type='bridge'><source bridge='nosuchbridge'/></interface>"))
    with pytest.raises(FailedError, match="nosuchbridge"):
        host.start("102")
    host.undefine("102")


def test_many_containers_at_once(host: Host) -> None:
    names = [str(ctid) for ctid in range(201, 206)]
    for name in names:
        host.define(domain(host, name))
        host.start(name)
    assert [look.hostname(host, name) for name in names] == names
    for name in names:
        host.destroy(name)
        host.undefine(name)


def test_a_name_is_free_again(host: Host) -> None:
    for count in ("64", "65"):
        with host.running(domain(host, "104").replace("64", count)) as name:
            assert host.cgroup(name, "memory", "memory.limit_in_bytes") == str(int(count) << 20)


def test_two_hosts_do_not_meet_and_leave_nothing() -> None:
    before = state()
    with lxc_host() as one, lxc_host() as other:
        for host in (one, other):
            host.define(domain(host, "101"))
            host.start("101")
        assert one.init_pid("101") != other.init_pid("101")
        one.destroy("101")
        assert other.inside("101", ["echo", "here"]) == "here\n"
    assert state() == before


def state() -> tuple[str, list[Path], list[str]]:
    """Give what is seen of the machine: mounts, cgroups, interfaces."""
    return (
        Path("/proc/self/mountinfo").read_text(),
        sorted(Path("/sys/fs/cgroup").glob("*/*/")),
        sorted(link.name for link in Path("/sys/class/net").iterdir()),
    )
