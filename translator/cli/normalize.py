"""vzvirt normalize: how would the reader's own writer save this conf?"""

from __future__ import annotations

import sys
from difflib import unified_diff

import click

from translator.cli.files import Unreadable, read_text, write_text
from translator.cli.message import complain, on_terminal
from translator.cli.words import FILE
from translator.conf.dialect import DIALECTS
from translator.conf.normalize import normalize_conf
from translator.convert import ctid_of
from translator.exitcode import ExitCode
from translator.kind import is_document
from translator.printable import printable

_EPILOG = """\b
Examples:
  vzvirt normalize 101.conf            to standard output
  vzvirt normalize --check *.conf      exit code 1 when a file is not in this form, for CI
  vzvirt normalize --diff 101.conf     what would change
  vzvirt normalize --write *.conf      change the files
"""


@click.command(epilog=_EPILOG, short_help="Confs as vzctl itself would save them.")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--write", is_flag=True, help="Change the files in place.")
@click.option("--ctid", metavar="N", help="The container's id where the file's name gives none.")
@click.option("--dialect", type=click.Choice(DIALECTS), default="vzctl", show_default=True, help="Who reads the conf.")
def command(
    files: tuple[str, ...], *, check: bool, show_diff: bool, write: bool, ctid: str | None, dialect: str
) -> None:
    """Bring each conf into the form in which vzctl itself would save it.

    Each parameter in force stands once, in vzctl's spelling (2G becomes 2097152:2097152); lines that another one
    overrules go; refused and unknown lines, comments and blank lines stay as they are.
    """
    if write and (check or show_diff):
        raise click.UsageError(f"--write changes the files, --{'check' if check else 'diff'} writes nothing: give one")
    if ctid is not None and len(files) > 1:
        raise click.UsageError("--ctid is for one file")
    code = ExitCode.CLEAN
    for path in files:
        try:
            text = read_text(path)
            if is_document(text):
                raise Unreadable(f"{path}: a domain document, not a conf")
            done = normalize_conf(text, ctid=ctid or ctid_of(path) or "0", dialect=dialect)
            if write and done != text:
                write_text(path, done, force=True)
        except (Unreadable, ValueError) as error:
            complain(str(error))
            code = max(code, ExitCode.UNREADABLE if isinstance(error, Unreadable) else ExitCode.USAGE)
            continue
        except OSError as error:
            complain(f"{path}: {error.strerror}")
            code = max(code, ExitCode.UNREADABLE)
            continue
        if done != text and (check or show_diff):
            code = max(code, ExitCode.FINDINGS)
        if show_diff:
            lines = unified_diff(
                text.splitlines(keepends=True), done.splitlines(keepends=True), path, f"{path} (saved)"
            )
            output = on_terminal("".join(line if line.endswith("\n") else f"{line}\n" for line in lines))
        elif check:
            output = f"{printable(path)} would change\n" if done != text else ""
        else:
            output = "" if write else done
        click.echo(output.encode("utf-8", "surrogateescape"), nl=False)
    sys.exit(code)
