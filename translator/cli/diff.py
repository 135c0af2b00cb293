"""vzvirt diff: what differs in meaning between two containers?"""

from __future__ import annotations

import sys

import click

from translator.cli.files import Unreadable, read_text
from translator.cli.message import coloured, complain, tell
from translator.cli.options import dialect_option
from translator.cli.words import FILE
from translator.convert import dialect_of
from translator.diff import differences, meaning
from translator.errors import InputError
from translator.exitcode import ExitCode
from translator.printable import printable

_EPILOG = """\b
Examples:
  vzvirt diff 101.conf 102.conf
  vzvirt diff 101.conf 101.xml        did the document lose or change anything?
"""


@click.command(epilog=_EPILOG, short_help="What two containers differ in.")
@click.argument("left", type=FILE, metavar="A")
@click.argument("right", type=FILE, metavar="B")
@dialect_option
def command(left: str, right: str, dialect: str | None) -> None:
    """Show what differs in meaning between A and B, each a conf or a domain document.

    Comments, order, quoting and spelling do not count: 2G and 2097152 KiB of disk space are the same. Exit code 1 when
    something differs.
    """
    if left == right == "-":
        raise click.UsageError("standard input can be one side alone.")
    sides = []
    for path in (left, right):
        text = None
        try:
            text = read_text(path)
            sides.append(meaning(text, path, dialect_of(text, dialect)))
        except Unreadable as error:
            complain(str(error))
            sys.exit(ExitCode.UNREADABLE)
        except InputError as error:
            tell([error.finding._replace(path=path)], text)
            sys.exit(ExitCode.UNREADABLE)
    found = differences(*sides)
    red, green, plain = ("\x1b[31m", "\x1b[32m", "\x1b[0m") if coloured(sys.stdout) else ("", "", "")
    lines = []
    for name, was, now in found:
        if was is not None:
            lines.append(f"{red}-{_line(name, was)}{plain}\n")
        if now is not None:
            lines.append(f"{green}+{_line(name, now)}{plain}\n")
    if found:
        lines.insert(0, f"--- {printable(left)}\n+++ {printable(right)}\n")
    click.echo("".join(lines).encode(), nl=False)
    sys.exit(ExitCode.FINDINGS if found else ExitCode.CLEAN)


def _line(name: str, value: str) -> str:
    return printable(name[:-1]) if name.endswith("\n") else f'{printable(name)}="{printable(value)}"'
