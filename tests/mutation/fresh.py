"""Do tests see a fault in what runs when a module is imported? This process imports it.

It reads one JSON object: ``path`` and ``key`` of the mutant, the ids of ``tests``, ``root``; its answer comes after
U+001E.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.mutation.mutants import mutants_of, tree_of
from tests.mutation.swap import import_with


class _Chosen:
    def __init__(self, names: list[str]) -> None:
        self.rank = {name: at for at, name in enumerate(names)}
        self.failed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.rank), key=lambda item: self.rank[item.nodeid])

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid or "collection"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


def main() -> None:
    """Answer "survived", or "killed" and by which test."""
    order = json.load(sys.stdin)
    file = Path(order["root"], order["path"])
    source = file.read_text()
    mutant = next(one for one in mutants_of(order["path"], source) if list(one.key) == order["key"])
    module = order["path"].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    import_with(tree_of(source, mutant), module, str(file))
    chosen = _Chosen(order["tests"])
    files = sorted({name.partition("::")[0] for name in order["tests"]})
    status = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", *files], plugins=[chosen])
    killed = status != pytest.ExitCode.OK
    print(f"\x1e{f'killed {chosen.failed}' if killed else 'survived'}")


if __name__ == "__main__":
    main()
