"""How long does one container take, in a process that is warm?

Wanted: at most 150 microseconds for a conf of 35 parameters, at most 200 back, on an idle machine. ``parse`` is what
lxml alone takes for the same document in the same run: quote the ratio, for machines differ. Half of the confs differ
in what makes containers differ (addresses, names, paths), so that no answer is merely remembered.
"""

from __future__ import annotations

import itertools

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
HOSTNAME="web{n}.example.com"
IP_ADDRESS="192.0.2.{n} 198.51.100.{n}"
NAMESERVER="192.0.2.1 192.0.2.2"
NETIF="ifname=eth0,bridge=vmbr0,mac=00:18:51:01:02:{n:02X},host_ifname=veth{n}.0,host_mac=00:18:51:04:05:{n:02X}"
FEATURES="nfs:on"
"""
CONFS = [CONF.format(n=number) for number in range(1, 251)]
DOCUMENTS = [conf_to_domain(conf, ctid=number).text for number, conf in enumerate(CONFS, 1)]


def test_conf_to_domain(benchmark: BenchmarkFixture) -> None:
    confs = itertools.cycle(CONFS)
    benchmark(lambda: conf_to_domain(next(confs), ctid=101))


def test_domain_to_conf(benchmark: BenchmarkFixture) -> None:
    documents = itertools.cycle(DOCUMENTS)
    benchmark(lambda: domain_to_conf(next(documents)))


def test_parse_alone(benchmark: BenchmarkFixture) -> None:
    documents = itertools.cycle([document.encode() for document in DOCUMENTS])
    benchmark(lambda: etree.fromstring(next(documents)))


def test_conf_back_into_its_base(benchmark: BenchmarkFixture) -> None:
    pairs = itertools.cycle(zip(DOCUMENTS, CONFS, strict=True))

    def back() -> None:
        document, conf = next(pairs)
        domain_to_conf(document, base=conf)

    benchmark(back)
