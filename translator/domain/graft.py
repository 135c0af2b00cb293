"""How does an element come into a document, leave it or move in it, so that the layout around it stays?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translator.characters import trim_xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

#: Elements below <domain> that are a group in libvirt's schema: libxml2 refuses some documents in which others part
#: them, though the schema allows any order.
_GROUPS = (
    frozenset(("name", "uuid", "genid")),
    frozenset(
        """maxMemory memory currentMemory blkiotune memtune memoryBacking vcpu vcpus iothreads cputune numatune
        resource""".split()
    ),
    frozenset(("on_poweroff", "on_reboot", "on_crash", "on_lockfailure")),
)


def copied(element: Element) -> Element:
    """Return an element like another one, for a document of its own."""
    from copy import deepcopy  # with what it imports itself: nothing for those who only print documents

    return deepcopy(element)


def insert(
    parent: Element,
    element: Element,
    order: Sequence[str] = (),
    *,
    after: Element | None = None,
    before: Element | None = None,
) -> Element:
    """Put an element behind or before a neighbour, or else where libvirt would print it; indented like the others.

    ``order`` are the tags below ``parent`` in libvirt's order; an element of none of them goes to the end.
    """
    if after is not None:
        at = parent.index(after) + 1
    elif before is not None:
        at = parent.index(before)
    else:
        at = _position(parent, str(element.tag), order)
    depth = sum(1 for _ in parent.iterancestors()) + 1
    step = indentation(parent)
    reindent(element, depth, step)
    if at:
        previous = parent[at - 1]
        element.tail, previous.tail = previous.tail, "\n" + step * depth
        if at < len(parent):
            element.tail = "\n" + step * depth
    else:
        element.tail = parent.text if len(parent) else "\n" + step * (depth - 1)
        parent.text = "\n" + step * depth
    parent.insert(at, element)
    return element


def _position(parent: Element, tag: str, order: Sequence[str]) -> int:
    same = [i for i, child in enumerate(parent) if child.tag == tag]
    if same:
        return same[-1] + 1
    if tag not in order:
        return len(parent)
    if parent.getparent() is None:
        beside = _beside(parent, tag, order)
        if beside is not None:
            return beside
    later = set(order[order.index(tag) + 1 :])
    return next((i for i, child in enumerate(parent) if child.tag in later), len(parent))


def _beside(parent: Element, tag: str, order: Sequence[str]) -> int | None:
    """Return the place behind the elements of its group that come before a tag, or else before the others."""
    group = next((each for each in _GROUPS if tag in each), frozenset[str]())
    mates = [(order.index(str(child.tag)), i) for i, child in enumerate(parent) if child.tag in group]
    if not mates:
        return None
    own = order.index(tag)
    before = [mate for mate in mates if mate[0] < own]
    return max(before)[1] + 1 if before else min(mates)[1]


def indentation(element: Element) -> str:
    """Return what the document indents its first element with, libvirt's two blanks where it does not say."""
    first = element.getroottree().getroot().text or ""
    step = first.rpartition("\n")[2]
    return step if step and not trim_xml(step) else "  "


def reindent(element: Element, depth: int, step: str) -> None:
    """Lay out what is in an element that stands ``depth`` deep."""
    if len(element):
        element.text = "\n" + step * (depth + 1)
        for child in element:
            reindent(child, depth + 1, step)
            child.tail = "\n" + step * (depth + 1)
        element[-1].tail = "\n" + step * depth


def set_text(element: Element, text: str | None) -> None:
    """Have an element say a text; comments in it stay, behind the text."""
    element.text = text
    for child in element:
        child.tail = None


def remove(element: Element) -> None:
    """Take an element out together with its indentation."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.getnext() is None:
        if before is not None:
            before.tail = element.tail
        else:
            parent.text = element.tail
    parent.remove(element)


def arrange(elements: Sequence[Element]) -> None:
    """Have elements stand in this order, in the places that they have together: what stands among them stays."""
    if len(elements) < 2:
        return
    wanted = {element: at for at, element in enumerate(elements)}
    found = [each for each in elements[0].getroottree().getroot().iter() if each in wanted]
    if found == list(elements):
        return
    marks = []
    for element in found:
        mark, parent = element.makeelement("mark"), element.getparent()
        if parent is not None:
            mark.tail = element.tail
            parent.replace(element, mark)
            marks.append((parent, mark))
    for (parent, mark), element in zip(marks, elements, strict=True):
        element.tail = mark.tail
        parent.replace(mark, element)
