"""How is the page put together? A template, escaped throughout, with the data in it and nothing to fetch."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext
from importlib.resources import files
from pathlib import Path
from typing import Any

from translator import __version__
from translator.fleet.cells import RecordError, require_cells
from translator.fleet.query import LONGEST
from translator.fleet.record import open_record, told
from translator.fleet.report import figures
from translator.fleet.report.forecast import read_forecast
from translator.fleet.report.table import read_table
from translator.fleet.report.texts import BLOCK, blocks
from translator.fleet.rows import storable
from translator.plan.node import ROUTINE
from translator.replace import TakenError, same_file, written
from translator.sources.words import is_url


def write_report(record: str, output: str, *, details: int, force: bool) -> None:
    """Write the page of a record; ``details`` containers get their texts, those with something to say first.

    ``output`` - is standard output. TakenError without ``force`` when the page is there, and with it when that is a
    file that is read for the page; ImportError says what to install; RecordError when the
    record cannot be opened, or is damaged.
    """
    if not force and output != "-" and Path(output).is_file():
        raise TakenError(f"{output} is there already; --force writes over it")
    with closing(open_record(record)) as database:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        try:
            require_cells(database, record)
            page = render(database, storable(record), details)
            if output != "-" and (read := same_file(output, _files(database))):
                raise TakenError(f"{output} is read for the page, as {read}: it would be lost")
            with nullcontext(sys.stdout.buffer) if output == "-" else written(output, force=force) as file:
                file.writelines(piece.encode("utf-8") for piece in page)
        except sqlite3.Error as error:
            raise RecordError(f"{record}: {told(error)}") from None


def _files(database: sqlite3.Connection) -> Iterator[str]:
    """Yield the files that a page is made from: sources, what lay beside them, and results."""
    yield from (
        str(Path(*words))
        for sql in (
            "SELECT folder, source FROM containers JOIN runs ON runs.id = run",
            "SELECT folder, output, target FROM containers JOIN runs ON runs.id = run WHERE target IS NOT NULL",
            """SELECT DISTINCT folder, value FROM uses JOIN containers ON containers.id = container
              JOIN runs ON runs.id = run WHERE kind IN ('host_conf', 'script')""",
        )
        for words in database.execute(sql)
        if not any(map(is_url, words))
    )


def render(database: sqlite3.Connection, record: str, details: int) -> Iterator[str]:
    """Yield the page piece by piece."""
    try:
        from jinja2 import Environment
        from markupsafe import Markup
    except ImportError:
        raise ImportError("the report needs the extra: pip install 'vzvirt[report]'") from None
    forecast = read_forecast(database)
    table, keys = read_table(database, details, forecast)
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["data"] = lambda value: Markup(_script_json(value))  # noqa: S704 - escaped there
    place = files("translator.fleet.report")
    run = database.execute("SELECT started, ended, state, output FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    template = environment.from_string((place / "page.html").read_text("utf-8"))
    yield from template.generate(
        record=record,
        version=__version__,
        run=run or ("", "", "", ""),
        forecast=forecast,
        statuses=figures.by_status(database),
        totals=figures.totals(database),
        plots=figures.plots(database),
        codes=figures.by_code(database),
        parameters=figures.by_parameter(database),
        conflicts=figures.conflicts(database),
        table={
            **table,
            "steps": figures.ram_steps(),
            "planned": forecast is not None,
            "block": BLOCK,
            "routine": sorted(ROUTINE),
        },
        blocks=blocks(database, keys),
        details=len(keys),
        css=Markup((place / "page.css").read_text("utf-8")),  # noqa: S704 - a file of ours
        scripts=[Markup((place / name).read_text("utf-8")) for name in ("state.js", "table.js", "detail.js")],  # noqa: S704
    )


def _script_json(value: Any) -> str:
    """Return JSON that may stand in a script element, whatever the texts in it say."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
