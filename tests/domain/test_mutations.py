"""Does our grammar judge spoilt documents as libvirt's schema does? Thousands of them, the same ones each time.

With VZVIRT_CAMPAIGN there are a hundred times as many, and new ones each time.
"""

from __future__ import annotations

import os
import re
from secrets import randbits
from string import ascii_letters, digits

import pytest
from lxml import etree

from tests.domain.documents import OTHERWISE_IN_LIBVIRT, fixtures
from tests.domain.fragments import VALID, VALID_NETWORK, document, network
from tests.domain.libvirt import SCHEMAS, schemas_of, verdicts
from tests.domain.mutations import Spoiler, in_order
from translator.domain.document import parse_document
from translator.domain.schema import is_valid, iter_schema_findings

CAMPAIGN = bool(os.environ.get("VZVIRT_CAMPAIGN"))

#: What belongs to virtual machines: the grammar (see the head of domain.xsd) takes more there than libvirt's schema.
OF_MACHINES = etree.XPath(
    "boolean(//interface[not(contains(' bridge direct ethernet network null user ',"
    "                    concat(' ', normalize-space(@type), ' ')))]"
    "|//interface/*[self::backend or self::coalesce or self::driver or self::portForward or self::tune]"
    "|//hostdev[contains(' scsi scsi_host mdev ', concat(' ', normalize-space(@type), ' '))]"
    "|//*[self::console or self::filesystem or self::hostdev or self::interface]/address"
    "|/domain/*[starts-with(namespace-uri(), 'http://libvirt.org/schemas/domain/') and local-name()!='namespace']"
    "|/domain/os[not(normalize-space(type)='exe')]|/domain/*[starts-with(name(), 'bootloader')]"
    "|/domain/features/*[not(self::privnet or self::capabilities)]"
    "|/domain/*[self::cpu or self::memoryBacking or self::perf or self::pm]"
    "|//devices/*[not(self::console or self::emulator or self::filesystem or self::hostdev or self::interface)])"
)
#: Two exceptions by intent: a domain type that only libvirt's parser knows, and OS templates of any name.
BY_INTENT = etree.XPath(
    "boolean(/domain[normalize-space(@type)='parallels']|//filesystem[normalize-space(@type)='template']"
    f"/source[translate(@name, '{ascii_letters}{digits}_+-', '')])"
)
KNOWN = (OF_MACHINES, BY_INTENT)
#: libxml2, which runs libvirt's schema, takes five digits and more in the first group of an IPv6 address.
LONG_GROUP = re.compile(r"[\"'][0-9a-fA-F]{5,}:")
#: The same loses its way where name and uuid, or seclabels, stand among the others; in libvirt's own order it does not.
ORDER = (
    "name uuid genid title description metadata maxMemory memory currentMemory blkiotune memtune vcpu cputune numatune "
    "resource os idmap features clock on_poweroff on_reboot on_crash on_lockfailure devices seclabel"
).split()


@pytest.mark.interop
@pytest.mark.parametrize("libvirt", SCHEMAS)
@pytest.mark.parametrize(("kind", "number"), [("domain", 6000), ("network", 3000)])
def test_libvirt_agrees(kind: str, number: int, libvirt: str) -> None:
    schemas = schemas_of(libvirt)
    spoiler = Spoiler(good(kind), randbits(32) if CAMPAIGN else 1)
    found: list[str] = []
    valid = 0
    for _ in range(100 if CAMPAIGN else 1):
        texts = [text for text in spoiler.documents(number) if not LONG_GROUP.search(text)]
        ours = [is_valid(parse_document(text), f"{kind}.xsd", libvirt) for text in texts]
        theirs = verdicts(texts, kind, schemas)
        valid += sum(theirs)
        differing = [text for text, our, their in zip(texts, ours, theirs, strict=True) if our != their]
        differing = [text for text in differing if not any(known(etree.fromstring(text)) for known in KNOWN)]
        again = verdicts([in_order(text, ORDER) for text in differing], kind, schemas) if differing else []
        found += [
            text
            for text, their in zip(differing, again, strict=True)
            if their != is_valid(parse_document(text), f"{kind}.xsd", libvirt)
        ]
    assert not found, f"{len(found)} of {number}: {found[:5]}"
    assert valid > number / 10, "hardly any is good"


@pytest.mark.parametrize("kind", ["domain", "network"])
def test_every_refusal_has_words(kind: str) -> None:
    for text in Spoiler(good(kind), 2).documents(300):
        root = parse_document(text)
        findings = list(iter_schema_findings(root, text=text, grammar=f"{kind}.xsd"))
        assert bool(findings) != is_valid(root, f"{kind}.xsd")
        assert not any(each.code == "XD119" for each in findings), (findings, text)


def good(kind: str) -> list[etree._Element]:
    if kind == "network":
        texts = [path.read_text("utf-8") for path in fixtures("networks")]
        texts += [network(*piece) for piece in VALID_NETWORK]
    else:
        files = [path for path in fixtures("valid") if f"valid/{path.stem}" not in OTHERWISE_IN_LIBVIRT]
        texts = [path.read_text("utf-8") for path in files if "urn:vzvirt" not in path.read_text("utf-8")]
        texts += [document(*piece) for piece in VALID]
    roots = [etree.fromstring(text, etree.XMLParser(remove_blank_text=True)) for text in texts]
    return [root for root in roots if not OF_MACHINES(root)]
