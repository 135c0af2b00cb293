"""How are URLs listed, read and written? By fsspec, from the extra ``vzvirt[remote]``."""

from __future__ import annotations

from typing import Any

from translator.sources.words import wildcard


def filesystem(url: str) -> tuple[Any, str]:
    """Return fsspec's file system for a URL and the path in it; ImportError says what to install."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise ImportError("URLs need the extra: pip install 'vzvirt[remote]'") from None
    fs, path = url_to_fs(url)
    return fs, str(path)


def listing(url: str, *, recursive: bool) -> tuple[str, list[str]] | None:
    """Return the URL of the folder and the names of the files below it, or None when the URL is one file.

    FileNotFoundError when there is nothing.
    """
    fs, path = filesystem(url)
    if wildcard(path) is not None:
        fixed = path[: wildcard(path)].rpartition("/")[0]
        root = fs.unstrip_protocol(fixed)
        return root, [_below(fixed, found) for found in fs.glob(path) if not fs.isdir(found)]
    if fs.isfile(path):
        return None
    if not fs.exists(path):
        raise FileNotFoundError(f"{url}: nothing is there")
    found = fs.find(path, maxdepth=None if recursive else 1)
    return url.rstrip("/"), [_below(path, name) for name in found]


def _below(root: str, path: str) -> str:
    return path.removeprefix(root.rstrip("/")).lstrip("/")


def read_url(url: str, limit: int) -> bytes:
    """Return at most ``limit`` bytes of an object."""
    fs, path = filesystem(url)
    with fs.open(path, "rb") as file:
        return bytes(file.read(limit))
