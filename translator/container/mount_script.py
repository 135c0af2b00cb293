"""What does a mount script mount, where it does so in one of the usual forms? And how does one look that does?

Wikis and panels have people write ``101.mount``: shell that reads vz.conf and the container's conf, and mounts folders
of the host, or of a file server, below ``$VE_ROOT``. Plain commands with plain variables are understood, and conditions
that look for files are passed over; whatever is more than that stands among the rest, for somebody to read.
"""

from __future__ import annotations

import getopt
import posixpath
import re
import shlex
from bisect import bisect_left
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from translator import limits
from translator.characters import trim
from translator.container.paths import is_hosts_own
from translator.container.shell import ShellCommand, ShellWord, commands_of

MountKind = Literal["bind", "nfs", "block", "file"]

#: Stands for VE_ROOT while a script is read: no word of it can hold a NUL.
_ROOT: Final = "\0"
_ASSIGNS: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_SERVER: Final = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):/.*")
#: Commands that look whether something is there.
_TESTS: Final = frozenset(("[", "[[", "test"))
#: Commands that mount nothing, and after which the next line is what it would be without them.
_HARMLESS: Final = frozenset(("true", ":", "echo", "set", "mkdir", "mountpoint", "logger", "modprobe"))
#: What an ``if`` may look at and still be passed over.
_CONDITIONS: Final = _TESTS | {"mountpoint"}
#: Words that open a block, and those that close it.
_BLOCKS: Final = {"if": "fi", "for": "done", "while": "done", "until": "done", "case": "esac", "select": "done"}
#: Words that leave a script, or have it go another way.
_WAYS_OUT: Final = frozenset(("else", "elif", "exit", "return"))
_FUNCTION: Final = re.compile(r"[ \t]*(?:function[ \t]+[^ \t]+|[^ \t=$]+[ \t]*\([ \t]*\)).*")
_SHORT, _LONG = "nvisrwBRt:o:", ["bind", "rbind", "read-only", "rw", "types=", "options=", "no-mtab", "verbose"]
#: Options that say how it is mounted, or nothing at all: a document says these by itself.
_SAID: Final = frozenset(
    "bind rbind ro rw defaults auto noauto _netdev remount nofail noatime relatime loop".split(" ")
)


class Mount(NamedTuple):
    """One mount below the root of a container, at the path ``target`` inside.

    ``source`` is a folder of the host (``bind``), one of a file server (``nfs``: ``host:/path``), a block device or an
    image (``file``). ``options`` are those that no document says. ``line`` is from 1, 0 for none.
    """

    kind: MountKind
    source: str
    target: str
    readonly: bool = False
    options: tuple[str, ...] = ()
    line: int = 0

    def on_host(self, ctid: str) -> str:
        """Return where the host mounts what is a file server's, for LXC to have it from there: below /mnt/CTID."""
        return f"/mnt/{ctid}{self.target}"


class Rest(NamedTuple):
    """A line that is not understood; ``line`` is from 1."""

    line: int
    text: str


class MountScript(NamedTuple):
    """What a script mounts, in its order, and what else is in it."""

    mounts: tuple[Mount, ...]
    rest: tuple[Rest, ...]


def read_mount_script(text: str, given: Mapping[str, str]) -> MountScript:
    """Return what a mount script mounts. ``given`` are the variables that it finds: VEID, and what the conf and vz.conf
    say, which such scripts read. VE_ROOT is the root of the container, whatever they say.

    In one that is longer than any nothing is looked for: neither mounts nor the rest.
    """
    return MountScript((), ()) if is_longer_than_any(text) else _Script(text, given).read()


def is_longer_than_any(text: str) -> bool:
    """Whether a script is so long that nothing is looked for in it."""
    return len(text) > limits.MAX_SCRIPT


