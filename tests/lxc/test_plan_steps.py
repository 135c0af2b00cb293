"""Are the steps of a plan whole, in order, for this container, and do their commands do what they say?"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.golden import FIXTURES
from tests.lxc.test_plan_values import HERE, planned
from translator import conf_to_domain
from translator.conf.dialect import VZCTL, DialectName
from translator.container.actions import Script, scripts_with
from translator.isolation import shift_command
from translator.plan import Plan, Step, make_plan

CONF = f"""{HERE}HOSTNAME="web's.example.com"
NAMESERVER="192.0.2.53 2001:db8::53"
SEARCHDOMAIN="example.com example.net"
IP_ADDRESS="192.0.2.10 2001:db8::10"
ONBOOT="yes"
FEATURES="nfs:on ipgre:on"
"""
INTERFACES = """# the loopback
auto lo
iface lo inet loopback

auto venet0
iface venet0 inet manual
	up ifconfig venet0 up
	up ifconfig venet0 127.0.0.2
	up route add default dev venet0
auto venet0:0
iface venet0:0 inet static
	address 192.0.2.10
	netmask 255.255.255.255

auto eth0
iface eth0 inet dhcp
"""


def step(plan: Plan, title: str) -> Step:
    [found] = [each for each in plan.steps if each.title.startswith(title)]
    return found


def test_they_stand_in_order() -> None:
    assert [each.title for each in planned(CONF, idmap="100000:65536").steps] == [
        "Prepare the new host",
        "Copy the files, while it runs",
        "Stop it on the old node",
        "Copy again what has changed",
        "Look for action scripts",
        "Put the files inside right",
        "Give the files to the ids that --idmap maps to",
        "Define and start it",
        "Try it",
        "Have it start with the host",
        "If it does not work: go back",
    ]


def test_the_host_is_prepared_for_what_the_container_has() -> None:
    commands = "\n".join(step(planned(CONF), "Prepare").commands)
    assert "sysctl -w net.ipv4.ip_forward=1 net.ipv4.conf.all.proxy_arp=1\n" in commands
    assert "sysctl -w net.ipv6.conf.all.forwarding=1\n" in commands
    assert 'ip -6 neigh add proxy 2001:db8::10 dev "$lan"' in commands
    assert "modprobe nfs\nmodprobe ip_gre" in commands
    bare = "\n".join(step(planned(HERE), "Prepare").commands)
    assert "sysctl" not in bare
    bridged = "\n".join(step(planned(f'{HERE}NETIF="ifname=eth0,bridge=br-x"\n'), "Prepare").commands)
    assert "ip link show dev br-x" in bridged


def test_the_host_is_looked_at_for_what_the_container_does_not_start_without() -> None:
    conf = 'CPUMASK="5-9"\nNODEMASK="3"\nNETDEV="eth1"\nDEVNODES="net/tun:rw "\nDEVICES="b:8:16:rw "\n'
    commands = step(planned(HERE + conf), "Prepare").commands
    assert [command.partition("    #")[0] for command in commands[-5:]] == [
        "ip link show dev eth1",
        "ls -lL /dev/net/tun",
        "ls -lL /dev/sdb",
        "cat /sys/devices/system/cpu/online",
        "cat /sys/devices/system/node/online",
    ]
    assert [command.partition("expected ")[2] for command in commands[-2:]] == ["5-9 among them", "3 among them"]
    bound = planned(f'{HERE}BINDMOUNT="/srv/a:/b"\n', "libvzctl")
    assert "ls -ldL /srv/a    # this has to be there: it is mounted inside" in step(bound, "Prepare").commands


def test_simfs_is_copied_from_the_private_area_and_an_image_from_where_it_is_mounted() -> None:
    simfs = planned(f'{HERE}VE_LAYOUT="simfs"\n')
    copy = 'rsync -aHAXSx --numeric-ids --delete "$old":/vz/private/101/ /vz/private/101/'
    assert step(simfs, "Copy the files").commands[-1] == copy
    assert step(simfs, "Copy again").commands == (copy,)
    ploop = planned(f'{HERE}VE_ROOT="/srv/root/$VEID"\nVE_LAYOUT="ploop"\n')
    assert '"$old":/srv/root/101/ ' in step(ploop, "Copy the files").commands[-1]
    mount, again, unmount = step(ploop, "Copy again").commands
    assert (mount, unmount) == ('ssh "$old" vzctl mount 101', 'ssh "$old" vzctl umount 101')
    assert '"$old":/srv/root/101/ ' in again


def test_it_starts_on_one_node_alone() -> None:
    plan = planned(CONF)
    assert step(plan, "Stop").commands == (
        'ssh "$old" vzctl set 101 --onboot no --save',
        'ssh "$old" vzctl stop 101',
    )
    assert step(plan, "If").commands[-1] == 'ssh "$old" vzctl set 101 --onboot yes --save'
    never = planned(f'{HERE}ONBOOT="no"\n')
    assert step(never, "Stop").commands == ('ssh "$old" vzctl stop 101',)
    assert not [each for each in never.steps if "start with the host" in each.title]


@pytest.mark.parametrize(("line", "dialect"), [("", "vzctl"), ('ONBOOT="auto"\n', "libvzctl")])
def test_it_comes_back_with_its_host_as_vzs_init_script_has_it(line: str, dialect: DialectName) -> None:
    plan = planned(f"{HERE}{line}", dialect)
    assert "if it ran before" in step(plan, "Have it start with the host").why
    [row] = [item for item in plan if item.parameter == "ONBOOT"]
    assert (row.verdict, "what ran before" in row.why) == ("by hand", True)


@pytest.mark.parametrize("onboot", ["", 'ONBOOT="yes"\n', 'ONBOOT="no"\n'])
def test_one_that_is_disabled_is_not_started(onboot: str) -> None:
    plan = planned(f'{HERE}DISABLED="yes"\n{onboot}')
    assert step(plan, "Define").commands[-1] == "virsh -c lxc:///system define --validate 101.xml"
    commands = [command for each in plan.steps for command in each.commands]
    assert not [each for each in commands if " start " in each or "autostart" in each]
    assert [item.verdict for item in plan if item.parameter == "ONBOOT"] == ["the same"] * bool(onboot)


def test_action_scripts_are_looked_for_or_named() -> None:
    assert "/etc/vz/conf/101.mount" in step(planned(CONF), "Look for action scripts").commands[0]
    made = conf_to_domain(CONF, ctid=101, driver="lxc")
    script = Script("start", "101.start", "/etc/vz/conf/101.start", "#!/bin/sh\n")
    told = scripts_with([script], "101", VZCTL, CONF).told()
    found = (*made.report.findings, *told)
    plan = make_plan(CONF, made._replace(report=made.report.told(found)))
    assert "libvirt runs none of these: 101.start" in step(plan, "Do what").why


def test_the_way_in_is_open_with_either_hierarchy() -> None:
    """libvirt's own is refused where a systemd inside has cgroups of its own, with cgroup v2 (9.0 and 12.8)."""
    commands = step(planned(CONF), "Try it").commands
    enter = 'nsenter --all --target "$(pgrep -P "$(virsh -c lxc:///system domid 101)")" -- '
    assert f"{enter}/bin/ps ax" in commands
    assert not [each for each in commands if "lxc-enter-namespace" in each]


