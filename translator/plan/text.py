"""How is a plan told: as lines for pipes, and as data for programs?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from translator.plan.item import NO_COUNTER, VERDICTS, Item, Plan, Verdict, by_verdict
from translator.printable import printable

#: From so many rows on that say the same, one says it for all.
_FOLDED = 3
#: How the name of such a row ends.
_SEVERAL = (" counters", " parameters")


def folded(items: Iterable[Item]) -> list[Item]:
    """Return the items by verdict, with one row for all parameters of which the same is said."""
    rows = []
    for _, found in groupby(_together(list(items)), key=_said):
        same = list(found)
        verdict, applies, why = _said(same[0])
        if len(same) < _FOLDED or not all(item.parameter for item in same):
            rows += same
            continue
        what = _SEVERAL[0] if why == NO_COUNTER else _SEVERAL[1]
        listed = ", ".join(" ".join((item.parameter, short(item.value))) for item in same)
        rows.append(Item(verdict, f"{len(same)}{what}", listed, applies, why))
    return rows


def _said(item: Item) -> tuple[Verdict, str, str]:
    return item.verdict, item.applies, item.why


def _together(items: list[Item]) -> list[Item]:
    """Return the items by verdict, those that say the same beside the first of them."""
    first: dict[tuple[Verdict, str, str], int] = {}
    ordered = by_verdict(items)
    for at, item in enumerate(ordered):
        first.setdefault(_said(item), at)
    return sorted(ordered, key=lambda item: first[_said(item)])


def plain_plan(plan: Plan) -> str:
    """Return a plan as lines: a row each in aligned columns, sorted by verdict, then the steps with their commands."""
    return f"{title_of(plan)}\n\n{plain_rows(plan.items)}\n{totals_line([plan])}{plain_steps(plan)}"


def title_of(plan: Plan) -> str:
    """Return what a plan is about."""
    called = f", called {plan.called}" if plan.called not in ("", plan.ctid) else ""
    return f"Container {plan.ctid} under LXC{called}"


def plain_rows(items: Sequence[Item]) -> str:
    """Return the rows in aligned columns; where one stands for several parameters, they stand at its end."""
    rows = []
    for item in folded(items):
        several = item.parameter.endswith(_SEVERAL)
        note = f"{item.note}: {item.value}" if several else item.note
        rows.append((item.verdict, item.parameter, "" if several else short(item.value), note))
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(3)]
    lines = ("  ".join([*(row[at].ljust(widths[at]) for at in range(3)), row[3]]).rstrip() for row in rows)
    return "".join(f"{printable(line)}\n" for line in lines)


def plain_steps(plan: Plan) -> str:
    """Return the steps, numbered, with their commands indented, and nothing that steers a terminal."""
    lines = []
    for number, step in enumerate(plan.steps, 1):
        lines.append(f"\n{number}. {printable(step.title)}{f' ({printable(step.why)})' if step.why else ''}\n")
        lines += [f"    {printable(line)}\n" for command in step.commands for line in command.split("\n")]
    return "".join(lines)


def totals_line(plans: Sequence[Plan]) -> str:
    """Return how much is the same, differs, and is left to hands."""
    totals = {verdict: sum(plan.totals()[verdict] for plan in plans) for verdict in VERDICTS}
    words = {**{verdict: str(verdict) for verdict in VERDICTS}, "differs": "differ"}
    return ", ".join(f"{count} {words[verdict]}" for verdict, count in totals.items()) + "\n"


def plan_data(plan: Plan) -> dict[str, Any]:
    """Return a plan as data for JSON: every row by itself, every step with its commands."""
    return {
        "ctid": plan.ctid,
        "domain": plan.called,
        "totals": plan.totals(),
        "rows": [item._asdict() for item in plan.items],
        "steps": [{**step._asdict(), "commands": list(step.commands)} for step in plan.steps],
    }


def short(value: str) -> str:
    """Return a value in one line of no more than 40 characters."""
    value = "".join(char if char.isprintable() else " " for char in value)
    return value if len(value) <= 40 else f"{value[:37]}..."
