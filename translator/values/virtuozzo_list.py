"""Which words, rates, bind mounts, technologies and features does libvzctl 8.0 read from a list?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from translator.values.codec import ULONG_RANGE, UNSET, Codec, Refused, byte_length, number_of
from translator.values.switch import Features, Switches
from translator.values.word import Words

#: What separates items in most lists of libvzctl.
SEPARATORS = "\t ,"
_C_BLANKS = " \t\n\v\f\r"
_CARRIAGE = tuple("\v\f\r")
# compiled when they are first used: most runs never meet this dialect
_NUMBER = r"[ \t\n\v\f\r]*([+-]?)([0-9]+)"


T = TypeVar("T")


def split_list(text: str) -> list[str]:
    """Return the items of a list, and empty ones at its ends."""
    return re.split(f"[{SEPARATORS}]+", text)


def read_items(pieces: Sequence[str], read: Callable[[str], T]) -> Any:
    """Read each piece that is not empty into a tuple, UNSET for none; the first bad one ends it, those before stay."""
    found: list[T] = []
    for piece in pieces:
        if piece:
            try:
                found.append(read(piece))
            except Refused:
                raise Refused(piece, kept=tuple(found) or UNSET) from None
    return tuple(found) or UNSET


class ListedWords(Words):
    """Words apart by blanks, tabs or commas, each once. Blanks of C behind the last one are lost when it is saved."""

    def __init__(self, expects: str, *, forbidden: Sequence[str] = ()) -> None:
        super().__init__(SEPARATORS, expects, forbidden=forbidden)

    def encode(self, value: Sequence[str]) -> str:
        """Join with single blanks, without blanks at the end."""
        return " ".join(value).rstrip(_C_BLANKS)

    def write(self, value: Sequence[str]) -> str:
        """Join with single blanks."""
        return " ".join(value)

    def faithful(self, value: Sequence[str]) -> bool:
        """A word that ends in a blank is cut where it is the last one."""
        return not value[-1].endswith(_CARRIAGE)


class Rate(NamedTuple):
    """Bandwidth of one network class on one device, in kbit/s."""

    device: str
    cls: int
    rate: int

    def __str__(self) -> str:
        return f"{self.device}:{self.cls}:{self.rate}"


def _c_int(text: str) -> int:
    """Read as strtoul does and keep 32 bits, as libvzctl's record does; no digits are 0."""
    if not text:
        return 0
    match = re.fullmatch(_NUMBER, text)
    number = ULONG_RANGE if match is None else number_of(match[2])
    if match is None or number >= ULONG_RANGE:
        raise Refused(text)
    number = -number if match[1] == "-" else number
    return (number + 2**31) % 2**32 - 2**31


class Rates(Codec):
    """Items ``device:class:rate``, separated by blanks, tabs or commas."""

    shape = "items"
    expects = "items such as eth0:1:100 (device, class, kbit/s), separated by blanks"

    def decode(self, text: str) -> object:
        """Read the list."""
        return read_items(split_list(text), self._rate)

    @staticmethod
    def _rate(item: str) -> Rate:
        parts = item.split(":")
        if len(parts) != 3 or not parts[0]:
            raise Refused(item)
        return Rate(parts[0], _c_int(parts[1]), _c_int(parts[2]))

    def encode(self, value: Sequence[Rate]) -> str:
        """Join with single blanks."""
        return " ".join(map(str, value))


_MOUNT_OPTIONS = ("nosuid", "noexec", "nodev", "ro")


class BindMount(NamedTuple):
    """A folder mounted inside at ``target``: the host's ``source``, or an empty file system where that is None."""

    target: str
    source: str | None = None
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        source = "" if self.source is None else f"{self.source}:"
        return ",".join((source + self.target, *self.options))


class BindMounts(Codec):
    """Items ``[source:]target[,option...]`` separated by blanks or tabs; the same target again is dropped."""

    shape = "items"
    expects = "items such as /srv/data:/data,ro (absolute paths; nosuid, noexec, nodev, ro), separated by blanks"
    ROOM = 511

    def decode(self, text: str) -> object:
        """Read the list; the first bad item ends it, those before it stay."""
        found: dict[str, BindMount] = {}
        for item in re.split("[\t ]+", text):
            if not item:
                continue
            try:
                mount = self._mount(item)
            except Refused:
                raise Refused(item, kept=tuple(found.values()) or UNSET) from None
            found.setdefault(mount.target, mount)
        return tuple(found.values()) or UNSET

    def _mount(self, item: str) -> BindMount:
        source: str | None
        source, colon, rest = item.partition(":")
        if not colon:
            source, rest = None, item
        target, comma, options = rest.partition(",")
        given = options.removesuffix(",").split(",") if comma else []
        paths = (target,) if source is None else (source, target)
        if not all(path.startswith("/") for path in paths) or target == "/" or set(given) - set(_MOUNT_OPTIONS):
            raise Refused(item)
        if any(byte_length(path) > self.ROOM for path in paths):
            raise Refused(item)
        return BindMount(target, source, tuple(option for option in _MOUNT_OPTIONS if option in given))

    def encode(self, value: Sequence[BindMount]) -> str:
        """Write each item with a blank behind it, the last one too."""
        return "".join(f"{mount} " for mount in value)

    def items(self, value: Sequence[BindMount]) -> Sequence[str]:
        """Return each mount as it is written."""
        return [str(mount) for mount in value]


_TECHNOLOGIES = "x86 x86_64 ia64 nptl sysfs nfs hashdir cowdir mfiles ext4 simfs qcow2 xfs".split()


class Technologies(Codec):
    """Words for what the host must offer. Unknown words are passed over, but the last word must be a known one."""

    shape = "items"
    expects = "words out of " + " ".join(_TECHNOLOGIES)

    def decode(self, text: str) -> object:
        """Read the words, in the table's order."""
        words = [word for word in split_list(text) if word]
        unknown = [word for word in words if word not in _TECHNOLOGIES]
        value = tuple(word for word in _TECHNOLOGIES if word in words) or UNSET
        if unknown:
            last = words[-1] not in _TECHNOLOGIES
            raise Refused(words[-1] if last else unknown[0], kept=value, verdict="invalid" if last else "word")
        return value

    def encode(self, value: Sequence[str]) -> str:
        """Write each word with a blank behind it, simfs twice, as libvzctl does."""
        return "".join(f"{word} simfs " if word == "simfs" else f"{word} " for word in value)

    def items(self, value: Sequence[str]) -> Sequence[str]:
        """Return each word once."""
        return value


class FeatureSwitches(Features):
    """Kernel features, ``time`` too. The first bad item ends the list; ``on`` wins over ``off``."""

    def __init__(self) -> None:
        super().__init__("sysfs nfs sit ipip ppp ipgre bridge nfsd time".split(), mistakes_nfsd=False)

    def decode(self, text: str) -> object:
        """Read the items up to the first bad one."""
        on: set[str] = set()
        off: set[str] = set()
        for item in split_list(text):
            if not item:
                continue
            name, _, state = item.rpartition(":")
            if name not in self.names or state not in ("on", "off"):
                raise Refused(item, kept=self._ordered(on, off - on) if on or off else UNSET)
            (on if state == "on" else off).add(name)
        return self._ordered(on, off - on) if on or off else UNSET

    def encode(self, value: Switches) -> str:
        """Write each switch with a blank behind it, the last one too."""
        return "".join(f"{name}:{state} " for name in self.names if (state := value.state(name)))