def test_names_are_quoted_for_a_shell() -> None:
    plan = planned('VE_PRIVATE="/srv/a b/$VEID"\nNETIF="ifname=eth0,bridge=br0"\nVZHOSTBR="x;reboot"\n')
    assert step(plan, "Copy the files").commands[0] == "mkdir -p '/srv/a b/101'"
    loose = planned(f'{HERE}NETIF="ifname=eth0,host_ifname=v0"\nVZHOSTBR="x;reboot"\n')
    assert "ip link set v0 master 'x;reboot' up" in step(loose, "Define").commands


def run_inside(root: Path, plan: Plan, resolver: Path | None = None) -> None:
    """Run the step on a root: all of its commands but the first, which names the copied one.

    ``resolver`` stands for the host's resolv.conf.
    """
    first, *commands = step(plan, "Put the files inside right").commands
    assert first == "root=/vz/private/101"
    left_out = ("find ", "resolver=") if resolver else ("find ",)
    script = "\n".join(["set -e", *(each for each in commands if not each.startswith(left_out))])
    env = {**os.environ, "root": str(root), "resolver": str(resolver)}
    done = subprocess.run(["sh", "-c", script], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "etc" / "network").mkdir(parents=True)
    return tmp_path


def test_debians_files_are_put_right(root: Path) -> None:
    (root / "etc/network/interfaces").write_text(INTERFACES)
    (root / "etc/fstab").write_text("proc /proc proc defaults 0 0\nnone\t/dev/pts devpts rw,gid=5,mode=620 0 0\n")
    (root / "etc/inittab").write_text("1:23:respawn:/sbin/getty 38400 tty1\n2:23:respawn:/sbin/getty 38400 tty2\n")
    outside = root / "outside"
    outside.write_text("the host's\n")
    (root / "etc/resolv.conf").symlink_to(outside)
    run_inside(root, planned(CONF))
    assert (root / "etc/network/interfaces").read_text() == (
        "# the loopback\nauto lo\niface lo inet loopback\n\nauto eth0\niface eth0 inet dhcp\n"
    )
    assert (root / "etc/fstab").read_text() == (
        "proc /proc proc defaults 0 0\n#none\t/dev/pts devpts rw,gid=5,mode=620 0 0\n"
    )
    assert (root / "etc/inittab").read_text() == (
        "1:23:respawn:/sbin/getty 38400 tty1\n#2:23:respawn:/sbin/getty 38400 tty2\n"
    )
    assert (root / "etc/hostname").read_text() == "web's.example.com\n"
    assert (root / "etc/resolv.conf").read_text() == (
        "nameserver 192.0.2.53\nnameserver 2001:db8::53\nsearch example.com example.net\n"
    )
    assert outside.read_text() == "the host's\n", "a link of the container's leads nowhere"
    again = {path: path.read_text() for path in root.rglob("*") if path.is_file()}
    run_inside(root, planned(CONF))
    assert again == {path: path.read_text() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ('NAMESERVER="inherit"', ["options rotate", "search old", "nameserver 198.51.100.53"]),
        ('NAMESERVER="inherit 192.0.2.53"', ["options rotate", "search old", "nameserver 198.51.100.53"]),
        ('SEARCHDOMAIN="inherit"', ["nameserver 192.0.2.1", "options rotate", "search host.example"]),
        (
            'NAMESERVER="inherit"\nSEARCHDOMAIN="a.example b.example"',
            ["options rotate", "nameserver 198.51.100.53", "search a.example b.example"],
        ),
        (
            'NAMESERVER="192.0.2.2 inherit"\nSEARCHDOMAIN="inherit"',
            ["options rotate", "search host.example", "nameserver 192.0.2.2", "nameserver inherit"],
        ),
        ('NAMESERVER="192.0.2.2"', ["options rotate", "search old", "nameserver 192.0.2.2"]),
    ],
)
def test_what_is_inherited_is_copied_from_the_host_and_what_is_no_business_of_vzctls_stays(
    root: Path, tmp_path: Path, lines: str, wanted: list[str]
) -> None:
    hosts = tmp_path / "host's"
    hosts.write_text("# host\nnameserver 198.51.100.53\nsearch host.example\n")
    file = root / "etc/resolv.conf"
    file.write_text("nameserver 192.0.2.1\noptions rotate\nsearch old")  # its last line has no end
    plan = planned(f"{HERE}{lines}\n")
    for _ in range(2):
        run_inside(root, plan, resolver=hosts)
        assert file.read_text().splitlines() == wanted
    rows = {item.parameter: item.note for item in plan.items if item.verdict == "by hand"}
    for line in lines.splitlines():
        copied = "copied its host's" in rows[line.partition("=")[0]]
        assert copied == ('="inherit' in line), "elsewhere it is a word like any other"


