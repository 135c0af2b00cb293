"""What can a program call, and with what left out? Each public name with its signature, kept.

``--update-goldens`` writes ``fixtures/told/api.txt`` anew. What is missing there afterwards breaks somebody's program.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest

import translator
from tests.golden import FIXTURES, expect

TOLD = FIXTURES / "told" / "api.txt"


def _lines() -> Iterator[str]:
    for name in sorted(translator.__all__):
        thing = getattr(translator, name)
        yield f"{name}{_signature(thing)}"
        if isinstance(thing, type):
            for member in sorted(each for each in vars(thing) if not each.startswith("_")):
                what = inspect.getattr_static(thing, member)
                what = getattr(what, "__func__", what)
                yield f"    .{member}{_signature(what) if callable(what) else ''}"


def _signature(thing: object) -> str:
    """Return the parameters of what can be called, with what they are if they are left out; types are the checker's."""
    if not callable(thing):
        return ""
    signature = inspect.signature(thing)
    bare = [each.replace(annotation=each.empty) for each in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=signature.empty))


def test_the_public_names_take_what_they_took(pytestconfig: pytest.Config) -> None:
    expect(TOLD, "".join(f"{line}\n" for line in _lines()), pytestconfig)
