"""Which parts of the README come from elsewhere? Examples are fixtures, tables are made from the tables of the code."""

from __future__ import annotations

import re
from pathlib import Path

from translator.lenses.drivers import DRIVERS, driver_named
from translator.lint.table import markdown_table
from translator.table import ROWS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
_EXAMPLE = re.compile(r"(<!-- (fixtures/\S+) -->\n```\w*\n).*?(```\n)", re.DOTALL)


def places_table() -> str:
    """Return the table of native places: a row for each parameter that has one with some driver."""
    drivers = [driver_named(name) for name in DRIVERS]
    lines = [
        "| parameter | meaning | " + " | ".join(f"`{name}`" for name in DRIVERS) + " |",
        "|---|---|" + "---|" * len(DRIVERS),
    ]
    for row in ROWS:
        places = [driver.place_of(row.name) for driver in drivers]
        if any(place != "metadata" for place in places):
            cells = " | ".join("residue" if place == "metadata" else f"`{place}`" for place in places)
            lines.append(f"| {row.name} | {row.summary} | {cells} |")
    lines.append(
        "| `#UUID:` comment | libvirt's UUID of the container | " + " | ".join("`uuid`" for _ in DRIVERS) + " |"
    )
    return "\n".join(lines) + "\n\n"


def tables() -> dict[str, str]:
    """Return the generated tables by the name of their mark."""
    return {"places": places_table(), "rules": markdown_table().rstrip("\n") + "\n\n"}


def refreshed(text: str) -> str:
    """Return the README with its examples and tables made anew."""
    text = _EXAMPLE.sub(lambda match: match[1] + (ROOT / match[2]).read_text() + match[3], text)
    for name, table in tables().items():
        mark = re.search(rf"<!-- {name} -->\n\n?(?:\|[^\n]*\n)*\n*", text)
        assert mark, f"the README has no mark {name}"
        text = f"{text[: mark.start()]}<!-- {name} -->\n\n{table}{text[mark.end() :]}"
    return text
