"""Where does each result go? One file per container below the output folder, and never two sources into one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from translator.convert import ctid_of
from translator.ctid import is_ctid
from translator.fleet.outcome import Outcome
from translator.fleet.work import Job
from translator.sources.find import Found, LeftOut, Lost, Source
from translator.sources.words import is_archive, is_many
from translator.targets import target_named, wanted

#: Why there is no result although ``--force`` is given.
SPARED = "its result, {target}, would take the place of another source"


class Late(NamedTuple):
    """A job whose result's name only its content tells, so that it waits until all other names are given."""

    job: Job


def plan(
    found: Iterable[Found], words: Sequence[str], to: str | None = None, spare: Callable[[str], bool] | None = None
) -> Iterator[Job | Late | LeftOut | Outcome]:
    """Turn what was found into jobs.

    A result keeps its path below the word that named its folder; with several such words, their paths below the folder
    they have in common come before it. Two sources of one result are an Outcome: the first has it. So is a result that
    ``spare`` says would take the place of a source.
    """
    prefixes = prefixes_of(words)
    # 101.sh is made of 101.conf and of 101.xml
    claimed: dict[str, str] | None = {} if len(words) > 1 or to is not None else None
    seen: set[str] | None = set() if len(words) > 1 or any(map(is_archive, words)) else None
    for item in found:
        if isinstance(item, LeftOut):
            yield item
            continue
        path = item.path
        if isinstance(item, Lost):
            yield Outcome(path, "failed", item.reason)
            continue
        folder = _folder(item, prefixes)
        if folder is None:
            yield LeftOut(path, "its name would lead out of the output folder")
            continue
        if seen is not None:
            if os.path.abspath(path) in seen:  # noqa: PTH100
                if item.data is not None:  # tar appends what has changed, so which of them is meant is not ours to say
                    yield Outcome(path, "failed", "the archive has one of this name before it, which was taken")
                continue
            seen.add(os.path.abspath(path))  # noqa: PTH100
        job = Job(item, folder)
        target = plain_target(path, to)
        if target is None:
            yield Late(job)
            continue
        if claimed is not None:
            owner = claimed.setdefault(f"{folder}/{target}", path)
            if owner != path:
                yield Outcome(path, "failed", f"{target} is the result of {owner} already")
                continue
        if spare is not None and spare(f"{folder}/{target}" if folder else target):
            yield Outcome(path, "failed", SPARED.format(target=target))
            continue
        yield job


def plain_target(path: str, to: str | None = None) -> str | None:
    """Return the name of the result when the file's name alone tells it: 101.xml for 101.conf, and back.

    None also for what is ``to`` already: there is no result.
    """
    name = path.rpartition("/")[2]
    stem, _, kind = name.rpartition(".")
    source = _SOURCES.get(kind)
    if (
        source is None
        or wanted(source, to) == source
        or not (is_ctid(stem) if kind != "conf" else ctid_of(name) == stem)
    ):
        return None
    return f"{stem}{target_named(wanted(source, to)).suffix}"


#: What a file is by the ending of its name.
_SOURCES = {"conf": "conf", "xml": "domain"}


def prefixes_of(words: Sequence[str]) -> dict[str, str]:
    """Return, for each word that stands for many files, the folder of its results: '' when it is the only one."""
    many = [word for word in dict.fromkeys(words) if is_many(word)]
    if len(many) < 2:
        return dict.fromkeys(many, "")
    parts = {word: PurePosixPath(word.rstrip("/").partition("://")[2] or os.path.abspath(word)).parts for word in many}  # noqa: PTH100
    common = 0
    while len({part[common] if common < len(part) - 1 else None for part in parts.values()}) == 1:
        if any(common >= len(part) - 1 for part in parts.values()):
            break
        common += 1
    return {word: "/".join(part for part in parts[word][common:] if part not in ("/", "..")) for word in many}


def _folder(source: Source, prefixes: dict[str, str]) -> str | None:
    if not source.name:
        return ""
    parts = [part for part in source.name.split("/")[:-1] if part not in ("", ".")]
    if ".." in parts or source.name.startswith("/"):
        return None
    prefix = prefixes.get(source.root, prefixes.get(source.root + "/", ""))
    return "/".join([prefix, *parts] if prefix else parts)
