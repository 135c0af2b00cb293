"""Each row: every parameter of the table, in every dialect, through every driver's document and back.

The random laws meet parameters by chance; here each is met, with several texts that its reader takes: the value comes
back, the document is valid, the account is true, and the conf itself as base comes back byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from tests.nasty import NASTY
from tests.strategies import same, takes
from translator import Translation, conf_to_domain, domain_to_conf
from translator.conf.dialect import DIALECTS, Dialect, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.domain.place.metadata import RESIDUE_TAG
from translator.domain.schema import iter_schema_findings
from translator.lenses.drivers import DRIVERS
from translator.table import ROWS, Row
from translator.values.codec import UNSET
from translator.values.switch import CAPABILITIES, FEATURES
from translator.values.word import Ignored

CTID = 101
#: What readers take that is in no pool of nasty texts. A row that takes fewer than FEWEST of all texts fails.
PLAIN: tuple[str, ...] = (
    *("5", "1000", "1048576:2097152", "65536:69632", "0:65536", "0:unlimited", "stop", "suspend", "regular", "restart"),
    *("web1", "web1.example.com", "192.0.2.10", "192.0.2.10 2001:db8::1", "192.0.2.0/24", "example.com example.org"),
    *("debian-12-x86_64", "/vz/private/$VEID", "/vz/root/101", "simfs", "ploop", "noatime", "full", "stateless", "0-1"),
    *("eth0", "eth5 eth6", "0000:00:1f.2 0000:01:00.0", "iptable_filter ipt_limit", "x86_64 nptl", "tun fuse"),
    *("SYS_TIME:on", " ".join(f"{name}:off" for name in CAPABILITIES), "nfs:on sit:off", "bridge:on"),
    *(" ".join(f"{name}:on" for name in CAPABILITIES), " ".join(f"{name}:on" for name in FEATURES)),
    *("fbcdf284-5345-416b-a589-7b5fcaa87673", "{fbcdf284-5345-416b-a589-7b5fcaa87673}", "net/tun:rw kvm:rw", "fuse:r"),
    *("c:10:200:rw", "b:8:1:r c:10:229:rw", "eth0:1:1000", "*:1:8", "eth0:1:64 eth0:2:64", "/a:/b", "/a:/b,ro /c:/d"),
    *("uuid={fbcdf284-5345-416b-a589-7b5fcaa87673},image=/vz/private/101/root.hdd,size=10485760,mnt=/", "hello world"),
    *("ifname=eth0,bridge=br0,mac=00:18:51:00:00:01", "ifname=eth0,host_ifname=veth101.0;ifname=eth1,bridge=br1"),
    *(
        "uuid={fbcdf284-5345-416b-a589-7b5fcaa87675},image=a,enabled=no",
        "fbcdf284-5345-416b-a589-7b5fcaa87674",
        "ipt_state",
    ),
    *("ifname=eth0,network=Bridged,ip=192.0.2.7/24", "100m", "1500MHz", "50%", "25", "2", "8", "10M", "4096"),
)
FEWEST = 2
MOST = 6
UNQUOTABLE = frozenset("\"\\\n\r\t\0'#")


def texts_of(row: Row, dialect: Dialect) -> list[str]:
    """Return texts that the reader takes, of different values, the plain ones first."""
    codec = dialect.codec(row)
    found: dict[str, str] = {}
    for text in (*getattr(codec, "words", ()), *PLAIN, *NASTY):
        if text and not UNQUOTABLE & set(text) and takes(codec, text):
            found.setdefault(repr(codec.decode(text)), text)
    return list(found.values())[:MOST]


def cases() -> Iterator[Any]:
    for name in DIALECTS:
        reader = dialect_named(name)
        for row in ROWS:
            if row.name in reader.rows:
                yield pytest.param(row, reader, id=f"{name}-{row.name}")


def value_in(conf: str, row: Row, dialect: Dialect) -> Any:
    """Return the value in force, UNSET for none."""
    return settle(parse(conf, dialect), dialect).value(row.name)


@pytest.mark.parametrize(("row", "dialect"), list(cases()))
def test_each_row_comes_back(row: Row, dialect: Dialect) -> None:
    texts = texts_of(row, dialect)
    if isinstance(dialect.codec(row), Ignored):
        assert not texts
        texts = ["yes"]
    else:
        few = len(getattr(dialect.codec(row), "words", PLAIN)) < FEWEST  # a word that says nothing but itself
        assert len(texts) >= FEWEST or few, "give PLAIN more texts"
    for text in texts:
        conf = dialect.write(row.name, text)
        value = value_in(conf, row, dialect)
        assert (value is UNSET) == isinstance(dialect.codec(row), Ignored)
        for driver in DRIVERS:
            for device in (None, "/dev/sda") if driver == "lxc" else (None,):
                done = conf_to_domain(conf, ctid=CTID, driver=driver, dialect=dialect.name, block_device=device)
                back = domain_to_conf(done.text, dialect=dialect.name)
                assert same(value_in(back.text, row, dialect), value)
                assert list(iter_schema_findings(done.text)) == []
                assert_true(done, back, row)
                assert domain_to_conf(done.text, dialect=dialect.name, base=conf).text == conf
                again = conf_to_domain(
                    back.text, ctid=CTID, driver=driver, dialect=dialect.name, base=done.text, block_device=device
                )
                assert again.text == done.text


def assert_true(done: Translation, back: Translation, row: Row) -> None:
    """The account says where the value is: in the residue alone, or in a native place alone."""
    (entry,) = done.report.entries
    root = etree.fromstring(done.text.encode())
    (residue,) = root.iter(RESIDUE_TAG)
    carried = [child for child in residue if child.get("name") == row.name]
    assert entry.name == row.name
    assert entry.status in ("translated", "carried")
    assert len(carried) == (entry.status == "carried")
    assert back.report.dropped == ()
    if entry.status == "translated":
        assert any(map(root.xpath, paths_of(entry.place))), entry.place


def paths_of(place: str) -> list[str]:
    """Return the paths that a place for people means: ``cputune/period, cputune/quota`` and ``filesystem/source``."""
    first, *more = re.split(r": | \(", place)[0].split(", ")
    above = first.rpartition("/")[0]
    found = [first, *(path if "/" in path else f"{above}/{path}" for path in more)]
    return [*found, *(f"devices/{path}" for path in found)]
