"""Which interface of an existing document is which of a changed conf's, and what becomes of each?

They are paired by what they say: a routed one by its addresses, any other by the name inside that the base's own conf
gives it. ``before`` are the interfaces of the document that this conf makes, None where everything is written.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from translator.domain.graft import insert, remove
from translator.domain.match import by_key, plain, reconcile
from translator.domain.view import Nic, free_names, is_venet
from translator.values.address import read_ip
from translator.values.codec import Refused

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from translator.domain.place.interface import Interfaces
    from translator.domain.place.side import Side

    #: Interfaces of one document: their elements, and what they say.
    Nics = Sequence[tuple[Element, Nic]]
    Models = Mapping[Hashable, Element]


def update_routed(place: Interfaces, base: Side, present: Nics, before: Nics | None, after: Nics) -> None:
    """Bring the addresses of the routed interfaces that are present to what they are."""
    if not present:
        for model, _ in after:
            base.add(place.path, model)
    elif all(len(nic.ips) == 1 for _, nic in (*present, *after)) and all(
        nic.guest is None for _, nic in (*(before or ()), *after)
    ):
        former = None if before is None else dict(_whole(before))
        above, order = base.above(place.path), base.order[place.above]
        reconcile(above, _whole(present), former, dict(_whole(after)), place.merge, order)
    else:
        if before is not None:
            _keep_gateways(present, before, after)
        former = None if before is None else dict(_each(before))
        reconcile(present[-1][0], list(_each(present)), former, dict(_each(after)), place.write_part, place.children)
        for element, _ in present:
            if list(_addresses(element)):
                _update_link(place, element, before, after)
            else:
                remove(element)


def _whole(nics: Nics) -> list[tuple[Hashable, Element]]:
    return [(nic.ips[0].ip, element) for element, nic in nics]


def _each(nics: Nics) -> Iterator[tuple[Hashable, Element]]:
    for element, _ in nics:
        yield from _addresses(element)


def _addresses(element: Element) -> Iterator[tuple[Hashable, Element]]:
    for each in element.findall("ip"):
        try:
            yield read_ip(each.get("address", "")), each
        except Refused:
            continue


def _update_link(place: Interfaces, element: Element, before: Nics | None, after: Nics) -> None:
    """Bring the host's end of each address of an interface, and its default routes, to what they are."""
    own = [str(key) for key, _ in _addresses(element)]
    families = {":" in ip for ip in own}
    former = None if before is None else _ends(before)
    ends: Models = {peer: end for peer, end in _ends(after).items() if peer in own}
    source = element.find("source")
    if source is None and any(former is None or peer not in former for peer in ends):
        source = insert(element, element.makeelement("source"), place.children)
    if source is not None:
        reconcile(source, [(end.get("peer"), end) for end in source.findall("ip")], former, ends, place.write_part)
        if not len(source) and not source.attrib:
            remove(source)
    first = next(iter(after), None)
    if first is not None:
        place.merge_bandwidth(element, before[0][0] if before else None, first[0])
    routes = {key: route for key, route in _routes(after).items() if (route.get("family") == "ipv6") in families}
    had = [(route_key(route), route) for route in element.findall("route")]
    reconcile(element, had, None if before is None else _routes(before), routes, place.write_part, place.children)


def _keep_gateways(present: Nics, before: Nics, after: Nics) -> None:
    """Have what is new of models lead to the document's own gateway, where that is the host's end and not the models'.

    The default route is as it was, so it stays; an address whose link ends elsewhere could not go through it.
    """
    own, former = _routes(present), _routes(before)
    ends, had = {end.get("address") for end in _ends(present).values()}, _links(before)
    for key, route in _routes(after).items():
        if key not in own or plain(former.get(key)) != plain(route):
            continue
        old, new = route.get("gateway"), own[key].get("gateway")
        if new in ends and new != old:
            for link, (element, name) in _links(after).items():
                if element.get(name) == old and (link not in had or had[link][0].get(name) != old):
                    element.set(name, str(new))


