"""Which files does a pattern name? As a line of .gitignore does, below the folder where the pattern is said.

A pattern without a slash is the name of a file or folder at any depth; one with a slash before its end is a path below
that folder. ``*``, ``?`` and ``[...]`` stop at slashes, ``**`` does not; what matches a folder matches all below it,
and a slash at the end takes folders alone. Unlike there, no pattern takes files back in (``!``), and what git reads
otherwise than it looks like is refused.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Iterable, Iterator

from translator.errors import VzvirtError
from translator.sources.words import is_url


class PatternError(VzvirtError, ValueError):
    """A pattern that means nothing; the text says why."""


def matching(path: str, patterns: Iterable[str], folder: str) -> Iterator[str]:
    """Yield the patterns said in ``folder`` ('' is the current one) that name a file.

    Patterns are those that ``check_pattern`` lets pass. What a URL names stands below no folder: names match it.
    """
    below = ""
    for pattern in patterns:
        below = below or _below(path, folder)
        if _compiled(pattern).fullmatch(below):
            yield pattern


def check_pattern(pattern: str) -> None:
    """Raise PatternError for a pattern that could not name anything, or not what it seems to."""
    _compiled(pattern)


def _below(path: str, folder: str) -> str:
    """Return the path of a file from a folder. Links on the way are followed, the file's own is not."""
    if is_url(path):
        return path
    place, name = os.path.split(path)
    return os.path.relpath(os.path.join(os.path.realpath(place), name), os.path.realpath(folder))  # noqa: PTH118


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return what the whole path of a file has to match."""
    if pattern.startswith("!"):
        raise PatternError("a pattern takes no files back in; expected no '!' before it")
    wanted = pattern.removeprefix("./")
    anchored = "/" in wanted[:-1]
    inside = wanted.endswith("/")
    names = wanted.removeprefix("/").removesuffix("/").split("/")
    if not all(names):
        raise PatternError("no name before, behind or between slashes")
    if any("**" in name for name in names if name != "**"):
        raise PatternError("'**' is for folders between slashes; expected '*' within a name")
    parts = re.findall(_TOKENS, ("" if anchored else "**/") + "/".join(names), re.DOTALL)
    return re.compile(_regex(parts) + ("/.+" if inside else "(?:/.*)?"), re.DOTALL)


#: The parts of a pattern: folders before, between and behind names, other wildcards, a set, and single characters.
_TOKENS = r"^(?:\*\*/)+|/(?:\*\*/)+|/\*\*$|\*+|\?|\[[!^]?+\]?+(?:\\.|[^\]\\])*\]|\\.|."


def _regex(parts: list[str]) -> str:
    """Return the regular expression of a pattern's parts. One that tries all ways to share a long name between many
    wildcards would never end: what stands between two of a kind is taken where it comes first, for good.
    """
    folders, *rest = _between(parts, lambda part: part.endswith("**/"))
    if not rest:
        return _names(folders)
    *some, last = rest
    # a slash before folders ends the name before them
    texts = [f"(?>(?:.*?/)??{_names(each)}/)" for each in some]
    return f"{_names(folders)}{'/' * bool(folders)}{''.join(texts)}(?:.*/)?{_names(last)}"


def _names(parts: list[str]) -> str:
    """Return the regular expression of parts without folders at any depth."""
    texts = []
    for name in _between(parts, lambda part: part == "/"):
        start, *rest = (_literal(each) for each in _between(name, lambda part: part[0] == "*"))
        texts.append(
            "".join((start, *(f"(?>[^/]*?{each})" for each in rest[:-1]), *(f"[^/]*{each}" for each in rest[-1:])))
        )
    return "/".join(texts)


def _between(parts: list[str], is_end: Callable[[str], bool]) -> list[list[str]]:
    """Return what stands before, between and behind the parts of a kind."""
    found: list[list[str]] = [[]]
    for part in parts:
        if is_end(part):
            found.append([])
        else:
            found[-1].append(part)
    return found


def _literal(parts: list[str]) -> str:
    return "".join(map(_token, parts))


def _token(part: str) -> str:
    if part == "/**":
        return "/.+"
    if part == "?":
        return "[^/]"
    if part[0] == "[":
        return _set(part)
    if part == "\\":
        raise PatternError("a backslash at its end; expected a character behind it")
    return re.escape(part[-1])


def _set(part: str) -> str:
    if len(part) == 1:
        raise PatternError("no ']' closes the '['")
    if "[:" in part:
        raise PatternError("a set by name; expected its characters, as in [0-9]")
    negated = part[1] in "!^"
    each = "".join(map(_of_set, re.findall(r"(\\.|.)-(\\.|.)|(\\.|.)", part[1 + negated : -1], re.DOTALL)))
    return f"(?!/)[{'^' * negated}{each}]"


def _of_set(found: tuple[str, str, str]) -> str:
    first, last, single = (each[-1:] for each in found)  # without a backslash before it
    if first > last:
        raise PatternError(f"the range {first}-{last} goes backwards")
    return re.escape(single) if single else f"{re.escape(first)}-{re.escape(last)}"
