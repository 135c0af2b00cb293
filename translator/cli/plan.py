"""How does a plan look on a terminal?"""

from __future__ import annotations

import sys

from translator.plan import Item, by_verdict, plain_plan
from translator.printable import printable

_STYLE = {"the same": "green", "differs": "yellow", "by hand": "bold red"}


def print_plan(items: list[Item], title: str) -> None:
    """Print a plan on standard output: a table on a terminal, plain lines anywhere else."""
    items = [Item(item.verdict, *map(printable, (item.parameter, item.value, item.note))) for item in items]
    if not sys.stdout.isatty():
        sys.stdout.write(plain_plan(items))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", show_lines=False)
    for heading in ("", "Parameter", "Value", "Under LXC"):
        table.add_column(heading, overflow="fold")
    last = ""
    for item in by_verdict(items):
        if last and item.verdict != last:
            table.add_section()
        label = Text(item.verdict if item.verdict != last else "", style=_STYLE[item.verdict])
        table.add_row(label, Text(item.parameter), Text(item.value), Text(item.note))
        last = item.verdict
    Console().print(table)
