"""How long does one container take, in a process that is warm?

Wanted: at most 150 microseconds for a conf of 35 parameters, at most 200 back, on an idle machine. ``parse`` is what
lxml alone takes for the same document in the same run: quote the ratio, for machines differ. No container
is met twice: each differs from all others in what makes containers differ (addresses, MACs, names), as in a fleet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from lxml import etree
from pytest_benchmark.fixture import BenchmarkFixture

from translator import conf_to_domain, domain_to_conf

pytestmark = pytest.mark.benchmark

CONF = """\
ONBOOT="yes"
KMEMSIZE="14372700:14790164"
LOCKEDPAGES="256:256"
PRIVVMPAGES="65536:69632"
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
DISKSPACE="2G:2.2G"
DISKINODES="131072:144179"
QUOTATIME="0"
CPUUNITS="1000"
VE_ROOT="/vz/root/$VEID"
VE_PRIVATE="/vz/private/$VEID"
OSTEMPLATE="debian-7.0-x86_64"
ORIGIN_SAMPLE="basic"
HOSTNAME="web{m}-{n}.example.com"
IP_ADDRESS="10.0.{m}.{n} 10.1.{m}.{n}"
NAMESERVER="192.0.2.1 192.0.2.2"
NETIF="ifname=eth0,bridge=vmbr0,mac=00:18:51:01:{m:02X}:{n:02X},host_ifname=veth{m}{n:03}.0,host_mac=00:18:51:04:{m:02X}:{n:02X}"
FEATURES="nfs:on"
"""
ROUNDS, WARM = 4000, 500
CONFS = [CONF.format(m=number // 250, n=number % 250 + 1) for number in range(ROUNDS + WARM)]


def once(benchmark: BenchmarkFixture, function: Callable[..., object], arguments: Sequence[tuple[str, ...]]) -> None:
    """Time one call for each container that is left after the first ones have warmed the process up."""
    for each in arguments[:WARM]:
        function(*each)
    left = iter(arguments[WARM:])
    benchmark.pedantic(function, setup=lambda: (next(left), {}), rounds=ROUNDS)  # type: ignore[no-untyped-call]


def documents() -> list[str]:
    return [conf_to_domain(conf, ctid=101).text for conf in CONFS]


def test_conf_to_domain(benchmark: BenchmarkFixture) -> None:
    once(benchmark, lambda conf: conf_to_domain(conf, ctid=101), [(conf,) for conf in CONFS])


def test_domain_to_conf(benchmark: BenchmarkFixture) -> None:
    once(benchmark, domain_to_conf, [(document,) for document in documents()])


def test_parse_alone(benchmark: BenchmarkFixture) -> None:
    once(benchmark, lambda document: etree.fromstring(document.encode()), [(document,) for document in documents()])


def test_conf_back_into_its_base(benchmark: BenchmarkFixture) -> None:
    pairs = list(zip(documents(), CONFS, strict=True))
    once(benchmark, lambda document, conf: domain_to_conf(document, base=conf), pairs)
