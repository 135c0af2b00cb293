"""How does an existing document change where the conf changed, and nowhere else?

The base keeps its layout, its comments and every node that no lens owns. The places that are to be written get what a
document made anew says there; where the base says the same in its own words (``0.5 GiB``), the words stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from translator.domain.document import parse_document
from translator.domain.encoding import declared_truly
from translator.domain.place.metadata import DIGEST, SOURCE_TAG, carried, new_origin, residue_of
from translator.domain.place.side import Side
from translator.domain.places import BY_NAME, ORDER
from translator.domain.read import read_domain
from translator.domain.spelling import Spelling

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: What stands before and after the root element: the parser keeps no layout there.
_PROLOG = re.compile(r"\ufeff?(?:[ \t\r\n]++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_EPILOG = re.compile(r"</domain[ \t\r\n]*>((?:[ \t\r\n]|<\?(?:(?!\?>).)*\?>|<!--(?:(?!-->).)*-->)*)\Z", re.DOTALL)


def update_document(
    base: str, made: str, projected: str, names: Collection[str], *, residue: bool = False, everything: bool = False
) -> str:
    """Return ``base`` with what ``made`` says at the places called ``names``, and with its residue.

    ``projected`` is what the base's own conf makes: what is the same in both is not written. With ``residue``, the
    residue is all the same; with ``everything``, so is all that stands at the places. All three are documents of one
    domain type.
    """
    root, new, old = parse_document(base), parse_document(made), parse_document(projected)
    same_name = not _ours(root) or root.findtext("name") == new.findtext("name")
    same_residue = carried(old) == carried(new) and not residue
    changes = bool(names) or not same_residue or not same_name
    origin = new_origin(root, new, changed=changes)
    if not changes and origin is None:
        return base
    spelling = Spelling(base, root)
    residue_here = residue_of(root)
    if residue_here is not None and origin is not None:
        residue_here.set(DIGEST, origin)
    edited, before, after = _side(root), None if everything else _side(old), _side(new)
    differ = [name for name in names if edited.view.get(name) != after.view.get(name)]
    if not same_name:
        differ.insert(0, "name")
    if not same_residue or not same_name:
        differ.append("residue")
    for name in differ:
        BY_NAME[name].update(edited, before, after, name)
    return _written(base, spelling, root)


def keep_origin(before: str, after: str) -> str:
    """Return ``after``, an edit of the document ``before``, with what that knows of the conf that it came from: its
    digest and its source, or nothing.
    """
    root = parse_document(after)
    spelling = Spelling(after, root)
    old, new = residue_of(parse_document(before)), residue_of(root)
    if new is None:
        return after
    digest = None if old is None else old.get(DIGEST)
    if digest is not None:
        new.set(DIGEST, digest)
    elif DIGEST in new.attrib:
        del new.attrib[DIGEST]
    for source in new.iterchildren(SOURCE_TAG):
        for model in () if old is None else old.iterchildren(SOURCE_TAG):
            source.text = model.text
            source.attrib.clear()
            source.attrib.update(model.attrib)
    return _written(after, spelling, root)


def _written(base: str, spelling: Spelling, root: Element) -> str:
    before_root, after_root = _PROLOG.match(base), _EPILOG.search(base)
    text = (before_root[0] if before_root else "") + spelling.write(root) + (after_root[1] if after_root else "\n")
    return declared_truly(text)


def _side(root: Element) -> Side:
    return Side(root, read_domain(root).view, ORDER)


def _ours(root: Element) -> bool:
    """Whether the name of a document is the container's id, and not what somebody called it."""
    residue = residue_of(root)
    return residue is not None and residue.get("ctid") == root.findtext("name")