class _Script:
    """A walk through one script: its variables, and what it mounts so far.

    What a line says is the first of the maps until all of it is understood. None is a variable that nobody knows.
    """

    def __init__(self, text: str, given: Mapping[str, str]) -> None:
        self.lines = text.replace("\r\n", "\n").split("\n")
        self.words = [re.findall(r"[^ \t;]+", line) for line in self.lines]
        self.known: ChainMap[str, str | None] = ChainMap({}, {**given, "VE_CONFFILE": "VE_CONFFILE", "VE_ROOT": _ROOT})
        self.mounts: ChainMap[str, Mount] = ChainMap({}, {})
        self.rest: list[Rest] = []
        self.ended = False
        self.room = limits.MAX_SCRIPT
        self.ends: dict[str, list[int]] = {}
        self.ways_out = [at for at, words in enumerate(self.words) if not _WAYS_OUT.isdisjoint(words)]

    def read(self) -> MountScript:
        at = 0
        while at < len(self.lines) and not self.ended:
            first, pieces = at, [self.lines[at]]
            while pieces[-1].endswith("\\") and at + 1 < len(self.lines):
                at += 1
                pieces[-1] = pieces[-1][:-1]
                pieces.append(self.lines[at])
            at += 1
            if not self._take("".join(pieces), first + 1):
                at = max(at, self._end_of_block(first))
                known = enumerate(self.lines[first:at], first + 1)
                self.rest += [Rest(number, trim(text)) for number, text in known if trim(text)]
        return MountScript(tuple(self.mounts.maps[1].values()), tuple(self.rest))

    def _end_of_block(self, first: int) -> int:
        """Return the line behind the block that a line opens; that behind the line itself for one that opens none."""
        close = "}" if _FUNCTION.fullmatch(self.lines[first]) else _BLOCKS.get(_first(self.lines[first]), "")
        if not close:
            return first + 1
        if close not in self.ends:
            self.ends[close] = _ends(self.words, close)
        return self.ends[close][first]

    def _take(self, line: str, number: int) -> bool:
        """Take one line: whether all of it is understood. One that is not changes nothing."""
        commands = commands_of(line) if len(line) <= limits.MAX_SCRIPT_LINE else None
        if commands is None:
            return False
        ended = self.ended
        understood = all(self._run(command, number) for command in commands)
        if understood:
            self.known.maps[1].update(self.known.maps[0])
            self.mounts.maps[1].update(self.mounts.maps[0])
        else:
            self.ended = ended
        self.known.maps[0].clear()
        self.mounts.maps[0].clear()
        return understood

    def _expanded(self, word: ShellWord) -> str | None:
        """Return the text of a word; None also for one that is longer than any, or has no room beside the others."""
        text = word.expanded(self.known, min(self.room, limits.MAX_SCRIPT_LINE))
        self.room -= len(text or "")
        return text

    def _run(self, command: ShellCommand, number: int) -> bool:
        words, conditional = list(command.words), command.after in ("&&", "||")
        while words and words[0].plain in ("if", "then", "fi", "!"):
            if words[0].plain == "if":
                words = [word for word in words[1:] if word.plain != "!"]
                if not words or words[0].plain not in _CONDITIONS or not self._passes(number):
                    return False
                continue
            words = words[1:]
        while words and (assigned := self._assigned(words[0])):
            self.known[assigned[0]] = assigned[1]
            words = words[1:]
        if not words:
            return True
        name = words[0].plain
        if name in _TESTS:
            return _looks_for_files(words)
        if name in _HARMLESS:
            return True
        if name == "exit":
            self.ended = not conditional
            return True
        texts = [self._expanded(word) for word in words[1:]]
        arguments = [text for text in texts if text is not None]
        if len(arguments) < len(texts):
            return False
        if name in ("export", "readonly"):
            return all(
                self._assigned(word) is None or self._run(ShellCommand((word,), ""), number) for word in words[1:]
            )
        if name in (".", "source"):
            return len(arguments) == 1 and posixpath.basename(arguments[0]) in ("vz.conf", "VE_CONFFILE")
        return posixpath.basename(name) == "mount" and self._mount(arguments, number)

    def _passes(self, number: int) -> bool:
        """Whether the block of an ``if`` is one that a reader may pass over: nothing else, and no way out of it."""
        at = bisect_left(self.ways_out, number - 1)
        return at == len(self.ways_out) or self.ways_out[at] >= self._end_of_block(number - 1)

    def _assigned(self, word: ShellWord) -> tuple[str, str | None] | None:
        """Return the name and the text that a word assigns, None as the text where only a shell knows it."""
        first = word.parts[0]
        match = None if first.text is None or first.quoted else _ASSIGNS.fullmatch(first.text)
        if match is None:
            return None
        rest = self._expanded(ShellWord(tuple(part._replace(quoted=True) for part in word.parts[1:])))
        return match[1], None if rest is None else match[2] + rest

    def _mount(self, arguments: Sequence[str], number: int) -> bool:
        try:
            flags, words = getopt.gnu_getopt(list(arguments), _SHORT, _LONG)
        except getopt.GetoptError:
            return False
        names = {name for name, _ in flags}
        kind = next((text for name, text in flags if name in ("-t", "--types")), "")
        options = [each for name, text in flags if name in ("-o", "--options") for each in text.split(",")]
        options += ["bind"] * bool(names & {"-B", "--bind", "-R", "--rbind"})
        readonly = bool(names & {"-r", "--read-only"}) or "ro" in options
        target = _inside(words[-1]) if words else None
        if target is None:
            return False
        if "remount" in options and target in self.mounts:
            self.mounts[target] = self.mounts[target]._replace(readonly=readonly)
            return not set(options) - _SAID
        if len(words) != 2:
            return False
        source = words[0]
        told = tuple(option for option in options if option not in _SAID and option != source)
        found = _kind(source, kind, options)
        if found is None:
            return False
        self.mounts[target] = Mount(found, source, target, readonly, told, number)
        return True


