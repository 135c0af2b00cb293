"""Which containers are started on a host with cgroup v2, from which confs, and what is looked at?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.lxc import cases
from tests.vm.machine import Case
from translator import conf_to_domain
from translator.isolation import mac_commands

CTID = 101
ROOT = f"/roots/{CTID}"
#: The only disk of the machine that holds containers.
DISK = "/dev/vda"
UNITS = (8, 1000, 1024, 50000, 150550, 262144, 500000)
_INSIDE = {
    "hostname": "hostname",
    "meminfo": "grep -E '^(MemTotal|SwapTotal):' /proc/meminfo",
    "capabilities": "grep CapBnd: /proc/self/status",
    "user ids": "cat /proc/self/uid_map",
    "processors": "grep -c ^processor /proc/cpuinfo",
    "devices": "for node in null kmsg fuse net/tun; do if [ ! -e /dev/$node ]; then echo $node absent; "
    "elif : 2>/dev/null </dev/$node; then echo $node usable; else echo $node refused; fi; done",
    "interfaces": "ip address",
    # what the host answers may take as long as an IPv6 address has to be known as nobody else's
    "its host answers": "[ -e /sys/class/net/venet0 ] || exit 0; sleep 2; for end in 169.254.1.1 fe80::1%venet0; do "
    "ping -c 1 -W 2 $end >/dev/null 2>&1 && echo $end; done; :",
}
_LOOKS = {
    "filters": "ebtables -t nat -L",
    "ports": "ip -o link show master br0",
}
#: More than any container here may have, beside what it has already.
_TOO_MUCH = {"too much": "dd if=/dev/zero of=/dev/null bs=500M count=1; echo $?"}


@dataclass(frozen=True)
class Started:
    """A conf, what it is converted with, and what is done to it beside what is looked at of every container."""

    conf: str
    options: dict[str, str] = field(default_factory=dict)
    #: What libvirt calls it.
    name: str = str(CTID)
    prepare: str = ""
    clean: str = ""
    inside: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return the whole conf."""
        return f'{self.conf}\nVE_PRIVATE="{ROOT}"\n'

    def document(self) -> str:
        """Return the document that is defined."""
        options: dict[str, Any] = self.options
        return conf_to_domain(self.text, ctid=CTID, driver="lxc", **options).text

    def values(self) -> dict[str, Any]:
        """Return what the conf says."""
        return cases.values(self.text)

    def case(self) -> Case:
        """Return what the machine is given."""
        inside = {**_INSIDE, **self.inside}
        prepare, clean = f"{_PREPARE}\n{self.prepare}", f"{self.clean}\nip link delete br0"
        return Case(self.name, self.document(), ROOT, prepare=prepare, clean=clean, inside=inside, looks=_LOOKS)


#: A bridge, and what the manual wants of a host with systemd.
_PREPARE = "\n".join((*mac_commands(), "ip link add br0 type bridge", "ip link set br0 up"))


def _swap(pages: str) -> str:
    return f'PHYSPAGES="0:65536"\nSWAPPAGES="0:{pages}"'


STARTED: dict[str, Started] = {
    "bare": Started('ONBOOT="no"'),
    **{f"units-{units}": Started(f'CPUUNITS="{units}"') for units in UNITS},
    **{f"priority-{priority}": Started(f'IOPRIO="{priority}"') for priority in range(8)},
    "swap-not-given": Started('PHYSPAGES="0:65536"'),
    "swap-none": Started(_swap("0"), inside=_TOO_MUCH),
    "swap-64m": Started(_swap("16384")),
    "swap-512m": Started(_swap("131072")),
    "swap-unlimited": Started(_swap("unlimited")),
    "swap-32-bit": Started(_swap("2147483647")),
    "beancounters": Started('PRIVVMPAGES="65536:69632"', inside=_TOO_MUCH),
    "beancounters-32-bit": Started('PRIVVMPAGES="2147483647:2147483647"'),
    "beancounters-unlimited": Started('PRIVVMPAGES="unlimited"'),
    "host-ram": Started('PRIVVMPAGES="unlimited"', {"host_ram": "4G"}),
    "cpus": Started('CPUS="2"'),
    "cpus-below-ceiling": Started('CPUS="1"\nCPULIMIT="150"'),
    "cpus-above-ceiling": Started('CPUS="2"\nCPULIMIT="50"'),
    "ceiling": Started('CPULIMIT="250"'),
    "no-ceiling": Started('CPULIMIT="0"'),
    "masks": Started('CPUMASK="1"\nNODEMASK="0"'),
    "disk-limits": Started('IOLIMIT="10485760"\nIOPSLIMIT="500"', {"block_device": DISK}),
    "idmap": Started(
        'PHYSPAGES="0:65536"',
        {"idmap": "100000:65536"},
        prepare="chown -hR 100000:100000 $ROOT; chmod 711 /roots",
    ),
    "devices": Started('DEVNODES="net/tun:rw"\nDEVICES="c:10:229:rw"'),
    "adapter": Started(
        'NETDEV="phys0"', prepare="ip link add phys0 type dummy && ip link set phys0 address 02:00:00:00:00:07"
    ),
    "venet": Started('IP_ADDRESS="192.0.2.10 198.51.100.4/24 2001:db8::10"'),
    "pairs": Started(
        'NETIF="ifname=eth0,bridge=br0,mac=00:18:51:00:00:01,host_ifname=veth101.0,host_mac=00:18:51:00:00:02;'
        'ifname=eth1,bridge=br0,mac=00:18:51:00:00:03,host_ifname=veth101.1,host_mac=00:18:51:00:00:04,mac_filter=off"',
        {"nwfilter": "no-mac-spoofing"},
    ),
    "capabilities": Started('CAPABILITY="SYS_TIME:on NET_RAW:off"\nFEATURES="bridge:on"'),
}
