"""Which faults would no fast test see? ``nice python -m tests.mutation --sample 200 --seed N``.

Faults are made by chance in lines that tests run, one a line, and each is tried against the tests that run its line,
the quickest first; no file is touched. Survivors are told with their difference; those known to change nothing are
listed with the reason in ``equivalent.toml``. The exit status is 1 below ``--floor`` percent.
Where a fault was seen is worth a test; where it was not, a test of what the line is for, not of how it does it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.mutation.equivalent import reasons
from tests.mutation.plain import PLAIN
from tests.mutation.run import AREAS, FAST, ROOT, Plan, Runner, Verdict


def main(words: list[str] | None = None) -> int:
    """Run a sample and tell of it."""
    reader = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    reader.add_argument("paths", nargs="*", default=list(AREAS.values()), help="where faults are made")
    reader.add_argument("--sample", type=int, default=200, help="how many faults")
    reader.add_argument("--seed", type=int, default=1, help="which ones: the same seed makes the same faults")
    reader.add_argument(
        "--only", action="append", default=[], help="instead of a sample all faults with this in their text (repeat)"
    )
    reader.add_argument("--seconds", type=float, default=20, help="of tests for each before it has survived for now")
    reader.add_argument("--quick", action="store_true", help="do not give survivors the rest of the tests")
    reader.add_argument("--measured", type=Path, help="file that keeps which tests run which lines, between runs")
    reader.add_argument("--floor", type=float, default=85, help="percent that must be killed")
    reader.add_argument("--root", type=Path, default=ROOT, help="the folder that paths and tests are below")
    reader.add_argument("--tests", nargs="+", default=FAST, help="which tests may see a fault")
    given = reader.parse_args(words)
    plan = Plan(
        given.sample, given.seed, tuple(given.paths), tuple(given.only), given.seconds, not given.quick, given.measured
    )
    runner = Runner(plan, lambda text: print(text, end="", flush=True), given.root)
    os.chdir(given.root)
    status = pytest.main([*PLAIN, *given.tests], plugins=[runner])
    if not runner.verdicts:
        print(f"no fault was tried: pytest ended with {status!r}", file=sys.stderr)
        return 2
    print(told(runner.verdicts, runner.broken))
    counted = [one for one in runner.verdicts if one.mutant.key not in reasons()]
    killed = sum(one.how == "killed" for one in counted)
    return 0 if 100 * killed >= given.floor * len(counted) else 1


def told(verdicts: list[Verdict], broken: list[str]) -> str:
    """Tell what survived, with its difference, and the share that was killed by area."""
    known = reasons()
    lines = [f"left out, since it fails without a fault: {name}" for name in broken]
    lines += [
        f"listed as equivalent, but killed: {one.mutant}"
        for one in verdicts
        if one.mutant.key in known and one.how == "killed"
    ]
    left = [one for one in verdicts if one.how != "killed"]
    lines += ["", "survivors:", *(f"{one.mutant}\n    {one.by}" for one in left if one.mutant.key not in known)]
    lines += [
        "",
        "equivalent:",
        *(f"{one.mutant}\n    {known[one.mutant.key]}" for one in left if one.mutant.key in known),
    ]
    lines += ["", f"{'area':12}{'mutants':>8}{'killed':>8}{'equivalent':>12}{'survived':>10}{'killed %':>10}"]
    counts: Counter[tuple[str, str]] = Counter()
    for one in verdicts:
        how = "equivalent" if one.mutant.key in known else "killed" if one.how == "killed" else "survived"
        area = next((name for name, path in AREAS.items() if one.mutant.path.startswith(f"{path}/")), "other")
        counts[area, how] += 1
        counts["all", how] += 1
    for area in [*AREAS, "other", "all"]:
        killed, equivalent, survived = (counts[area, how] for how in ("killed", "equivalent", "survived"))
        if killed + equivalent + survived:
            share = f"{100 * killed / (killed + survived):.1f}" if killed + survived else "-"
            lines.append(
                f"{area:12}{killed + equivalent + survived:8}{killed:8}{equivalent:12}{survived:10}{share:>10}"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
