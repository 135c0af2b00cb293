"""Which parts of the README come from elsewhere? Examples are fixtures, tables are made of code, commands are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from translator.lenses.drivers import DRIVERS, driver_named
from translator.lint.tell import markdown_table
from translator.table import ROWS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
_SESSION = re.compile(r"(<!-- session (fixtures/\S+) -->\n```console\n)(.*?)(```\n)", re.DOTALL)
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


def session(match: re.Match[str]) -> str:
    """Return a block of commands with what they print, run one after the other in a copy of a folder of fixtures."""
    mark, folder, body, end = match.groups()
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
    }
    printed = []
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(ROOT / folder, copy, dirs_exist_ok=True)
        for line in re.findall(r"^\$ (.*)$", body, re.MULTILINE):
            done = subprocess.run(
                ["bash", "-c", f"{{ {line}; }} 2>&1"],
                cwd=copy,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            printed.append(f"$ {line}\n{done.stdout}")
    return f"{mark}{''.join(printed)}{end}"


def refreshed(text: str) -> str:
    """Return the README with its examples, sessions and tables made anew."""
    text = _EXAMPLE.sub(lambda match: match[1] + (ROOT / match[2]).read_text() + match[3], text)
    text = _SESSION.sub(session, text)
    for name, table in tables().items():
        mark = re.search(rf"<!-- {name} -->\n\n?(?:\|[^\n]*\n)*\n*", text)
        assert mark, f"the README has no mark {name}"
        text = f"{text[: mark.start()]}<!-- {name} -->\n\n{table}{text[mark.end() :]}"
    return text
