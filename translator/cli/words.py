"""What can a word of the command line name, and how does a shell complete it? No file is looked at here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class _Named(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic since click 8.5
    """The name of something on the disk, a pattern, a URL or ``-``: anything but nothing. The shell completes it."""

    def __init__(self, kind: str) -> None:
        self.name = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse what a forgotten shell variable leaves."""
        if value == "":
            self.fail("an empty name", param, ctx)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Leave it to the shell."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type=self.name)]


FILE = _Named("file")
FOLDER = _Named("dir")


def read_once(_context: click.Context, _parameter: click.Parameter, words: Sequence[str]) -> Sequence[str]:
    """Return the words of an argument, of which one alone may be standard input."""
    demand_one_input(words)
    return words


def demand_one_input(words: Iterable[str]) -> None:
    """Refuse standard input for two files: who reads second finds nothing there, as in an empty conf."""
    if sum(word == "-" for word in words) > 1:
        raise click.UsageError("standard input can be one file alone.")


def codes(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the last one of a list of codes."""
    from translator.lint.engine import iter_rules

    before, comma, last = incomplete.rpartition(",")
    return _items(before + comma, last, ("ALL", *iter_rules()))


def names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete what can be explained."""
    return _items("", incomplete, known_words())


def known_words() -> tuple[str, ...]:
    """Return what can be explained: parameters, and rules by code or name."""
    from translator.lint.engine import iter_rules
    from translator.lint.rule import REGISTRY
    from translator.table import BY_NAME

    rules = tuple(iter_rules())
    return (*BY_NAME, *rules, *(REGISTRY.rules[code].name for code in rules))


def _items(before: str, start: str, words: Iterable[str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(before + word) for word in words if word.lower().startswith(start.lower())]
