"""What is a container id? A number in OpenVZ, or a UUID in Virtuozzo 7; never anything that could become a path."""

from __future__ import annotations

import re

from translator.characters import is_digits

#: The kernel keeps larger numbers for itself.
HIGHEST = 2147483644
_UUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
_BARE_UUID = re.compile(r"[0-9a-fA-F]{32}")


def check_ctid(ctid: int | str) -> str:
    """Return the id in its plain form: digits without leading zeros, or a dashed UUID; ValueError for anything else."""
    text = str(ctid)
    if is_digits(text):
        number = int(text) if len(text) <= 20 else HIGHEST + 1
        if number <= HIGHEST:
            return str(number)
    elif match := _UUID.fullmatch(text):
        return match[1]
    elif _BARE_UUID.fullmatch(text):
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
    raise ValueError(f"no container id: {text!r} (expected a number up to {HIGHEST}, or a UUID)")


def is_ctid(text: str) -> bool:
    """Whether ``text`` is the plain form of an id."""
    try:
        return check_ctid(text) == text
    except ValueError:
        return False
