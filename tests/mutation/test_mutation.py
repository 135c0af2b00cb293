"""Does the mutation sample tell the truth? Faults are planted that tests see, and one that nothing could see."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from types import FunctionType

import pytest

from tests.mutation.equivalent import reasons
from tests.mutation.mutants import mutants_of, tree_of
from tests.mutation.run import ROOT
from tests.mutation.swap import CannotSwapError, swap

SOURCE = '''\
"""What is small?"""
LIMIT = 3


def least(a: int, b: int) -> int:
    """Return the smaller one."""
    return a if a < b else b


class Small:
    """A set."""

    def holds(self, number: int) -> bool:
        """Say whether a number is small."""
        return number <= LIMIT


def unseen() -> str:
    """Return what nobody asks for."""
    return "x"
'''
TESTS = """\
from planted.small import Small, least


def test_least() -> None:
    assert [least(1, 2), least(2, 1)] == [1, 1]


def test_small() -> None:
    assert Small().holds(3)
    assert not Small().holds(4)
"""


_VERDICT = re.compile(r"^ *[0-9]+ ([a-z]+) .*\n    - .*\n    \+ (.*)$", re.MULTILINE)


@pytest.mark.extras
def test_planted_faults_are_killed_and_an_equivalent_one_survives(tmp_path: Path) -> None:
    for name, text in {"planted/__init__.py": "", "planted/small.py": SOURCE, "test_small.py": TESTS}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "tests.mutation", "--sample", "100", "--only", "planted", "planted"]
    done = subprocess.run(
        [*command, "--root", str(tmp_path), "--tests", "test_small.py"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])},
    )
    verdicts = {after: how for how, after in _VERDICT.findall(done.stdout)}
    assert verdicts == {
        "LIMIT = 4": "killed",
        "LIMIT = 2": "killed",
        "return a if a <= b else b": "survived",
        "return a if a >= b else b": "killed",
        "return a if False else b": "killed",
        "return a if True else b": "killed",
        "return None": "killed",
        "return number < LIMIT": "killed",
        "return number > LIMIT": "killed",
    }, done.stdout + done.stderr
    assert (tmp_path / "planted/small.py").read_text() == SOURCE


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("x = a < b", ["a <= b", "a >= b"]),
        ("x = a in b", ["a not in b"]),
        ("x = a and b or c", ["a and b and c", "c", "a and b", "a or b", "b", "a"]),
        ("x = not a", ["a"]),
        ("x = a + 1", ["a - 1", "2", "0"]),
        ("x = a + 'b'", []),
        ("x = 0", ["1"]),
        ("def f() -> int:\n    'What?'\n    return 'a'", ["return None", "'~a'"]),
        ("def f():\n    if a:\n        g()", ["if False:", "if True:", "pass"]),
        ("def f():\n    x += 1", ["x -= 1", "pass", "2", "0"]),
        ("def f():\n    return False", ["True"]),
        ("x = zip(a, b, strict=True)", []),
        ("def f():\n    return cast('T', a)", ["return None"]),
        ("def f():\n    return None", []),
        ("@lru_cache(1024)\ndef f():\n    pass", []),
        ("def f(a):\n    del a", []),
        ("def f(a):\n    del a[b]", ["pass"]),
        ("x: Literal[1] = y", []),
        ("x = [a for a in b if a]", ["for a in b"]),
        ("if TYPE_CHECKING:\n    x = 1", []),
    ],
)
def test_faults(source: str, faults: list[str]) -> None:
    found = mutants_of("a.py", source)
    assert sorted(_unwrapped(mutant.after) for mutant in found) == sorted(map(_unwrapped, faults))
    for mutant in found:
        assert ast.unparse(tree_of(source, mutant)) != ast.unparse(ast.parse(source))


def _unwrapped(text: str) -> str:
    return text.replace("(", "").replace(")", "")


def test_a_fault_is_one_node_and_the_source_stays(tmp_path: Path) -> None:
    tree = ast.unparse(ast.parse(SOURCE))
    for mutant in mutants_of("planted/small.py", SOURCE):
        changed = ast.unparse(tree_of(SOURCE, mutant)).splitlines()
        assert sum(a != b for a, b in zip(tree.splitlines(), changed, strict=True)) == 1
        assert ast.unparse(ast.parse(SOURCE)) == tree


def test_functions_take_the_fault_where_they_are() -> None:
    held: dict[str, FunctionType] = {}
    exec(compile(SOURCE, "small", "exec"), held)  # noqa: S102
    least = held["least"]
    fault = next(mutant for mutant in mutants_of("small", SOURCE) if mutant.after == "a >= b")
    swap(tree_of(SOURCE, fault), "small", [least])
    assert least(1, 2) == 2


def test_twins_are_not_mistaken_for_each_other() -> None:
    source = "pair = (lambda: a and b), (lambda: b and a)"
    held: dict[str, tuple[FunctionType, ...]] = {}
    exec(compile(source, "twins", "exec"), held)  # noqa: S102
    with pytest.raises(CannotSwapError, match="twin"):
        swap(tree_of(source, mutants_of("twins", source)[0]), "twins", held["pair"])


def test_the_reviewed_list_names_faults_that_can_be_made() -> None:
    found = {
        mutant.key for path in {key[0] for key in reasons()} for mutant in mutants_of(path, (ROOT / path).read_text())
    }
    assert not reasons().keys() - found
    assert all(len(why) > 20 for why in reasons().values())
