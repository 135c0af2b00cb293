"""How is a view printed? As libvirt prints its own documents: place by place, in its order and layout."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

from translator.domain.place.side import KEPT_EMPTY
from translator.domain.places import PLACES
from translator.domain.view import View


class _Step(NamedTuple):
    """Where a value of one name is printed, among the texts of a document: its own lines, and the lines that start and
    end the element that it stands in.
    """

    at: int
    write: Callable[[Any, View], str]
    start: int
    opening: str
    end: int
    closing: str


def write_domain(view: View, residue: str) -> str:
    """Return the document of ``view`` with the residue's element in its metadata, ending in a line feed."""
    blank, steps = _compiled(view["type"])
    texts = blank.copy()
    step = steps.get
    for name, value in view.items():
        if found := step(name):
            at, write, start, opening, end, closing = found
            texts[at] = write(value, view)
            texts[start] = opening
            texts[end] = closing
    if residue:
        at, write, *_ = steps["residue"]
        texts[at] = write(residue, view)
    return "".join(texts)


@cache
def _compiled(kind: str) -> tuple[list[str], dict[str, _Step]]:
    """Return the texts of a document of a domain type that says nothing, and the steps by their names."""
    texts = [f"<domain type='{kind}'>\n"]
    steps = {}
    for above, places in groupby(PLACES, key=lambda place: place.above):
        start, opening, closing = len(texts), f"  <{above}>\n" if above else "", f"  </{above}>\n" if above else ""
        texts.append("")
        below = list(places)
        end = start + len(below) + 1
        for at, place in enumerate(below, start + 1):
            texts.append(place.fixed(kind))
            for name in place.names[:1]:
                steps[name] = _Step(at, place.write, start, opening, end, closing)
        texts.append("")
        if above in KEPT_EMPTY or any(texts[start:]):
            texts[start], texts[end] = opening, closing
    texts.append("</domain>\n")
    return texts, steps
