"""Which words, texts and lists of words does a parameter take?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from translator.values.codec import UNSET, Codec, Refused, byte_length


class Text(Codec):
    """Any text, also none."""

    expects = "any text"

    def decode(self, text: str) -> object:
        """Take the text as it is."""
        return text

    def encode(self, value: str) -> str:
        """Give it back."""
        return value


class Ignored(Text):
    """A parameter that its reader knows by name and passes over, whatever it says."""

    expects = "any text, which is passed over"

    def decode(self, text: str) -> object:  # noqa: ARG002 - whatever it says
        """Nothing is ever in force."""
        return UNSET


#: How each reader spells the id in a path, the first of them first.
_SPELLINGS = ("$VEID", "${VEID}")
#: Bytes of the buffer in which a reader replaces it, the NUL at the end included. libvirt has no limit.
ROOM = {"vzctl": 512, "libvzctl": 4096}


class Path(Text):
    """A path in which the reader replaces ``$VEID`` by the container's id when it uses it; kept as written.

    The reader has room for so many bytes of a path in which it replaces something, and none to use of a longer one, but
    refuses nothing: ``resolve`` and the linter, which know the id, say what is too long.
    """

    def __init__(self, dialect: str) -> None:
        self.expects = f"a path, shorter than {ROOM[dialect]} bytes where $VEID stands in it for the container's id"


def with_id(path: str, ctid: str, *, dialect: str) -> str:
    """Return the path as its reader would use it if it had room.

    vzctl cuts trailing slashes, libvzctl keeps them; both replace the first ``$VEID``, or else the first ``${VEID}``.
    libvirt replaces every ``$VEID``, and nothing else.
    """
    if dialect == "libvirt":
        return path.replace("$VEID", ctid)
    if dialect == "vzctl":
        path = path.rstrip("/")
    for spelling in _SPELLINGS:
        if spelling in path:
            return path.replace(spelling, ctid, 1)
    return path


def resolve(path: str, ctid: str, *, dialect: str) -> str:
    """Return the path as its reader uses it, '' for one that is too long with this id in it."""
    used = with_id(path, ctid, dialect=dialect)
    if len(used) < 128 or dialect not in ROOM or not any(spelling in path for spelling in _SPELLINGS):
        return used
    return used if byte_length(used) < ROOM[dialect] else ""


class Name(Text):
    """The symbolic name. vzctl takes ASCII letters, digits, blanks and ``-+_.``; libvzctl does not look."""

    expects = "ASCII letters, digits, blanks, '-', '+', '_' and '.'"
    _TAKEN = re.compile(r"[A-Za-z0-9 \-+_.]*")

    def decode(self, text: str) -> str:
        """Take the name, or refuse it."""
        if self._TAKEN.fullmatch(text) is None:
            raise Refused(text)
        return text


#: What a host may be called; longer than HOST_NAME_BYTES the kernel takes none.
HOST_NAME = r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9_-]{1,63}(?<!-))*\.?"
HOST_NAME_BYTES = 64


class Word(Codec):
    """One of a few words, exactly."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.expects = " or ".join(f"'{word}'" for word in words)

    def decode(self, text: str) -> str:
        """Take the word, or refuse it."""
        if text not in self.words:
            raise Refused(text)
        return text

    def encode(self, value: str) -> str:
        """Give it back."""
        return value


class Layout(Codec):
    """Where the files live: ``simfs`` or ``ploop``, with a mode that only creation uses and every save drops."""

    expects = "'simfs', 'ploop', 'ploop:expanded', 'ploop:plain' or 'ploop:raw'"

    def decode(self, text: str) -> str:
        """Take the layout with its mode."""
        if text not in ("simfs", "ploop", "ploop:expanded", "ploop:plain", "ploop:raw"):
            raise Refused(text)
        return text

    def encode(self, value: str) -> str:
        """Write the layout without its mode, as vzctl saves it."""
        return value.partition(":")[0]

    def write(self, value: str) -> str:
        """Write the layout with its mode."""
        return value

    def faithful(self, value: str) -> bool:
        """The mode is lost by vzctl's own writer."""
        return ":" not in value


class Words(Codec):
    """A list of words. ``separators`` splits; ``repeats`` keeps exact repetitions."""

    shape = "items"

    def __init__(self, separators: str, expects: str, *, repeats: bool = False, forbidden: Sequence[str] = ()) -> None:
        self.split = re.compile(f"[{separators}]+").split
        self.expects = expects
        self.repeats = repeats
        self.forbidden = tuple(forbidden)

    def decode(self, text: str) -> object:
        """Read the words; the first bad one ends the list, those before it stay."""
        words: list[str] = []
        for word in self.split(text):
            if self.forbidden and word.startswith(self.forbidden):
                raise Refused(word, kept=self._kept(words))
            if word:
                words.append(word)
        return self._kept(words)

    def _kept(self, words: Sequence[str]) -> object:
        return tuple(words if self.repeats else dict.fromkeys(words)) or UNSET

    def encode(self, value: Sequence[str]) -> str:
        """Join with single blanks."""
        return " ".join(value)

    def merge(self, old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
        """Append, without exact repetitions unless they are kept."""
        return (*old, *new) if self.repeats else tuple(dict.fromkeys((*old, *new)))

    def items(self, value: Sequence[str]) -> Sequence[str]:
        """Return the words."""
        return value
