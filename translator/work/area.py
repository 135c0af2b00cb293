"""How does a private area on this machine hold the files of its container: in a folder, or in an image?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from translator.conf.dialect import LIBVZCTL, dialect_named
from translator.conf.parse import parse
from translator.conf.settle import settle
from translator.container.paths import path_of
from translator.convert import ctid_of, dialect_of
from translator.sources.kind import is_document
from translator.sources.words import is_file
from translator.target import Options

if TYPE_CHECKING:
    from translator.lenses.image import Layout

_CHOICE = "layout"
#: What ``.ve.layout`` of OpenVZ 7 leads to.
_BY_NUMBER: dict[str, Layout] = {"4": "simfs", "5": "ploop"}


def with_layout(options: Options, text: str, path: str, ctid: str | None) -> Options:
    """Return the options with the layout that a conf's private area has, where nobody said one and it is here.

    Only a conf that is a file of this machine has its private area here.
    """
    if options.driver != "lxc" or options.to not in (None, "domain") or dict(options.choices).get(_CHOICE):
        return options
    if is_document(text) or not is_file(path):
        return options
    reader = dialect_named(dialect_of(text, options.dialect))
    settings = settle(parse(text, reader), reader)
    number = ctid or ctid_of(path) or settings.value("VEID")
    private = path_of(settings, "VE_PRIVATE", str(number)) if number else ""
    found = layout_in(Path(private), seven=reader is LIBVZCTL) if private.startswith("/") else None
    if found is None:
        return options
    return options._replace(choices=(*options.choices, (_CHOICE, found)))


def layout_found(options: Options, chosen: Options) -> str:
    """Return the layout that ``with_layout`` has chosen, '' for none."""
    return "" if chosen is options else dict(chosen.choices)[_CHOICE]


def layout_in(private: Path, *, seven: bool) -> Layout | None:
    """Return the layout of a private area; None for one that is not here, or that nothing is known of.

    ``seven`` is OpenVZ 7, which notes it in ``.ve.layout``; vzctl looks for an image's description.
    """
    try:
        if seven and (private / ".ve.layout").is_symlink():
            return _BY_NUMBER.get(str((private / ".ve.layout").readlink()))
        if (private / "root.hdd" / "DiskDescriptor.xml").exists():
            return "ploop"
        return "simfs" if private.is_dir() and (not seven or (private / "fs").is_dir()) else None
    except (OSError, ValueError):
        return None
