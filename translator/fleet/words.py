"""Which words are in a list of sources? A file or standard input, one a line, or apart by NUL."""

from __future__ import annotations

import sys

import click


def read_words(path: str) -> list[str]:
    """Read a list of sources; ``-`` is standard input. UsageError when it cannot be read."""
    try:
        with click.open_file(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None
    text = (data if isinstance(data, bytes) else data.encode()).decode(sys.getfilesystemencoding(), "surrogateescape")
    return [line for line in text.split("\0" if "\0" in text else "\n") if line]
