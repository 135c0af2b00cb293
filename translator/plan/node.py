"""What is to be done for a whole node: which containers can go as they are, which need work, and which cannot go?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from translator.container.actions import ACTIONS
from translator.plan.item import HAND, Item, Plan
from translator.printable import printable

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
_ROUTINE = frozenset(("host", "start", "files inside"))


@dataclass(frozen=True)
class Chore:
    """One thing that hands have to do for a container."""

    kind: WorkKind
    parameter: str
    what: str


@dataclass(frozen=True)
class Outlook:
    """What can be done with a container now: ``why`` it cannot go, and the ``tasks`` of its own, by kind."""

    ctid: str
    state: Readiness
    why: str
    tasks: tuple[Chore, ...]


@dataclass(frozen=True)
class NodePlan:
    """The plan of a node: the commands that prepare the host, each once, and what becomes of each container."""

    host: tuple[str, ...]
    containers: tuple[Outlook, ...]

    def totals(self) -> dict[Readiness, int]:
        """Return how many containers are in each state."""
        return {state: sum(each.state == state for each in self.containers) for state in STATES}


def plan_node(plans: Iterable[Plan]) -> NodePlan:
    """Return the plan of a node, for the plans of its containers, which keep their order within each state."""
    made = [(plan, _outlook(plan)) for plan in plans]
    going = [plan for plan, verdict in made if verdict.state != "cannot go"]
    commands = dict.fromkeys(command for plan in going for command in plan.steps[0].commands)
    ordered = sorted((verdict for _, verdict in made), key=lambda each: STATES.index(each.state))
    return NodePlan(tuple(commands), tuple(ordered))


def _outlook(plan: Plan) -> Outlook:
    tasks = [Chore(_kind(item), item.parameter, item.note) for item in plan.items if item.verdict == HAND]
    tasks.sort(key=lambda task: KINDS.index(task.kind))
    own = tuple(task for task in tasks if task.kind not in _ROUTINE)
    state: Readiness = "cannot go" if plan.blocked else "needs work" if own else "ready"
    return Outlook(plan.ctid, state, plan.blocked, tuple(tasks))


def _kind(item: Item) -> WorkKind:
    name = item.parameter
    if name.rpartition(".")[2] in ACTIONS:
        return "scripts"
    return _KIND_OF.get(name, "conf")


def plain_node(node: NodePlan) -> str:
    """Return the plan of a node as lines: how many are in each state, the host's commands, then each container."""
    totals = ", ".join(f"{count} {state}" for state, count in node.totals().items())
    lines = [f"{len(node.containers)} containers: {totals}", ""]
    if node.host:
        lines += ["The host, first and once:", *(f"    {printable(command)}" for command in node.host), ""]
    lines += _work(node.containers)
    for each in node.containers:
        lines.append(f"{each.ctid}: {each.state}{f': {each.why}' if each.why else ''}")
        lines += [f"    {task.kind}: {_named(task)}" for task in each.tasks if task.kind not in _ROUTINE]
    return "".join(f"{printable(line)}\n" for line in lines)


def _work(containers: Sequence[Outlook]) -> list[str]:
    """Return one line for each kind of work: how much of it there is, and whose."""
    lines = []
    for kind in KINDS:
        whose = [each.ctid for each in containers if any(task.kind == kind for task in each.tasks)]
        if whose:
            routine = ", by the commands of the plan" if kind in _ROUTINE else ""
            lines.append(f"{kind}{routine}: {len(whose)} ({' '.join(whose)})")
    return [*lines, ""] if lines else []


def _named(task: Chore) -> str:
    return f"{task.parameter}: {task.what}" if task.parameter else task.what


def node_data(node: NodePlan) -> dict[str, Any]:
    """Return the plan of a node as data for JSON."""
    return {
        "totals": node.totals(),
        "host": list(node.host),
        "containers": [
            {
                "ctid": each.ctid,
                "state": each.state,
                "why": each.why,
                "tasks": [{"kind": task.kind, "parameter": task.parameter, "what": task.what} for task in each.tasks],
            }
            for each in node.containers
        ],
    }
