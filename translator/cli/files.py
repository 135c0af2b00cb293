"""How is a result written, so that any bytes survive and nothing is half-written?"""

from __future__ import annotations

import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from translator.sources.read import SourceText, UnreadableError

if TYPE_CHECKING:
    from translator.container.actions import Script


def write_text(path: str, text: str, *, force: bool) -> None:
    """Write a file whole or not at all, or standard output for ``-``.

    TakenError when another file is there and ``force`` is not given; any other OSError leaves nothing behind.
    """
    data = text.encode("utf-8", "surrogateescape")
    if path == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from translator.replace import written

    with written(path, force=force) as file:
        file.write(data)


def write_into(folder: str, name: str, text: str, *, force: bool) -> None:
    """Write a file whose name is ours: nobody has meant the pipe or the device that a link of this name leads to.

    TakenError when something else is there, ``force`` or not; all else as ``write_text``.
    """
    from translator.replace import TakenError

    path = Path(folder, name)
    try:
        plain = stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        plain = True
    if not plain:
        raise TakenError(f"{path} is there already, and is no file")
    write_text(str(path), text, force=force)


def change_file(source: SourceText, text: str) -> None:
    """Give the file that a text was read from another one, whole; UnreadableError where it cannot be written, or does
    not say any more what was read.
    """
    if source.fixed:
        raise UnreadableError(f"{source.path}: not a regular file, and so not changed")
    try:
        exchange_text(source.path, source.text, text)
    except OSError as error:
        raise UnreadableError(f"{source.path}: {error.strerror or error}") from None


def exchange_text(path: str, old: str, new: str) -> None:
    """Write a file that says still what was read from it; OSError."""
    from translator.replace import exchange

    exchange(path, *(text.encode("utf-8", "surrogateescape") for text in (old, new)))


def write_scripts(folder: str, scripts: Sequence[Script], ctid: str, *, force: bool) -> None:
    """Write a container's own action scripts into a folder, as ``<ctid>.<action>``, so that vzctl can run them.

    The folder is made where it is not there; TakenError and OSError as ``write_text``.
    """
    from translator.replace import make_folder

    make_folder(folder)
    for script, path in script_places(folder, scripts, ctid):
        write_into(folder, path.name, script.text, force=force)
        if force or not path.is_symlink():  # what it leads to may say the same, and is not ours
            path.chmod(0o755)


def script_places(folder: str, scripts: Sequence[Script], ctid: str) -> list[tuple[Script, Path]]:
    """Return a container's own action scripts, and where ``write_scripts`` writes them."""
    return [(script, Path(folder, f"{ctid}.{script.action}")) for script in scripts if not script.shared]
