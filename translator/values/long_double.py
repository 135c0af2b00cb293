"""Which number does a C program on x86 hold for a decimal text that it reads as a long double?

The format has 64 bits of significand, rounds to the nearest and halves to even, and reaches from 2^-16445 to
below 2^16384.
"""

from __future__ import annotations

SIGNIFICAND = 64
_HIGHEST = 16384
#: The power of two of the last bit of the smallest numbers, which have fewer bits of significand.
_LOWEST = -16445
#: Decimal digits that are looked at one by one, below CPython's own limit of 4300. No text between 10^-1000 and 10^1000
#: needs more to be told from the middle of two neighbours; of the others only the size is ever asked for.
_DIGITS = 4000
#: A power of ten beyond every long double, in both directions.
_FAR = 6000


def nearest(digits: str, exponent: int) -> tuple[int, int]:
    """Return ``(significand, power)`` of the long double ``significand * 2**power`` next to ``digits * 10**exponent``.

    OverflowError where strtold reports ERANGE: too large, or so small that digits are lost beyond rounding.
    """
    digits = digits.lstrip("0")
    if not digits:
        return 0, 0
    if len(digits) > _DIGITS:
        exponent += len(digits) - _DIGITS - 1
        digits = digits[:_DIGITS] + ("1" if digits[_DIGITS:].strip("0") else "0")
    if not -_FAR < len(digits) + exponent < _FAR:
        raise OverflowError(digits)
    above, below = int(digits) * 10 ** max(exponent, 0), 10 ** max(-exponent, 0)
    power = above.bit_length() - below.bit_length() - SIGNIFICAND
    if above << max(-power, 0) >= below << max(power, 0) + SIGNIFICAND:
        power += 1
    power = max(power, _LOWEST)
    above, below = above << max(-power, 0), below << max(power, 0)
    significand, rest = divmod(above, below)
    significand += 2 * rest > below or (2 * rest == below and significand & 1)
    if significand.bit_length() + power > _HIGHEST or (rest and significand < 1 << SIGNIFICAND - 1):
        raise OverflowError(digits)
    return significand, power
