"""Which containers are started on a host with cgroup v2, from which confs, and what is looked at?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.lxc import cases
from tests.vm.machine import Case
from translator import conf_to_domain

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
}


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
        return Case(self.name, self.document(), ROOT, prepare=self.prepare, clean=self.clean, inside=inside)


def _swap(pages: str) -> str:
    return f'PHYSPAGES="0:65536"\nSWAPPAGES="0:{pages}"'


STARTED: dict[str, Started] = {
    "bare": Started('ONBOOT="no"'),
    **{f"units-{units}": Started(f'CPUUNITS="{units}"') for units in UNITS},
    **{f"priority-{priority}": Started(f'IOPRIO="{priority}"') for priority in range(8)},
    "swap-not-given": Started('PHYSPAGES="0:65536"'),
    "swap-none": Started(_swap("0")),
    "swap-64m": Started(_swap("16384")),
    "swap-512m": Started(_swap("131072")),
    "swap-unlimited": Started(_swap("unlimited")),
    "swap-32-bit": Started(_swap("2147483647")),
    "beancounters": Started('PRIVVMPAGES="65536:69632"'),
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
    "capabilities": Started('CAPABILITY="SYS_TIME:on NET_RAW:off"\nFEATURES="bridge:on"'),
}
