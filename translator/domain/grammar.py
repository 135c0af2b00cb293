"""Where do the grammars stand? In a checkout beside the package, in an installed wheel inside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def grammar_path(name: str) -> Path:
    """Return the path of one grammar, such as ``domain.xsd``.

    Raises FileNotFoundError when neither the package nor the checkout has it: the installation is broken.
    """
    for folder in (_PACKAGE / "grammars", _PACKAGE.parent / "grammars"):
        path = folder / name
        if path.is_file():
            return path
    raise FileNotFoundError(f"vzvirt's grammar {name} is missing from {_PACKAGE} and its parent folder")
