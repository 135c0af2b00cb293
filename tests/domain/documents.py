"""Which documents stand in fixtures/documents, and what is expected of each?

A valid one has no finding. An invalid one ends with a comment such as ``<!-- 3:5 XD110, 4:1 XD112 -->``: the place and
the code of each finding, in order.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "fixtures" / "documents"
_EXPECTED = re.compile(r"<!-- ([0-9:XD, ]+) -->\s*\Z")

#: Fixtures that libvirt's own schema judges otherwise, and why.
OTHERWISE_IN_LIBVIRT = {
    "valid/type-parallels": "libvirt's parser knows the type, its schema does not",
    "valid/template-with-dots": "most real OS templates have a dot, libvirt's schema has none",
    "valid/template-of-any-text": "as before",
    "valid/shuffled": "libxml2's RELAX NG gives up when members of two nested interleaves alternate",
    "invalid/doctype": "libvirt reads DTDs",
    **{
        f"invalid/residue-{name}": "our namespace is foreign to libvirt"
        for name in (
            "bound",
            "ctid",
            "half-pair",
            "mixed-children",
            "status",
            "two-kinds",
            "two-sources",
            "unknown-element",
        )
    },
}


def fixtures(kind: str) -> list[Path]:
    """Return the documents that are valid or invalid, or the networks, which are valid; none at all is an error."""
    found = sorted((FOLDER / kind).glob("*.xml"))
    if not found:
        raise FileNotFoundError(FOLDER / kind)
    return found


def expected(text: str) -> list[str]:
    """Return what the comment at the end of an invalid document announces."""
    match = _EXPECTED.search(text)
    assert match, "an invalid document ends with a comment that says what is wrong with it"
    return match[1].split(", ")
