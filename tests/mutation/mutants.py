"""Which small faults can a source have? Each is one changed node of its syntax tree, with a name."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

Step = tuple[str, int | None]

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
#: Fields of these are read by people and type checkers alone.
_UNREAD = {"annotation", "returns", "type_comment", "type_params"}


class Mutant(NamedTuple):
    """One fault: in ``path`` (below the repository), in the function ``scope`` ("" outside of any), at ``line``.

    ``before`` and ``after`` are the first lines of the changed piece, ``steps`` the way to it, ``statement`` what is
    around it. Lines count from 1.
    ``number`` tells equal faults of one scope apart, in reading order.
    """

    path: str
    scope: str
    line: int
    before: str
    after: str
    number: int
    steps: tuple[Step, ...]
    old: ast.AST
    new: ast.AST
    statement: ast.stmt

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """Return what names it as long as its function stays as it is, wherever lines above come and go."""
        return self.path, self.scope, self.before, self.after, self.number

    def __str__(self) -> str:
        number = f"  (number {self.number})" if self.number else ""
        before, after = _first_line(self.statement), _first_line(_replaced(self.statement, self.old, self.new))
        if before == after:  # a statement of several lines
            before, after = self.before, self.after
        return f"{self.path}:{self.line} {self.scope}{number}\n    - {before}\n    + {after}"


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Return every fault of a source that we know to make, in reading order."""
    tree = ast.parse(source)
    found: list[Mutant] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for steps, scope, statement, node in _places(tree, (), "", None):
        for new in _faults(node, bool(scope)):
            before, after = _told(node), _told(new)
            number = seen[scope, before, after]
            seen[scope, before, after] += 1
            line = getattr(node, "lineno", statement.lineno)
            found.append(Mutant(path, scope, line, before, after, number, steps, node, new, statement))
    return found


def tree_of(source: str, mutant: Mutant) -> ast.Module:
    """Return the tree of a source with the fault in it; its lines stand where they stood."""
    tree = ast.parse(source)
    at: ast.AST = tree
    for name, index in mutant.steps[:-1]:
        at = getattr(at, name) if index is None else getattr(at, name)[index]
    name, index = mutant.steps[-1]
    new = copy.deepcopy(mutant.new)
    if index is None:
        setattr(at, name, new)
    else:
        getattr(at, name)[index] = new
    return ast.fix_missing_locations(tree)


def _places(
    node: ast.AST, steps: tuple[Step, ...], scope: str, statement: ast.stmt | None
) -> Iterator[tuple[tuple[Step, ...], str, ast.stmt, ast.AST]]:
    """Yield each node below with its way from the root, its scope and the statement around it."""
    for name, value in ast.iter_fields(node):
        if name in _UNREAD or (name == "op" and not isinstance(value, ast.AST)):
            continue
        inside = scope
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            outer = scope.removesuffix(":")
            name_here = f"{outer}.{node.name}" if outer else node.name
            # What a decorator and a default say is said when the function is made, by what stands around it.
            if name == "body":
                inside = f"{name_here}:" if isinstance(node, ast.ClassDef) else name_here
        elif isinstance(node, ast.Lambda) and name == "body":
            inside = f"{scope.removesuffix(':')}.<lambda>".lstrip(".")
        children = value if isinstance(value, list) else [value]
        for at, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_unseen(node, name, at, child):
                continue
            here = (*steps, (name, at if isinstance(value, list) else None))
            around = child if isinstance(child, ast.stmt) else statement
            if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
                continue
            if around is not None:
                told = "" if inside.endswith(":") else inside  # a class body runs when it is imported
                yield here, told, around, child
            yield from _places(child, here, inside, around)


def _is_unseen(node: ast.AST, name: str, at: int, child: ast.AST) -> bool:
    """Whether a program that is right does the same without it: docstring, ``strict=`` of zip, type of ``cast``, and
    how much a cache holds.
    """
    if isinstance(child, ast.keyword):
        return child.arg == "strict"
    if isinstance(node, ast.Call):
        function = ast.unparse(node.func)
        return name == "args" and at == 0 and (function == "cast" or function.endswith("lru_cache"))
    return name == "body" and isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)


def _faults(node: ast.AST, in_function: bool) -> Iterator[ast.AST]:
    """Yield what can stand in the place of a node."""
    match node:
        case ast.Compare(ops=[operator]):
            for other in _COMPARED[type(operator)]:
                yield _with(node, ops=[other()])
        case ast.BoolOp():
            yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
            for at in range(len(node.values)):
                rest = [*node.values[:at], *node.values[at + 1 :]]
                yield rest[0] if len(rest) == 1 else _with(node, values=rest)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp(left=left, right=right) | ast.AugAssign(target=left, value=right):
            if type(node.op) in _COUNTED and not _is_text(left) and not _is_text(right):
                yield _with(node, op=_COUNTED[type(node.op)]())
            if isinstance(node, ast.AugAssign):
                yield _nothing(node)
        case ast.If() | ast.IfExp() | ast.While():
            yield _with(node, test=ast.Constant(value=False))
            if not isinstance(node, ast.While):
                yield _with(node, test=ast.Constant(value=True))
        case ast.comprehension(ifs=[_, *_]):
            for at in range(len(node.ifs)):
                yield _with(node, ifs=[*node.ifs[:at], *node.ifs[at + 1 :]])
        case ast.Constant(value=bool() as value):
            yield _constant(node, not value)
        case ast.Constant(value=int() as value):
            yield _constant(node, value + 1)
            if value > 0:
                yield _constant(node, value - 1)
        case ast.Constant(value=str() as text) if in_function:
            yield _constant(node, f"~{text}")
        # a constant of truth has its own fault
        case ast.Return(value=ast.expr() as value) if not (
            isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, bool))
        ):
            yield _with(node, value=ast.Constant(value=None))
        case ast.Delete(targets=[ast.Name()]):
            pass  # a name that is not used any more: kept, it changes nothing
        case ast.Expr() | ast.Raise() | ast.Continue() | ast.Break() | ast.Delete() if in_function:
            yield _nothing(node)
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) if in_function:
            yield _nothing(node)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _constant(node: ast.Constant, value: object) -> ast.AST:
    return _with(node, value=value)


def _nothing(node: ast.stmt) -> ast.AST:
    return ast.copy_location(ast.Pass(), node)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _told(node: ast.AST) -> str:
    if isinstance(node, ast.comprehension):
        return f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}" + "".join(
            f" if {ast.unparse(condition)}" for condition in node.ifs
        )
    return _first_line(node)


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).split("\n", 1)[0]


def _replaced(statement: ast.stmt, node: ast.AST, new: ast.AST) -> ast.AST:
    """Return a copy of a statement in which another node stands in the place of one."""
    if statement is node:
        return new
    return copy.deepcopy(statement, {id(node): copy.deepcopy(new)})
