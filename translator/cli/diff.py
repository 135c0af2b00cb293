"""vzvirt diff: what differs in meaning between two containers?"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from translator.cli.message import coloured, complain, tell
from translator.cli.options import Told, chosen_host_conf, ctid_option, dialect_option, host_conf_options
from translator.cli.words import FILE
from translator.convert import dialect_of
from translator.diff import differences, id_of, meaning
from translator.errors import InputError
from translator.exitcode import ExitCode
from translator.printable import printable
from translator.sources.host import host_conf_of
from translator.sources.kind import is_document
from translator.sources.read import SourceText, UnreadableError, read_one

_EPILOG = """\b
Examples:
  vzvirt diff 101.conf 102.conf
  vzvirt diff 101.conf 101.xml        did the document lose or change anything?
  vzvirt diff vzdump-openvz-101-2013_05_01-02_00_01.tgz 101.conf    what has changed since the backup?
"""


@click.command(epilog=_EPILOG, short_help="What two containers differ in.")
@click.argument("left", type=FILE, metavar="A")
@click.argument("right", type=FILE, metavar="B")
@ctid_option
@dialect_option
@host_conf_options
def command(left: str, right: str, ctid: str | None, dialect: str | None, **options: Any) -> None:
    """Show what differs in meaning between A and B, each a conf, a domain document, or an archive with one of them.

    Comments, order, quoting and spelling do not count: 2G and 2097152 KiB of disk space are the same. Exit code 1 when
    something differs. Where one side does not say the container's id, it is that of the other. Each side has besides
    what the vz.conf of its own host gives it, or that of --host-conf; a document is taken for one of the other's host.
    """
    if left == right == "-":
        raise click.UsageError("standard input can be one side alone.")
    sides = [_read(word) for word in (left, right)]
    known = [ctid for _, ctid in sides]
    other = ctid or known[0] or known[1]
    if other is None and any(is_document(source.text) for source, _ in sides):
        complain(
            f"neither {left} nor {right} says which container it is, and names and paths depend on it: --ctid N does"
        )
    hosts = _hosts([source for source, _ in sides], options)
    meanings = [
        meaning(source.text, source.path, dialect_of(source.text, dialect), own or other, host)
        for (source, own), host in zip(sides, hosts, strict=True)
    ]
    found = differences(*meanings)
    red, green, plain = ("\x1b[31m", "\x1b[32m", "\x1b[0m") if coloured(sys.stdout) else ("", "", "")
    lines = []
    for name, before, after in found:
        if before is not None:
            lines.append(f"{red}-{_line(name, before)}{plain}\n")
        if after is not None:
            lines.append(f"{green}+{_line(name, after)}{plain}\n")
    if found:
        lines.insert(0, f"--- {printable(left)}\n+++ {printable(right)}\n")
    click.echo("".join(lines).encode(), nl=False)
    sys.exit(ExitCode.FINDINGS if found else ExitCode.CLEAN)


def _read(word: str) -> tuple[SourceText, str | None]:
    """Return a side, and the container's id where it says it; the command ends where it cannot be read."""
    source = None
    try:
        source = read_one(word)
        return source, source.ctid or id_of(source.text, source.path)
    except UnreadableError as error:
        complain(str(error))
    except InputError as error:
        tell([error.finding._replace(path=source.path if source else word)], source.text if source else None)
    sys.exit(ExitCode.UNREADABLE)


def _hosts(sides: list[SourceText], options: Mapping[str, Any]) -> list[str | None]:
    """Return the vz.conf of each side; that of one side is the other's where that has none."""
    told = Told()
    try:
        chosen = chosen_host_conf(options)
        found = [host_conf_of(source.path, chosen) for source in sides]
    except UnreadableError as error:
        complain(str(error))
        sys.exit(ExitCode.UNREADABLE)
    texts = [told.tell(each) for each in found]
    return [text if text is not None else next(filter(None, texts), None) for text in texts]


def _line(name: str, value: str) -> str:
    return printable(name[:-1]) if name.endswith("\n") else f'{printable(name)}="{printable(value)}"'
