"""What does a hosting company's folder of confs look like? Realistic fleets from a seed, dirty files at a given rate.

    python -m tests.fleet.generate FOLDER COUNT [SEED [DIRTY]]

The same arguments give the same bytes. Containers are numbered from 101.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

TEMPLATES = [
    "centos-5-x86_64",
    "centos-6-x86_64",
    "debian-7.0-x86_64",
    "ubuntu-12.04-x86_64-minimal",
    "scientific-6-x86",
]
BRIDGES = ["vmbr0", "vmbr1", "br100"]
UBC = """\
# UBC parameters (in form of barrier:limit)
KMEMSIZE="{kmem}:{kmem11}"
LOCKEDPAGES="256:256"
PRIVVMPAGES="{priv}:{priv11}"
SHMPAGES="21504:21504"
NUMPROC="240:240"
PHYSPAGES="0:unlimited"
VMGUARPAGES="33792:unlimited"
OOMGUARPAGES="26112:unlimited"
NUMTCPSOCK="360:360"
NUMFLOCK="188:206"
NUMPTY="16:16"
NUMSIGINFO="256:256"
TCPSNDBUF="1720320:2703360"
TCPRCVBUF="1720320:2703360"
OTHERSOCKBUF="1126080:2097152"
DGRAMRCVBUF="262144:262144"
NUMOTHERSOCK="360"
DCACHESIZE="3409920:3624960"
NUMFILE="9312:9312"
AVNUMPROC="180:180"
NUMIPTENT="128:128"

# Disk quota parameters (in form of softlimit:hardlimit)
DISKSPACE="{disk}G:{disk}.2G"
DISKINODES="{inodes}:{inodes11}"
QUOTATIME="0"

# CPU fair scheduler parameter
CPUUNITS="1000"
"""
VSWAP = """\
PHYSPAGES="0:{ram}M"
SWAPPAGES="0:{swap}M"
DISKSPACE="{disk}G:{disk}.2G"
DISKINODES="{inodes}:{inodes11}"
QUOTATIME="0"
CPUUNITS="{units}"
CPUS="{cpus}"
NETFILTER="stateless"
"""
TAIL = """\

VE_ROOT="/vz/root/$VEID"
VE_PRIVATE="/vz/private/$VEID"
OSTEMPLATE="{template}"
ORIGIN_SAMPLE="{sample}"
HOSTNAME="{host}.example.com"
NAMESERVER="192.0.2.53 2001:db8::53"
SEARCHDOMAIN="example.com"
ONBOOT="{onboot}"
"""
#: What goes wrong in real files; each takes a text and makes it worse.
DIRT: list[Callable[[str, random.Random], str]] = [
    lambda text, _: text.replace('QUOTATIME="0"', 'QUOTATIME="0', 1),
    lambda text, _: text + "CUSTOM_OWNER='kd 4711'\n",
    lambda text, _: text.replace('ONBOOT="', 'ONBOOT="YES', 1),
    lambda text, _: text.replace("\n", "\r\n"),
    lambda text, _: text + 'NUMPROC="300:300"\nHOSTNAME="twice.example.com"\n',
    lambda text, _: text.replace('NUMPTY="16:16"', 'NUMPTY="sixteen"', 1) + "garbage without an equals sign\n",
    lambda text, draw: text[: draw.randrange(len(text))],
    lambda text, _: text + 'DESCRIPTION="Kundenserver f\udcfcr M\udcfcller"\n',
    lambda text, _: text + 'NAME="<script>alert(1)</script>"\n',
    lambda text, _: text.replace("192.0.2.53", "192.0.2.530", 1),
]


def confs(count: int, seed: int = 1, dirty: float = 0.05) -> Iterator[tuple[int, str]]:
    """Yield container ids and texts (surrogates stand for bytes that are no UTF-8); ``dirty`` is a rate, 0 to 1."""
    for ctid in range(101, 101 + count):
        draw = random.Random(f"{seed}/{ctid}")  # noqa: S311 - one fleet, whatever its size
        text = conf(ctid, draw)
        if draw.random() < dirty:
            text = draw.choice(DIRT)(text, draw)
        yield ctid, text


def conf(ctid: int, draw: random.Random) -> str:
    """Return one clean conf."""
    disk, ram = draw.choice([2, 5, 10, 20, 50, 100]), draw.choice([256, 512, 1024, 2048, 4096])
    inodes, priv, kmem = disk * 65536, ram * 256, draw.choice([11055923, 14372700, 27525120])
    ubc = draw.random() < 0.55
    values = {
        "disk": disk,
        "ram": ram,
        "swap": ram * draw.choice([0, 1, 2]),
        "inodes": inodes,
        "inodes11": inodes * 11 // 10,
        "priv": priv,
        "priv11": priv * 11 // 10,
        "kmem": kmem,
        "kmem11": kmem * 11 // 10,
        "units": draw.choice([1000, 1500, 2000]),
        "cpus": draw.choice([1, 1, 2, 4]),
        "template": draw.choice(TEMPLATES),
        "sample": "basic" if ubc else f"vswap-{ram}m",
        "host": f"{draw.choice(['web', 'db', 'mail', 'app', 'test'])}{ctid}",
        "onboot": "yes" if draw.random() < 0.9 else "no",
    }
    text = ('ONBOOT="yes"\n\n' if draw.random() < 0.02 else "") + (UBC if ubc else VSWAP).format(**values)
    text += TAIL.format(**values)
    if not ubc and draw.random() < 0.6:
        text += 'VE_LAYOUT="ploop"\n'
    if draw.random() < 0.7:
        text += f'IP_ADDRESS="{_ip(ctid)}{_ip6(ctid) if draw.random() < 0.3 else ""}"\n'
    else:
        mac = "00:18:51:" + ":".join(f"{ctid >> shift & 255:02X}" for shift in (16, 8, 0))
        text += f'NETIF="ifname=eth0,bridge={draw.choice(BRIDGES)},mac={mac},host_ifname=veth{ctid}.0,host_mac={mac}"\n'
    if draw.random() < 0.3:
        text += f'NAME="{values["host"]}"\n'
    if draw.random() < 0.2:
        text += 'FEATURES="nfs:on fuse:on"\n'
    if draw.random() < 0.2:
        text += 'CAPABILITY="NET_ADMIN:on SYS_TIME:on"\n'
    if draw.random() < 0.3 and ubc:
        text += 'IPTABLES="ipt_REJECT ipt_tos ipt_limit ipt_multiport iptable_filter ipt_state"\n'
    if draw.random() < 0.1:
        text += 'DEVNODES="net/tun:rw "\n'
    return text


def _ip6(ctid: int) -> str:
    high = f"{ctid >> 16:x}:" if ctid >> 16 else ""
    return f" 2001:db8::{high}{ctid & 0xFFFF:x}"


def _ip(ctid: int) -> str:
    return f"10.{ctid >> 16 & 255}.{ctid >> 8 & 255}.{ctid & 255}"


def write_fleet(folder: Path, count: int, seed: int = 1, dirty: float = 0.05) -> Path:
    """Write a fleet into a folder as vzctl would find it, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for ctid, text in confs(count, seed, dirty):
        (folder / f"{ctid}.conf").write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder


if __name__ == "__main__":
    numbers = sys.argv[2:]
    write_fleet(Path(sys.argv[1]), int(numbers[0]), *map(int, numbers[1:2]), *map(float, numbers[2:3]))
