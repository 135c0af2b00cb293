"""What is a codec? The two directions between a parameter's text and its typed value, and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

#: LONG_MAX of a 64-bit vzctl. The word ``unlimited`` and this number are one value to vzctl, so they are to us.
UNLIMITED: Final = 2**63 - 1
ULONG_RANGE: Final = 2**64

#: How a reader treats a text that it does not take as it stands.
Verdict = Literal["invalid", "truncated", "word"]


class _Unset:
    """The absence of a value: no line, or none that is in force."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Final = _Unset()


class Refused(Exception):  # noqa: N818 - a verdict on a text, raised on the rare path
    """A text that the reader refuses, wholly or from one item on.

    ``kept`` is what the reader keeps all the same (UNSET for nothing), ``item`` the part it objects to, ``erases``
    says that the reader also forgets what an earlier line gave.
    """

    def __init__(self, item: str, *, kept: Any = UNSET, verdict: Verdict = "invalid", erases: bool = False) -> None:
        super().__init__(item)
        self.item = item
        self.kept = kept
        self.verdict: Verdict = verdict
        self.erases = erases


def number_of(digits: str) -> int:
    """Return the number of some digits, ULONG_RANGE for any that is too large for 64 bits; zeros may lead."""
    if len(digits) > 20:
        digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= 20 else ULONG_RANGE


def scanned_int(sign: str, digits: str) -> int:
    """Return the C int that ``%d`` of sscanf stores: a long, at its limit for all beyond that, cut to 32 bits."""
    number = number_of(digits)
    number = max(-number, -UNLIMITED - 1) if sign == "-" else min(number, UNLIMITED)
    return (number + (1 << 31)) % (1 << 32) - (1 << 31)


def file_bytes(text: str) -> bytes:
    """Return the bytes of a text in its file; a surrogate that stands for no byte is encoded like a letter."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def byte_length(text: str) -> int:
    """Return how many bytes a text takes in its file."""
    return len(file_bytes(text))


class Codec:
    """Text to value and back.

    ``expects`` completes the sentence "expected ..." of a message. ``shape`` tells the residue how to write the value:
    ``value`` (one text), ``limits`` (barrier and limit), ``quota`` (soft and hard), ``items``, ``switches``,
    ``interfaces`` or ``disks``.
    """

    expects: str = "text"
    shape: str = "value"
    #: Whether the reader's own writer saves the text as it was read, whatever its value is written like.
    verbatim: bool = False
    #: Whether lines that accumulate say what one line of all their items does, whatever the host.
    joins: bool = True
    #: Whether a text that is no value takes away, without a word, what an earlier line gave.
    forgets: bool = False

    def decode(self, text: str) -> Any:
        """Return the value of ``text`` (UNSET where the reader ignores it in silence); raise Refused."""
        raise NotImplementedError

    def encode(self, value: Any) -> str:
        """Return the canonical text, the form in which the reader's own writer saves it."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """Return a text that reads as ``value`` again, also where the canonical one would not."""
        return self.encode(value)

    def faithful(self, value: Any) -> bool:  # noqa: ARG002 - for those that override it
        """Whether the canonical text reads as the same value again; the exceptions are each reader's own."""
        return True

    def rival(self, value: Any) -> tuple[str, str] | None:  # noqa: ARG002 - for those that override it
        """Return the other parameter, and its text, in which the reader's own writer saves a value; None for none."""
        return None

    def merge(self, old: Any, new: Any) -> Any:  # noqa: ARG002 - for those that override it
        """Join the values of two lines, for parameters whose lines accumulate."""
        return new

    def items(self, value: Any) -> Sequence[str]:
        """Return the items of a list value, each as text, joined by blanks in the conf."""
        return [item for item in self.encode(value).split(" ") if item]

    def records(self, value: Any) -> Sequence[Mapping[str, str]]:
        """Return the records of a value of shape ``interfaces`` or ``disks`` as names and texts, by meaning."""
        raise NotImplementedError

    def spell(self, records: Sequence[Mapping[str, str]]) -> str:
        """Return the text that says such records, in this reader's own keys."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """Return the value for people."""
        return self.encode(value)
