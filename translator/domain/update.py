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
from translator.domain.place.metadata import carried, residue_of
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
    if not names and same_residue and same_name:
        return base
    spelling = Spelling(base, root)
    edited, before, after = _side(root), None if everything else _side(old), _side(new)
    differ = [name for name in names if edited.view.get(name) != after.view.get(name)]
    if not same_name:
        differ.insert(0, "name")
    if not same_residue or not same_name:
        differ.append("residue")
    for name in differ:
        BY_NAME[name].update(edited, before, after, name)
    before_root, after_root = _PROLOG.match(base), _EPILOG.search(base)
    text = (before_root[0] if before_root else "") + spelling.write(root) + (after_root[1] if after_root else "\n")
    return declared_truly(text)


def _side(root: Element) -> Side:
    return Side(root, read_domain(root).view, ORDER)


def _ours(root: Element) -> bool:
    """Whether the name of a document is the container's id, and not what somebody called it."""
    residue = residue_of(root)
    return residue is not None and residue.get("ctid") == root.findtext("name")
