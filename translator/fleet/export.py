"""In which form does an answer leave? A table for people, tab-separated text for pipes, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from itertools import islice
from typing import IO, Any

from translator.fleet.query import Answer
from translator.printable import printable
from translator.whole import written

FORMATS = ("csv", "json", "parquet")
#: Rows in memory at once while Parquet is written.
_GROUP = 50_000


def show(answer: Answer) -> int:
    """Print an answer on standard output and return the number of its rows."""
    if not sys.stdout.isatty():
        return _separated(answer, sys.stdout.write, "\t")
    from rich.console import Console
    from rich.table import Table

    table = Table(*answer.columns, box=None, pad_edge=False)
    count = 0
    for row in answer.rows:
        table.add_row(*("" if value is None else printable(str(value)).replace("[", "\\[") for value in row))
        count += 1
    Console().print(table)
    return count


def export(answer: Answer, form: str, path: str, again: Callable[[], Answer]) -> int:
    """Write an answer to a file, ``-`` for standard output, and return the number of its rows.

    ``again`` asks the same once more: Parquet has to know the types of its columns before the first row. ImportError
    when the form needs an extra that is not installed, OSError when the file cannot be written.
    """
    if path == "-":
        if form == "parquet":
            return _parquet(answer, sys.stdout.buffer, again)
        return (_csv if form == "csv" else _json)(answer, sys.stdout)
    with written(path, force=True) as file:
        if form == "parquet":
            return _parquet(answer, file, again)
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        count = (_csv if form == "csv" else _json)(answer, text)
        text.detach()
        return count


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
        file.write(json.dumps(dict(zip(answer.columns, row, strict=True)), ensure_ascii=False))
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


def _parquet(answer: Answer, file: IO[bytes], again: Callable[[], Answer]) -> int:
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
    rows, count = again().rows, 0
    with pq.ParquetWriter(file, schema) as writer:
        while group := list(islice(rows, _GROUP)):
            columns = [
                [None if value is None else str(value) if kind == pa.string() else value for value in column]
                for kind, column in zip(types, zip(*group, strict=True), strict=True)
            ]
            writer.write_table(pa.table(columns, schema=schema))
            count += len(group)
    return count