def _links(nics: Nics) -> dict[Hashable, tuple[Element, str]]:
    """Return what names the host's end, by the address that it is for: the attribute of that name."""
    links: dict[Hashable, tuple[Element, str]] = {("ip", ip): (each, "peer") for ip, each in _each(nics)}
    links.update({("end", peer): (end, "address") for peer, end in _ends(nics).items()})
    return links


def _ends(nics: Nics) -> dict[Hashable, Element]:
    return {end.get("peer"): end for element, _ in nics for end in element.iterfind("source/ip")}


def route_key(element: Element) -> Hashable:
    """Return what a route is known by."""
    return element.get("address", ""), element.get("family", "ipv4")


def _routes(nics: Nics) -> dict[Hashable, Element]:
    return {route_key(route): route for element, _ in nics for route in element.iterfind("route")}


def update_pairs(place: Interfaces, base: Side, present: Nics, before: Nics | None, after: Nics) -> None:
    """Bring the other interfaces that are present to what they are."""
    wanted = _by_guest(after)
    former = None if before is None else _by_guest(before)
    had = list(_named(present, before))
    if former is not None:
        names = _renamed(former, wanted)
        former = {names.get(key, key): element for key, element in former.items()}
        had = [(names.get(key, key), element) for key, element in had]
    done = reconcile(base.above(place.path), had, former, wanted, place.merge, base.order[place.above])
    _say_names(place, base.root, {element: key for key, element in done})


def _by_guest(nics: Nics) -> dict[Hashable, Element]:
    guests = {element: nic.guest for element, nic in nics}
    return by_key(guests, guests.__getitem__)


def _named(present: Nics, before: Nics | None) -> Iterator[tuple[Hashable, Element]]:
    """Yield the interfaces by the names that the base's own conf has for them, in the order in which it took them.

    A name that stands twice is the first one's, whose fate the second shares; one that the conf refuses has no part.
    """
    known = [] if before is None else list(zip(_by_guest(before), (nic.guest for _, nic in before), strict=True))
    seen: dict[str | None, Hashable] = {}
    unnamed = free_names({nic.guest for _, nic in present})
    for element, nic in present:
        guest = nic.guest
        if guest is not None and guest in seen:
            yield seen[guest], element
        elif before is None:
            seen[guest] = guest or next(unnamed)
            yield seen[guest], element
        elif known and (guest is None or known[0][1] in (None, guest)):
            seen[guest] = known.pop(0)[0]
            yield seen[guest], element


def _renamed(before: Models, after: Models) -> dict[Hashable, Hashable]:
    """Return the new names of interfaces that keep their MAC."""
    new = {mac: key for key, element in after.items() if key not in before and (mac := _mac(element))}
    return {key: new[mac] for key, element in before.items() if key not in after and (mac := _mac(element)) in new}


def _mac(element: Element) -> str | None:
    mac = element.find("mac")
    return None if mac is None else mac.get("address")


def _say_names(place: Interfaces, root: Element, names: Mapping[Element, Hashable]) -> None:
    """Give a name inside to each interface that would get another one by its place alone."""
    guests = {element: nic.guest for element, nic in place.records(root) if not is_venet(nic)}
    while wrong := _misnamed(guests, names):
        element, name = wrong
        insert(element, element.makeelement("guest", {"dev": name}), place.children)
        guests[element] = name


def _misnamed(guests: Mapping[Element, str | None], names: Mapping[Element, Hashable]) -> tuple[Element, str] | None:
    """Return the first interface without a name that would not get its own, and that name."""
    free = free_names(guests.values())
    for element, guest in guests.items():
        if guest is None:
            name, wanted = next(free), names.get(element)
            if isinstance(wanted, str) and wanted != name:
                return element, wanted
    return None
