"""What does a document say, to a reader that has read others like it?

Most of what a document of a fleet says stands in thousands of them. So one that is laid out as we write it is taken for
fragments of text: the children of its residue, the stretch between metadata and devices, the root file system. What a
fragment says by itself is kept, and those that are known are cut out before the rest is parsed. A processing
instruction stands in the place of a cut, so that the parser says which element it is in, and line feeds, so that every
line keeps its number. A document that has any such thing of its own, or a comment, and one where something is not as we
write it, is read whole: :func:`read_text` gives the same for both. What is kept of it all: :mod:`translator.kept`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from translator.conf.dialect import Dialect
from translator.domain.document import parse_document
from translator.domain.read import Document, read_domain, read_fragment, read_with
from translator.domain.reader import Fragment
from translator.errors import InputError
from translator.lenses.residue_read import Cut, Residue, cut_residue, read_residue

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Contents(NamedTuple):
    """A document, its places and its residue. ``root`` lacks what was cut out unless it is ``whole``."""

    root: Element
    document: Document
    residue: Residue | None
    whole: bool


def read_text(text: str, dialect: Dialect) -> Contents:
    """Return what a document says; InputError for one that is no XML."""
    return _read_rest(text, dialect) or _read_whole(text, dialect)


def _read_whole(text: str, dialect: Dialect) -> Contents:
    root = parse_document(text)
    document = read_domain(root)
    residue = None if document.residue is None else read_residue(document.residue, dialect)
    return Contents(root, document, residue, whole=True)


def _read_rest(text: str, dialect: Dialect) -> Contents | None:
    """Read a document without the fragments that are known; None for one that has to be read whole."""
    cut = _cut(text, dialect)
    if cut is None:
        return None
    try:
        root = parse_document(cut.text)
    except InputError:
        return None
    document = read_with(cut.fragments, root)
    element = None if document is None else document.residue
    if document is None or element is None or element.prefix != "vz" or element.sourceline != cut.line:
        return None
    return Contents(root, document, read_residue(element, dialect, cut.residue), whole=False)


class _Rest(NamedTuple):
    """What is left of a document, the fragments that it lacks, and what was cut out of its residue, whose element is on
    the ``line``.
    """

    text: str
    fragments: list[Fragment]
    residue: Cut
    line: int


#: The start tag of the residue, from the end of one line to that of the next.
_RESIDUE = re.compile(r"\n    <vz:container (?:[^<>\n]*[^<>\n/])?>(?=\n)")
#: What stands between the residue and the stretch below metadata, and between that and the first of the devices.
_ABOVE, _BELOW = "\n    </vz:container>\n  </metadata>\n", "\n  <devices>\n"
#: How a file system begins and ends, as the first of the devices.
_ROOT, _ROOT_END = "    <filesystem ", "\n    </filesystem>"
#: Characters of a document in which libxml2 surely counts every line.
_COUNTED = 65_535


def _cut(text: str, dialect: Dialect) -> _Rest | None:
    """Cut the fragments that are known out of a document; None where it is not laid out as ours."""
    if len(text) > _COUNTED or _has_more(text):
        return None
    tag = _RESIDUE.search(text)
    end = -1 if tag is None else text.find(_ABOVE, tag.end())
    if tag is None or end < 0:
        return None
    residue = cut_residue(text[tag.end() : end], dialect)
    if residue is None:
        return None
    start = end + len(_ABOVE)
    fragments: list[Fragment] = []
    rest = [text[: tag.end()], residue.rest, _ABOVE]
    below = text.find(_BELOW, start)
    if below >= 0:
        rest += _without(text[start:below], "", fragments), _BELOW
        start = below + len(_BELOW)
        end = text.find(_ROOT_END, start) + len(_ROOT_END)
        if text.startswith(_ROOT, start) and end > start:
            rest.append(_without(text[start:end], "devices", fragments))
            start = end
    rest.append(text[start:])
    return _Rest("".join(rest), fragments, residue, text.count("\n", 0, tag.start()) + 2)


#: What may stand above the root.
_PROLOG = re.compile(r"\ufeff?(?:[ \t\r\n]++|<\?.*?\?>|<!--.*?-->)*+", re.S)


def _has_more(text: str) -> bool:
    """Whether a document has instructions, comments or the like, but for what libvirt writes above its root."""
    if "?" not in text and "!" not in text:
        return False
    above = _PROLOG.match(text)
    start = 0 if above is None else above.end()
    return text.find("<?", start) >= 0 or text.find("<!", start) >= 0


def _without(text: str, above: str, fragments: list[Fragment]) -> str:
    """Return what stands for a text: its mark where it is a known fragment, which is added to the others, or itself."""
    fragment = _known(text, above) if len(text) <= _LONGEST else None
    if fragment is None:
        return text
    fragments.append(fragment)
    return fragment.mark


#: Fragments that are kept, and characters up to which they are.
_KEPT, _LONGEST = 4096, 2048


class _Met:
    """How often a fragment was met, and what it says."""

    __slots__ = ("fragment", "times")

    def __init__(self) -> None:
        self.fragment: Fragment | None = None
        self.times = 0


@lru_cache(_KEPT)
def _met(text: str, above: str) -> _Met:
    del text, above
    return _Met()


def _known(text: str, above: str) -> Fragment | None:
    """Return what a text says, if it is a fragment. It is read when it is met again, for many are never."""
    met = _met(text, above)
    met.times += 1
    if met.times == 2:
        met.fragment = read_fragment(text, above, "<?fragment?>" + "\n" * text.count("\n"))
    return met.fragment
