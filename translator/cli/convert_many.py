"""What does a command line ask of a conversion of many files?"""

from __future__ import annotations

from typing import Any

import click

from translator.cli.message import complain
from translator.cli.options import chosen_host_conf
from translator.cli.usage import choices_of
from translator.errors import MisuseError, UnwritableError
from translator.exitcode import ExitCode
from translator.fleet.run import Conversion, convert_fleet
from translator.sources.read import UnreadableError, read_list
from translator.sources.words import split_list
from translator.target import Options


def run_fleet(sources: tuple[str, ...], options: dict[str, Any]) -> int:
    """Convert a fleet as a command line wants it; UsageError when it cannot begin."""
    try:
        listed = split_list(read_list(options["files_from"])) if options["files_from"] else []
    except UnreadableError as error:
        raise click.UsageError(str(error)) from None
    words = tuple(dict.fromkeys((*sources, *listed)))
    if not words:
        raise click.UsageError("no sources: the list is empty")
    names = ("to", "driver", "dialect", "strict", "keep_source", "mounts")
    try:
        host_conf = chosen_host_conf(options)
    except UnreadableError as error:
        complain(str(error))
        return ExitCode.UNREADABLE
    chosen = Options(**{name: options[name] for name in names}, choices=choices_of(options), host_conf=host_conf)
    fleet = Conversion(
        words,
        options["output"],
        chosen,
        jobs=options["jobs"] or 0,
        recursive=options["recursive"],
        resume=options["resume"],
        force=options["force"],
        quiet=options["quiet"],
        engine=options["engine"],
        scheduler=options["scheduler"],
        record=options["record"],
    )
    try:
        return convert_fleet(fleet)
    except (MisuseError, ImportError) as error:
        raise click.UsageError(str(error)) from None
    except UnwritableError as error:
        complain(str(error))
        return ExitCode.UNREADABLE
