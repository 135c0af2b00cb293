"""The rules, by subject. Importing this package registers them all, once."""

from translator.lint.rules import (
    disk,
    fleet,
    interfaces,
    network,
    new_id,
    numbers,
    obsolete,
    pct,
    readers,
    secrets,
    syntax,
    translation,
    ubc,
    values,
    vswap,
)

__all__ = [
    "disk",
    "fleet",
    "interfaces",
    "network",
    "new_id",
    "numbers",
    "obsolete",
    "pct",
    "readers",
    "secrets",
    "syntax",
    "translation",
    "ubc",
    "values",
    "vswap",
]
