"""What stands beside a source, and is converted with it? The host's vz.conf, the private area, action scripts."""

from __future__ import annotations

from typing import NamedTuple

from translator.cli.options import Told
from translator.container.actions import Script
from translator.convert import takes_host_conf
from translator.sources.host import host_conf_of
from translator.sources.kind import is_document
from translator.target import Options
from translator.work.area import with_layout
from translator.work.scripts import scripts_of


class Beside(NamedTuple):
    """The text of the vz.conf under a conf, where that means something to what is made of it; the options, with the
    layout of a private area that is on this machine; the action scripts; and where the vz.conf is.
    """

    host_conf: str | None
    options: Options
    scripts: list[Script]
    host_path: str | None = None


def found_beside(path: str, text: str, ctid: str | None, options: Options, told: Told) -> Beside:
    """Look beside a source, whose container is ``ctid`` where that is known; UnreadableError."""
    chosen = options.host_conf
    host = host_conf_of(path, chosen) if takes_host_conf(text, options.driver, chosen) else None
    scripts = [] if is_document(text) else scripts_of(path)
    return Beside(told.tell(host), with_layout(options, text, path, ctid), scripts, host and host.path)
