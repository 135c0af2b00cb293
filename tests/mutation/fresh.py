"""Do tests see a fault in what runs when a module is imported? This process imports it.

It reads one JSON object: ``path`` and ``key`` of the mutant, ``tests`` as pairs of an id and its seconds, ``root``; its
answer comes after U+001E. Files of tests are collected one after the other, so that an early answer is a quick one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

from tests.mutation.forked import allow, restrain
from tests.mutation.mutants import mutants_of, tree_of
from tests.mutation.plain import PLAIN, Plain
from tests.mutation.swap import import_with

#: What importing and collecting a file may take, in seconds of the processor, before it is called endless.
_COLLECTING = 2.0


class _Chosen(Plain):
    def __init__(self, tests: dict[str, float]) -> None:
        self.tests = tests
        self.failed = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> bool:
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for file in dict.fromkeys(name.partition("::")[0] for name in self.tests):
            allow(_COLLECTING)
            items = {item.nodeid: item for item in session.perform_collect([file])}
            for name in self._here(file, items):
                if self.failed:
                    return True
                allow(self.tests.get(name, _COLLECTING))
                items[name].ihook.pytest_runtest_protocol(item=items[name], nextitem=None)
        return True

    def _here(self, file: str, items: Collection[str]) -> list[str]:
        """Return the tests of a file that are to run; those that the fault has given other names are among them."""
        wanted = [name for name in self.tests if name.startswith(f"{file}::")]
        renamed = {name.partition("[")[0] for name in wanted if name not in items}
        others = [name for name in items if name not in self.tests and name.partition("[")[0] in renamed]
        return [name for name in wanted if name in items] + others

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid or "collection"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


def main() -> None:
    """Answer "survived", or "killed" and by which test."""
    order = json.load(sys.stdin)
    restrain()
    allow(_COLLECTING)
    file = Path(order["root"], order["path"])
    source = file.read_text()
    mutant = next(one for one in mutants_of(order["path"], source) if list(one.key) == order["key"])
    module = order["path"].removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    import_with(tree_of(source, mutant), module, str(file))
    chosen = _Chosen(dict(order["tests"]))
    status = pytest.main([*PLAIN, "-p", "no:randomly"], plugins=[chosen])
    if not chosen.failed and status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        chosen.failed = str(status)
    print(f"\x1e{f'killed {chosen.failed}' if chosen.failed else 'survived'}")


if __name__ == "__main__":
    main()
