"""Which command lines mean a fleet, and what do they ask of it?"""

from __future__ import annotations

import sys
from typing import Any

import click

from translator.convert import Options
from translator.fleet.run import Fleet, Refused, convert_fleet


def run_fleet(sources: tuple[str, ...], options: dict[str, Any]) -> int:
    """Convert a fleet as a command line wants it; UsageError when it cannot begin."""
    listed = _listed(options["files_from"]) if options["files_from"] else []
    words = tuple(dict.fromkeys((*sources, *listed)))
    if not words:
        raise click.UsageError("no sources: the list is empty")
    names = ("to", "driver", "dialect", "strict", "keep_source")
    # an option that another version adds is its own default there
    chosen = Options(**{name: options[name] for name in Options._fields if name in options or name in names})
    fleet = Fleet(
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
    except (Refused, ImportError) as error:
        raise click.UsageError(str(error)) from None


def _listed(path: str) -> list[str]:
    """Read a list of sources: one a line, or apart by NUL where there is one."""
    try:
        with click.open_file(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None
    text = (data if isinstance(data, bytes) else data.encode()).decode(sys.getfilesystemencoding(), "surrogateescape")
    return [line for line in text.split("\0" if "\0" in text else "\n") if line]
