"""Which number does C's long double hold? What strtold of glibc 2.36 answered on x86-64."""

from __future__ import annotations

import pytest

from translator.values.long_double import nearest

#: A sum of powers of two: the middle between two neighbours.
HALF = "36893488147419103234"


@pytest.mark.parametrize(
    ("digits", "exponent", "significand", "power"),
    [
        ("15", -1, 0xC, -3),
        ("22", -1, 0x8CCCCCCCCCCCCCCD, -62),
        ("01", -1, 0xCCCCCCCCCCCCCCCD, -67),
        ("199999999999999999999", -20, 0x8, -2),
        ("99999999999999999999", -20, 0x8, -3),
        ("92233720368547758072", -1, 0xFFFFFFFFFFFFFFFE, -1),
        ("92233720368547758075", -1, 0xFFFFFFFFFFFFFFFF, -1),
        ("184467440737095516154", -1, 0xFFFFFFFFFFFFFFFF, 0),
        ("184467440737095516156", -1, 0x8, 61),
        ("81694241066718", -8, 0xC772E69217BFBA4, -40),
        ("11", 4931, 0xECB12AED7F5875E1, 16320),
        ("1189731495357231765", 4914, 0xFFFFFFFFFFFFFFFF, 16320),
        ("33621031431120935063", -4951, 0x8, -16385),
        ("0", 9999, 0, 0),
        (HALF, 0, 0x8, 62),
        (HALF[:-1] + "8", 0, 0x8000000000000002, 2),
        (HALF + "0" * 40 + "1", -41, 0x8000000000000001, 2),
        (HALF + "0" * 4100 + "1", -4101, 0x8000000000000001, 2),
        (HALF + "0" * 4100, -4100, 0x8, 62),
    ],
)
def test_the_nearest_number(digits: str, exponent: int, significand: int, power: int) -> None:
    found, two = nearest(digits, exponent)
    assert found.bit_length() <= 65
    assert (found << max(two - power, 0)) == (significand << max(power - two, 0))


@pytest.mark.parametrize(
    ("digits", "exponent"),
    [
        ("12", 4931),
        ("11897314953572317651", 4913),
        ("1", -4932),
        ("15", -4951),
        ("1", -4951),
        ("1", 99999),
        ("1", -99999),
    ],
)
def test_what_no_long_double_holds(digits: str, exponent: int) -> None:
    with pytest.raises(OverflowError):
        nearest(digits, exponent)
