"""Which whole number does a text of a document say?"""

from __future__ import annotations

from translator.characters import is_digits

#: Digits of the largest number that any place of a document holds, an unsigned one of 64 bits.
_DIGITS = 20


def whole(text: str | None) -> int | None:
    """Return the number that ASCII digits alone spell, None for any other text and for more than 64 bits can hold."""
    if text and is_digits(text) and len(text) <= _DIGITS:
        return int(text)
    return None
