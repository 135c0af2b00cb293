"""vzvirt show: what does a conf say, and where does each value go?"""

from __future__ import annotations

import sys

import click

from translator.cli.files import Unreadable, read_text
from translator.cli.message import complain, tell
from translator.cli.options import dialect_option
from translator.convert import ctid_of, dialect_of
from translator.errors import InputError
from translator.exitcode import ExitCode
from translator.kind import is_document
from translator.lenses.document import domain_to_conf
from translator.lenses.drivers import DRIVERS
from translator.printable import printable
from translator.show import Shown, show_conf

_EPILOG = """\b
Examples:
  vzvirt show /etc/vz/conf/101.conf
  vzvirt show --json 101.xml | jq '.[0].parameters.PHYSPAGES.value.limit'
"""


@click.command(epilog=_EPILOG, short_help="Every value of a conf, and where it goes.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="Typed values for programs.")
@click.option("--driver", type=click.Choice(DRIVERS), default="openvz", show_default=True, help="libvirt's driver.")
@dialect_option
def command(files: tuple[str, ...], *, as_json: bool, driver: str, dialect: str | None) -> None:
    """Show every parameter of each FILE: line, value in force, unit, and its place in the domain document.

    FILE is a conf or a domain document, - is standard input. A document shows the conf that it stands for.
    """
    code = ExitCode.CLEAN
    results: list[tuple[str, list[Shown]]] = []
    for path in files:
        text = None
        try:
            text = read_text(path)
            ctid, reader = ctid_of(path), dialect_of(text, dialect)
            conf = text
            if is_document(text):
                result = domain_to_conf(text, ctid=ctid, dialect=reader)
                conf, ctid = result.text, result.ctid
            results.append((path, show_conf(conf, ctid=ctid or "0", driver=driver, dialect=reader)))
        except Unreadable as error:
            complain(str(error))
            code = ExitCode.UNREADABLE
        except InputError as error:
            tell([error.finding._replace(path=path)], text)
            code = ExitCode.UNREADABLE
    if as_json:
        from translator.lint.output import dumps

        data = [{"path": path, "parameters": {item.name: _json(item) for item in shown}} for path, shown in results]
        click.echo(dumps(data, indent=2))
    else:
        for number, (path, shown) in enumerate(results):
            if len(files) > 1:
                click.echo(f"{chr(10) if number else ''}{printable(path)}:".encode())
            click.echo(_table(shown).encode(), nl=False)
    sys.exit(code)


def _json(item: Shown) -> dict[str, object]:
    fields = item._asdict()
    del fields["name"]
    return fields


def _table(shown: list[Shown]) -> str:
    head = ("LINE", "PARAMETER", "VALUE", "UNIT", "PLACE")
    rows = [
        (
            str(item.line),
            printable(item.name),
            ("" if item.text is None else printable(item.text)) + (f"  ({item.problem})" if item.problem else ""),
            item.unit or "",
            item.place,
        )
        for item in shown
    ]
    widths = [min(60, max(map(len, column))) for column in zip(head, *rows, strict=True)]
    return "".join(
        " ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"
        for row in (head, *rows)
    )
