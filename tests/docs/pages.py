"""Which parts of README and manual come from elsewhere? Examples are fixtures or are run, tables are made of code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import translator
from translator.lenses.drivers import DECLARED, DRIVERS, driver_named
from translator.lint.tell import markdown_table
from translator.manual.pages import page
from translator.table import ROWS

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
MANUAL = ROOT / "translator" / "docs"
#: What users read, each file with examples and tables that are made anew.
TEXTS = (README, *sorted(MANUAL.glob("*.md")))
#: What else is read, and names things that have to be there.
OTHERS = (ROOT / "SECURITY.md", ROOT / ".github" / "CONTRIBUTING.md")
_SESSION = re.compile(r"(<!-- session (fixtures/\S+) -->\n```console\n)(.*?)(```\n)", re.DOTALL)
_TOPIC = re.compile(r"^\| \[([a-z0-9-]+)\]\(\1\.md\) \| [^\n]* \|$", re.MULTILINE)
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


def names_table() -> str:
    """Return the table of what programs import: each name with the first words of its documentation."""
    lines = ["| name | what it is |", "|---|---|"]
    for name in translator.__all__:
        told = " ".join((getattr(translator, name).__doc__ or "").split())
        first = re.split(r"(?<=[.;]) ", told)[0].rstrip(".;").replace("``", "`")
        lines.append(f"| `{name}` | {first} |")
    return "\n".join(lines) + "\n\n"


def choices_table() -> str:
    """Return the table of what a caller may choose for documents of the driver lxc."""
    lines = ["| option | what it says |", "|---|---|"]
    for choice in DECLARED["lxc"].choices:
        if not choice.hidden:
            metavar = choice.metavar.replace("|", "\\|")
            lines.append(f"| `--{choice.name.replace('_', '-')} {metavar}` | {choice.help.rstrip('.')} |")
    return "\n".join(lines) + "\n\n"


def tables() -> dict[str, str]:
    """Return the generated tables by the name of their mark."""
    rules = markdown_table().rstrip("\n") + "\n\n"
    return {"choices": choices_table(), "names": names_table(), "places": places_table(), "rules": rules}


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


def summaries(text: str) -> str:
    """Return the index with the sentence that each page opens with."""
    return _TOPIC.sub(lambda match: f"| [{match[1]}]({match[1]}.md) | {page(match[1]).summary} |", text)


def with_table(text: str, name: str, table: str) -> str:
    """Return a text with this table where the mark of its name stands, if it does."""
    if mark := re.search(rf"<!-- {name} -->\n\n?(?:\|[^\n]*\n)*\n*", text):
        return f"{text[: mark.start()]}<!-- {name} -->\n\n{table}{text[mark.end() :]}"
    return text


def refreshed(path: Path) -> str:
    """Return a text with its examples, sessions and tables made anew."""
    text = path.read_text()
    if path.name == "index.md":
        text = summaries(text)
    text = _EXAMPLE.sub(lambda match: match[1] + (ROOT / match[2]).read_text() + match[3], text)
    text = _SESSION.sub(session, text)
    for name, table in tables().items():
        text = with_table(text, name, table)
    return text.rstrip("\n") + "\n"


def blocks_of(path: Path, *languages: str) -> list[str]:
    """Return the fenced blocks of a text in some languages."""
    fences = re.findall(r"^```(\w+)\n(.*?)^```$", path.read_text(), re.MULTILINE | re.DOTALL)
    return [text for language, text in fences if language in languages]
