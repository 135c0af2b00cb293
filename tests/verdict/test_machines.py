"""Is nothing that libvirt refuses of what machines have taken without a word, and nothing that it takes an error?

``check`` does not look into what only virtual machines have, and says so (XD222); what it says beyond that is held here
against the real drivers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

import pytest

from tests.boot.harness import Host
from tests.interop.harness import validate
from tests.lint.machine_examples import disk, machine
from tests.verdict.campaign import INSTALLED, SEED, Judge
from tests.verdict.judge import lxc_verdicts, openvz_verdicts
from tests.verdict.walk import Walk
from translator import check_domain

#: So many documents for each driver; ``VZVIRT_VERDICTS`` is for those without parts of machines.
NUMBER = 150
_BY_PCI = "<address type='pci' domain='0' bus='0' slot='1' function='0'/>"
#: Documents, and whether the LXC and the OpenVZ driver take them.
CASES = (
    (disk("sda"), True, True),
    (disk("ioemu:hda"), True, True),
    (disk("hda1"), True, True),
    (disk("vda", inside=_BY_PCI), True, True),
    (disk("hda", inside=_BY_PCI), False, False),
    (disk("fda"), False, False),
    (disk("sdA"), False, False),
    (disk("sdA", "scsi", "<address type='drive'/>"), True, True),
    (disk("sda", device="floppy"), False, False),
    (disk("fda", device="floppy"), True, True),
    (disk("fda", "ide", device="floppy"), False, False),
    (disk("fda", device="cdrom"), True, True),
    (disk("fda", "fdc", device="cdrom"), False, False),
    (machine("<disk device='cdrom'><target dev='hda'/></disk>"), True, True),
    (machine("<disk><target dev='hda'/></disk>"), False, False),
    (machine("<disk type='block'><source/><target dev='hda'/></disk>"), False, False),
    (machine("<disk type='block'><source dev='/dev/vda'/><target dev='hda'/></disk>"), True, True),
    (machine("<input type='mouse'/>"), False, False),
    (machine("<graphics type='vnc'/>"), False, True),
    (machine("<video/>"), False, True),
    (machine("<graphics type='vnc'/><video><model type='vga'/></video>"), True, True),
    (machine("", "<vcpus/>"), True, True),
    (machine("", "<vcpus><vcpu id='0' enabled='yes'/></vcpus>"), False, False),
    (machine("<memballoon model='virtio'/>"), True, True),
)


def _errors(document: str) -> list[str]:
    return [
        f"{each.code} {each.message}" for each in check_domain(document, libvirt=INSTALLED) if each.level == "error"
    ]


def _told(driver: str, verdicts: Sequence[str | None]) -> None:
    for (document, *taken), said in zip(CASES, verdicts, strict=True):
        wanted = taken[driver == "openvz"]
        text = document.replace("type='lxc'", f"type='{driver}'")
        assert (said is None) == wanted, said
        assert (not _errors(text)) == wanted, text


def _random(driver: str, judge: Judge) -> None:
    walk = Walk(random.Random(f"machines {driver} {SEED}"), machines=True)  # noqa: S311
    documents = [walk.domain(driver) for _ in range(NUMBER)]
    schema = validate({str(number): document for number, document in enumerate(documents)}).values()
    documents = [document for document, invalid in zip(documents, schema, strict=True) if invalid is None]
    verdicts = judge(documents)
    silent = [
        f"{said}\n{document}"
        for document, said in zip(documents, verdicts, strict=True)
        if said is not None and not {"XD222"} & {each.code for each in check_domain(document)} and not _errors(document)
    ]
    assert not silent, silent[0]
    false = [
        f"{_errors(document)}\n{document}"
        for document, said in zip(documents, verdicts, strict=True)
        if said is None and [each for each in _errors(document) if not each.startswith("XD221 ")]
    ]
    assert not false, false[0]
    assert len(documents) // 4 < sum(said is not None for said in verdicts) < len(documents)


@pytest.mark.boot
def test_the_lxc_driver_says_the_same(host: Host) -> None:
    _told("lxc", lxc_verdicts(host, [document for document, *_ in CASES]))
    _random("lxc", partial(lxc_verdicts, host))


@pytest.mark.interop
def test_the_openvz_driver_says_the_same() -> None:
    _told("openvz", openvz_verdicts([document.replace("type='lxc'", "type='openvz'") for document, *_ in CASES]))
    _random("openvz", openvz_verdicts)
