"""What is told of ids in a conf: of the owners of its files, and of its own where the container gets another?

``--update-goldens`` writes ``fixtures/told/ids.txt`` anew.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.golden import FIXTURES, expect
from translator import conf_to_domain
from translator.conf.dialect import DialectName
from translator.conf.renumber import renumber

TOLD = FIXTURES / "told" / "ids.txt"
DIALECTS: tuple[DialectName, ...] = ("vzctl", "libvzctl")
#: Owners of a container's files: with one start, at the ends of what a map can hold, and as no map says.
LOCAL_IDS = (
    'LOCAL_UID="100000"\nLOCAL_GID="100000"\n',
    'LOCAL_UID="100000"\n',
    'LOCAL_GID="100000"\n',
    'LOCAL_UID="100000"\nLOCAL_GID="200000"\n',
    'LOCAL_UID="0100000"\nLOCAL_GID="100000"\n',
    'LOCAL_UID="0"\nLOCAL_GID="0"\n',
    'LOCAL_UID="x"\n',
    'LOCAL_UID=""\nLOCAL_GID="100000"\n',
    'LOCAL_UID="4294867296"\nLOCAL_GID="4294867296"\n',
    'LOCAL_UID="4294867297"\nLOCAL_GID="4294867297"\n',
    f'LOCAL_UID="{"9" * 5000}"\n',
)
#: What has the id of container 101 in it, or seems to.
OWN = (
    'VE_PRIVATE="/vz/private/101"\n',
    'VE_PRIVATE="/vz/private/$VEID"\n',
    'VE_PRIVATE="/srv/web"\n',
    'VE_ROOT="/vz/root/101"\nVE_PRIVATE="/vz/root/101 "\n',
    'VEID="101"\n',
    'VEID="102"\n',
    'HOSTNAME="ct101"\n',
    'NAME="/101"\n',
    'OSTEMPLATE="/a/101/b"\n',
    'IP_ADDRESS="192.0.2.101"\n',
    'NAME="web"\nIP_ADDRESS="192.0.2.1"\n',
    'NETIF="ifname=eth0,host_ifname=veth101.0,mac=00:18:51:00:00:01"\n',
    'NETIF="ifname=eth0,host_ifname=v101;ifname=eth1"\n',
    'UUID="{fbcdf284-5345-416b-a589-7b5fcaa87673}"\n',
    "#UUID: fbcdf284-5345-416b-a589-7b5fcaa87673\n",
    'DISK="uuid={fbcdf284-5345-416b-a589-7b5fcaa87673},image=/vz/private/101/root.hdd"\n',
    'X="/vz/101/"\n',
    "# 101\n",
)


def _of_owners(text: str) -> Iterator[str]:
    done = conf_to_domain(text, ctid=101, driver="lxc")
    yield f"{text!a}"
    yield from (f"    {each.code} {each.message}" for each in done.report.findings if each.parameter == "LOCAL_UID")
    yield from (f"    {line.strip()}" for line in done.text.splitlines() if "<uid" in line or "<gid" in line)


def _of_another(text: str, dialect: DialectName) -> Iterator[str]:
    made, found = renumber(text, "101", "201", dialect)
    yield f"{text!a} of 101 as 201 for {dialect}: {made!a}"
    yield from (f"    {each.code} {each.column}+{each.width} {each.parameter}: {each.message}" for each in found)


def test_what_is_told_of_ids_is_what_was_told(pytestconfig: pytest.Config) -> None:
    lines = [line for text in LOCAL_IDS for line in _of_owners(text)]
    lines += [line for text in OWN for dialect in DIALECTS for line in _of_another(text, dialect)]
    expect(TOLD, "".join(f"{line}\n" for line in lines), pytestconfig)
