"""vzvirt plan: which containers of a node can go to LXC, and what is to be done before?"""

from __future__ import annotations

import sys
from typing import Any

import click

from translator.cli.message import complain
from translator.cli.options import Told, chosen_host_conf, dialect_option, host_conf_options
from translator.cli.plan import plans_of
from translator.cli.usage import check_driver, choices_of, driver_options
from translator.cli.words import FILE, read_once
from translator.exitcode import ExitCode
from translator.plan.node import plan_node
from translator.plan.node_text import node_data, plain_node
from translator.sources.read import UnreadableError
from translator.target import Options

_EPILOG = """\b
Examples:
  vzvirt plan /etc/vz/conf                       which containers are ready, and what the others need
  vzvirt plan /etc/vz/conf --json                the same for programs
  vzvirt convert 101.conf --driver lxc --plan    one container, row by row and step by step

Exit codes: 0 all are ready, 1 some need work or cannot go, 3 some could not be read."""


@click.command(epilog=_EPILOG, short_help="What a node needs on its way to LXC.")
@click.argument("sources", nargs=-1, required=True, type=FILE, callback=read_once, metavar="SOURCE...")
@dialect_option
@host_conf_options
@driver_options
@click.option("--json", "as_json", is_flag=True, help="The plan for programs.")
@click.option("-r", "--recursive", is_flag=True, help="Go into the folders below a folder.")
@click.option("-q", "--quiet", is_flag=True, help="Do not tell which vz.conf is used.")
def command(sources: tuple[str, ...], **options: Any) -> None:
    """Say of each container whether it can go to LXC now, and what is to be done, the host first.

    Each SOURCE is a conf, a folder, a pattern, an archive or a vzdump backup. A container is ready when the commands of
    its plan (convert --plan) are all that it needs; it needs work where somebody has to decide or to look. They stand
    in the order to go in, with the most data that their disk limits let them have.
    """
    options.update(driver="lxc", plan=True, output=None, to=None, mounts=False)
    check_driver(options)
    try:
        host = chosen_host_conf(options)
    except UnreadableError as error:
        complain(str(error))
        sys.exit(ExitCode.UNREADABLE)
    chosen = Options(driver="lxc", dialect=options["dialect"], choices=choices_of(options), host_conf=host)
    codes: list[ExitCode] = []  # one for each source that is in no plan
    told = Told(quiet=options["quiet"])
    node = plan_node(plans_of(sources, chosen, told, recursive=options["recursive"], worse=codes.append))
    unread = len(codes)
    if options["as_json"]:
        from translator.lint.output import dumps

        sys.stdout.write(dumps(node_data(node, unread), indent=2) + "\n")
    else:
        sys.stdout.write(plain_node(node, unread))
    if any(each.state != "ready" for each in node.containers):
        codes.append(ExitCode.FINDINGS)
    sys.exit(max(codes, default=ExitCode.CLEAN))
