"""Which options do several commands share?"""

from __future__ import annotations

import click

from translator.conf.dialect import DIALECTS

dialect_option = click.option(
    "--dialect", type=click.Choice(DIALECTS), help="Who reads confs.  [default: vzctl, or what a document says]"
)
