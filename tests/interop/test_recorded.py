"""Does the sandboxed driver print what was recorded for real confs?"""

import re

import pytest

from tests.interop.corpus import recorded
from tests.interop.harness import dump_each

pytestmark = pytest.mark.interop


def test_the_driver_prints_what_it_did_when_recorded() -> None:
    entries = list(recorded())
    assert entries
    now = dump_each([(101, conf) for _, conf, _ in entries])
    changed = [
        name
        for (name, conf, then), document in zip(entries, now, strict=True)
        if document is None or _comparable(document, conf) != _comparable(then, conf)
    ]
    assert not changed


def _comparable(document: str, conf: str) -> str:
    """Leave out the number of the host's CPUs, which the driver prints where the conf says nothing."""
    if not re.search(r"^CPUS=", conf, re.MULTILINE):
        document = re.sub(r"<vcpu .*</vcpu>", "", document)
    return document.strip()
