"""vzvirt fleet: what does the record of a fleet say? Any SQL, ready questions, and a page for people."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from translator.cli.message import complain
from translator.cli.words import FILE
from translator.exitcode import ExitCode
from translator.fleet import query as questions
from translator.fleet.cells import RecordError
from translator.fleet.export import FORMATS, export, show
from translator.fleet.query import Question, ask, record_path
from translator.replace import TakenError, same_file
from translator.streams import OUTPUT

_EPILOG = """\b
Examples:
  vzvirt convert /etc/vz/conf -o domains               writes domains/vzvirt.db
  vzvirt fleet show --ip 10.0.0.5 --record domains     who has this address?
  vzvirt fleet show --parameter IPTABLES               who sets it, to what, and where did it go?
  vzvirt fleet query 'SELECT template, count(*) FROM containers GROUP BY 1' --export csv
  vzvirt fleet report -o report.html                   one page, to be opened in any browser
"""


@click.group(epilog=_EPILOG, short_help="Questions to a run over many containers, and its report.")
def command() -> None:
    """Ask the record of a fleet, vzvirt.db, which vzvirt convert writes beside its results."""


def _common(function: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "-o",
            "--output",
            type=FILE,
            metavar="FILE",
            default="-",
            help="Where the export goes, - for standard output.",
        ),
        click.option("--export", "form", type=click.Choice(FORMATS), help="Write a table for other programs."),
        click.option(
            "--record", type=FILE, metavar="FILE|DIR", help="The record; by default vzvirt.db in this folder."
        ),
    ):
        function = option(function)
    return function


@command.command()
@click.argument("sql", metavar="SQL")
@_common
def query(sql: str, **options: Any) -> None:
    """Answer a query in SQL. It reads the record, and nothing else: what writes, attaches or sets something is refused.

    Tables: runs, containers, findings, uses, left_out; views: parameters, entries, conflicts. Of containers that leave
    OpenVZ (convert --driver lxc) also the table plans and the views turns, tasks and host_commands.
    """
    _answer(Question(sql), options)


@command.command(name="show")
@click.option("--ip", metavar="ADDRESS", help="Who has this address?")
@click.option("--bridge", metavar="NAME", help="Who is on this bridge?")
@click.option("--mac", metavar="MAC", help="Who has this MAC?")
@click.option("--name", metavar="NAME", help="Who is called so?")
@click.option("--parameter", metavar="NAME", help="Who sets it, to what, and where did it go?")
@click.option("--lossy", is_flag=True, help="What was lost, and why?")
@click.option("--findings", is_flag=True, help="What is there to say about the containers?")
@click.option("--failed", is_flag=True, help="What was not converted, and why?")
@click.option("--plan", is_flag=True, help="Which can leave OpenVZ, in which order? (convert --driver lxc)")
@click.option("--conflicts", is_flag=True, help="What do several use that only one may?")
@_common
def show_(**options: Any) -> None:
    """Answer one of the usual questions; without any, list the containers. Exit code 1 when a search finds nothing."""
    wanted = [name for name in (*_USES, *_ASKED, "parameter") if options[name] not in (None, False)]
    if len(wanted) > 1:
        raise click.UsageError(f"one question at a time: --{wanted[0]} or --{wanted[1]}")
    try:
        question = _question(wanted[0] if wanted else "", options)
    except ValueError as error:
        raise click.UsageError(f"--{wanted[0]}: {error}") from None
    count = _answer(question, options)
    if wanted and not count and wanted[0] not in _ASKED:
        sys.exit(ExitCode.FINDINGS)


@command.command()
@click.option(
    "-o", "--output", type=FILE, metavar="FILE", required=True, help="The page to write, - for standard output."
)
@click.option("--record", type=FILE, metavar="FILE|DIR", help="The record; by default vzvirt.db in this folder.")
@click.option(
    "--details",
    type=click.IntRange(0),
    default=10000,
    show_default=True,
    metavar="N",
    help="So many containers with their texts.",
)
@click.option("--force", is_flag=True, help="Write over an existing file.")
def report(output: str, record: str | None, details: int, *, force: bool) -> None:
    """Write the page that people look at: totals, what converts and what does not, every container.

    One file without any other, for a browser. Sources and results are read again for it. Of a fleet larger than
    --details, those with something to say come first; the table has them all.
    """
    from translator.fleet.report.page import write_report

    try:
        record = record_path(record)
        _spare(record, output)
        write_report(record, output, details=details, force=force)
    except (RecordError, ImportError, TakenError) as error:
        complain(str(error))
        sys.exit(ExitCode.USAGE)
    except OSError as error:
        if error.filename == OUTPUT:
            raise
        complain(f"{output}: {error.strerror or error}")
        sys.exit(ExitCode.UNREADABLE)


def _tell_unended(record: str) -> None:
    with ask(record, questions.unended()) as answer:
        for output, state in answer.rows:
            how = "was stopped" if state == "stopped" else "has not ended, or was killed"
            complain(f"the last run into {output} {how}: the record knows of no container that it had not come to")


def _spare(record: str, output: str) -> None:
    if output != "-" and same_file(output, [record, f"{record}-wal", f"{record}-shm"]):
        raise click.UsageError(f"{output} is the record itself: it would be lost")


_USES = ("ip", "bridge", "mac", "name")
_ASKED = {
    "lossy": questions.lossy,
    "findings": questions.found,
    "failed": questions.unfinished,
    "conflicts": questions.conflicts,
    "plan": questions.plan,
}


def _question(name: str, options: dict[str, Any]) -> Question:
    if name in _USES:
        return questions.using(name, options[name])
    if name == "parameter":
        return questions.setting(options[name])
    return _ASKED.get(name, questions.containers)()


def _answer(question: Question, options: dict[str, Any]) -> int:
    if options["output"] != "-" and not options["form"]:
        raise click.UsageError(f"-o is for an export: give --export {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    try:
        record = record_path(options["record"])
        _spare(record, options["output"])
        with ask(record, question) as answer:
            if options["form"]:
                count = export(answer, options["form"], options["output"], lambda: ask(record, question))
            else:
                count = show(answer, question.sizes)
        _tell_unended(record)
        return count
    except (RecordError, ImportError) as error:
        complain(str(error))
        sys.exit(ExitCode.USAGE)
    except OSError as error:
        if error.filename == OUTPUT:
            raise
        complain(f"{options['output']}: {error.strerror or error}")
        sys.exit(ExitCode.UNREADABLE)
