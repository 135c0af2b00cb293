"""How does a program say the value of a parameter? As the text of a conf, or as Python has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from translator.conf.dialect import Dialect
from translator.table import BY_NAME
from translator.values.codec import Codec, Refused
from translator.wording import meant, shown


def name_in(dialect: Dialect, name: str) -> str:
    """Return a parameter's own name for a name or an alias; KeyError, which says what was probably meant."""
    row = dialect.rows.get(name)
    if row is None:
        raise KeyError(f"{dialect.name} knows no parameter {name!r}{meant(name, dialect.rows)}")
    return row.name


def text_for(dialect: Dialect, name: str, value: object) -> str:
    """Return the text of a value for a parameter; ValueError for one that the parameter does not take.

    ``value`` is the text that stands in a conf, the parameter's own typed value, or a number, a truth value (yes or
    no), a pair of numbers (barrier and limit, soft and hard), or a list of items.
    """
    codec = dialect.codec(BY_NAME[name])
    text = _text(codec, value)
    try:
        codec.decode(text)
    except Refused:
        raise ValueError(f"{name}: {shown(text)} is not valid; expected {codec.expects}") from None
    return text


def _text(codec: Codec, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    try:
        text: object = codec.write(value)
    except (AttributeError, TypeError, ValueError):
        text = None
    return text if isinstance(text, str) else _listed(value)


def _listed(value: Any) -> str:
    """Return a pair of numbers, or a list, as a conf has it."""
    if not isinstance(value, Iterable):
        return repr(value)  # which is no value of anything, and is shown as what was given
    items = [str(item) for item in value]
    both = isinstance(value, tuple) and len(value) == 2 and all(isinstance(each, int) for each in value)
    return ":".join(items) if both else " ".join(items)
