"""How is a factor written that is no number, or none that six digits say?"""

from __future__ import annotations

import math

import pytest

from translator.values.number import Factor


@pytest.mark.parametrize(
    ("value", "written", "encoded"),
    [
        (1.5, "1.5", "1.5"),
        (0.10000000149011612, "0.10000000149011612", "0.1"),
        (math.inf, "inf", "inf"),
        (-math.inf, "-inf", "-inf"),
        (math.nan, "nan", "nan"),
        (math.copysign(math.nan, -1), "-nan", "-nan"),
    ],
)
def test_a_factor_is_written(value: float, written: str, encoded: str) -> None:
    codec = Factor()
    assert codec.write(value) == written
    assert codec.encode(value) == encoded
    assert math.copysign(1, codec.decode(codec.write(value))) == math.copysign(1, value)
