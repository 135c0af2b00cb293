"""Which texts does a pattern of a schema allow? Random ones, short, and now and then at an edge."""

from __future__ import annotations

import random
import re
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]  # the parsed form has no public name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any


@cache
def _parsed(pattern: str) -> Any:
    # in a schema $ and ^ are letters, and - may stand anywhere in a set
    return parser.parse(re.sub(r"(?<!\\)\$", r"\\$", pattern.strip()), re.ASCII)


def matching(pattern: str, chance: random.Random) -> str:
    """Return a text that the whole of a pattern matches."""
    return _sequence(_parsed(pattern), chance)


def _sequence(parts: Any, chance: random.Random) -> str:
    return "".join(_part(code, argument, chance) for code, argument in parts)


def _part(code: Any, argument: Any, chance: random.Random) -> str:
    if code is op.LITERAL:
        return chr(argument)
    if code is op.ANY:
        return chance.choice("a0 /.")
    if code is op.NOT_LITERAL:
        return chance.choice([each for each in "a0 /.-" if ord(each) != argument])
    if code is op.IN:
        return _member(argument, chance)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        least, most, inner = argument
        most = min(int(most), int(least) + 3)
        return "".join(_sequence(inner, chance) for _ in range(chance.randint(int(least), most)))
    if code is op.SUBPATTERN:
        return _sequence(argument[-1], chance)
    if code is op.BRANCH:
        return _sequence(chance.choice(argument[1]), chance)
    if code is op.AT:
        return ""
    raise AssertionError(code)


def _member(members: Any, chance: random.Random) -> str:
    if members[0][0] is op.NEGATE:
        return chance.choice([each for each in "a0 /.-_:" if not _holds(members[1:], ord(each))])
    code, argument = chance.choice(members)
    if code is op.LITERAL:
        return chr(argument)
    if code is op.RANGE:
        low, high = argument
        return chr(
            chance.choice((low, chance.randint(low, high), chance.randint(low, min(high, 126) if low <= 126 else high)))
        )
    if code is op.CATEGORY:
        return {op.CATEGORY_DIGIT: "1", op.CATEGORY_SPACE: " ", op.CATEGORY_WORD: "w"}.get(argument, "a")
    raise AssertionError(code)


def _holds(members: Any, point: int) -> bool:
    return any(
        (code is op.LITERAL and argument == point)
        or (code is op.RANGE and argument[0] <= point <= argument[1])
        or (code is op.CATEGORY and argument is op.CATEGORY_SPACE and point == 32)
        for code, argument in members
    )
