"""vzvirt show: what does a conf say, and where does each value go?"""

from __future__ import annotations

import sys
from typing import Any

import click

from translator.cli.message import complain, tell
from translator.cli.options import Told, chosen_host_conf, ctid_option, dialect_option, host_conf_options
from translator.cli.words import FILE, read_once
from translator.conf.dialect import DialectName
from translator.convert import ctid_of, dialect_of
from translator.errors import InputError
from translator.exitcode import ExitCode
from translator.lenses.drivers import DRIVERS
from translator.lenses.lens import DriverName
from translator.printable import printable
from translator.show import UNREADABLE, Shown, show_conf, show_document
from translator.sources.host import host_conf_of
from translator.sources.kind import is_document
from translator.sources.read import SourceText, UnreadableError, read_texts

_EPILOG = """\b
Examples:
  vzvirt show /etc/vz/conf/101.conf
  vzvirt show --json 101.xml | jq '.[0].parameters.PHYSPAGES.value.limit'
"""


@click.command(epilog=_EPILOG, short_help="Every value of a conf, and where it goes.")
@click.argument("files", nargs=-1, required=True, type=FILE, callback=read_once, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Typed values for programs.")
@click.option(
    "--driver", type=click.Choice(DRIVERS), help="libvirt's driver.  [default: openvz, or that of a document]"
)
@ctid_option
@dialect_option
@host_conf_options
def command(
    files: tuple[str, ...],
    *,
    as_json: bool,
    driver: DriverName | None,
    ctid: str | None,
    dialect: DialectName | None,
    **options: Any,
) -> None:
    """Show every parameter of each FILE: line, value in force, unit, and its place in the domain document.

    FILE is a conf, a domain document, or an archive of them such as a backup by vzdump; - is standard input. A document
    shows the conf that it stands for, with its own lines. A line that nobody can read is shown as it stands. What the
    host's vz.conf gives the container besides stands at the end, with the lines there.
    """
    if ctid is not None and len(files) > 1:
        raise click.UsageError("--ctid is for one file")
    code = ExitCode.CLEAN
    told, results = Told(), list[tuple[str, list[Shown]]]()
    try:
        chosen = chosen_host_conf(options)
    except UnreadableError as error:
        complain(str(error))
        sys.exit(ExitCode.UNREADABLE)
    for word in files:
        for source in read_texts(word):
            if isinstance(source, UnreadableError):
                complain(str(source))
                code = ExitCode.UNREADABLE
                continue
            try:
                host_conf = told.tell(host_conf_of(source.path, chosen))
                results.append((source.path, _shown(source, ctid, driver, dialect, host_conf)))
            except UnreadableError as error:
                complain(str(error))
                code = ExitCode.UNREADABLE
            except InputError as error:
                tell([error.finding._replace(path=source.path)], source.text)
                code = ExitCode.UNREADABLE
    if as_json:
        from translator.lint.output import dumps

        data = [{"path": path, "parameters": {item.name: _json(item) for item in shown}} for path, shown in results]
        click.echo(dumps(data, indent=2))
    else:
        for number, (path, shown) in enumerate(results):
            if len(results) > 1 or len(files) > 1:
                click.echo(f"{chr(10) if number else ''}{printable(path)}:".encode())
            _print_table(shown)
    sys.exit(code)


def _shown(
    source: SourceText, ctid: str | None, driver: DriverName | None, dialect: DialectName | None, host_conf: str | None
) -> list[Shown]:
    """Return what a source says of the container of an id: the caller's, or that of its own name; InputError."""
    text = source.text
    number, reader = ctid or source.ctid or ctid_of(source.path), dialect_of(text, dialect)
    if is_document(text):
        return show_document(text, ctid=number, driver=driver, dialect=reader, host_conf=host_conf)
    return show_conf(text, ctid=number or "0", driver=driver or "openvz", dialect=reader, host_conf=host_conf)


def _json(item: Shown) -> dict[str, object]:
    fields = item._asdict()
    del fields["name"]
    return fields


def _print_table(shown: list[Shown]) -> None:
    """Print a line a parameter; a terminal gets columns that fit, anybody else each line whole."""
    head = ("LINE", "PARAMETER", "VALUE", "UNIT", "PLACE")
    rows = [
        (
            f"{item.origin}:{item.line}" if item.origin == "vz.conf" else str(item.line or ""),
            "" if item.problem == UNREADABLE else printable(item.name),
            printable((item.name if item.problem == UNREADABLE else item.text) or "")
            + (f"  ({item.problem})" if item.problem else ""),
            item.unit or "",
            item.place,
        )
        for item in shown
    ]
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="")
        for name in head:
            table.add_column(name, overflow="fold", no_wrap=name not in ("VALUE", "PLACE"))
        for row in rows:
            table.add_row(*map(Text, row))
        Console().print(table)
        return
    widths = [min(60, max(map(len, column))) for column in zip(head, *rows, strict=True)]
    text = "".join(
        " ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in (head, *rows)
    )
    click.echo(text.encode(), nl=False)