def test_no_file_of_the_hosts_is_read_through_a_link_inside(root: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("getty tty2 devpts \nauto venet0\nnameserver x\n")
    (root / "etc/sysconfig").mkdir()
    own = ["etc/fstab", "etc/inittab", "etc/network/interfaces", "etc/sysconfig/network"]
    for name in (*own, "etc/resolv.conf", "etc/hostname"):
        (root / name).symlink_to(secret)
    run_inside(root, planned(CONF))
    texts = [
        path.read_text() for path in root.rglob("*") if path.is_file() and not path.is_symlink() and path != secret
    ]
    assert sorted(texts)[1:] == ["web's.example.com\n"]
    assert sorted(texts)[0].startswith("nameserver 192.0.2.53")
    find = next(each for each in step(planned(CONF), "Put").commands if each.startswith("find "))
    done = subprocess.run(["sh", "-c", find], env={**os.environ, "root": str(root)}, capture_output=True, text=True)
    assert sorted(done.stdout.split()) == [f"{root}/{name}" for name in own]


def test_a_host_that_polices_a_rate_loads_what_that_takes() -> None:
    conf = f'{HERE}IP_ADDRESS="192.0.2.1"\nRATE="*:1:8000"\nRATEBOUND="yes"\n'
    loads = "modprobe -a sch_ingress cls_u32 act_police    # without them libvirt starts no container that has a rate"
    assert loads in step(planned(conf, dialect="libvzctl"), "Prepare").commands
    assert not any("act_police" in each for each in step(planned(conf), "Prepare").commands), "vzctl has no rate"


@pytest.mark.parametrize("addresses", ["192.0.2.10", "2001:db8:9::10", "192.0.2.10 2001:db8:9::10"])
def test_what_vzctls_own_script_wrote_is_taken_out_for_either_family(root: Path, addresses: str) -> None:
    interfaces = root / "etc/network/interfaces"
    shutil.copy(FIXTURES / "recorded/vzctl-4.11.1-debian/etc/network/interfaces", interfaces)
    run_inside(root, planned(f'{HERE}IP_ADDRESS="{addresses}"\n'))
    said = [line for line in interfaces.read_text().splitlines() if line and not line.startswith("#")]
    assert said == [
        *("auto lo", "iface lo inet loopback"),
        *("auto eth0", "iface eth0 inet static", "\taddress 198.51.100.10", "\tnetmask 255.255.255.0"),
    ]


def test_red_hats_files_are_put_right(root: Path) -> None:
    scripts = root / "etc/sysconfig/network-scripts"
    scripts.mkdir(parents=True)
    for name in ("ifcfg-lo", "ifcfg-venet0", "ifcfg-venet0:0"):
        (scripts / name).write_text("DEVICE=x\n")
    (root / "etc/sysconfig/network").write_text('NETWORKING="yes"\nGATEWAYDEV="venet0"\nHOSTNAME="old"\n')
    run_inside(root, planned(CONF))
    assert sorted(each.name for each in scripts.iterdir()) == ["ifcfg-lo"]
    assert (root / "etc/sysconfig/network").read_text() == 'NETWORKING="yes"\nHOSTNAME=web\'s.example.com\n'


def test_a_folder_that_is_a_link_is_found(root: Path) -> None:
    shutil.rmtree(root / "etc/network")
    (root / "etc/network").symlink_to("/")
    find = next(each for each in step(planned(CONF), "Put").commands if each.startswith("find "))
    done = subprocess.run(["sh", "-c", find], env={**os.environ, "root": str(root)}, capture_output=True, text=True)
    assert done.stdout == f"{root}/etc/network\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_files_are_shifted_once_with_their_modes(tmp_path: Path) -> None:
    root = tmp_path / "a root"
    (root / "home").mkdir(parents=True)
    for name, owner, mode in (("su", 0, 0o4755), ("home/file", 1000, 0o640)):
        (root / name).write_text(name)
        os.chown(root / name, owner, owner)
        (root / name).chmod(mode)
    os.link(root / "home/file", root / "home/same")
    outside = tmp_path / "outside"
    outside.write_text("x")
    (root / "link").symlink_to(outside)
    (root / "folder").symlink_to(tmp_path)
    subprocess.run(["bash", "-c", shift_command(str(root), 100000)], check=True)
    found = {path.name: path.lstat() for path in (root, *root.rglob("*"))}
    assert {name: each.st_uid for name, each in found.items()} == {
        "a root": 100000,
        "su": 100000,
        "home": 100000,
        "file": 101000,
        "same": 101000,
        "link": 100000,
        "folder": 100000,
    }
    assert {each.st_uid - each.st_gid for each in found.values()} == {0}
    assert stat.S_IMODE(found["su"].st_mode) == 0o4755
    assert outside.stat().st_uid == 0
