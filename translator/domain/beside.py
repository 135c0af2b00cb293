"""How does a residue travel beside its document, for a libvirt that forgets what stands in ``<metadata>``?

The file holds the element as the document would, and nothing else; joined again, the two say what they said as one.
"""

from __future__ import annotations

import re
from textwrap import dedent

from translator.domain.document import parse_document
from translator.domain.place.metadata import RESIDUE_TAG, residue_of
from translator.errors import InputError
from translator.levels import make_finding

_RESIDUE = re.compile(
    r"[ \t]*<(?P<tag>(?:[A-Za-z0-9_.-]+:)?container)(?=[ \t\r\n/>])[^>]*?(?:/>|>.*?</(?P=tag)[ \t\r\n]*>)[ \t]*\n?",
    re.DOTALL,
)
_EMPTY = re.compile(r"[ \t]*<metadata[ \t\r\n]*>[ \t\r\n]*</metadata[ \t\r\n]*>[ \t]*\n?")


def part(document: str) -> tuple[str, str]:
    """Return a document without its residue, and the residue, ending in a line feed.

    InputError where there is none, or none that stands by itself.
    """
    for match in _RESIDUE.finditer(document):
        rest = _EMPTY.sub("", document[: match.start()] + document[match.end() :])
        residue = dedent(match[0].rstrip("\n")) + "\n"
        if _is_residue(residue) and residue_of(parse_document(rest)) is None:
            return rest, residue
    raise InputError(make_finding(1, 1, "XD104", "no residue that could stand beside the document", "metadata"))


def join(document: str, residue: str) -> str:
    """Return a document with a residue in it. InputError where it has one, or where the residue is none."""
    if residue_of(parse_document(document)) is not None:
        raise InputError(
            make_finding(1, 1, "XD104", "the document has a residue in it: leave --residue out", "metadata")
        )
    if not _is_residue(residue):
        raise InputError(make_finding(1, 1, "XD104", "no residue: expected what --residue wrote", "container"))
    # at the end, so that all above stays in its lines
    end = document.rfind("</metadata")
    text, at = (residue, end) if end >= 0 else (f"<metadata>{residue}</metadata>", document.rfind("</domain"))
    joined = f"{document[:at]}{text}{document[at:]}" if at >= 0 else document
    if residue_of(parse_document(joined)) is None:
        raise InputError(make_finding(1, 1, "XD104", "the document has no place for a residue", "domain"))
    return joined


def _is_residue(text: str) -> bool:
    try:
        return parse_document(text).tag == RESIDUE_TAG
    except InputError:
        return False
