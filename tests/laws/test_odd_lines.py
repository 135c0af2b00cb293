"""GetPut and the residue's law on lines that were once lost: every reader, every driver, with and without the base."""

from __future__ import annotations

import pytest

from tests.laws.test_dialects import values
from translator import conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS, DialectName
from translator.lenses.lens import DriverName

CONFS = (
    'IP_ADDRESS="10.0.0.1 0::0"\n',
    'IP_ADDRESS="0::0"\nNAME="x"\n',
    'IP_ADDRESS="::0/0 0.0.0.0/0"\n',
    'IP_ADDRESS="10.0.0.1 10.0.0.1/24 10.0.0.1"\n',
    'DESCRIPTION="a=0Ab"\n',
    'DESCRIPTION="=0D=0A b=09=0A"\n',
    'NETIF="ifname=eth0,bridge=a;ifname=eth0,bridge=b"\n',
    'NETIF="bridge=a;bridge=b,host_mac=00:18:51:00:00:01"\n',
    'NETIF="ifname=eth0,ifname=eth1,bridge=a"\n',
    'NETIF="ifname=eth0,host_mac=x,host_mac=y"\n',
    'CPUS="0"\nCPUS="1"\nCPULIMIT="100"\n',
    'CPUS="1"\nCPUS="2"\nCPULIMIT="200"\n',
    'CPUS="1"\nCPUS="2"\nCPULIMIT="500"\n',
    'CPUMASK="0-1"\nCPUMASK="0-2"\nCPUS="2"\nCPULIMIT="50"\n',
)


@pytest.mark.parametrize("driver", ["openvz", "lxc", "vz"])
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("conf", CONFS)
def test_nothing_is_lost(conf: str, dialect: DialectName, driver: DriverName) -> None:
    document = conf_to_domain(conf, ctid=101, dialect=dialect, driver=driver).text
    back = domain_to_conf(document, base=conf, dialect=dialect)
    assert back.text == conf
    assert not back.report.findings
    alone = domain_to_conf(document, dialect=dialect)
    assert values(alone.text, dialect) == values(conf, dialect)
    assert not alone.report.findings


@pytest.mark.parametrize("driver", ["openvz", "lxc", "vz"])
@pytest.mark.parametrize("name", ["ifname=eth0,", ""])
def test_an_edit_of_one_of_two_interfaces_of_a_name_leaves_the_other(name: str, driver: DriverName) -> None:
    first, second = (f"{name}bridge={bridge},host_mac=00:18:51:00:00:0{bridge}" for bridge in "12")
    conf = f'NETIF="{first};{second}"\n'
    document = conf_to_domain(conf, ctid=101, dialect="libvirt", driver=driver).text
    edited = document.replace("bridge='1'", "bridge='3'")
    assert edited != document
    back = domain_to_conf(edited, base=conf, dialect="libvirt")
    assert second in back.text
    assert "bridge=3" in back.text
    assert not [finding for finding in back.report.findings if "<interface>" in finding.message]
