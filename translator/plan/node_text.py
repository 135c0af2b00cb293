"""How is the plan of a node told: as lines for people, and as data for programs?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from translator.plan.amount import amount
from translator.plan.node import KINDS, ORDER, ROUTINE, Chore, NodePlan, Outlook
from translator.printable import printable
from translator.wording import counted

#: What is said of several containers in a state otherwise than of one.
_SEVERAL: Final = {"needs work": "need work"}


def plain_node(node: NodePlan, unread: int = 0) -> str:
    """Return the plan of a node as lines: how many are in each state, how much data there is to copy, the host's
    commands, the work by kind, then each container in its turn. ``unread`` sources are in none of it.
    """
    lines = [_totals(node), *_data(node)]
    if unread:
        lines.append(f"Not in this plan: {counted(unread, 'source')} without a conf that can be read")
    lines.append("")
    if node.host:
        lines += ["The host, first and once:", *(f"    {printable(command)}" for command in node.host), ""]
    lines += _work(node.going())
    if len(node.containers) > 1:
        lines += [f"In this order: {ORDER}.", ""]
    for each in node.containers:
        lines.append(f"{each.ctid}: {each.state}{f': {each.why}' if each.why else ''}{_size(each)}")
        if each.needed_by:
            lines.append(f"    others need it: {' '.join(each.needed_by)}")
        lines += [f"    {task.kind}: {_named(task)}" for task in each.tasks if task.kind not in ROUTINE]
    return "".join(f"{printable(line)}\n" for line in lines)


def _totals(node: NodePlan) -> str:
    if not node.containers:
        return "No container to plan"
    states = ", ".join(counted(count, state, _SEVERAL.get(state, state)) for state, count in node.totals().items())
    return f"{counted(len(node.containers), 'container')}: {states}"


def data_words(going: int, limit: int, unknown: int) -> str:
    """Return how much data there is to copy, for people, ``limit`` in bytes; '' where nothing goes."""
    if not going:
        return ""
    if unknown == going:
        return "unknown: no disk limit says it"
    said = f"up to {amount(limit)}, by the disk limits of {going - unknown:,}"
    return f"{said}; unknown of {unknown:,}" if unknown else said


def _data(node: NodePlan) -> list[str]:
    limit, unknown = node.data()
    line = data_words(len(node.going()), limit, len(unknown))
    if not line:
        return []
    whose = f" ({' '.join(each.ctid for each in unknown)})" if 0 < len(unknown) < len(node.going()) else ""
    return [f"Data to copy: {line}{whose}"]


def _size(each: Outlook) -> str:
    if each.state == "cannot go":
        return ""
    if each.data.limit is None:
        return f", of unknown size ({each.data.why})" if each.data.why else ""
    return f", up to {amount(each.data.limit)}"


def _work(containers: Sequence[Outlook]) -> list[str]:
    """Return one line for each kind of work: how much of it there is, and whose."""
    lines = []
    for kind in KINDS:
        whose = [each.ctid for each in containers if any(task.kind == kind for task in each.tasks)]
        if whose:
            routine = ", by the commands of the plan" if kind in ROUTINE else ""
            lines.append(f"{kind}{routine}: {len(whose)} ({' '.join(whose)})")
    return [*lines, ""] if lines else []


def _named(task: Chore) -> str:
    return f"{task.parameter}: {task.what}" if task.parameter else task.what


def node_data(node: NodePlan, unread: int = 0) -> dict[str, Any]:
    """Return the plan of a node as data for JSON: sizes in bytes, the containers in the order to go in, and how many
    sources are in none of it.
    """
    limit, unknown = node.data()
    return {
        "totals": node.totals(),
        "unread": unread,
        "data": {"limit": limit, "unknown": [each.ctid for each in unknown]},
        "host": list(node.host),
        "order": ORDER,
        "containers": [
            {
                "ctid": each.ctid,
                "state": each.state,
                "why": each.why,
                "data": each.data._asdict(),
                "needed_by": list(each.needed_by),
                "tasks": [{"kind": task.kind, "parameter": task.parameter, "what": task.what} for task in each.tasks],
            }
            for each in node.containers
        ],
    }
