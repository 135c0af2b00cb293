"""vzvirt set: how does a script change a value, and nothing else of a conf or a document?"""

from __future__ import annotations

import sys

import click

from translator.cli.files import change_file, write_text
from translator.cli.message import complain, on_terminal, tell
from translator.cli.options import ctid_option, dialect_option
from translator.cli.patch import diff_text
from translator.cli.words import FILE
from translator.convert import ctid_of, dialect_of
from translator.errors import InputError
from translator.exitcode import ExitCode
from translator.finding import Finding
from translator.sources.kind import is_document
from translator.sources.read import SourceText, UnreadableError, read_one

_EPILOG = """\b
Examples:
  vzvirt set 101.conf PHYSPAGES=0:2G SWAPPAGES=0:1G    the lines of both; comments, order and all else stay
  vzvirt set 101.conf IP_ADDRESS='192.0.2.1 192.0.2.2' --diff
  vzvirt set 101.conf --unset BOOTORDER
  vzvirt set 101.xml PHYSPAGES=0:2G                    wherever the document says that
  vzvirt set 101.xml memory=2097152                    one place of it (KiB)
  vzvirt set - ONBOOT=yes < 101.conf > new.conf"""


@click.command(epilog=_EPILOG, short_help="Change a value, and nothing else.")
@click.argument("file", type=FILE, metavar="FILE")
@click.argument("assignments", nargs=-1, metavar="[PARAMETER|PLACE=VALUE]...")
@click.option("--unset", multiple=True, metavar="PARAMETER|PLACE", help="Take the value away.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change, as a patch.")
@ctid_option
@dialect_option
def command(
    file: str,
    assignments: tuple[str, ...],
    *,
    unset: tuple[str, ...],
    show_diff: bool,
    ctid: str | None,
    dialect: str | None,
) -> None:
    """Give parameters of a conf new values, or places of a domain document, in the file itself.

    A VALUE is the text that stands between the quotes of a conf. One that the reader would refuse is an error, and
    nothing is written. Of a document, a PARAMETER changes what says it there, be it several places.
    """
    changes: dict[str, str | None] = {}
    for word in assignments:
        name, equals, value = word.partition("=")
        if not equals:
            raise click.UsageError(f"{word}: expected NAME=VALUE")
        if name in changes or name in unset:
            raise click.UsageError(f"{name} is given twice: one of them can count")
        changes[name] = value
    changes.update(dict.fromkeys(unset))
    if not changes:
        raise click.UsageError("nothing to change: give PARAMETER=VALUE, or --unset PARAMETER")
    try:
        source = read_one(file)
        text, told = changed(source, changes, ctid, dialect)
        if show_diff:
            click.echo(on_terminal(diff_text(file, source.text, text)).encode("utf-8", "surrogateescape"), nl=False)
        elif file == "-":
            write_text(file, text, force=True)
        elif text != source.text:
            change_file(source, text)
    except (UnreadableError, InputError) as error:
        complain(str(error))
        sys.exit(ExitCode.UNREADABLE)
    except KeyError as error:
        raise click.UsageError(str(error.args[0])) from None
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    tell(told)
    sys.exit(ExitCode.FINDINGS if told else ExitCode.CLEAN)


def changed(
    source: SourceText, changes: dict[str, str | None], ctid: str | None, dialect: str | None
) -> tuple[str, list[Finding]]:
    """Return the text with other values, and what it cannot say of them. InputError for a document that cannot be read,
    KeyError for a name of nothing, ValueError for a value that is none.
    """
    from translator.domain.places import BY_NAME as PLACES
    from translator.library.conf import Conf
    from translator.library.domain import Domain

    text, reader = source.text, dialect_of(source.text, dialect)
    known_ctid = ctid or source.ctid or ctid_of(source.path)
    if is_document(text):
        domain = Domain.parse(text)
        told = domain.change(changes, ctid=known_ctid, dialect=reader)
        if any(name in PLACES for name in changes):
            _require_values(text, domain.text)
        return domain.text, [each._replace(path=source.path) for each in told]
    conf = Conf(text, ctid=known_ctid, dialect=reader)
    conf.change(changes)
    return conf.text, []


def _require_values(before: str, after: str) -> None:
    """ValueError where a document holds a value that libvirt refuses, and has not held it before."""
    from translator.lint.engine import check_domain

    refused = [each.message for each in check_domain(after) if each.code == "XD112"]
    known = {each.message for each in check_domain(before)} if refused else set()
    for message in refused:
        if message not in known:
            raise ValueError(message)
