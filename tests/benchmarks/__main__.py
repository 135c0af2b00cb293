"""How fast is everything, side by side? One table: containers, start-up, folders; beside libvirt's driver and a floor.

    python -m tests.benchmarks [--sizes 1000,10000,100000] [--only calls,starts,folders] [--json FILE]

All times are processor time, each the best of some turns; ratios are of this one run, and what is to be quoted. The
long form, with 100,000 containers, takes some minutes and 2 GB in the folder for temporary files (TMPDIR).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from tests.benchmarks.calls import PARSE, measure_calls
from tests.benchmarks.folders import Spent, check, convert, floor, has_driver, libvirts_driver
from tests.benchmarks.starts import BARE, measure_starts
from tests.fleet.generate import confs, write_fleet

PARTS = ("calls", "starts", "folders")
#: Containers up to which libvirt's driver is asked: the sandbox ends it after a minute.
_ASKED = 10_000
_TURNS = 3


class Row(NamedTuple):
    """A line of the table: what was measured, in which unit, and each number by its column."""

    what: str
    unit: str
    numbers: dict[str, float]


def calls() -> Iterator[Row]:
    """Yield what one container takes in a warm process, and how many times lxml's parse of its document that is."""
    took = measure_calls(turns=6)
    parse = took[PARSE]
    for name, (new, again) in took.items():
        yield Row(name, "us", {"new": new, "x": new / parse.new, "again": again, "again x": again / parse.again})


def starts() -> Iterator[Row]:
    """Yield what a call from a shell takes, and how many times a bare interpreter that is."""
    with tempfile.TemporaryDirectory(prefix="vzvirt-") as folder:
        took = measure_starts(Path(folder))
    for name, milliseconds in took.items():
        yield Row(name, "ms", {"all": milliseconds, "x": milliseconds / took[BARE]})


def folders(sizes: list[int]) -> Iterator[list[Row]]:
    """Yield, for each size, what a container of a folder takes, and how many times libvirt's driver's dump of it that
    is.
    """
    with tempfile.TemporaryDirectory(prefix="vzvirt-") as top:  # nothing is removed before all is measured
        ours = {size: _our_folders(Path(top, str(size)), size) for size in sizes}
    for size, spent in ours.items():
        if has_driver() and size <= _ASKED:
            asked = dict(confs(size, dirty=0))
            spent["libvirt's driver"] = [libvirts_driver(asked) for _ in range(_TURNS)]
        yield list(_folder_rows(size, spent))


def _our_folders(top: Path, size: int) -> dict[str, list[Spent]]:
    """Return what each turn took, by what was done."""
    folder = write_fleet(top / "conf", size)
    spent: dict[str, list[Spent]] = {}
    for turn in range(_TURNS if size <= _ASKED else 1):
        for jobs in (1, 2):
            spent.setdefault(f"convert, -j {jobs}", []).append(convert(folder, top / f"out{turn}{jobs}", jobs))
        for jobs in (1, 2):
            spent.setdefault(f"check, -j {jobs}", []).append(check(folder, jobs))
        spent.setdefault("the floor", []).append(floor(folder, top / "out01"))
    return spent


def _folder_rows(size: int, spent: dict[str, list[Spent]]) -> Iterator[Row]:
    best = {what: min(rounds, key=lambda each: each.processor) for what, rounds in spent.items()}
    theirs = best.get("libvirt's driver")
    for what, took in best.items():
        wall, parent, workers, peak, system = took
        each = {"wall": wall, "all": took.processor, "parent": parent, "workers": workers, "kernel": system}
        numbers = {column: seconds / size * 1e6 for column, seconds in each.items()}
        if theirs is not None:
            numbers["x"] = took.processor / theirs.processor
            numbers["wall x"] = wall / theirs.wall
        yield Row(f"{size}: {what}", "us", {**numbers, "peak MB": peak})


def surroundings() -> str:
    """Say what the numbers are of. Where the interpreter is a shared library, ours are a fifth higher; not lxml's."""
    shared = ", in a shared library" if "/libpython" in Path("/proc/self/maps").read_text() else ""
    python = f"{platform.python_implementation()} {platform.python_version()}{shared}"
    return f"{python}, lxml {etree.__version__}; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def _print(rows: list[Row]) -> None:
    """Print rows of the same columns."""
    columns = list(dict.fromkeys(column for row in rows for column in row.numbers))
    print(f"\n{'':34}" + "".join(f"{column:>10}" for column in columns))
    for row in rows:
        cells = (f"{row.numbers[c]:.2f}" if c in row.numbers else "" for c in columns)
        print(f"{row.what:30}{row.unit:>4}" + "".join(f"{cell:>10}" for cell in cells), flush=True)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="1000,10000", help="containers of the folders (default: %(default)s)")
    parser.add_argument("--only", default=",".join(PARTS), help="parts to measure, of %(default)s")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows here, too")
    options = parser.parse_args()
    wanted = options.only.split(",")
    print(surroundings())
    groups = []
    if "calls" in wanted:
        groups.append(list(calls()))
        _print(groups[-1])
    if "starts" in wanted:
        groups.append(list(starts()))
        _print(groups[-1])
    for rows in folders([*map(int, options.sizes.split(","))]) if "folders" in wanted else ():
        groups.append(rows)
        _print(rows)
    if not has_driver():
        print("\nlibvirt's OpenVZ driver is not asked here: that needs root, and libvirt's virsh")
    if options.json:
        options.json.write_text(json.dumps([row._asdict() for rows in groups for row in rows], indent=1))


if __name__ == "__main__":
    main()
