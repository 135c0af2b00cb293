"""Which bytes does a source hold, and are they those of a conf or a document? Within limits, and untouched."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from translator import limits
from translator.errors import InputError, VzvirtError
from translator.sources.file import larger, read_file
from translator.sources.kind import refusal
from translator.sources.words import dump_ctid, is_archive, is_file, is_folder, is_url

if TYPE_CHECKING:
    from translator.sources.find import Source

_KIND = "conf or document"
_LIST = "list of files"


class UnreadableError(VzvirtError):
    """A source that cannot be read, or is none; the text says which, and why."""


class SourceText(NamedTuple):
    """A conf or a document, UTF-8 with surrogateescape, line ends untouched.

    ``path`` is that by which people know it. ``ctid`` is the id that the name of a backup gives. ``fixed`` says whether
    nothing can be written back to it.
    """

    path: str
    text: str
    ctid: str | None = None
    fixed: bool = False


def read_texts(word: str) -> Iterator[SourceText | UnreadableError]:
    """Yield the confs and documents of one word: a file, standard input, a URL, a private area, an archive.

    What cannot be read is in its place, and the others follow.
    """
    if is_archive(word) and dump_ctid(word) is None and not is_url(word) and not is_folder(word):
        yield from _members(word)
        return
    try:
        yield _only(word)
    except UnreadableError as error:
        yield error


def read_one(word: str) -> SourceText:
    """Return the one conf or document of a word; UnreadableError where there is none, or more."""
    texts = []
    for text in read_texts(word):
        if isinstance(text, UnreadableError):
            raise text
        texts.append(text)
        if len(texts) > 1:
            raise UnreadableError(f"{word}: there is more than one conf or document in it, and only one is asked for")
    return texts[0]


def _only(word: str) -> SourceText:
    if is_url(word) or dump_ctid(word) is not None:
        from translator.sources.find import Source

        return SourceText(word, text_of(Source(word, "")), dump_ctid(word), fixed=True)
    path = conf_of_area(word) or word
    return SourceText(path, read_text(path), fixed=path != "-" and not is_file(path))


def conf_of_area(word: str) -> str | None:
    """Return the conf of a container's private area, where a word is one: a folder whose only conf is ``ve.conf``."""
    if not is_folder(word):
        return None
    try:
        confs = [name for name in os.listdir(word) if name.endswith(".conf")]  # noqa: PTH208
    except OSError:
        return None
    return f"{word.rstrip('/')}/ve.conf" if confs == ["ve.conf"] else None


def read_text(path: str) -> str:
    """Return the text of a file, which may be a pipe, or of standard input for ``-``; UnreadableError."""
    try:
        data = sys.stdin.buffer.read(limits.MAX_CONF + 1) if path == "-" else read_file(path, limits.MAX_CONF, _KIND)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}") from None
    return _text(data, path)


def _text(data: bytes, path: str) -> str:
    why = larger(limits.MAX_CONF, _KIND) if len(data) > limits.MAX_CONF else refusal(data, path)
    if why:
        raise UnreadableError(f"{path}: {why}")
    return data.decode("utf-8", "surrogateescape")


def read_found(source: Source) -> SourceText:
    """Return the conf or document of a source that was found, without waiting for a pipe; UnreadableError."""
    ctid = dump_ctid(source.path)
    return SourceText(source.path, text_of(source), ctid, fixed=source.data is not None or ctid is not None)


def text_of(source: Source) -> str:
    """Return the text of a source that was found; UnreadableError says why there is none."""
    try:
        data = read_source(source)
    except InputError as error:
        raise UnreadableError(f"{source.path}: {error.finding.message}") from None
    except OSError as error:
        raise UnreadableError(f"{source.path}: {error.strerror or error}") from None
    return _text(data, source.path)


def _members(archive: str) -> Iterator[SourceText | UnreadableError]:
    from translator.sources.find import LeftOut, Source, find_sources

    left, some = None, False
    for found in find_sources([archive]):
        if isinstance(found, LeftOut):
            left = found
            continue
        some = True
        try:
            if not isinstance(found, Source):
                raise UnreadableError(f"{found.path}: {found.reason}")
            yield read_found(found)
        except UnreadableError as error:
            yield error
    if left is not None and not some:
        yield UnreadableError(f"{left.path}: {left.reason}")


def read_source(source: Source) -> bytes:
    """Return the bytes of a source that was found; of a backup, those of the conf in it.

    OSError for anything that is no readable file of a sensible size, InputError for a backup without conf.
    """
    data, path = source.data, source.path
    if data is None and is_url(source.root):
        from translator.sources.remote import read_url

        data = read_url(path, limits.MAX_CONF + 1)
    elif data is None and dump_ctid(path) is not None:
        from translator.sources.archive import read_dump

        data = read_dump(path).data
    elif data is None:
        return read_file(path, limits.MAX_CONF, _KIND, streams=False)
    if len(data) > limits.MAX_CONF:
        raise OSError(0, larger(limits.MAX_CONF, _KIND))
    return data


def read_list(path: str) -> bytes:
    """Return what a list of sources holds, ``-`` for standard input; UnreadableError."""
    try:
        if path != "-":
            return read_file(path, limits.MAX_LIST, _LIST)
        data = sys.stdin.buffer.read(limits.MAX_LIST + 1)
        if len(data) > limits.MAX_LIST:
            raise OSError(0, larger(limits.MAX_LIST, _LIST))
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror or error}") from None
    return data
