"""How does a plan look on a terminal, and how are the plans of many containers told?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import click

from translator.cli.beside import found_beside
from translator.cli.message import complain, tell
from translator.cli.options import Told, chosen_host_conf
from translator.cli.usage import choices_of
from translator.convert import Converted, convert_text, dialect_of
from translator.errors import InputError
from translator.exitcode import ExitCode
from translator.lenses.called import told_namesakes
from translator.plan import Plan, make_plan, plain_plan, plan_data
from translator.plan.node import namesakes
from translator.plan.text import folded, plain_steps, title_of, totals_line
from translator.printable import printable
from translator.sources.find import LeftOut, Source, find_sources
from translator.sources.read import SourceText, UnreadableError, conf_of_area, read_found, read_list, read_one
from translator.sources.words import split_list
from translator.target import Options
from translator.targets import HUB
from translator.wording import counted

_STYLE = {"the same": "green", "differs": "yellow", "by hand": "bold red"}


def run_plans(sources: Sequence[str], options: dict[str, Any]) -> ExitCode:
    """Print a plan for each container that the words of a command line stand for; return the worst code."""
    names = ("to", "driver", "dialect", "strict", "keep_source", "mounts")
    codes = [ExitCode.CLEAN]
    try:
        host = chosen_host_conf(options)
        listed = split_list(read_list(options["files_from"])) if options["files_from"] else []
    except UnreadableError as error:
        raise click.UsageError(str(error)) from None
    chosen = Options(**{name: options[name] for name in names}, choices=choices_of(options), host_conf=host)
    told, recursive = Told(quiet=options["quiet"]), options["recursive"]
    plans = plans_of((*sources, *listed), chosen, told, recursive=recursive, worse=codes.append)
    print_plans(plans, as_json=options["as_json"], several=True)
    return max(codes)


def plans_of(
    words: Iterable[str], chosen: Options, told: Told, *, recursive: bool, worse: Callable[[ExitCode], object]
) -> Iterator[Plan]:
    """Yield the plan of each container that some words stand for; what cannot be read is told, and its code given."""
    for source in _sources(dict.fromkeys(words), recursive=recursive):
        if isinstance(source, UnreadableError):
            complain(str(source))
            worse(ExitCode.UNREADABLE)
            continue
        path, text = source.path, source.text
        try:
            host_conf, given, scripts, _ = found_beside(path, text, source.ctid, chosen, told)
            done = convert_text(text, path, given, own=source.ctid, host_conf=host_conf, scripts=scripts)
            plan = plan_of(path, done, chosen, host_conf)
        except InputError as error:
            tell([error.finding._replace(path=error.finding.path or path)], text)
            worse(ExitCode.UNREADABLE)
            continue
        if plan is None:
            worse(ExitCode.USAGE)
        else:
            yield plan


def plan_of(path: str, done: Converted, options: Options, host_conf: str | None) -> Plan | None:
    """Return the plan for a source and the document made of it; None, and a word of it, where it is no conf."""
    if done.source != HUB:
        complain(f"{path}: a plan is made of a conf, and this is a document")
        return None
    dialect = dialect_of(done.taken, options.dialect)
    return make_plan(done.taken, done.translation, dialect=dialect, host_conf=host_conf)


def print_plans(plans: Iterable[Plan], *, as_json: bool, several: bool = False) -> None:
    """Print plans on standard output: data, or a table and its steps on a terminal, or plain lines; then the totals."""
    if as_json:
        from translator.lint.output import dumps

        data = [plan_data(plan) for plan in plans]
        sys.stdout.write(dumps(data if several else data[0], indent=2) + "\n")
        return
    shown: list[Plan] = []
    for plan in plans:
        if shown:
            sys.stdout.write("\n\n")
        _show(plan)
        shown.append(replace(plan, steps=()))  # what the totals need
    for name, ctids in namesakes(shown).items() if several else ():
        complain(told_namesakes(name, ctids))
    if several:
        rule = "\n\n" if shown else ""
        sys.stdout.write(f"{rule}{_all(len(shown))}: {totals_line(shown)}")


def _all(count: int) -> str:
    """Return whom the totals are of: a fleet may be one container."""
    return f"All {counted(count, 'container')}" if count > 1 else counted(count, "container")


def _sources(words: Iterable[str], *, recursive: bool) -> Iterator[SourceText | UnreadableError]:
    """Yield what the words stand for; of a folder, the confs and backups alone: documents lie beside their confs."""
    for word in words:
        if word == "-" or conf_of_area(word) is not None:
            try:
                yield read_one(word)
            except UnreadableError as error:
                yield error
            continue
        for found in find_sources([word], recursive=recursive):
            if isinstance(found, LeftOut):
                complain(f"{found.path}: {found.reason}: left out")
            elif not isinstance(found, Source):
                yield UnreadableError(f"{found.path}: {found.reason}")
            elif found.path == word or not found.path.endswith(".xml"):
                try:
                    yield read_found(found)
                except UnreadableError as error:
                    yield error


def _show(plan: Plan) -> None:
    if not sys.stdout.isatty():
        sys.stdout.write(plain_plan(plan))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Words

    table = Table(title=Words(title_of(plan)), title_justify="left", show_lines=False)
    for heading in ("", "Parameter", "Value", "Under LXC"):
        table.add_column(heading, overflow="fold")
    last = ""
    for item in folded(plan.items):
        if last and item.verdict != last:
            table.add_section()
        label = Words(item.verdict if item.verdict != last else "", style=_STYLE[item.verdict])
        table.add_row(label, *(Words(printable(text)) for text in (item.parameter, item.value, item.note)))
        last = item.verdict
    Console().print(table)
    sys.stdout.write(totals_line([plan]) + plain_steps(plan))
