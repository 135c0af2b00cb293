"""In which form does an answer leave? A table for people, tab-separated text for pipes, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import chain, islice
from itertools import count as numbers
from math import inf
from typing import IO, Any, Literal

from translator.fleet.query import Answer, Value
from translator.printable import printable
from translator.replace import written

FORMATS = ("csv", "json", "parquet")
#: Rows in memory at once while Parquet is written.
_GROUP = 50_000
#: A text is not wrapped into less than this on a terminal.
_NARROW = 10
#: Rows that a terminal gets: all of them have to be there before the first one can be laid out.
MOST = 10_000


def show(answer: Answer, sizes: Sequence[str] = ()) -> int:
    """Print an answer on standard output and return the number of its rows.

    On a terminal, numbers keep their width, ``sizes`` are in units for people, and texts share what is left; columns
    that there is no room for are left out and named on standard error. So is what comes after MOST rows.
    """
    if not sys.stdout.isatty():
        return _separated(answer, sys.stdout.write, "\t")
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    rows = list(islice(answer.rows, MOST))
    more = next(answer.rows, None) is not None
    columns = [_Column(name, [row[at] for row in rows], name in sizes) for at, name in enumerate(answer.columns)]
    shown = _that_fit(columns, console.width)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for column in shown:
        justify: Literal["left", "right"] = "right" if column.number else "left"
        table.add_column(column.name, justify=justify, no_wrap=column.kept, overflow="fold", min_width=len(column.name))
    for cells in zip(*(column.cells for column in shown), strict=True):
        table.add_row(*map(Text, cells))
    console.print(table)
    if len(shown) < len(columns):
        left = ", ".join(column.name for column in columns if column not in shown)
        sys.stderr.write(f"vzvirt: the terminal has no room for {left}: a wider one has, or a pipe, or --export\n")
    if more:
        sys.stderr.write(f"vzvirt: there are more than these {MOST:,} rows: a pipe has them all, or --export\n")
    return len(rows)


class _Column:
    """A column on a terminal: its cells as texts, and whether they keep their width."""

    def __init__(self, name: str, values: Sequence[Value], size: bool) -> None:
        self.name = name
        self.number = size or (
            bool(values) and all(value is None or isinstance(value, int | float) for value in values)
        )
        self.cells = [
            "" if value is None else _size(value) if size and isinstance(value, int) else printable(str(value))
            for value in values
        ]
        longest = max(map(len, self.cells), default=0)
        self.kept = self.number or name == "ctid" or longest <= len(name)
        self.needed = max(len(name), longest if self.kept else min(longest, _NARROW))


def _that_fit(columns: Sequence[_Column], width: int) -> list[_Column]:
    """Return the columns that a terminal has room for: those that come first, and rather numbers than texts."""
    chosen = list(columns)
    while len(chosen) > 1 and sum(column.needed + 1 for column in chosen) > width + 1:
        chosen.remove(next((column for column in reversed(chosen) if not column.kept), chosen[-1]))
    return chosen


def _size(number: int) -> str:
    """Return bytes for people: 256M, 2.2G."""
    for power, unit in ((40, "T"), (30, "G"), (20, "M"), (10, "K")):
        if number >= 1 << power:
            return f"{number / (1 << power):.1f}".removesuffix(".0") + unit
    return str(number)


def export(answer: Answer, form: str, path: str, again: Callable[[], AbstractContextManager[Answer]]) -> int:
    """Write an answer to a file, ``-`` for standard output, and return the number of its rows.

    ``again`` asks the same once more: Parquet has to know the types of its columns before the first row. ImportError
    when the form needs an extra that is not installed, OSError when the file cannot be written.
    """
    answer = answer._replace(columns=apart(answer.columns))
    with nullcontext(sys.stdout.buffer) if path == "-" else written(path, force=True) as file:
        if form == "parquet":
            return _parquet(answer, file, again)
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        try:
            return (_csv if form == "csv" else _json)(answer, text)
        finally:
            text.detach()


def apart(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of columns, each once: of two that have one, the second gets a number, as SQLite does it."""
    taken: dict[str, None] = {}
    for name in names:
        numbered = (f"{name}:{number}" for number in numbers(1))
        taken[next(each for each in chain((name,), numbered) if each not in taken)] = None
    return tuple(taken)


def _csv(answer: Answer, file: Any) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(answer.columns)
    count = 0
    for row in answer.rows:
        writer.writerow(row)
        count += 1
    return count


def _json(answer: Answer, file: Any) -> int:
    count = 0
    for row in answer.rows:
        file.write(",\n" if count else "[\n")
        cells = (str(cell) if cell in (inf, -inf) else cell for cell in row)  # which JSON has no number for
        file.write(json.dumps(dict(zip(answer.columns, cells, strict=True)), ensure_ascii=False))
        count += 1
    file.write("\n]\n" if count else "[]\n")
    return count


def _separated(answer: Answer, write: Callable[[str], Any], separator: str) -> int:
    write(separator.join(answer.columns) + "\n")
    count = 0
    for row in answer.rows:
        write(separator.join("" if value is None else printable(str(value)) for value in row) + "\n")
        count += 1
    return count


def _parquet(answer: Answer, file: IO[bytes], again: Callable[[], AbstractContextManager[Answer]]) -> int:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise ImportError("Parquet needs the extra: pip install 'vzvirt[parquet]'") from None
    kinds: list[set[type]] = [set() for _ in answer.columns]
    for row in answer.rows:
        for kind, value in zip(kinds, row, strict=True):
            if value is not None:
                kind.add(type(value))
    names = {frozenset({int}): pa.int64(), frozenset({float}): pa.float64(), frozenset({int, float}): pa.float64()}
    types = [names.get(frozenset(kind), pa.string()) for kind in kinds]
    schema = pa.schema(list(zip(answer.columns, types, strict=True)))
    count = 0
    with again() as second, pq.ParquetWriter(file, schema) as writer:
        while group := list(islice(second.rows, _GROUP)):
            columns = [
                [None if value is None else str(value) if kind == pa.string() else value for value in column]
                for kind, column in zip(types, zip(*group, strict=True), strict=True)
            ]
            writer.write_table(pa.table(columns, schema=schema))
            count += len(group)
    return count
