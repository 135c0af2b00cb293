"""Which interface was which before, and which pair of NETIF is it?

They are known by name, by MAC and host end, and by their order: not every pair has a name, not each name can stand in
a document, and libvirt's reader takes several of one name.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from translator.domain.view import Nic
from translator.lenses.lens import Put
from translator.lenses.virtuozzo_network import entry_of

Key = TypeVar("Key")
Value = TypeVar("Value")


def said_by_name(put: Put, new: Sequence[Nic], old: Sequence[Nic]) -> tuple[Sequence[Nic], Sequence[Nic]]:
    """Return the interfaces as they are and as they were, each with a name that no document can show where the source
    has one for its pair.
    """
    if all(nic.guest for nic in old):
        return new, old
    own = entry_of(put.settings)
    said = [pair for pair in put.settings.value("NETIF") or () if pair is not own]
    if len(said) != len(old):
        return new, old
    named = [nic._replace(guest=pair.ifname or None) for nic, pair in zip(old, said, strict=True)]
    odd = [nic for nic, shown in zip(named, old, strict=True) if not shown.guest]
    if len(odd) != sum(not nic.guest for nic in new):
        odd = [nic for nic in odd if nic.guest]
    return named_as(new, odd), named


def counterparts(new: Sequence[Nic], old: Sequence[Nic]) -> Sequence[Nic | None]:
    """Return what each interface was: the same in all, or else of its name. Where libvirt's reader knows several of one
    name, their order says which.
    """
    if list(new) == list(old):
        return old
    left = in_turn((nic.guest, nic) for nic in old)
    found: list[Nic | None] = [None] * len(new)
    for at, nic in enumerate(new):
        if nic in left.get(nic.guest, ()):
            left[nic.guest].remove(nic)
            found[at] = nic
    return [was or take_next(left, nic.guest) for nic, was in zip(new, found, strict=True)]


def in_turn(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, deque[Value]]:
    """Return the values of each key, in their order."""
    found: dict[Key, deque[Value]] = {}
    for key, value in pairs:
        found.setdefault(key, deque()).append(value)
    return found


def take_next(by_key: Mapping[Key, deque[Value]], key: Key) -> Value | None:
    """Take the next value of a key; None once there is none."""
    return by_key[key].popleft() if by_key.get(key) else None


def named_as(new: Sequence[Nic], odd: Sequence[Nic]) -> Sequence[Nic]:
    """Return the interfaces, those without a name with that of the pair which no document can show by its own, if the
    pair has one: known by its MAC, or its host end, and where as many of both are left, by their order.
    """
    names = {nic.guest for nic in new if nic.guest}
    left = [nic for nic in odd if nic.guest not in names]
    bare = [at for at, nic in enumerate(new) if not nic.guest] if left else []
    found: dict[int, str | None] = {}
    for field in ("mac", "target"):
        by_field = {value: nic for nic in reversed(left) if (value := getattr(nic, field))}
        for at in bare:
            nic = by_field.pop(getattr(new[at], field), None) if at not in found else None
            if nic is not None:
                found[at] = nic.guest
                left.remove(nic)
    rest = [at for at in bare if at not in found]
    if len(rest) == len(left):
        found.update((at, nic.guest) for at, nic in zip(rest, left, strict=True))
    return [nic._replace(guest=found[at]) if at in found else nic for at, nic in enumerate(new)] if found else new


def renamed_from(new: Sequence[Nic], old: Sequence[Nic]) -> dict[str | None, str | None]:
    """Return the name that each interface with a new name had before: it is known by its MAC, or its host end."""
    names, before = {nic.guest for nic in new}, {nic.guest for nic in old}
    left = [nic for nic in old if nic.guest not in names]
    found: dict[str | None, str | None] = {}
    if not left:
        return found
    for field in ("mac", "target"):
        known = set(found.values())
        by_field = {getattr(nic, field): nic.guest for nic in reversed(left) if nic.guest not in known}
        for nic in new:
            value = getattr(nic, field)
            if value and value in by_field and nic.guest not in before and nic.guest not in found:
                found[nic.guest] = by_field.pop(value)
    return found
