"""Does each file keep its place? One question a module, imports downwards only, no file that grows into a cupboard."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "translator"
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Lower layers first: a module imports only from its own layer and those before it.
LAYERS = [
    (
        "finding",
        "few",
        "levels",
        "errors",
        "limits",
        "characters",
        "exitcode",
        "ctid",
        "printable",
        "streams",
        "replace",
        "lazy",
        "kept",
    ),
    ("sources",),
    ("values",),
    ("table", "report", "wording"),
    ("conf",),
    ("container",),
    ("domain",),
    ("lenses",),
    ("isolation", "show", "vzctl", "target"),
    ("targets",),
    ("convert", "diff", "network", "plan"),
    ("work",),
    ("lint",),
    ("library",),
    ("fleet",),
    ("manual",),
    ("cli", "__main__", "alias"),
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
    for module in imports(path):
        if module.startswith("translator."):
            other = module.split(".")[1]
            assert LAYER[other] <= LAYER[name], f"{name} imports {module}"


def imports(path: Path) -> set[str]:
    """Return the modules that a module imports anywhere in it; of ``from translator import a``, ``translator.a``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} line {node.lineno}: a module is imported by its whole name"
            module = str(node.module)
            found.update(f"{module}.{alias.name}" for alias in node.names) if module == "translator" else found.add(
                module
            )
    return found - {"translator.__version__", "translator.*"}


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    from translator.cli import x",
        "import translator.cli.check",
        "from translator import cli",
        "if 1: import translator.cli",
    ],
)
def test_an_import_is_seen_wherever_it_stands(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.py").write_text(text)
    assert any(module.startswith("translator.cli") for module in imports(tmp_path / "a.py"))


def test_the_layers_name_every_module_and_no_other() -> None:
    assert set(LAYER) == {name_of(path) for path in MODULES} - {"__init__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_knows_of_command_lines(path: Path) -> None:
    if name_of(path) not in ("cli", "__main__"):
        assert "click" not in {module.partition(".")[0] for module in imports(path)}


def test_tests_call_commands_as_users_do() -> None:
    """A command keeps the options that it was first called with: by itself it has no -h, and has none ever after."""
    alone = re.compile(r"^from translator\.cli\.\w+ import .*\bcommand\b", re.MULTILINE)
    assert [str(path) for path in sorted(TESTS.rglob("*.py")) if alone.search(path.read_text())] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_who_may_touch_files_reads_sources(path: Path) -> None:
    """The pure functions ask what a text is, and no more."""
    if name_of(path) not in ("cli", "work", "fleet", "sources"):
        assert {module for module in imports(path) if module.startswith("translator.sources")} <= {
            "translator.sources.kind"
        }


#: Answers that never reach a caller, and no faults: a verdict of a codec and of a place, and a reader that has gone.
ANSWERS = {"Refused", "Unread", "ReaderGone"}


def test_what_a_caller_has_to_catch_has_one_root() -> None:
    """A caller catches :class:`VzvirtError`, and no name of an exception means two things."""
    bases: dict[str, set[str]] = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                names = {ast.unparse(base) for base in node.bases}
                if any(name.endswith(("Error", "Exception")) for name in names):
                    assert node.name not in bases, f"{path}: another {node.name}"
                    bases[node.name] = names
    assert bases.keys() > ANSWERS
    ours = {"VzvirtError"}
    while more := {name for name, names in bases.items() if names & ours} - ours:
        ours |= more
    assert not bases.keys() - ours - ANSWERS


#: What the same thing is on either side: its codec, and its place in a document, what tells of it, or what its text is.
SIDES = {
    "Capabilities": {"values/switch.py", "domain/place/capability.py"},
    "Interfaces": {"values/netif.py", "domain/place/interface.py"},
    "Layout": {"values/word.py", "lenses/image.py"},
    "Text": {"values/word.py", "lint/output/text.py"},
    "Verdict": {"values/codec.py", "plan/item.py"},
}


def test_a_type_has_a_name_of_its_own() -> None:
    """Who reads ``Row`` need not look which one it is."""
    found: dict[str, set[str]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text()).body:
            name = ""
            if isinstance(node, ast.ClassDef):
                name = node.name
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript | ast.BinOp):
                name = ast.unparse(node.targets[0])
            if name[:1].isupper() and not name.isupper():
                found.setdefault(name, set()).add(str(path.relative_to(PACKAGE)))
    assert len(found) > 200
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == SIDES


@pytest.mark.parametrize("mark", ["boot", "browser"])
def test_the_ci_looks_for_tests_where_they_are(mark: str) -> None:
    (folders,) = re.findall(rf"-m {mark} -ra (.*?);", (TESTS.parent / ".ci" / "run").read_text())
    marked = {
        path.relative_to(TESTS.parent)
        for path in TESTS.rglob("test_*.py")
        if re.search(rf"mark\.{mark}\b", path.read_text())
    }
    assert {str(Path(*path.parts[:2])) for path in marked} == {*folders.split()}
