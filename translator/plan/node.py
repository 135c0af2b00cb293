"""What is to be done for a whole node: which containers can go as they are, which need work, and which cannot go?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from translator.characters import is_digits
from translator.container.actions import ACTIONS
from translator.lenses.called import told_namesakes
from translator.plan.item import HAND, NOT_ASKED, Data, Item, Plan

Readiness = Literal["ready", "needs work", "cannot go"]
STATES: tuple[Readiness, ...] = ("ready", "needs work", "cannot go")
WorkKind = Literal["host", "data", "files inside", "network", "scripts", "start", "devices", "conf"]
#: In the order in which they are done: what the host needs comes first, once for all.
KINDS: tuple[WorkKind, ...] = ("host", "conf", "data", "scripts", "files inside", "network", "devices", "start")
_KIND_OF: Final[dict[str, WorkKind]] = {
    "": "host",
    "IP_ADDRESS": "host",
    "FEATURES": "devices",
    "DEVICES": "devices",
    "DEVNODES": "devices",
    "NETDEV": "devices",
    "PCI": "devices",
    "HOSTNAME": "files inside",
    "NAMESERVER": "files inside",
    "SEARCHDOMAIN": "files inside",
    "NETIF": "network",
    "RATE": "network",
    "VE_PRIVATE": "data",
    "VE_ROOT": "data",
    "VE_LAYOUT": "data",
    "MOUNT_OPTS": "data",
    "DISK": "data",
    "BINDMOUNT": "data",
    "ONBOOT": "start",
    "DISABLED": "start",
}
#: What the steps of a plan have the commands for: nobody has to think about it.
ROUTINE = frozenset(("host", "start", "files inside"))


@dataclass(frozen=True)
class Chore:
    """One thing that hands have to do for a container."""

    kind: WorkKind
    parameter: str
    what: str


@dataclass(frozen=True)
class Outlook:
    """What can be done with a container now: ``why`` it cannot go, and the ``tasks`` of its own, by kind.

    ``host`` are the commands that prepare the host for it. ``data``, ``addresses`` and ``asks`` are those of its plan;
    ``needed_by`` are the other containers of the node that ask it, which are known once all have been looked at, as is
    whether another domain is ``called`` as this one would be.
    """

    ctid: str
    state: Readiness
    why: str
    tasks: tuple[Chore, ...]
    host: tuple[str, ...] = ()
    data: Data = NOT_ASKED
    addresses: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    needed_by: tuple[str, ...] = ()
    called: str = ""


@dataclass(frozen=True)
class NodePlan:
    """The plan of a node: the commands that prepare the host, each once, and the containers in the order to go in."""

    host: tuple[str, ...]
    containers: tuple[Outlook, ...]

    def totals(self) -> dict[Readiness, int]:
        """Return how many containers are in each state."""
        return {state: sum(each.state == state for each in self.containers) for state in STATES}

    def going(self) -> list[Outlook]:
        """Return those that can go, perhaps after some work."""
        return [each for each in self.containers if each.state != "cannot go"]

    def data(self) -> tuple[int, list[Outlook]]:
        """Return how many bytes the disk limits of those that can go come to, and of whom no limit is known."""
        going = self.going()
        return sum(each.data.limit or 0 for each in going), [each for each in going if each.data.limit is None]


def plan_node(plans: Iterable[Plan]) -> NodePlan:
    """Return the plan of a node, for the plans of its containers."""
    return arrange(map(outlook, plans))


def arrange(outlooks: Iterable[Outlook]) -> NodePlan:
    """Return the plan of a node, with its containers in the order of :data:`ORDER`."""
    found = list(outlooks)
    shared = namesakes(found)
    for at, each in enumerate(found):
        if each.called in shared:
            tasks = [*each.tasks, Chore("conf", "", told_namesakes(each.called, shared[each.called]))]
            found[at] = replace(each, tasks=_in_turn(tasks), state=_state(each.why, tasks))
    asking: dict[str, list[int]] = {}
    for at, each in enumerate(found):
        for address in each.asks:
            asking.setdefault(address, []).append(at)
    for at, each in enumerate(found):
        needing = sorted({other for address in each.addresses for other in asking.get(address, ())} - {at})
        if needing:
            found[at] = replace(each, needed_by=tuple(found[other].ctid for other in needing))
    found.sort(key=_turn)
    return NodePlan(merged(each.host for each in found if each.state != "cannot go"), tuple(found))


def merged(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the commands of some lists, each once: behind the one that it stood behind where it was first met, so that
    what belongs together stays together.
    """
    following: dict[str, str] = {}
    for commands in lists:
        last = ""
        for command in commands:
            if command not in following:
                following[command] = following.get(last, "")
                following[last] = command
            last = command
    merged, at = [], following.get("", "")
    while at:
        merged.append(at)
        at = following[at]
    return tuple(merged)


#: Why the order is as it is, for people.
ORDER: Final = (
    "those that are ready, then those that need work; among each, those that no other names as its name server or "
    "gateway; among each, the smallest first, so that what goes wrong goes wrong with little, and the unknown last"
)


def _turn(each: Outlook) -> tuple[int, bool, bool, int, int, str]:
    number = int(each.ctid) if is_digits(each.ctid) else 0
    limit = each.data.limit
    return STATES.index(each.state), bool(each.needed_by), limit is None, limit or 0, number, each.ctid


def outlook(plan: Plan) -> Outlook:
    """Return what a container's plan comes to."""
    tasks = [Chore(_kind(item), item.parameter, item.note) for item in plan.items if item.verdict == HAND]
    host = plan.steps[0].commands if plan.steps else ()
    return Outlook(
        plan.ctid,
        _state(plan.blocked, tasks),
        plan.blocked,
        _in_turn(tasks),
        host,
        plan.data,
        plan.addresses,
        plan.asks,
        called=plan.called,
    )


def _in_turn(tasks: Iterable[Chore]) -> tuple[Chore, ...]:
    return tuple(sorted(tasks, key=lambda task: KINDS.index(task.kind)))


def _state(blocked: str, tasks: Iterable[Chore]) -> Readiness:
    own = any(task.kind not in ROUTINE for task in tasks)
    return "cannot go" if blocked else "needs work" if own else "ready"


def namesakes(containers: Iterable[Plan | Outlook]) -> dict[str, list[str]]:
    """Return each name that several domains would have, and their containers."""
    called: dict[str, list[str]] = {}
    for each in containers:
        if each.called:
            called.setdefault(each.called, []).append(each.ctid)
    return {name: ctids for name, ctids in called.items() if len(ctids) > 1}


def _kind(item: Item) -> WorkKind:
    name = item.parameter
    if name.rpartition(".")[2] in ACTIONS:
        return "scripts"
    return _KIND_OF.get(name, "conf")
