"""Which options do several commands share?"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import click

from translator.cli.message import complain
from translator.cli.words import FILE
from translator.conf.dialect import DIALECTS
from translator.ctid import check_ctid
from translator.sources.host import NONE, HostConf, host_conf_of

dialect_option = click.option(
    "--dialect", type=click.Choice(DIALECTS), help="Who reads confs.  [default: vzctl, or what a document says]"
)


def _ctid(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else check_ctid(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


ctid_option = click.option(
    "--ctid",
    metavar="N",
    callback=_ctid,
    help="The container's id where neither the file's name nor a document says it.",
)


def host_conf_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say which vz.conf lies under the confs."""
    decorate = click.option(
        "--host-conf", type=FILE, metavar="FILE", help="The host's vz.conf; that beside a folder conf/ by default."
    )
    without = click.option("--no-host-conf", is_flag=True, help="Each conf by itself, without any vz.conf.")
    return decorate(without(command))


def chosen_host_conf(options: Mapping[str, Any]) -> str | None:
    """Return the path that was chosen, '' where none is wanted, None where it is to be found.

    UsageError; UnreadableError for one that is named and not there.
    """
    path: str | None = options["host_conf"]
    if options["no_host_conf"]:
        if path is not None:
            raise click.UsageError("--host-conf and --no-host-conf contradict each other")
        return NONE
    if path is not None:
        host_conf_of("", path)
    return path


class Told:
    """Tells on standard error which vz.conf lies under what, each once."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._told: set[str] = set()
        self._quiet = quiet

    def tell(self, found: HostConf | None) -> str | None:
        """Return the text of a vz.conf, which is then told."""
        if found is None:
            return None
        path = os.path.abspath(found.path)  # noqa: PTH100 - a folder is asked for by several of its names
        if path not in self._told and not self._quiet:
            complain(f"the host's settings are those of {found.path} (--no-host-conf: without them)")
        self._told.add(path)
        return found.text