def _ends(lines: Sequence[Sequence[str]], close: str) -> list[int]:
    """Return for each line, in words, the line behind the block that it opens, all in one go: behind the first one
    after which no more blocks are open than before it.
    """
    opened = [0]
    for words in lines:
        more = sum((word == "{" if close == "}" else _BLOCKS.get(word) == close) for word in words)
        opened.append(opened[-1] + more - words.count(close))
    ends, waiting = [len(lines)] * len(lines), list[int]()
    for at, depth in enumerate(opened):
        while waiting and opened[waiting[-1]] >= depth:
            ends[waiting.pop()] = at
        if at < len(lines):
            waiting.append(at)
    return ends


def _first(line: str) -> str:
    match = re.match(r"[ \t]*([^ \t;]*)", line)
    return match[1] if match else ""


def _looks_for_files(words: Sequence[ShellWord]) -> bool:
    """Whether a test asks whether there is something, as ``[ -d /srv ]``; of one container or another it may not."""
    texts = [word.plain for word in words[1:] if word.plain != "!"]
    return bool(texts) and re.fullmatch("-[defhLnrswxz]", texts[0]) is not None


def _inside(path: str) -> str | None:
    """Return the path inside of one below the root; None for any other, and for the root itself."""
    if not path.startswith(f"{_ROOT}/") or ".." in path.split("/"):
        return None
    inside = posixpath.normpath("/" + path[1:].strip("/"))
    return None if inside == "/" or _ROOT in inside else inside


def _kind(source: str, kind: str, options: Sequence[str]) -> MountKind | None:
    """Return what is mounted; None for what no document mounts.

    ``simfs`` with the folder among its options is how a folder was bound before there were bind mounts in OpenVZ.
    """
    if _ROOT in source:
        return None
    if kind in ("nfs", "nfs4") or (not kind and _SERVER.fullmatch(source)):
        return "nfs" if _SERVER.fullmatch(source) else None
    if not source.startswith("/") or is_hosts_own(source):
        return None
    if "bind" in options or "rbind" in options or kind == "simfs":
        return "bind"
    return None


def write_mount_script(mounts: Sequence[Mount]) -> str:
    """Return a mount script: shell that vzctl runs on the host, with the root already mounted.

    What it says is quoted so that no path means anything to the shell. A mount that fails keeps the container from
    being started with an empty folder in its place: vzctl then unmounts it.
    """
    lines = ["#!/bin/sh", ". /etc/vz/vz.conf", '. "$VE_CONFFILE"']
    for mount in mounts:
        lines += _mounted(mount)
    return "\n".join([*lines, "exit 0", ""])


def _mounted(mount: Mount) -> Iterator[str]:
    target = f'"$VE_ROOT"{shlex.quote(mount.target)}'
    source = shlex.quote(mount.source)
    yield f"mkdir -p {target} || exit 1"
    how = {"bind": "--bind", "nfs": "-t nfs", "block": "", "file": "-o loop"}[mount.kind]
    if mount.readonly and mount.kind != "bind":
        how = "-o loop,ro" if mount.kind == "file" else f"{how} -o ro".strip(" ")
    yield " ".join(["mount -n", *([how] if how else []), "--", source, target, "|| exit 1"])
    if mount.readonly and mount.kind == "bind":  # older kernels take no ro when they bind
        yield f"mount -n -o remount,ro,bind {target} || exit 1"
