"""vzvirt check: what is wrong with these confs and domain documents?"""

from __future__ import annotations

import sys
from typing import Any

import click

from translator.characters import trim
from translator.cli.message import complain
from translator.cli.options import host_conf_options
from translator.cli.words import FILE, codes
from translator.conf.dialect import DIALECTS
from translator.conf.whose import AUTO
from translator.domain.releases import RELEASES
from translator.errors import MisuseError, UnwritableError
from translator.exitcode import ExitCode
from translator.finding import LEVELS
from translator.lint.output import FORMATS
from translator.sources.read import conf_of_area
from translator.sources.words import is_folder

_EPILOG = """\b
Examples:
  vzvirt check /etc/vz/conf                      a folder: each file, and what is wrong between them
  vzvirt check 101.conf --select VZ3             only what vzcfgvalidate looks at
  vzvirt check /etc/vz/conf --host-ram 64G       hold the containers against the host
  vzvirt check 101.conf --fix --diff             show what would be put right
  vzvirt check . --format sarif > vzvirt.sarif   for code scanning
  vzvirt check -r nodes                          the folders of many hosts, on all cores
  vzvirt check backup.tar.gz 'node*/conf'        archives and patterns; URLs with vzvirt[remote]
  find / -name '*.conf' | vzvirt check --files-from - -j 4
  vzvirt explain VZ305                           what a rule means

Rules are chosen by code or by the start of one, here or in vzvirt.toml or pyproject.toml ([tool.vzvirt]).
'# vzvirt: ignore[VZ305] reason' silences a rule on the next line.
Exit codes: 0 clean or infos only, 1 findings, 2 bad usage, 3 unreadable input, 4 our bug."""


def _list(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(trim(code) for value in values for code in value.split(",") if trim(code))


def _is_folder(path: str) -> bool:
    """Whether a path is a folder of containers, not the private area of one."""
    return is_folder(path) and conf_of_area(path) is None


@click.command(epilog=_EPILOG, short_help="Say what is wrong with confs and documents.")
@click.argument("paths", nargs=-1, type=FILE, metavar="[PATH]...")
@click.option("-r", "--recursive", is_flag=True, help="Go into the folders below a folder.")
@click.option(
    "--files-from", type=FILE, metavar="FILE|-", help="Read more paths from a list, one a line or apart by NUL."
)
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out files and folders that match.")
@click.option("--no-gitignore", is_flag=True, help="Take files of a folder too that git ignores.")
@click.option("--allow-empty", is_flag=True, help="Let a folder, a pattern or a URL have no conf and no document.")
@click.option("--stdin-filename", type=FILE, metavar="FILE", help="What is on standard input: its name, for -.")
@click.option("-j", "--jobs", type=click.IntRange(1, 1024), metavar="N", help="Worker processes; the cores by default.")
@click.option("-q", "--quiet", is_flag=True, help="Findings alone: no progress, no notes, no count at the end.")
@click.option("--one-fleet", is_flag=True, help="Compare all as containers of one host, whatever their folders.")
@click.option(
    "--select",
    multiple=True,
    metavar="CODES",
    shell_complete=codes,
    callback=_list,
    help="Only these rules; ALL for every one.",
)
@click.option("--ignore", multiple=True, metavar="CODES", shell_complete=codes, callback=_list, help="Not these rules.")
@click.option("--level", "levels", multiple=True, metavar="CODE=LEVEL", help="error, warning, info or off.")
@click.option("--fix", is_flag=True, help="Put right what is safe: no reader's view of a container changes.")
@click.option("--unsafe-fixes", is_flag=True, help="Put right the rest too, vzcfgvalidate's repairs among it.")
@click.option("--diff", is_flag=True, help="Show what the fixes would change, and change nothing.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to tell.")
@click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="Whether to colour.",
)
@click.option("-o", "--output", type=FILE, metavar="FILE", help="Write the findings to a file.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option(
    "--fail-level",
    type=click.Choice(LEVELS),
    default="warning",
    show_default=True,
    help="The mildest finding for which the exit code is 1.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--host-ram", metavar="SIZE", help="The host's RAM, such as 64G: limits and totals are held against it.")
@click.option("--host-swap", metavar="SIZE", help="The host's swap.")
@click.option("--host-devices", is_flag=True, help="Hold DEVNODES against the /dev of this machine, as vzctl does.")
@host_conf_options
@click.option(
    "--dialect", type=click.Choice((*DIALECTS, AUTO)), help="Who reads the confs; auto looks at each.  [default: vzctl]"
)
@click.option("--libvirt", type=click.Choice(tuple(RELEASES)), help="The libvirt of the documents.  [default: 12]")
@click.option("--ctid", metavar="N", help="The container's id, where the file's name does not say it.")
@click.option("--show-files", is_flag=True, help="Say which files would be checked, and check none.")
@click.option("--show-settings", is_flag=True, help="Say what counts for the files, and where it is said.")
@click.option("--config", type=FILE, metavar="FILE", help="The configuration; the nearest one by default.")
@click.option("--isolated", is_flag=True, help="Without any configuration file.")
@click.option("--baseline", type=FILE, metavar="FILE", help="Findings that are known and do not count.")
@click.option("--write-baseline", type=FILE, metavar="FILE", help="Write all findings to a baseline, and exit with 0.")
def command(paths: tuple[str, ...], **options: Any) -> None:
    """Check confs, domain documents, and many of them. - is standard input.

    A PATH is a file; a folder, of which *.conf and *.xml are checked (by default this one); a pattern; a tar, zip or
    vzdump archive; a URL.

    Each folder is a host: ids, names, UUIDs and interfaces are compared within it, and its memory is added up. IP and
    MAC addresses are compared over all folders of the run, but not with those of a container of the same id in another
    folder, which is taken as a copy. With --one-fleet, all are compared as if they were in one folder. A backup made by
    vzdump is compared with nothing; a conf and a document of one id are one container.
    """
    from translator.cli.checking.run import check

    if not paths and not options["files_from"]:
        paths = (".",)
    if options["stdin_filename"] is not None and "-" not in paths:
        raise click.UsageError("--stdin-filename is for -")
    if options["ctid"] is not None and (len(paths) != 1 or options["files_from"] or _is_folder(paths[0])):
        raise click.UsageError("--ctid is for one file")
    try:
        code = check(paths, options)
    except MisuseError as error:
        raise click.UsageError(str(error)) from None
    except UnwritableError as error:
        complain(str(error))
        code = ExitCode.UNREADABLE
    sys.exit(code)
