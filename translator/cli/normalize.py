"""vzvirt normalize: how would the reader's own writer save this conf?"""

from __future__ import annotations

import sys

import click

from translator.cli.files import change_file
from translator.cli.message import complain, on_terminal
from translator.cli.options import ctid_option
from translator.cli.patch import diff_text
from translator.cli.words import FILE, read_once
from translator.conf.dialect import DIALECTS, DialectName
from translator.conf.normalize import normalize_conf
from translator.convert import ctid_of
from translator.exitcode import ExitCode
from translator.printable import printable
from translator.sources.kind import content_of, is_document
from translator.sources.read import SourceText, UnreadableError, read_texts
from translator.sources.words import is_archive, is_url

_EPILOG = """\b
Examples:
  vzvirt normalize 101.conf            to standard output
  vzvirt normalize --check *.conf      exit code 1 when a file is not in this form, for CI
  vzvirt normalize --diff 101.conf     what would change, as a patch
  vzvirt normalize --write *.conf      change the files
"""


@click.command(epilog=_EPILOG, short_help="Confs as vzctl itself would save them.")
@click.argument("files", nargs=-1, required=True, type=FILE, callback=read_once, metavar="FILE...")
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--write", is_flag=True, help="Change the files in place.")
@ctid_option
@click.option("--dialect", type=click.Choice(DIALECTS), default="vzctl", show_default=True, help="Who reads the conf.")
def command(
    files: tuple[str, ...], *, check: bool, show_diff: bool, write: bool, ctid: str | None, dialect: DialectName
) -> None:
    """Bring each conf into the form in which vzctl itself would save it.

    Each parameter in force stands once, in vzctl's spelling (2G becomes 2097152:2097152); lines that another one
    overrules go; refused and unknown lines, comments and blank lines stay as they are. Of an archive, such as a backup
    by vzdump, the confs in it are read, and nothing is written.
    """
    if write and (check or show_diff):
        raise click.UsageError(f"--write changes the files, --{'check' if check else 'diff'} writes nothing: give one")
    if ctid is not None and len(files) > 1:
        raise click.UsageError("--ctid is for one file")
    for word in files:
        if write and (is_archive(word) or is_url(word)):
            hint = "nothing is written into archives and URLs; --diff shows what would change"
            raise click.UsageError(f"--write: {word}: {hint}")
    code = ExitCode.CLEAN
    for word in files:
        for source in read_texts(word):
            try:
                done = _normalize(source, ctid, dialect, check=check, show_diff=show_diff, write=write)
            except UnreadableError as error:
                complain(str(error))
                done = ExitCode.UNREADABLE
            code = max(code, done)
    sys.exit(code)


def _normalize(
    source: SourceText | UnreadableError,
    ctid: str | None,
    dialect: DialectName,
    *,
    check: bool,
    show_diff: bool,
    write: bool,
) -> ExitCode:
    """Do with one conf what was asked for, and return whether that leaves something to do; UnreadableError."""
    if isinstance(source, UnreadableError):
        raise source
    path, text = source.path, source.text
    if is_document(text):
        root = content_of(text.encode("utf-8", "surrogateescape")).name
        raise UnreadableError(f"{path}: a {root or 'broken'} document, not a conf")
    done = normalize_conf(text, ctid=ctid or source.ctid or ctid_of(path) or "0", dialect=dialect)
    if write and done != text:
        change_file(source, done)
    if show_diff:
        output = on_terminal(diff_text(path, text, done))
    elif check:
        output = f"{printable(path)} would change\n" if done != text else ""
    else:
        output = "" if write else done
    click.echo(output.encode("utf-8", "surrogateescape"), nl=False)
    return ExitCode.FINDINGS if done != text and (check or show_diff) else ExitCode.CLEAN
