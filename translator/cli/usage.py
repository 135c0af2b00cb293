"""Which calls of ``vzvirt convert`` mean something? Told by the words alone, before anything is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from translator.cli.words import FILE
from translator.lenses.drivers import DECLARED, driver_named, drivers_with
from translator.lenses.merge import Prefer
from translator.sources.read import conf_of_area
from translator.sources.words import is_dump, is_many


def is_fleet(sources: tuple[str, ...], options: dict[str, Any]) -> bool:
    """Whether more than one file is meant. The words alone tell: nothing of the fleet is imported for one file."""
    if options["files_from"] or len(sources) > 1:
        return True
    if options["output"] is None and conf_of_area(sources[0]) is not None:
        return False  # one container, and no folder to write it into
    return is_many(sources[0]) and not is_dump(sources[0])


def check_driver(options: dict[str, Any]) -> None:
    """Refuse options of another driver than the one that is asked for, and texts that it cannot take."""
    driver = options["driver"]
    for name, text in choices_of(options):
        flag = f"--{name.replace('_', '-')}"
        owners = drivers_with(name)
        if driver not in owners:
            raise click.UsageError(f"{flag} is for --driver {' or '.join(owners)}")
        try:
            driver_named(driver, **{name: text})
        except ValueError as error:
            raise click.UsageError(f"{flag}: {error}") from None
    if options["mounts"] and driver not in drivers_with("mounted"):
        raise click.UsageError(f"--mounts is for --driver {' or '.join(drivers_with('mounted'))}")
    if options["plan"] and not DECLARED[driver].planned:
        planned = [name for name, declared in DECLARED.items() if declared.planned]
        raise click.UsageError(f"--plan is for --driver {' or '.join(planned)}")
    if options["as_json"] and not options["plan"]:
        raise click.UsageError("--json is for --plan")
    written = {"output": "-o", "residue": "--residue", "scripts": "--scripts", "mount_script": "--mount-script"}
    for name, flag in written.items():
        if options["plan"] and options.get(name) is not None:
            raise click.UsageError(f"--plan is printed, and nothing is written: leave {flag} out")
    if options["plan"] and options["to"] not in (None, "domain"):
        raise click.UsageError("--plan is about the way to a domain: leave --to out")


def choices_of(options: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what is chosen of what drivers offer."""
    names = [choice.name for declared in DECLARED.values() for choice in declared.choices if not choice.hidden]
    return tuple((name, options[name]) for name in dict.fromkeys(names) if options[name] is not None)


def driver_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option for each thing that a driver offers, in the words of its declaration."""
    declared = [(name, choice) for name, driver in DECLARED.items() for choice in driver.choices if not choice.hidden]
    for driver, choice in reversed(declared):
        kind = FILE if choice.is_path else click.STRING
        option = f"--{choice.name.replace('_', '-')}"
        decorate = click.option(option, type=kind, metavar=choice.metavar, help=f"{driver}: {choice.help}")
        command = decorate(command)
    return command


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


def check_merge(options: dict[str, Any]) -> None:
    """Refuse options of a merge where nothing is merged."""
    for name in ("ancestor", "ours", "theirs"):
        if options[name] and not options["base"]:
            raise click.UsageError(f"--{name} is for --base, whose changes are merged with the source's")
    if options["ours"] and options["theirs"]:
        raise click.UsageError("--ours and --theirs: one of them can decide")


def prefer_of(options: dict[str, Any]) -> Prefer | None:
    """Return the side whose word counts where both sides of a merge have changed something."""
    return "ours" if options["ours"] else "theirs" if options["theirs"] else None


def check_plans(options: dict[str, Any]) -> None:
    """Refuse options that a plan of several containers does not know."""
    for name in ("folder", "base", "ctid", "record", "resume", "scheduler", "jobs"):
        if options[name]:
            words = {"folder": "--in", "ctid": "--ctid"}
            raise click.UsageError(f"{words.get(name, f'--{name}')} is not for the plans of several containers")
    if options["engine"] != "local":
        raise click.UsageError(f"--engine {options['engine']} is not for the plans of several containers")


def without_folder(sources: tuple[str, ...]) -> click.UsageError:
    """Return what is wrong with sources that are many, or may be, where only one file could be written."""
    who = f"{sources[0]} may be many files, which" if len(sources) == 1 and is_many(sources[0]) else "several sources"
    return click.UsageError(f"{who} need a folder to be written into: give -o DIR")


def check_fleet(sources: tuple[str, ...], options: dict[str, Any]) -> None:
    """Refuse options that only one source knows."""
    if options["folder"]:
        raise click.UsageError("--in is for --ctid next")
    if options["scheduler"] and options["engine"] != "dask":
        raise click.UsageError("--scheduler is for --engine dask")
    if options["record"] == "-":
        raise click.UsageError("--record: a record is a file, and not standard output")
    if options["output"] is None:
        raise without_folder(sources)
    if options["base"] or options["ctid"]:
        raise click.UsageError("--base and --ctid N are for one source")
    if options["mount_script"] or options["scripts"]:
        raise click.UsageError("--mount-script and --scripts are for one source")
    if options["residue"]:
        raise click.UsageError("--residue is for one source")


def is_given(name: str) -> bool:
    """Whether the user named an option, be it with its default value."""
    context = click.get_current_context()
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
