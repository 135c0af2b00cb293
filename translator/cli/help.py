"""vzvirt help: what does the manual say of a topic, a command, a rule or a parameter?"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from translator.cli.message import coloured, complain
from translator.cli.words import FOLDER, known_words
from translator.exitcode import ExitCode
from translator.wording import meant

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_EPILOG = """\b
Examples:
  vzvirt help                     the topics
  vzvirt help lxc                 one of them
  vzvirt help convert             a command
  vzvirt help VZ305               a rule, as 'vzvirt explain VZ305'
  vzvirt help --man share/man     the man pages of all commands and topics, for man vzvirt-convert"""
#: How far lines go on a wide terminal: longer ones are hard to read. In a pipe they go to 80.
_WIDEST = 100


def _words(context: click.Context, _parameter: click.Parameter, start: str) -> list[CompletionItem]:
    """Complete commands and topics; after a capital, parameters and codes of rules."""
    from click.shell_completion import CompletionItem

    from translator.manual.pages import pages

    before = context.params.get("words") or ()
    group = _command(context, before)[0] if before else _root(context)
    found: dict[str, str] = {}
    if isinstance(group, click.Group):
        named = {name: group.get_command(context, name) for name in group.list_commands(context)}
        found = {name: each.get_short_help_str() for name, each in named.items() if each is not None}
    if not before:
        found |= {each.topic: each.line for each in pages()}
        if start[:1].isupper():
            found = dict.fromkeys((word for word in known_words() if word.isupper()), "")
    return [CompletionItem(word, help=told) for word, told in found.items() if word.startswith(start)]


@click.command(epilog=_EPILOG, short_help="The manual: topics, commands, rules, parameters.")
@click.argument("words", nargs=-1, metavar="[TOPIC|COMMAND|CODE|PARAMETER]", shell_complete=_words)
@click.option("--man", type=FOLDER, metavar="DIR", help="Write man pages into DIR/man1 and DIR/man7.")
@click.option("--force", is_flag=True, help="Write over existing files.")
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], *, man: str | None, force: bool) -> None:
    """Show a page of the manual, the help of a command, or what a rule or a parameter means.

    Without a word, the topics are listed.
    """
    if man is not None:
        if words:
            raise click.UsageError("--man writes all pages: leave the words out.")
        _write_man_pages(context, Path(man), force=force)
    elif force:
        raise click.UsageError("--force is for --man.")
    else:
        _show(_found(context, words))
    raise click.exceptions.Exit(ExitCode.CLEAN)


def _found(context: click.Context, words: Sequence[str]) -> str:
    """Return what there is to say; UsageError where nobody knows the words."""
    from translator.manual.pages import INDEX, pages_about, topics

    if not words:
        return _page(INDEX)
    found, inner = _command(context, words)
    if found is not None:
        about = [each.topic for each in pages_about(words[0])]
        told = f"\nManual: vzvirt help {', '.join(about)}\n" if about else ""
        return f"{found.get_help(inner)}\n{told}"
    if len(words) > 1:
        if words[0] in _root(context).list_commands(context):
            raise click.UsageError(f"'{words[0]}' has no command '{words[1]}'.")
        raise click.UsageError(f"one topic at a time: '{words[0]}', or '{words[1]}'.")
    word = words[0]
    if word.lower() in (INDEX, *topics()):
        return _page(word.lower())
    from translator.lint.tell import explain_parameter, explain_rule, find_rule

    rule = find_rule(word)
    text = explain_rule(rule) if rule else explain_parameter(word)
    if text is None:
        commands = _root(context).list_commands(context)
        hint = meant(word.lower(), (*commands, *topics())) or meant(word, known_words())
        hint = hint or "; 'vzvirt help' lists the topics."
        raise click.UsageError(f"no topic, command, rule or parameter is called '{word}'{hint}")
    return text


def _root(context: click.Context) -> click.Group:
    root = context.find_root().command
    assert isinstance(root, click.Group)  # noqa: S101 - the command line's own
    return root


def _command(context: click.Context, words: Sequence[str]) -> tuple[click.Command | None, click.Context]:
    """Return the command that words name, and its context; None where they name none."""
    inner = context.find_root()
    for word in words:
        group = inner.command
        found = group.get_command(inner, word) if isinstance(group, click.Group) else None
        if found is None:
            return None, inner
        inner = click.Context(found, inner, info_name=word)
    return inner.command, inner


def _page(topic: str) -> str:
    from translator.manual.blocks import read_blocks
    from translator.manual.pages import page
    from translator.manual.text import as_text

    width = min(shutil.get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else 80
    return as_text(read_blocks(page(topic).text), width, styled=coloured(sys.stdout))


def _show(text: str) -> None:
    """Print text, on a terminal that it does not fit on by a pager."""
    if sys.stdout.isatty() and text.count("\n") >= shutil.get_terminal_size().lines:
        click.echo_via_pager(text, color=coloured(sys.stdout))
    else:
        sys.stdout.write(text)


def _write_man_pages(context: click.Context, folder: Path, *, force: bool) -> None:
    """Write all man pages; the exit code is 2 where one is there that says something else, and no ``force``."""
    from translator.cli.files import write_into
    from translator.cli.manpages import man_pages
    from translator.replace import TakenError, make_folder

    for path, text in man_pages(_root(context)):
        whole = folder / path
        make_folder(str(whole.parent))
        try:
            write_into(str(whole.parent), whole.name, text, force=force)
        except TakenError as error:
            complain(str(error))
            sys.exit(ExitCode.USAGE)
