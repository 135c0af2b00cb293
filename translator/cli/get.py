"""vzvirt get: which value has a parameter of a conf, or a place of a document?"""

from __future__ import annotations

import json
import sys

import click

from translator.cli.message import complain, on_terminal
from translator.cli.options import ctid_option, dialect_option
from translator.cli.words import FILE, names
from translator.convert import ctid_of, dialect_of
from translator.errors import InputError
from translator.exitcode import ExitCode
from translator.sources.kind import is_document
from translator.sources.read import SourceText, UnreadableError, read_one

_EPILOG = """\b
Examples:
  vzvirt get 101.conf PHYSPAGES              0:262144
  vzvirt get 101.conf PHYSPAGES SWAPPAGES    PHYSPAGES=0:262144, and SWAPPAGES on the next line
  vzvirt get 101.xml PHYSPAGES memory        what the document says, by parameter or by place (KiB, microseconds)
  vzvirt get 101.conf --json                 all of it

Exit code 1 where one of them has no value."""


@click.command(epilog=_EPILOG, short_help="The value of a parameter, or of a place.")
@click.argument("file", type=FILE, metavar="FILE")
@click.argument("names", nargs=-1, metavar="[PARAMETER|PLACE]...", shell_complete=names)
@click.option("--json", "as_json", is_flag=True, help="As JSON, null where there is no value.")
@ctid_option
@dialect_option
def command(file: str, names: tuple[str, ...], *, as_json: bool, ctid: str | None, dialect: str | None) -> None:
    """Print the values that are in force in a conf, as its reader would save them, or in a domain document.

    Of a document, a PARAMETER is what the container's conf would say, and a PLACE (memory, memtune/hard_limit, vcpu)
    what stands there. Without a name, all parameters in force.
    """
    try:
        found = values(read_one(file), names, ctid, dialect)
    except (UnreadableError, InputError) as error:
        complain(str(error))
        sys.exit(ExitCode.UNREADABLE)
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from None
    if as_json:
        text = json.dumps(found, indent=1, ensure_ascii=True) + "\n"
    elif len(names) == 1:
        text = "".join(f"{value}\n" for value in found.values() if value is not None)
    else:
        text = "".join(f"{name}={value}\n" for name, value in found.items() if value is not None)
    click.echo(on_terminal(text).encode("utf-8", "surrogateescape"), nl=False)
    sys.exit(ExitCode.FINDINGS if None in found.values() else ExitCode.CLEAN)


def values(
    source: SourceText, names: tuple[str, ...], ctid: str | None, dialect: str | None
) -> dict[str, str | int | None]:
    """Return the values by name, None where there is none; InputError, and KeyError for a name of nothing."""
    from translator.domain.places import BY_NAME as PLACES
    from translator.library.conf import Conf
    from translator.library.domain import Domain

    text, reader = source.text, dialect_of(source.text, dialect)
    known_ctid = ctid or source.ctid or ctid_of(source.path)
    domain = Domain.parse(text) if is_document(text) else None
    conf = (
        Conf(text, ctid=known_ctid, dialect=reader) if domain is None else domain.conf(ctid=known_ctid, dialect=reader)
    )
    found: dict[str, str | int | None] = {}
    for name in names or tuple(conf):
        if domain is not None and name in PLACES:
            value = domain.get(name)
            found[name] = value if value is None or isinstance(value, str | int) else str(value)
        else:
            conf.lines_of(name)  # which knows every name there is
            found[name] = conf.text_of(name) if name in conf else None
    return found
