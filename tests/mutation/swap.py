"""How does a running process get a fault? Its functions take the code of the faulty source; no file is touched.

What runs when a module is imported (constants, class bodies, defaults) cannot be changed so: for that a fresh process
imports the faulty source, see :func:`import_with`.
"""

from __future__ import annotations

import ast
import functools
import gc
import importlib.abc
import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, FunctionType, ModuleType

Key = tuple[str, int]


class CannotSwapError(Exception):
    """This fault needs a process that imports it."""


def swap(tree: ast.Module, filename: str, functions: Sequence[FunctionType]) -> None:
    """Give ``functions``, all that live of the file, the code of a tree.

    :raises CannotSwapError: if a function cannot be told from another, or closes over something else than it did
    """
    new: dict[Key, list[CodeType]] = {}
    for code in _codes(compile(tree, filename, "exec")):
        new.setdefault(_key(code), []).append(code)
    swapped: list[tuple[FunctionType, CodeType]] = []
    for function in functions:
        codes = new.get(_key(function.__code__), [])
        if function.__code__ in codes:
            continue
        if len(codes) != 1:
            raise CannotSwapError(f"{function.__qualname__} has a twin")
        if codes[0].co_freevars != function.__code__.co_freevars:
            raise CannotSwapError(f"{function.__qualname__} closes over something else")
        swapped.append((function, codes[0]))
    if not swapped:
        raise CannotSwapError("no function has it")
    for function, code in swapped:
        function.__code__ = code


def functions_by_file() -> dict[str, list[FunctionType]]:
    """Return every function that lives in this process, by the file that it came from."""
    found: dict[str, list[FunctionType]] = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType):
            found.setdefault(thing.__code__.co_filename, []).append(thing)
    return found


def caches() -> Callable[[], None]:
    """Return what empties each ``functools.cache`` of this process: what it holds was computed without the fault."""
    found = [thing for thing in gc.get_objects() if isinstance(thing, functools._lru_cache_wrapper)]

    def forget() -> None:
        for cache in found:
            cache.cache_clear()

    return forget


def import_with(tree: ast.Module, module: str, filename: str) -> None:
    """Have this process import a tree in the place of a module's source."""
    if module in sys.modules:
        raise AssertionError(f"{module} is imported already")

    class Loader(importlib.abc.Loader):
        def create_module(self, spec: ModuleSpec) -> None:  # noqa: ARG002 - the protocol
            return None

        def exec_module(self, loaded: ModuleType) -> None:
            exec(compile(tree, filename, "exec"), loaded.__dict__)  # noqa: S102 - it is a source of ours

    class Finder(importlib.abc.MetaPathFinder):
        def find_spec(  # the protocol
            self,
            fullname: str,
            path: Sequence[str] | None,  # noqa: ARG002
            target: ModuleType | None = None,  # noqa: ARG002
        ) -> ModuleSpec | None:
            if fullname != module:
                return None
            package = filename.endswith("/__init__.py")
            return importlib.util.spec_from_file_location(
                fullname,
                filename,
                loader=Loader(),
                submodule_search_locations=[filename.removesuffix("/__init__.py")] if package else None,
            )

    sys.meta_path.insert(0, Finder())


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _key(code: CodeType) -> Key:
    return code.co_qualname, code.co_firstlineno
