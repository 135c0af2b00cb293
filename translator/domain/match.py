"""Which elements of a document belong to which of a changed list, and how do they become those?

Each element has a key: what it says of itself, such as an address or the name of a device. Several may have one key;
the first of them counts, the others would take its place if it were gone, so they go, and move, with it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from lxml import etree

from translator.characters import trim_xml
from translator.domain.graft import arrange, copied, insert, remove

Element = etree._Element
#: What the base's own conf makes of a list, by key; None where everything is to be written.
Was = Mapping[Hashable, Element] | None


def by_key(elements: Iterable[Element], key: Callable[[Element], Hashable]) -> dict[Hashable, Element]:
    """Return the elements by their key; further ones of a key by the key and a number."""
    found: dict[Hashable, Element] = {}
    for element in elements:
        name = key(element)
        found[(name, len(found)) if name in found else name] = element
    return found


def bring(
    parent: Element,
    had: Iterable[tuple[Hashable, Element]],
    was: Was,
    now: Mapping[Hashable, Element],
    merge: Callable[[Element, Element | None, Element], object],
) -> list[tuple[Hashable, Element]]:
    """Bring the elements that a document ``had`` from what they ``was`` to what is ``now``, in its order.

    What is new comes below ``parent``; ``merge`` writes into an element what differs between two models, the first
    None where nothing is known. What the base's own conf does not speak of stays. Returns the elements that are now
    there, in order, with their keys.
    """
    owned: dict[Hashable, list[Element]] = {}
    for key, element in had:
        owned.setdefault(key, []).append(element)
    for key in [key for key in owned if key not in now and (was is None or key in was)]:
        for element in owned.pop(key):
            remove(element)
    done: list[tuple[Hashable, Element]] = []
    keys = list(now)
    for at, key in enumerate(keys):
        model = now[key]
        if key in owned:
            merge(owned[key][0], None if was is None else was.get(key), model)
            done += [(key, element) for element in owned[key]]
        elif was is None or key not in was:
            done.append((key, _added(parent, model, done, [each for k in keys[at:] for each in owned.get(k, ())])))
    arrange([element for _, element in done])
    return done


def _added(
    parent: Element, model: Element, before: Sequence[tuple[Hashable, Element]], after: Sequence[Element]
) -> Element:
    """Put a copy next to its neighbours in the list."""
    if before and (above := before[-1][1].getparent()) is not None:
        return insert(above, copied(model), after=before[-1][1])
    if after and (above := after[0].getparent()) is not None:
        return insert(above, copied(model), before=after[0])
    return insert(parent, copied(model))


#: The attributes that the lenses write, by element: where nothing is known, what the model lacks of them goes.
_OURS = {
    "mac": ("address",),
    "source": ("bridge", "network", "dev", "name", "dir", "file"),
    "target": ("dev", "dir"),
    "guest": ("dev",),
    "ip": ("address", "family", "prefix"),
    "route": ("family", "address", "prefix", "gateway"),
    "link": ("state",),
}


def write_attributes(element: Element, was: Element | None, now: Element) -> None:
    """Write the attributes that differ between two models: no others, for those are somebody else's."""
    gone = _OURS.get(str(now.tag), ()) if was is None else tuple(map(str, was.attrib))
    for name in gone:
        if name not in now.attrib:
            element.attrib.pop(name, None)
    for name, value in now.attrib.items():
        if was is None or was.get(name) != value:
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
