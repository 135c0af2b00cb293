"""Which tests see a fault soonest? Those that are likely to, for their price."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.mutation.mutants import Mutant
from tests.mutation.touched import Touched

#: Where the tests of an area are, if not in the folder of its name.
_OWN = {"lenses": "translate"}
#: Where there is a test for all that people are told, whatever tells it.
_TOLD = "tests/told/"
#: How much likelier tests see a fault of their own area.
_LIKELIER = 4
#: What pytest itself does for a test, in seconds.
_AROUND = 0.002


def likeliest_first(touched: Touched, mutant: Mutant, numbers: Sequence[int]) -> list[int]:
    """Sort tests: what is quick, of the area of the fault, and unlike what has been tried already comes first."""
    area = mutant.path.split("/")[1]
    own = (f"tests/{_OWN.get(area, area)}/", _TOLD)
    met: Counter[str] = Counter()
    price: dict[int, float] = {}
    for number in numbers:
        function = touched.tests[number].partition("[")[0]
        met[function] += 1
        nearness = 1 if function.startswith(own) else _LIKELIER
        price[number] = (touched.seconds[number] + _AROUND) * met[function] * nearness
    return sorted(numbers, key=price.__getitem__)


def within(order: list[int], touched: Touched, seconds: float) -> tuple[list[int], list[int]]:
    """Divide tests: what takes so many seconds together, at least one, and the rest."""
    spent = 0.0
    for at, number in enumerate(order):
        spent += touched.seconds[number]
        if spent > seconds and at:
            return order[:at], order[at:]
    return order, []
