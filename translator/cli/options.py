"""Which options do several commands share?"""

from __future__ import annotations

import click

from translator.conf.dialect import DIALECTS
from translator.ctid import check_ctid

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
