"""Which calls of ``vzvirt convert`` mean something? Told by the words alone, before anything is read."""

from __future__ import annotations

from typing import Any

import click

from translator.sources.read import conf_of_area
from translator.sources.words import is_dump, is_many


def is_fleet(sources: tuple[str, ...], options: dict[str, Any]) -> bool:
    """Whether more than one file is meant. The words alone tell: nothing of the fleet is imported for one file."""
    if options["files_from"] or len(sources) > 1:
        return True
    if options["output"] is None and conf_of_area(sources[0]) is not None:
        return False  # one container, and no folder to write it into
    return is_many(sources[0]) and not is_dump(sources[0])


def check_lxc(options: dict[str, Any]) -> None:
    """Refuse options of the driver lxc where another one is asked for."""
    if options["driver"] != "lxc":
        for name in ("idmap", "block_device", "plan"):
            if options[name]:
                raise click.UsageError(f"--{name.replace('_', '-')} is for --driver lxc")
    device = options["block_device"]
    if device is not None and not device.startswith("/"):
        raise click.UsageError(f"--block-device needs an absolute path, such as /dev/sda, not {device}")
    if options["plan"] and options["to"] not in (None, "domain"):
        raise click.UsageError("--plan is about the way to a domain: leave --to out")


def check_alone(options: dict[str, Any]) -> None:
    """Refuse options that only a run over many files, with a record, knows."""
    for name, given in (
        *((name, options[name]) for name in ("record", "resume", "scheduler")),
        ("engine dask", options["engine"] != "local"),
    ):
        if given:
            raise click.UsageError(
                f"--{name} is for a run over several sources: a folder, a pattern, an archive, a list"
            )


def check_fleet(options: dict[str, Any]) -> None:
    """Refuse options that only one source knows."""
    if options["folder"]:
        raise click.UsageError("--in is for --ctid next")
    if options["scheduler"] and options["engine"] != "dask":
        raise click.UsageError("--scheduler is for --engine dask")
    if options["output"] is None:
        raise click.UsageError("several sources need a folder to write into: give -o DIR")
    if options["plan"]:
        raise click.UsageError("--plan is for one source")
    if options["base"] or options["ctid"]:
        raise click.UsageError("--base and --ctid N are for one source")


def is_given(name: str) -> bool:
    """Whether the user named an option, be it with its default value."""
    context = click.get_current_context()
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
