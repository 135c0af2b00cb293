"""How are URLs listed, read and written? By fsspec, from the extra ``vzvirt[remote]``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from translator.sources.words import wildcard

_EXTRA = "URLs need the extra: pip install 'vzvirt[remote]'"


def require_store(url: str) -> None:
    """ImportError, which says what to install, or ValueError unless there is a store behind such URLs. It is not asked,
    for that begins a thread.
    """
    try:
        from fsspec import get_filesystem_class
    except ImportError:
        raise ImportError(_EXTRA) from None
    get_filesystem_class(url.partition("::")[0].partition("://")[0])


def filesystem(url: str) -> tuple[Any, str]:
    """Return fsspec's file system for a URL and the path in it; ImportError says what to install."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise ImportError(_EXTRA) from None
    fs, path = url_to_fs(url)
    return fs, str(path)


@contextlib.contextmanager
def store_errors() -> Iterator[None]:
    """Have what a store raises be an OSError that says what: the libraries behind URLs have errors of their own."""
    try:
        yield
    except (OSError, ImportError):
        raise
    except Exception as error:
        raise OSError(0, f"{type(error).__name__}: {error}") from error


@store_errors()
def listing(url: str, *, recursive: bool) -> tuple[str, list[str]] | None:
    """Return the URL of the folder and the names of the files below it, or None when the URL is one file.

    FileNotFoundError when there is nothing, OSError when the store does not say, or what is there is neither.
    """
    fs, path = filesystem(url)
    if wildcard(path) is not None:
        fixed = path[: wildcard(path)].rpartition("/")[0]
        root = fs.unstrip_protocol(fixed)
        matching = fs.glob(path)
        if not matching:
            raise FileNotFoundError(f"{url}: nothing is there that matches")
        return root, [_below(fixed, found) for found in matching if not fs.isdir(found)]
    if fs.isfile(path):
        return None
    if not fs.exists(path):
        raise FileNotFoundError(f"{url}: nothing is there")
    if "file" in fs.protocol and not fs.isdir(path):
        raise OSError(0, "not a regular file")
    found = fs.find(path, maxdepth=None if recursive else 1)
    return url.rstrip("/"), [_below(path, name) for name in found]


def _below(root: str, path: str) -> str:
    return path.removeprefix(root.rstrip("/")).lstrip("/")


@store_errors()
def read_url(url: str, limit: int) -> bytes:
    """Return at most ``limit`` bytes of an object; OSError."""
    fs, path = filesystem(url)
    with fs.open(path, "rb") as file:
        return bytes(file.read(limit))
