"""Do the numbers that SECURITY.md promises stand in the code?"""

from __future__ import annotations

import re

from tests.docs.pages import ROOT
from translator import limits

MIB = 2**20


def test_limits() -> None:
    text = " ".join((ROOT / "SECURITY.md").read_text().split())
    assert f"{limits.MAX_DOCUMENT // MIB} MiB and {limits.MAX_DEPTH} levels at most; a conf " in text
    texts = limits.MAX_DOCUMENT, limits.MAX_CONF, limits.MAX_ARCHIVE
    beside = limits.MAX_CONFIG, limits.MAX_BASELINE
    assert f"a conf {limits.MAX_CONF // MIB} MiB;" in text
    assert f"the confs and documents of an archive {limits.MAX_ARCHIVE // MIB} MiB together" in text
    assert "a configuration has {} MiB at most, a baseline {} MiB".format(*(each // MIB for each in beside)) in text
    promised = set(re.findall(r"(\d+) MiB", text))
    assert promised == {str(each // MIB) for each in (*texts, *beside)}
