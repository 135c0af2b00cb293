"""How do the interfaces of an existing document become those of a changed conf, each with what else it says?

They are paired by what they say: a routed one by its addresses, any other by the name inside that the base's own conf
gives it. ``was`` is the document that this conf makes, None where everything is written.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

from lxml import etree

from translator.characters import trim_xml
from translator.domain.graft import copied, insert, remove
from translator.domain.match import bring, by_key, plain, write_attributes
from translator.domain.update_devices import Side, devices_of
from translator.domain.view import Nic, free_names, is_venet
from translator.values.address import read_ip
from translator.values.codec import Refused

Element = etree._Element
Nics = Sequence[tuple[Element, Nic]]
Models = Mapping[Hashable, Element]


def update_interfaces(base: Side, was: Side | None, now: Side) -> None:
    """Bring the addresses of routed interfaces to what is now, and the other interfaces: each group has an order."""
    named = trim_xml(base.root.get("type", "")) == "lxc"
    here, before, after = base.nics(), None if was is None else was.nics(), now.nics()
    for routed, update in ((True, _update_routed), (False, _update_pairs)):
        group = [pair for pair in here if is_venet(pair[1], named=named) == routed]
        new = [pair for pair in after if is_venet(pair[1], named=named) == routed]
        old = before and [pair for pair in before if is_venet(pair[1], named=named) == routed]
        if old is None or [nic for _, nic in old] != [nic for _, nic in new]:
            update(base.root, group, old, new)


def _update_routed(root: Element, here: Nics, was: Nics | None, now: Nics) -> None:
    if not here:
        for model, _ in now:
            insert(devices_of(root), copied(model))
    elif all(len(nic.ips) == 1 for _, nic in (*here, *now)) and all(
        nic.guest is None for _, nic in (*(was or ()), *now)
    ):
        bring(devices_of(root), _whole(here), None if was is None else dict(_whole(was)), dict(_whole(now)), _merge)
    else:
        before, after = None if was is None else dict(_each(was)), dict(_each(now))
        bring(here[-1][0], list(_each(here)), before, after, write_attributes)
        for element, _ in here:
            if list(_addresses(element)):
                _update_link(element, was, now)
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


def _update_link(element: Element, was: Nics | None, now: Nics) -> None:
    """Bring the host's end of each address of an interface, and its default routes, to what is now."""
    mine = [str(key) for key, _ in _addresses(element)]
    families = {":" in ip for ip in mine}
    before = None if was is None else _ends(was)
    after: Models = {peer: end for peer, end in _ends(now).items() if peer in mine}
    source = element.find("source")
    if source is None and any(before is None or peer not in before for peer in after):
        source = insert(element, etree.Element("source"))
    if source is not None:
        bring(source, [(end.get("peer"), end) for end in source.findall("ip")], before, after, write_attributes)
        if not len(source) and not source.attrib:
            remove(source)
    routes = {key: route for key, route in _routes(now).items() if (route.get("family") == "ipv6") in families}
    had = [(_route(route), route) for route in element.findall("route")]
    bring(element, had, None if was is None else _routes(was), routes, write_attributes)


def _ends(nics: Nics) -> dict[Hashable, Element]:
    return {end.get("peer"): end for element, _ in nics for end in element.iterfind("source/ip")}


def _route(element: Element) -> Hashable:
    return element.get("address", ""), element.get("family", "ipv4")


def _routes(nics: Nics) -> dict[Hashable, Element]:
    return {_route(route): route for element, _ in nics for route in element.iterfind("route")}


def _update_pairs(root: Element, here: Nics, was: Nics | None, now: Nics) -> None:
    after = _by_guest(now)
    before = None if was is None else _by_guest(was)
    had = list(_named(here, was))
    if before is not None:
        names = _renamed(before, after)
        before = {names.get(key, key): element for key, element in before.items()}
        had = [(names.get(key, key), element) for key, element in had]
    done = bring(devices_of(root), had, before, after, _merge)
    _say_names(root, {element: key for key, element in done})


def _by_guest(nics: Nics) -> dict[Hashable, Element]:
    guests = {element: nic.guest for element, nic in nics}
    return by_key(guests, guests.__getitem__)


def _named(here: Nics, was: Nics | None) -> Iterator[tuple[Hashable, Element]]:
    """Yield the interfaces by the names that the base's own conf has for them, in the order in which it took them.

    A name that stands twice is the first one's, whose fate the second shares; one that the conf refuses has no part.
    """
    known = [] if was is None else list(zip(_by_guest(was), (nic.guest for _, nic in was), strict=True))
    seen: dict[str | None, Hashable] = {}
    unnamed = free_names({nic.guest for _, nic in here})
    for element, nic in here:
        guest = nic.guest
        if guest is not None and guest in seen:
            yield seen[guest], element
        elif was is None:
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


def _say_names(root: Element, names: Mapping[Element, Hashable]) -> None:
    """Give a name inside to each interface that would get another one by its place alone."""
    pairs = {element: nic.guest for element, nic in Side.of(root).nics() if not is_venet(nic)}
    while wrong := _misnamed(pairs, names):
        element, name = wrong
        insert(element, etree.Element("guest", dev=name))
        pairs[element] = name


def _misnamed(pairs: Mapping[Element, str | None], names: Mapping[Element, Hashable]) -> tuple[Element, str] | None:
    """Return the first interface without a name that would not get its own, and that name."""
    free = free_names(pairs.values())
    for element, guest in pairs.items():
        if guest is None:
            name, wanted = next(free), names.get(element)
            if isinstance(wanted, str) and wanted != name:
                return element, wanted
    return None


def _merge(element: Element, was: Element | None, now: Element) -> None:
    """Write into an interface what differs between two models of it; what else it says stays."""
    if was is None or (was.get("type"), plain(was.find("source"))) != (now.get("type"), plain(now.find("source"))):
        _write_source(element, now)
    for tag in ("mac", "target", "guest", "link"):
        old, new = None if was is None else was.find(tag), now.find(tag)
        here = element.findall(tag)
        if was is not None and plain(old) == plain(new):
            continue
        if new is None:
            for each in here:
                remove(each)
        elif here:
            write_attributes(here[0], old, new)
        else:
            insert(element, copied(new))
    for tag, key in (("ip", _ip), ("route", _route)):
        models = None if was is None else by_key(was.findall(tag), key)
        bring(
            element, by_key(element.findall(tag), key).items(), models, by_key(now.findall(tag), key), write_attributes
        )


def _ip(element: Element) -> Hashable:
    try:
        return read_ip(element.get("address", ""))
    except Refused:
        return element


def _write_source(element: Element, now: Element) -> None:
    """Write type and source together: an attribute of the source goes with the one type."""
    moved = trim_xml(element.get("type") or "") != now.get("type")
    here, new = element.find("source"), now.find("source")
    if moved:
        element.set("type", now.get("type", ""))
        port = element.find("virtualport")
        if port is not None and now.get("type") == "ethernet":
            remove(port)
    if new is None:
        if here is not None:
            remove(here)
    elif here is None:
        insert(element, copied(new))
    else:
        if moved:
            here.attrib.clear()
            here[:] = []
            here.text = None
        write_attributes(here, None, new)
