"""Does each file keep its place? One question a module, imports downwards only, no file that grows into a cupboard."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "translator"
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Lower layers first: a module imports at its top only from its own layer and those before it.
LAYERS = [
    ("finding", "errors", "limits", "characters", "exitcode", "ctid", "printable", "streams", "replace", "lazy"),
    ("sources",),
    ("values",),
    ("table", "report", "wording"),
    ("conf",),
    ("domain",),
    ("lenses",),
    ("convert", "show", "diff", "network", "vzctl", "plan"),
    ("work",),
    ("lint",),
    ("fleet",),
    ("cli", "__main__"),
]
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_what_it_is_for_and_stays_small(path: Path) -> None:
    text = path.read_text()
    documentation = ast.get_docstring(ast.parse(text))
    assert documentation, "no docstring"
    assert text.count("\n") <= 600, "a file of that size answers more than one question"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    name = name_of(path)
    if name == "__init__":
        return
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("translator."):
            other = str(node.module).split(".")[1]
            assert LAYER[other] <= LAYER[name], f"{name} imports {node.module}"
