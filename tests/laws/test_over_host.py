"""Over a vz.conf: what an edit of a document takes away is in force no more, or that is told.

``put(x)`` of a document ``x`` in which one place was edited is a conf whose container has at that place what ``x``
says, also over a vz.conf that says it otherwise, or alone. Without an edit the conf comes back byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

from tests.laws.test_each_place import WHOSE, Edit, cases, dialect_of, document_of, said, told
from tests.laws.translation import CTID
from translator import Translation, domain_to_conf
from translator.conf.dialect import DialectName, dialect_named
from translator.conf.host import host_layer, laid_over
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.domain.place.metadata import RESIDUE_TAG
from translator.values.codec import UNSET

#: A vz.conf that says what each of the confs does, and otherwise.
HOST = (
    'NAME="host"\nDESCRIPTION="of the host"\nPHYSPAGES="0:70000"\nSWAPPAGES="0:80000"\nVMGUARPAGES="5000:unlimited"\n'
    'PRIVVMPAGES="30000:40000"\nCPUS="3"\nCPUMASK="4-6"\nCPUUNITS="3000"\nCPULIMIT="40"\nNODEMASK="2"\nIOPRIO="6"\n'
    'IOLIMIT="9000"\nIOPSLIMIT="90"\nVE_PRIVATE="/srv/$VEID"\nDISKSPACE="5:6"\nNETDEV="eth8"\nDEVNODES="ppp:rw"\n'
    'IP_ADDRESS="192.0.2.99"\nNETIF="ifname=eth7,mac=00:18:51:00:00:09,bridge=br9"\nOSTEMPLATE="sles"\n'
)
HOSTS = {
    "vzctl": HOST + 'CAPABILITY="NET_ADMIN:on"\n',
    "libvzctl": HOST.replace(",bridge=br9", ",network=n9") + 'RATE="*:1:16"\nVE_ENVIRONMENT="A=b"\nBINDMOUNT="/a:/b"\n',
}


def in_force(conf: str, host: str, dialect: DialectName) -> str:
    """Return the conf that says by itself what another says over a vz.conf."""
    reader = dialect_named(dialect)
    settings = laid_over(settle(parse(conf, reader), reader), host_layer(host, reader))
    values = [(name, each) for name, each in settings.by_name.items() if each.value is not UNSET]
    return "".join(reader.write(name, each.codec.write(each.value)) for name, each in values)


OVER_BASE = "another program's with its base"
#: What a document of another program says nothing of: a limit of a disk, where it names none; libvirt's vz driver
#: prints no description.
LEFT_TO_BASE = {("lxc", "blkiotune/device"), ("vz", "description"), ("vz ", "description")}


def host_of(conf: str, dialect: DialectName) -> str:
    """Return a vz.conf that says what a conf says, each otherwise."""
    names = settle(parse(conf, dialect_named(dialect)), dialect_named(dialect)).by_name
    return "".join(line for line in HOSTS[dialect].splitlines(keepends=True) if line.partition("=")[0] in names)


def all_cases() -> Iterator[Any]:
    for case in cases():
        kind, place, edit, whose = case.values
        both = [whose] if whose != WHOSE[2] else [WHOSE[2], OVER_BASE]
        for each in both:
            # a document of another program for OpenVZ leaves to vz.conf what it does not say, and some to the base
            says_all = kind.startswith("lxc") or each != WHOSE[2]
            if says_all and not (each == OVER_BASE and (kind[:3], place) in LEFT_TO_BASE):
                yield pytest.param(kind, place, edit, each, False, id=f"{case.id}: {each}")
            # what was shown of vz.conf's limits of a disk cannot be told from what is shown without the disk
            if kind.startswith("lxc") and not (place == "blkiotune/device" and each != WHOSE[2]):
                yield pytest.param(kind, place, edit, each, True, id=f"{case.id}: {each}, vz.conf alone")


@pytest.mark.parametrize(("kind", "place", "edit", "whose", "alone"), list(all_cases()))
def test_what_is_edited_is_in_force_or_told(kind: str, place: str, edit: Edit, whose: str, alone: bool) -> None:
    dialect = dialect_of(kind)
    conf, host = ("", edit.conf) if alone else (edit.conf, host_of(edit.conf, dialect))
    root = etree.fromstring(document_of(conf, kind, host_conf=host).encode())
    if whose.startswith("another"):
        for residue in list(root.iter(RESIDUE_TAG)):
            residue.getparent().remove(residue)  # type: ignore[union-attr]
    base = conf if whose.endswith("base") else None

    def back() -> Translation:
        text = etree.tostring(root, encoding="unicode")
        return domain_to_conf(text, ctid=CTID, base=base, dialect=dialect, host_conf=host)

    unedited = back()
    if whose == WHOSE[1]:
        assert unedited.text == base
    try:
        edit.change(root)
    except IndexError:
        pytest.skip("vz.conf gives no container that")
    result = back()
    if told(result, unedited, place) or edit.line:
        return
    device = root.findtext("blkiotune/device/path") or "/dev/sda"
    idmap = "100000:65536" if root.find("idmap") is not None else None
    again = etree.fromstring(document_of(in_force(result.text, host, dialect), kind, device, idmap).encode())
    for quota in again.xpath("//quota[.='-1']"):
        quota.getparent().remove(quota)
    assert said(again, edit.paths) == said(root, edit.paths)
