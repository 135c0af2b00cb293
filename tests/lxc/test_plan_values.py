"""Is each value judged by what it says, and is what applies true of the document?"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from translator import conf_to_domain
from translator.conf.dialect import DialectName
from translator.isolation import shift_command
from translator.plan import Item, Plan, make_plan

VSWAP = 'PHYSPAGES="0:256M"\nSWAPPAGES="0:512M"\n'
HERE = 'VE_PRIVATE="/vz/private/$VEID"\n'
BOUND, ROUTED = 'RATEBOUND="yes"\n', 'IP_ADDRESS="192.0.2.1"\n'
TWO = 'NETIF="ifname=eth0,type=bridge,network=br0"\n'


class Judged(NamedTuple):
    """A line of a conf, in a conf, and what its row has to say; ``words`` stand in what applies or why."""

    line: str
    verdict: str
    words: str
    rest: str = ""
    dialect: DialectName = "vzctl"
    cgroup: str = "v2"


CASES = [
    # memory
    Judged('PRIVVMPAGES="65536:69632"', "differs", "272 MiB of RAM"),
    Judged('PRIVVMPAGES="65536:69632"', "differs", "no malloc() fails"),
    Judged('PRIVVMPAGES="65536:69632"', "differs", "malloc() failed at 272 MiB", VSWAP),
    Judged('PRIVVMPAGES="unlimited"', "the same", "no limit", VSWAP),
    Judged('PRIVVMPAGES="unlimited"', "the same", "no limit"),
    Judged('PRIVVMPAGES="2147483647"', "the same", "no limit"),
    Judged('PRIVVMPAGES="99999999999999999"', "the same", "no limit", 'PHYSPAGES="unlimited"\n'),
    Judged('PHYSPAGES="0:unlimited"', "the same", "no limit of RAM"),
    Judged('PHYSPAGES="65536:65536"', "the same", "256 MiB of RAM"),
    Judged('PHYSPAGES="0:256M"', "the same", "256 MiB of RAM"),
    Judged('SWAPPAGES="0:512M"', "the same", "512 MiB of swap", 'PHYSPAGES="0:256M"\n'),
    Judged('SWAPPAGES="0:0"', "the same", "no swap", 'PHYSPAGES="0:256M"\n'),
    Judged('SWAPPAGES="unlimited"', "the same", "no limit of swap"),
    Judged('OOMGUARPAGES="26112:unlimited"', "differs", "102 MiB were safe when the host ran out of memory"),
    Judged('OOMGUARPAGES="0:unlimited"', "the same", "no guarantee"),
    Judged('VMGUARPAGES="unlimited"', "differs", "no guarantee: all of its memory could always be allocated"),
    Judged('VMGUARPAGES="33792:unlimited"', "differs", "132 MiB could always be allocated"),
    # counters
    Judged('KMEMSIZE="1:2"', "differs", "no such counter"),
    Judged('KMEMSIZE="unlimited"', "the same", "no limit"),
    Judged('NUMFILE="2147483647:2147483647"', "the same", "no limit"),
    # disk
    Judged('DISK_QUOTA="no"', "the same", "no quota"),
    Judged('DISK_QUOTA="yes"', "differs", "no quota"),
    Judged('DISKSPACE="10G:11G"', "the same", "DISK_QUOTA=no", 'DISK_QUOTA="no"\n'),
    Judged('DISKSPACE="10G:11G"', "differs", "a project quota"),
    Judged('DISKSPACE="10G:11G"', "the same", "the image has that size", 'VE_LAYOUT="ploop"\n'),
    Judged('DISKINODES="9223372036854775807"', "the same", "no limit"),
    Judged('DISKSPACE="0"', "the same", "no limit"),
    Judged('DISKSPACE="2147483647:2147483647"', "the same", "no limit"),
    Judged('DISKSPACE="10G:0"', "differs", "no quota"),
    Judged('DISKINODES="0:1"', "differs", "no quota"),
    Judged('DISKINODES="200000:220000"', "differs", "a project quota"),
    Judged('QUOTAUGIDLIMIT="0"', "the same", "no quotas of users"),
    Judged('QUOTAUGIDLIMIT="100"', "differs", "no quotas of users"),
    Judged('QUOTATIME="0"', "the same", "no quota", 'DISK_QUOTA="no"\nDISKSPACE="10G:11G"\n'),
    Judged('QUOTATIME="0"', "differs", "no quota", 'DISKSPACE="10G:11G"\n'),
    Judged(HERE.strip(), "the same", "the root is /vz/private/101"),
    Judged('BINDMOUNT="/srv/a:/mnt/a,ro"', "the same", "/srv/a at /mnt/a, read only", dialect="libvzctl"),
    Judged('SWAPPAGES="0:1000"', "differs", "no limit of swap: PHYSPAGES makes no VSwap", 'PHYSPAGES="0:unlimited"\n'),
    Judged('BINDMOUNT="/srv/a:/mnt/a"', "the same", "/srv/a at /mnt/a", dialect="libvzctl"),
    Judged('VE_ENVIRONMENT="A=b"', "the same", "init has these variables", dialect="libvzctl"),
    # CPU and disks
    Judged('CPUUNITS="1000"', "the same", "a weight of 100: 100 is that of a service of the host"),
    Judged('CPUUNITS="100000"', "the same", "a weight of 10000"),
    Judged('CPUUNITS="150550"', "differs", "a weight of 10000: 150550 is more than a weight can say"),
    Judged('CPUUNITS="8"', "differs", "a weight of 2: 8 is less than a weight can say"),
    Judged('CPUUNITS="24"', "differs", "a weight of 2: 24 is between two weights"),
    Judged('CPUUNITS="8"', "the same", "8 shares", cgroup="v1"),
    Judged('CPUUNITS="1000"', "the same", "1000 shares: 1024 is that of a service of the host", cgroup="v1"),
    Judged('CPUUNITS="10000"', "the same", "10000 shares: 1024 is that of a service of the host", cgroup="v1"),
    Judged('CPUUNITS="10001"', "the same", "a host with cgroup v2 would not start it", cgroup="v1"),
    Judged('CPUUNITS="262144"', "the same", "262144 shares", cgroup="v1"),
    Judged('CPUUNITS="262145"', "differs", "262144 shares: 262145 is more than", cgroup="v1"),
    Judged('IOPRIO="7"', "the same", "a weight of 160"),
    Judged('IOPRIO="4"', "the same", "a weight of 100"),
    Judged('IOPRIO="3"', "differs", "a weight of 100: libvirt says no weight below 100"),
    Judged('IOPRIO="0"', "the same", "a weight of 100: OpenVZ's priorities", cgroup="v1"),
    Judged('CPULIMIT="150"', "the same", "the time of 1.5 CPUs"),
    Judged('CPULIMIT="0"', "the same", "no limit of CPU time"),
    Judged('CPULIMIT="0%"', "the same", "no limit of CPU time"),
    Judged('CPULIMIT="25%"', "by hand", "no limit of CPU time: 25% of all CPUs of its node"),
    Judged('CPULIMIT="25%"', "by hand", "25 for each CPU of the node"),
    Judged('CPULIMIT="25%"', "by hand", "the time of 2 CPUs: 25% of all CPUs", 'CPUS="2"\n'),
    Judged('CPULIMIT="25%"', "the same", "the time of 0.25 CPUs", 'CPUS="2"\n', "libvzctl"),
    Judged('CPULIMIT="1000m"', "by hand", "no limit of CPU time: 1000 MHz of its node", dialect="libvzctl"),
    Judged('CPULIMIT="1000mhz"', "by hand", "the time of 2 CPUs: 1000 MHz", 'CPUS="2"\n', "libvzctl"),
    Judged('CPULIMIT_MHZ="1000"', "by hand", "the time of 2 CPUs: 1000 MHz", 'CPUS="2"\n', "libvzctl"),
    Judged('CPULIMIT_MHZ="1000"', "by hand", "no limit of CPU time: 1000 MHz", dialect="libvzctl"),
    Judged('CPULIMIT_MHZ="0"', "the same", "no limit of CPU time", dialect="libvzctl"),
    Judged('CPULIMIT="300"', "the same", "the time of 2 CPUs", 'CPUS="2"\n'),
    Judged('CPULIMIT="-1"', "the same", "no limit of CPU time"),
    Judged('CPUS="0"', "the same", "as many CPUs as the host has"),
    Judged('CPUS="2"', "the same", "CPUs 0-1", 'CPUMASK="0-1"\n'),
    Judged('CPUMASK="0-1"', "the same", "CPUs 0-1"),
    Judged('CPUMASK="all"', "the same", "any CPU"),
    Judged('NODEMASK="0"', "the same", "nodes 0"),
    Judged('IOLIMIT="0"', "the same", "no limit"),
    # devices and the kernel
    Judged('DEVICES="b:8:0:rwq"', "differs", "/dev/sda: no quota on it"),
    Judged('DEVICES="c:10:200:rw"', "the same", "/dev/net/tun"),
    Judged('DEVNODES="net/tun:rw"', "the same", "/dev/net/tun"),
    Judged('DEVNODES="null:rw"', "the same", "what every container of LXC has"),
    Judged('FEATURES="ppp:on"', "by hand", "no /dev/ppp"),
    Judged('FEATURES="ppp:on"', "differs", "what the host's kernel has", 'DEVNODES="ppp:rw"\nFEATURES="nfs:on"\n'),
    Judged('FEATURES="nfs:on"', "differs", "(nfs)"),
    Judged('FEATURES="bridge:on"', "the same", "as the conf says"),
    Judged('CAPABILITY="NET_ADMIN:on"', "the same", "NET_ADMIN:on"),
    # network
    Judged('IP_ADDRESS="192.0.2.10"', "by hand", "venet0 with 192.0.2.10, a link with the host: the host has to pass"),
    Judged('IP_ADDRESS="192.0.2.10"', "by hand", "answer ARP"),
    Judged('NETIF="ifname=eth0,bridge=vmbr0,mac_filter=off,mac=00:18:51:00:00:01"', "the same", "eth0 in bridge vmbr0"),
    Judged('NETIF="ifname=eth0,bridge=vmbr0"', "differs", "which mac_filter forbade"),
    Judged(
        'NETIF="ifname=eth0,host_ifname=veth101.0"', "by hand", "in no bridge: ip link set veth101.0 master vmbr0 up"
    ),
    # who knows a name, and who reads a line
    Judged('SLMMODE="all"', "the same", "unknown to vzctl: it is libvzctl's (OpenVZ 7)"),
    Judged('NUMMEMORYSUBGROUPS="32"', "the same", "unknown to vzctl: it is libvzctl's (OpenVZ 7)"),
    Judged('LOCAL_UID="100000"', "the same", "users and groups are the host's from 100000 on"),
    Judged('LOCAL_GID="100000"', "the same", "the host's from 100000 on", 'LOCAL_UID="100000"\n'),
    Judged('LOCAL_UID="100000"', "by hand", "groups from 5", 'LOCAL_GID="5"\n'),
    Judged('LOCAL_GID="5"', "by hand", "groups from 5", 'LOCAL_UID="100000"\n'),
    Judged('LOCAL_UID="0"', "the same", "no map of ids"),
    # what a container may send
    Judged('RATE="*:1:8000"', "the same", "8000 kbit/s out of venet0: the host's kernel", BOUND + ROUTED, "libvzctl"),
    Judged('RATE="*:1:8001"', "differs", "8000 kbit/s out of venet0", BOUND + ROUTED, "libvzctl"),
    Judged('RATE="*:1:8000"', "differs", "8000 kbit/s for each of 2 interfaces", BOUND + ROUTED + TWO, "libvzctl"),
    Judged('RATE="*:1:8000 eth0:2:1000"', "by hand", "limit it with tc", BOUND + ROUTED, "libvzctl"),
    Judged('RATE="*:1:8000"', "differs", "no rate is promised", ROUTED, "libvzctl"),
    Judged('RATEBOUND="yes"', "the same", "see RATE", 'RATE="*:1:8000"\n' + ROUTED, "libvzctl"),
    Judged('RATEBOUND="yes"', "the same", "no ceiling", ROUTED, "libvzctl"),
    Judged('RATEBOUND="no"', "the same", "no ceiling", 'RATE="*:1:8000"\n' + ROUTED, "libvzctl"),
    Judged('STOP_TIMEOUT="5"', "the same", "unknown to libvzctl: it is vzctl's", dialect="libvzctl"),
    Judged('MINE="1"', "the same", "unknown to vzctl; a script that reads the conf may know it"),
    Judged('DISKSPACE="unlimited:unlimited"', "by hand", "vzctl refuses the line"),
    Judged('ONBOOT="Yes"', "by hand", "vzctl refuses the line"),
    Judged('IP_ADDRESS="10.0.0.1/33"', "by hand", "vzctl refuses the line"),
    # what scripts read
    Judged('BRIDGEDEV_eth0="vmbr1"', "by hand", "master vmbr1 up", 'NETIF="ifname=eth0"\n'),
    Judged('BRIDGEDEV_eth0="vmbr1"', "the same", "NETIF says", 'NETIF="ifname=eth0,bridge=br0"\n'),
    Judged('VZHOSTBR="vmbr2"', "by hand", "master vmbr2 up", 'NETIF="ifname=eth0"\n'),
    Judged('VETH_IP_ADDRESS_eth0="192.0.2.5/24"', "by hand", "inside: ip address add 192.0.2.5/24 dev eth0"),
    Judged('VE_DEFAULT_GATEWAY_eth1="192.0.2.1"', "by hand", "inside: ip route add default via 192.0.2.1 dev eth1"),
    Judged('ELAB_VLAN="5"', "by hand", "vzctl does not read it, a script may"),
]


def planned(conf: str, dialect: DialectName = "vzctl", **options: Any) -> Plan:
    return make_plan(conf, conf_to_domain(conf, ctid=101, driver="lxc", dialect=dialect, **options), dialect=dialect)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.line} {case.words[:12]} {case.cgroup}" for case in CASES])
def test_it_is_judged_by_its_value(case: Judged) -> None:
    private = "" if case.line.startswith("VE_PRIVATE") else HERE
    conf = f"{private}{case.rest}{case.line}\n"
    name = case.line.partition("=")[0]
    rows = [item for item in planned(conf, case.dialect, cgroup=case.cgroup) if item.parameter == name]
    assert [item.verdict for item in rows] == [case.verdict], rows
    assert case.words in rows[0].note, rows
    assert rows[0].value, "a row without a value says nothing of it"


def test_a_value_in_part_refused_says_what_is_in_force() -> None:
    [row] = [item for item in planned('DEVICES="c:10:200:rw x"\n').items if "the rest of" in item.why]
    assert (row.verdict, row.applies) == ("by hand", "c:10:200:rw")


def test_each_interface_has_a_row_and_its_own_command() -> None:
    conf = f'{HERE}NETIF="ifname=eth0,bridge=br0,mac_filter=off;ifname=eth1"\nBRIDGEDEV_eth1="vmbr7"\n'
    plan = planned(conf)
    rows = [item for item in plan.items if item.parameter == "NETIF"]
    assert [item.verdict for item in rows] == ["the same", "by hand"]
    # which name libvirt gives the host's end is known by its place among the domain's interfaces
    command = "ip link set \"$(virsh -q -c lxc:///system domiflist 101 | awk 'NR == 2 {print $1}')\" master vmbr7 up"
    assert rows[1].why == command
    assert command in next(step for step in plan.steps if step.title.startswith("Define")).commands


def test_a_bridge_for_all_of_many_interfaces_is_said_of_a_few_and_done_for_each() -> None:
    pairs = ";".join(f"ifname=eth{number},host_ifname=veth101.{number}" for number in range(20))
    plan = planned(f'{HERE}NETIF="{pairs}"\nVZHOSTBR="vmbr2"\nBRIDGEDEV_eth3="vmbr3"\n')
    [row] = [item for item in plan.items if item.parameter == "VZHOSTBR"]
    assert row.applies.count("ip link set") == 8
    assert row.applies.endswith(", and so for 12 more")
    commands = next(step for step in plan.steps if step.title.startswith("Define")).commands
    for number in range(20):
        assert f"ip link set veth101.{number} master {'vmbr3' if number == 3 else 'vmbr2'} up" in commands


def test_what_programs_see_of_memory_without_a_limit_is_told() -> None:
    def whole(conf: str) -> list[Item]:
        return [item for item in planned(conf).items if not item.parameter and "MemTotal" in item.applies]

    assert whole(HERE)
    assert not whole(HERE + VSWAP)
    assert not whole(HERE + 'PRIVVMPAGES="65536:69632"\n')


def test_without_an_idmap_root_is_the_hosts_and_with_one_the_files_are_shifted() -> None:
    [row] = [item for item in planned(HERE).items if "root inside" in item.applies]
    assert (row.verdict, "--idmap 100000:65536" in row.why) == ("differs", True)
    mapped = planned(HERE, idmap="200000:65536")
    [row] = [item for item in mapped.items if "root inside" in item.applies]
    assert row.applies == "root inside is user 200000 of the host"
    [step] = [step for step in mapped.steps if "--idmap" in step.title]
    assert step.commands == (shift_command("/vz/private/101", 200000),)


def test_addresses_of_libvzctl_without_ipv6_are_told() -> None:
    conf = 'IPV6="no"\nIP_ADDRESS="2001:db8::10"\n'
    row = next(item for item in planned(conf, "libvzctl").items if item.parameter == "IPV6")
    assert (row.verdict, "IPv6 addresses" in row.note) == ("differs", True)
