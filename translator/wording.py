"""How do messages quote what stood in a file, and what was probably meant?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from translator.printable import printable
from translator.table import BY_NAME

_LONGEST = 60


def shown(text: str) -> str:
    """Return the text in quotes for a message: unprintable characters escaped, long ones cut."""
    return f"'{brief(text)}'"


def brief(text: str, longest: int = _LONGEST) -> str:
    """Return the text for a message that needs no quotes around it, as :func:`shown` does."""
    return printable(text if len(text) <= longest else text[:longest] + "...")


@lru_cache(maxsize=4096)  # a fleet repeats its mistakes, and a comparison with all names costs a millisecond
def spelled(name: str) -> str:
    """Return the known name that was probably meant, or ''."""
    from difflib import get_close_matches

    close = get_close_matches(name.upper(), BY_NAME, n=1, cutoff=0.85) if len(name) < 64 else []
    return close[0] if close else ""


def meant(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the known word that was probably meant, or ''."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6) if len(word) < 64 else []
    return f"; did you mean '{close[0]}'?" if close else ""


def counted(number: int, what: str, many: str = "") -> str:
    """Return ``1 file`` or ``2 files``: a number and what it counts, ``many`` where no s makes it."""
    return f"{number} {what if number == 1 else many or f'{what}s'}"


def listed(items: Iterable[str]) -> str:
    """Return ``a, b and c``."""
    names = list(items)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
