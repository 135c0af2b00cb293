"""Does check tell of just those orders of elements that libxml2 refuses, with the schema of each libvirt?"""

from __future__ import annotations

import random

import pytest

from tests.domain.libvirt import SCHEMAS, schemas_of, verdicts
from tests.verdict.campaign import SEED
from translator import check_domain

NUMBER = 1000
_DOMAIN = {
    "name": "<name>a</name>",
    "uuid": "<uuid>5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b11</uuid>",
    "genid": "<genid/>",
    "title": "<title>t</title>",
    "description": "<description>d</description>",
    "metadata": "<metadata/>",
    "memory": "<memory>65536</memory>",
    "currentMemory": "<currentMemory>65536</currentMemory>",
    "vcpu": "<vcpu>1</vcpu>",
    "cputune": "<cputune/>",
    "memtune": "<memtune/>",
    "blkiotune": "<blkiotune/>",
    "numatune": "<numatune/>",
    "resource": "<resource><partition>/a</partition></resource>",
    "os": "<os><type>exe</type><init>/sbin/init</init></os>",
    "idmap": "<idmap><uid start='0' target='1' count='2'/><gid start='0' target='1' count='2'/></idmap>",
    "features": "<features/>",
    "clock": "<clock offset='utc'/>",
    "on_poweroff": "<on_poweroff>destroy</on_poweroff>",
    "on_reboot": "<on_reboot>restart</on_reboot>",
    "on_crash": "<on_crash>destroy</on_crash>",
    "on_lockfailure": "<on_lockfailure>poweroff</on_lockfailure>",
    "devices": "<devices/>",
    "seclabel": "<seclabel type='none' model='a'/>",
    "seclabel of another": "<seclabel type='none' model='b'/>",
    "comment": "<!-- a comment -->",
}
_HOSTDEV = {
    "driver": "<driver name='vfio'/>",
    "source": "<source><address domain='0' bus='0' slot='1' function='0'/></source>",
    "teaming": "<teaming type='transient' persistent='a'/>",
    "alias": "<alias name='ua-a'/>",
    "boot": "<boot order='1'/>",
    "address": "<address type='pci' domain='0' bus='0' slot='1' function='0'/>",
    "rom": "<rom bar='on'/>",
    "acpi": "<acpi index='1'/>",
    "comment": "<!-- a comment -->",
}

#: Without both libxml2 goes another way through the schema.
_WORDS = (" mode='subsystem'", " managed='yes'", " mode='subsystem' managed='no'", "")


def _some(chance: random.Random, parts: dict[str, str], needed: str) -> list[str]:
    """Return some of the parts: in the order above but for a few of them, or in any."""
    names = list(parts)
    some = [needed, *chance.sample([each for each in names if each != needed], chance.randint(3, len(names) // 2))]
    chance.shuffle(some)
    if chance.random() < 0.5:
        some.sort(key=names.index)
        for _ in range(chance.randint(0, 4)):
            some.insert(chance.randint(0, len(some) - 1), some.pop(chance.randrange(len(some))))
    return [parts[each] for each in some]


def _documents() -> list[str]:
    chance = random.Random(f"orders {SEED}")  # noqa: S311
    documents = [f"<domain type='openvz'>{''.join(_some(chance, _DOMAIN, 'name'))}</domain>" for _ in range(NUMBER)]
    documents += [
        f"<domain type='openvz'><name>a</name><devices><hostdev{chance.choice(_WORDS)} type='pci'>"
        f"{''.join(_some(chance, _HOSTDEV, 'source'))}</hostdev></devices></domain>"
        for _ in range(NUMBER // 5)
    ]
    return documents


@pytest.mark.interop
@pytest.mark.parametrize("libvirt", SCHEMAS)
def test_what_is_told_of_orders_is_what_libxml2_refuses(libvirt: str) -> None:
    documents = _documents()
    told = [
        any(each.code == "XD236" and each.level == "warning" for each in check_domain(document, libvirt=libvirt))
        for document in documents
    ]
    refused = [not taken for taken in verdicts(documents, "domain", schemas_of(libvirt))]
    assert NUMBER // 10 < sum(refused) < NUMBER // 2
    assert [each for each, ours, theirs in zip(documents, told, refused, strict=True) if ours != theirs] == []


def test_names_among_resources_are_told_of_libvirt_9() -> None:
    text = (
        "<domain type='openvz'>\n<name>1</name>\n<memory>65536</memory>\n{}<vcpu>1</vcpu>\n"
        "<os><type>exe</type></os>\n</domain>"
    )
    text = text.format("<uuid>5e9d2b8c-6f2d-4d59-9f0e-0c1d1c9a7b11</uuid>\n")
    for libvirt, level in (("9", "warning"), ("12", "info")):
        [found] = [each for each in check_domain(text, libvirt=libvirt) if each.code == "XD236"]
        assert (found.level, found.line) == (level, 5)
        assert "libvirt 9's" in found.message or libvirt == "9"
