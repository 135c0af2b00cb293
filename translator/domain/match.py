"""Which elements of a document belong to which of a changed list, and how do they become those?

Each element has a key: what it says of itself, such as an address or the name of a device. Several may have one key;
the first of them counts, the others would take its place if it were gone, so they go, and move, with it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from translator.characters import trim_xml
from translator.domain.graft import arrange, copied, insert, remove

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    #: What the base's own conf makes of a list, by key; None where everything is to be written.
    Before = Mapping[Hashable, Element] | None


def by_key(elements: Iterable[Element], key: Callable[[Element], Hashable]) -> dict[Hashable, Element]:
    """Return the elements by their key; further ones of a key by the key and a number."""
    found: dict[Hashable, Element] = {}
    for element in elements:
        name = key(element)
        found[(name, len(found)) if name in found else name] = element
    return found


def reconcile(
    parent: Element,
    had: Iterable[tuple[Hashable, Element]],
    before: Before,
    after: Mapping[Hashable, Element],
    merge: Callable[[Element, Element | None, Element], object],
    order: Sequence[str] = (),
) -> list[tuple[Hashable, Element]]:
    """Bring the elements that a document ``had`` from what they were ``before`` to what they are ``after``, in order.

    What is new comes below ``parent``, whose children have an ``order``; ``merge`` writes into an element what differs
    between two models, the first None where nothing is known. What the base's own conf does not speak of stays.
    Returns the elements that are now there, in order, with their keys.
    """
    owned: dict[Hashable, list[Element]] = {}
    for key, element in had:
        owned.setdefault(key, []).append(element)
    for key in [key for key in owned if key not in after and (before is None or key in before)]:
        for element in owned.pop(key):
            remove(element)
    done: list[tuple[Hashable, Element]] = []
    keys = list(after)
    for at, key in enumerate(keys):
        model = after[key]
        if key in owned:
            merge(owned[key][0], None if before is None else before.get(key), model)
            done += [(key, element) for element in owned[key]]
        elif before is None or key not in before:
            next_ones = [each for k in keys[at:] for each in owned.get(k, ())]
            done.append((key, _added(parent, model, order, done, next_ones)))
    arrange([element for _, element in done])
    return done


def _added(
    parent: Element,
    model: Element,
    order: Sequence[str],
    previous: Sequence[tuple[Hashable, Element]],
    following: Sequence[Element],
) -> Element:
    """Put a copy next to its neighbours in the list."""
    if previous and (above := previous[-1][1].getparent()) is not None:
        return insert(above, copied(model), after=previous[-1][1])
    if following and (above := following[0].getparent()) is not None:
        return insert(above, copied(model), before=following[0])
    return insert(parent, copied(model), order)


def write_attributes(element: Element, before: Element | None, after: Element, ours: Sequence[str] = ()) -> None:
    """Write the attributes that differ between two models: no others, for those are somebody else's.

    Where nothing is known of before, what the model lacks of those that are ``ours`` to write goes.
    """
    gone = ours if before is None else tuple(map(str, before.attrib))
    for name in gone:
        if name not in after.attrib:
            element.attrib.pop(name, None)
    for name, value in after.attrib.items():
        if before is None or before.get(name) != value:
            element.set(name, value)


def plain(element: Element | None) -> object:
    """Return an element without layout, for comparison."""
    if element is None:
        return None
    text = element.text or ""
    return (
        element.tag,
        sorted(element.attrib.items()),
        text if len(element) == 0 else trim_xml(text),
        [plain(child) for child in element if isinstance(child.tag, str)],
    )
