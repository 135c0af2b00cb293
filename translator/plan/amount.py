"""How much is it, for people?"""

from __future__ import annotations

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")


def amount(count: int) -> str:
    """Return a number of bytes in the unit in which it is short: whole where it can be, or else with one decimal."""
    unit = 0
    while unit + 1 < len(_UNITS) and count >= 1024 ** (unit + 1):
        unit += 1
    size = 1024**unit
    return f"{count // size} {_UNITS[unit]}" if not count % size else f"{count / size:.1f} {_UNITS[unit]}"


def cpus(percent: float) -> str:
    """Return a share of CPU time, given in percent of one CPU."""
    count = percent / 100
    return "1 CPU" if count == 1 else f"{count:g} CPUs"
